"""A worker with handlers of the test's own; everything else is real."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from bowerbird.db import wakeups
from bowerbird.db.session import transaction
from bowerbird.jobs import service
from bowerbird.jobs.graph import STAGES, Successor
from bowerbird.models import Asset, Job, ObjectState, StoredObject
from bowerbird.pipeline.decoder import DecoderHost, Limits
from bowerbird.pipeline.work import Outcome, StageHandler, Work
from bowerbird.settings import Settings, get_settings
from bowerbird.storage import FilesystemStorage
from bowerbird.worker.runner import StopTimes, Worker
from tests.jobs.conftest import MakeAsset, make_asset

__all__ = ["make_asset"]

Do = Callable[[Work], Outcome]
DEFAULT_STOP_TIMES = StopTimes()


@dataclass
class Handler:
    stage: str
    do: Do = field(default=lambda _: Outcome())
    version: int = 3

    def __call__(self, work: Work) -> Outcome:
        return self.do(work)


def handlers(**stages: Do) -> dict[str, StageHandler]:
    """Those that are not named do nothing."""
    return {name: Handler(name, stages.get(name, lambda _: Outcome())) for name in STAGES}


class ProcessEndedError(Exception):
    """What the tests' workers raise in place of ending the test run."""


def _end(code: int) -> NoReturn:
    raise ProcessEndedError(code)


@pytest.fixture
def storage(tmp_path: Path) -> FilesystemStorage:
    made = FilesystemStorage(tmp_path / "objects")
    made.check()
    return made


@pytest.fixture
def settings(database: Engine, tmp_path: Path) -> Settings:
    """With short times and no floor for the disk."""
    assert database
    now = get_settings()
    return now.model_copy(
        update={
            "home": tmp_path,
            "worker": now.worker.model_copy(update={"lease_seconds": 6, "stall_seconds": 60}),
            "upload": now.upload.model_copy(update={"min_free_bytes": 0}),
        }
    )


@pytest.fixture(scope="session")
def decoder() -> Iterator[DecoderHost]:
    limits = Limits(memory_bytes=400 << 20, message_bytes=8 << 20, file_bytes=1 << 20, calls=100, idle_seconds=60)
    host = DecoderHost(limits, modules=("tests.pipeline.decoder.badly_behaved",))
    yield host
    host.close()


MakeWorker = Callable[..., Worker]


@pytest.fixture
def make_worker(settings: Settings, storage: FilesystemStorage, decoder: DecoderHost, monkeypatch: pytest.MonkeyPatch) -> MakeWorker:
    """`make_worker(inspect=function, ...)`: a worker for all queues with these handlers."""
    monkeypatch.setattr(wakeups, "_senders", [])

    def make(
        *,
        stop_times: StopTimes = DEFAULT_STOP_TIMES,
        settings: Settings = settings,
        on_idle: Callable[[], None] = lambda: None,
        **stages: Do,
    ) -> Worker:
        return Worker(
            ["fast", "heavy"],
            handlers(**stages),
            name="tested",
            settings=settings,
            storage=storage,
            decoder=decoder,
            stop_times=stop_times,
            on_idle=on_idle,
            end_process=_end,
        )

    return make


@pytest.fixture
def asset(settings: Settings, storage: FilesystemStorage, make_asset: MakeAsset) -> Asset:
    """With bytes in storage and its first job queued."""
    assert settings
    with transaction() as session:
        made = make_asset(session)
        key = f"{made.library_id}/{made.id}/original"
        storage.write_bytes(key, b"bytes", mime_type="application/pdf")
        session.add(
            StoredObject(
                key=key, asset_id=made.id, library_id=made.library_id, role="original", size=5, sha256=b"", state=ObjectState.STORED
            )
        )
        service.start(session, made)
    return made


def job(stage: str = "inspect") -> Job:
    with transaction() as session:
        return session.scalars(select(Job).where(Job.stage == stage)).one()


def status_of(asset: Asset) -> str:
    with transaction() as session:
        return session.get_one(Asset, asset.id).status


def then(*stages: str) -> Do:
    """A handler whose only result is what comes next."""
    return lambda _: Outcome(successors=[Successor(stage) for stage in stages])


def set_summary(session: Session, asset: Asset, summary: str) -> None:
    session.get_one(Asset, asset.id).summary = summary
