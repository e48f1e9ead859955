"""What the sweeper puts right, and that one sweeps at a time."""

import os
import subprocess
import sys
import uuid
from datetime import timedelta
from pathlib import Path

import psutil
import pytest
from sqlalchemy import delete, func, select, text, update
from structlog.testing import capture_logs

from bowerbird.ai.contracts import CapabilityMissingError
from bowerbird.db import wakeups
from bowerbird.db.session import transaction
from bowerbird.jobs import claims, service
from bowerbird.jobs.graph import Successor
from bowerbird.models import Asset, EmbeddingSpace, IdempotencyKey, Job, ObjectState, Search, SignInAttempt, StoredObject, User
from bowerbird.search import lexical
from bowerbird.settings import Settings
from bowerbird.storage import FilesystemStorage, ObjectMissingError
from bowerbird.worker import identity
from bowerbird.worker import sweeper as sweeper_module
from bowerbird.worker.sweeper import LOCK, Sweeper
from tests.ai.tiny_clip import write_tiny_clip
from tests.worker.conftest import job, status_of


@pytest.fixture
def sweeper(settings: Settings, storage: FilesystemStorage) -> Sweeper:
    return Sweeper(settings, storage)


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    queues: list[str] = []
    monkeypatch.setattr(wakeups, "_senders", [queues.append])
    return queues


def claim(worker: str, seconds: float) -> claims.Claim:
    with transaction() as session:
        claimed = claims.Turns(["fast"], worker=worker, lease=timedelta(seconds=seconds)).claim(session)
    assert claimed is not None
    return claimed


def test_queued_jobs_are_woken_again(sweeper: Sweeper, asset: Asset, woken: list[str]) -> None:
    woken.clear()
    assert sweeper.sweep()
    assert woken == ["fast"]


def test_nothing_queued_wakes_nobody(sweeper: Sweeper, asset: Asset, woken: list[str]) -> None:
    claim("somewhere else", 60)
    woken.clear()
    sweeper.sweep()
    assert woken == []
    assert job().status == "running"


def test_lengths_are_baked_when_no_work_waits_or_after_a_while(sweeper: Sweeper, asset: Asset, monkeypatch: pytest.MonkeyPatch) -> None:
    baked: list[bool] = []
    monkeypatch.setattr(lexical, "fold", lambda _session, *, bake: baked.append(bake))
    sweeper.sweep()
    monkeypatch.setattr(sweeper_module, "BAKE_SECONDS", 0.0)
    sweeper.sweep()
    monkeypatch.undo()
    monkeypatch.setattr(lexical, "fold", lambda _session, *, bake: baked.append(bake))
    claim("somewhere else", 60)
    sweeper.sweep()
    assert baked == [False, True, True]


def test_waiting_jobs_are_queued_when_their_time_has_come(sweeper: Sweeper, asset: Asset, woken: list[str]) -> None:
    with transaction() as session:
        session.execute(update(Job).values(status="waiting", not_before=func.now() + timedelta(minutes=1)))
    sweeper.sweep()
    assert job().status == "waiting"
    with transaction() as session:
        session.execute(update(Job).values(not_before=func.now()))
    woken.clear()
    sweeper.sweep()
    assert (job().status, job().not_before) == ("queued", None)
    assert woken == ["fast"]


def test_the_last_lost_lease_fails_the_file_with_a_reason(sweeper: Sweeper, asset: Asset, settings: Settings) -> None:
    for _ in range(settings.worker.max_lost):
        claim("somewhere else", 0)
        sweeper.sweep()
    assert (job().status, job().error_code) == ("failed", "lost")
    assert status_of(asset) == "failed"


def test_objects_marked_deleting_go_bytes_and_row(sweeper: Sweeper, asset: Asset, storage: FilesystemStorage) -> None:
    with transaction() as session:
        key = session.scalars(update(StoredObject).values(state=ObjectState.DELETING).returning(StoredObject.key)).one()
    sweeper.sweep()
    with transaction() as session:
        assert session.scalars(select(StoredObject)).all() == []
    with pytest.raises(ObjectMissingError):
        storage.size(key)


def test_old_sign_in_attempts_and_searches_are_forgotten(sweeper: Sweeper, settings: Settings) -> None:
    with transaction() as session:
        user = User(email="somebody@example.org")
        session.add(user)
        session.flush()
        for age in (timedelta(0), timedelta(days=settings.search.history_days + 1)):
            created = session.execute(select(func.now() - age)).scalar_one()
            session.add(SignInAttempt(subject="somebody", created_at=created))
            session.add(IdempotencyKey(user_id=user.id, key=str(age), asked=b"", created_at=created))
            session.add(Search(user_id=user.id, query="owl", total=0, took_ms=1, created_at=created))
    sweeper.sweep()
    with transaction() as session:
        assert session.scalar(select(func.count()).select_from(SignInAttempt)) == 1
        assert session.scalar(select(func.count()).select_from(Search)) == 1
        assert session.scalar(select(func.count()).select_from(IdempotencyKey)) == 1


def test_what_was_skipped_for_want_of_a_model_goes_on_once_it_is_there(
    settings: Settings, storage: FilesystemStorage, asset: Asset, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction() as session:
        service.enqueue(session, asset, [Successor("embed"), Successor("ocr"), Successor("embed", 1)])
        session.execute(update(Job).values(status="done"))
        session.execute(update(Job).where(Job.stage == "ocr").values(status="skipped", error_code="capability_missing"))
        session.execute(update(Job).where(Job.stage == "embed", Job.part == 0).values(status="skipped", error_code="capability_missing"))
        session.execute(update(Job).where(Job.stage == "embed", Job.part == 1).values(status="skipped"))

    def missing(_: object) -> None:
        raise CapabilityMissingError

    monkeypatch.setattr(sweeper_module, "CAPABILITIES", {"embed": lambda _: None, "ocr": missing})
    Sweeper(settings, storage).sweep()
    with transaction() as session:
        jobs = {(row.stage, row.part): row.status for row in session.scalars(select(Job))}
    assert jobs == {("inspect", 0): "done", ("ocr", 0): "skipped", ("embed", 0): "queued", ("embed", 1): "skipped"}
    assert status_of(asset) == "processing"


def space_for_pictures(model: str) -> None:
    with transaction() as session:
        session.execute(delete(EmbeddingSpace))
        session.add(EmbeddingSpace(name=model, capability="visual", provider="local", model=model, dimensions=3, status="active"))


def test_pictures_go_on_once_there_is_a_model_and_its_space(
    settings: Settings, storage: FilesystemStorage, asset: Asset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction() as session:
        service.enqueue(session, asset, [Successor("visual")])
        session.execute(update(Job).where(Job.stage == "visual").values(status="skipped", error_code="capability_missing"))

    def swept() -> str:
        Sweeper(settings, storage).sweep()
        return job("visual").status

    assert swept() == "skipped"
    monkeypatch.setattr(settings.models, "visual_embedder", str(write_tiny_clip(tmp_path / "tiny-clip")))
    assert swept() == "skipped", "the next start makes its space"
    space_for_pictures("another-clip")
    assert swept() == "skipped"
    space_for_pictures("tiny-clip")
    assert swept() == "queued"


def test_one_sweeps_at_a_time(sweeper: Sweeper, asset: Asset) -> None:
    with transaction() as session:
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        assert not sweeper.sweep()
    assert sweeper.sweep()


def test_a_sweep_that_fails_is_tried_again(sweeper: Sweeper, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    def sweep() -> bool:
        calls.append(1)
        if len(calls) == 1:
            raise ConnectionError
        sweeper.stop()
        return True

    monkeypatch.setattr(sweeper, "sweep", sweep)
    monkeypatch.setattr(sweeper._settings.worker, "sweep_seconds", 0.0)
    with capture_logs() as logs:
        sweeper.run()
    assert [entry["event"] for entry in logs] == ["sweep_failed"]
    assert len(calls) == 2


# Whether a worker is dead


@pytest.mark.skipif(not identity.here(), reason="this system does not say where a process id counts")
def test_a_dead_process_of_this_machine_is_dead() -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    name = f"{identity.here()}|{process.pid}|{psutil.Process(process.pid).create_time():.2f}"
    assert not identity.is_dead(name)
    process.communicate(b"\n")
    assert identity.is_dead(name)


@pytest.mark.parametrize(
    "name", [None, "", "tested", f"another-boot/pid:[1]|{os.getpid()}|0.0"], ids=["none", "empty", "name", "other boot"]
)
def test_who_is_not_of_this_machine_is_left_to_the_lease(name: str | None) -> None:
    assert not identity.is_dead(name)


@pytest.mark.skipif(not identity.here(), reason="this system does not say where a process id counts")
def test_a_process_id_that_somebody_else_got_is_no_sign_of_life() -> None:
    parent = psutil.Process(os.getppid())
    assert identity.is_dead(f"{identity.here()}|{parent.pid}|{parent.create_time() - 100:.2f}")
    assert not identity.is_dead(f"{identity.here()}|{parent.pid}|{parent.create_time():.2f}")


def test_names_fit_their_column() -> None:
    assert len(identity.own_name()) <= 200
    assert not identity.is_dead(identity.own_name())


def test_start_of_a_file_whose_job_runs_is_not_undone_by_the_sweeper(sweeper: Sweeper, asset: Asset) -> None:
    """The lease it saw is of a claim that no longer is."""
    old = claim("somewhere else", 0)
    with transaction() as session:
        [lease] = claims.expired_leases(session)
        service.start(session, asset)
    new = claim("another", 60)
    with transaction() as session:
        claims.give_up(session, lease, max_lost=8)
    assert old.job_id == new.job_id
    assert (job().status, job().lost, job().claim_id) == ("running", 0, new.claim_id)
    assert uuid.UUID(str(new.claim_id)) != old.claim_id


def test_a_sweep_that_failed_is_no_sign_of_life(settings: Settings, storage: FilesystemStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    alive: list[bool] = []
    sweeper = Sweeper(settings.model_copy(update={"worker": settings.worker.model_copy(update={"sweep_seconds": 0.0})}), storage)
    outcomes = iter([RuntimeError("away"), None])

    def sweep() -> bool:
        outcome = next(outcomes, None)
        if outcome is None:
            sweeper.stop()
            return True
        assert not alive
        raise outcome

    monkeypatch.setattr(sweeper, "sweep", sweep)
    monkeypatch.setattr(sweeper, "_on_alive", lambda: alive.append(True))
    sweeper.run()
    assert alive == [True]
