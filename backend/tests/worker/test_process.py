"""Real worker processes: woken over Valkey, working without it, stopped by SIGTERM, killed outright."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bowerbird.db import wakeups
from bowerbird.db.session import transaction
from bowerbird.jobs import service
from bowerbird.models import Asset, Job
from bowerbird.settings import PROJECT_ROOT, Settings
from bowerbird.storage import FilesystemStorage
from bowerbird.worker.app import make_app
from bowerbird.worker.dispatch import Dispatcher
from bowerbird.worker.runner import POLL_SECONDS
from bowerbird.worker.sweeper import Sweeper
from tests.jobs.conftest import MakeAsset
from tests.worker.conftest import job, status_of
from tests.worker.test_dispatch import wait_until

Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def start_worker(database: Engine, settings: Settings, tmp_path: Path) -> Iterator[Start]:
    """`start_worker(seconds, redis_url)`: with handlers that take that long."""
    assert database
    started: list[subprocess.Popen[bytes]] = []

    def start(seconds: float = 0, redis_url: str = "") -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            "SLOW_SECONDS": str(seconds),
            "BOWERBIRD_REDIS_URL": redis_url,
            "BOWERBIRD_HOME": str(tmp_path),
            "BOWERBIRD_UPLOAD_MIN_FREE_BYTES": "0",
            "BOWERBIRD_DB_POOL_SIZE": "3",
        }
        with (tmp_path / "worker.log").open("ab") as log:
            started.append(
                subprocess.Popen(
                    [sys.executable, "-m", "tests.worker.slow_worker"], env=environment, stderr=log, cwd=PROJECT_ROOT / "backend"
                )
            )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait(10)


def is_running(stage: str = "inspect") -> bool:
    found = job(stage)
    return found.status == "running" and found.progress is not None


def test_it_is_woken_by_a_commit(
    start_worker: Start, redis_url: str, make_asset: MakeAsset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All three jobs of each file, quicker than the worker would look by itself."""
    dispatcher = Dispatcher(make_app(redis_url, socket_timeout=2))
    monkeypatch.setattr(wakeups, "_senders", [dispatcher.send])
    process = start_worker(redis_url=redis_url)
    wait_until(lambda: b"Connected to redis" in (tmp_path / "worker.log").read_bytes(), 60)
    waits = []
    for _ in range(3):
        with transaction() as session:
            asset = make_asset(session)
            service.start(session, asset)
        began = time.monotonic()
        wait_until(lambda asset=asset: status_of(asset) == "ready")  # type: ignore[misc]
        waits.append(time.monotonic() - began)
    dispatcher.close()
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0
    assert min(waits) < POLL_SECONDS / 2


def test_it_works_without_redis(start_worker: Start, asset: Asset) -> None:
    start_worker(redis_url="redis://127.0.0.1:1/0")
    wait_until(lambda: status_of(asset) == "ready", 60)


def test_sigterm_gives_a_long_job_back_within_ten_seconds(start_worker: Start, asset: Asset) -> None:
    process = start_worker(seconds=600)
    wait_until(is_running, 60)
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0
    assert (job().status, job().attempts, job().lost) == ("queued", 0, 0)


def test_what_a_killed_worker_held_goes_on_at_once(
    start_worker: Start, asset: Asset, settings: Settings, storage: FilesystemStorage
) -> None:
    """The sweeper sees that the process is gone; where it cannot, the lease decides."""
    process = start_worker(seconds=600)
    wait_until(is_running, 60)
    sweeper = Sweeper(settings, storage)
    sweeper.sweep()
    assert job().status == "running"
    process.kill()
    process.wait(10)
    sweeper.sweep()
    held: Job = job()
    assert (held.status, held.attempts, held.lost, held.claim_id) == ("queued", 0, 1, None)
    start_worker()
    wait_until(lambda: status_of(asset) == "ready", 60)
