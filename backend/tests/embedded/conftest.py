"""Directories and plans for servers of a test's own, run as whom the product would run them."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bowerbird.embedded import postgres, valkey
from bowerbird.embedded.ports import free_port
from bowerbird.embedded.postgres import Postgres
from bowerbird.embedded.privileges import LaunchPlan, chosen_user, plan_for
from bowerbird.embedded.valkey import Valkey

ENVIRONMENT = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"}


@pytest.fixture
def place() -> Iterator[Path]:
    """An empty directory that belongs to whom everything runs as."""
    directory = Path(tempfile.mkdtemp(prefix="bowerbird-test-"))
    user = chosen_user()
    if user:
        os.chown(directory, user.uid, user.gid)
    yield directory
    shutil.rmtree(directory)


@pytest.fixture
def plan(place: Path) -> LaunchPlan:
    return plan_for(chosen_user(), [place, postgres.root(), valkey.binary()])


@pytest.fixture
def cluster(place: Path, plan: LaunchPlan) -> Postgres:
    """A new cluster, not started."""
    made = Postgres(place / "pg", free_port(), "of-the-superuser", plan, place / "log", {"shared_buffers": "16MB", "fsync": "off"})
    made.create(ENVIRONMENT, sync=False)
    return made


@pytest.fixture
def cache(place: Path, plan: LaunchPlan) -> Valkey:
    return Valkey(place, free_port(), "secret", plan)
