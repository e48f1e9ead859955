"""How many workers an embedded run has."""

from types import SimpleNamespace

import psutil
import pytest

from bowerbird.embedded import stack
from bowerbird.settings import GIB, get_settings


@pytest.mark.parametrize(
    ("count", "cores", "memory_gib", "workers"),
    [(0, 1, 2, 1), (0, 2, 4, 1), (0, 2, 8, 2), (0, 4, 64, 4), (0, 64, 256, stack.MOST_WORKERS), (3, 2, 4, 3)],
)
def test_one_for_each_core_as_far_as_memory_goes(
    monkeypatch: pytest.MonkeyPatch, count: int, cores: int, memory_gib: int, workers: int
) -> None:
    monkeypatch.setattr(get_settings().worker, "count", count)
    monkeypatch.setattr(stack, "cores", lambda: cores)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(total=memory_gib * GIB))
    names = stack.worker_names()
    assert names[0] == "worker-all"
    assert len(set(names)) == len(names) == workers
