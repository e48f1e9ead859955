"""A worker in this process: what handlers are given, and what becomes of what they return and raise."""

import errno

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from bowerbird.ai.contracts import CapabilityMissingError, ServiceAwayError
from bowerbird.db.session import transaction
from bowerbird.errors import StageError
from bowerbird.jobs import claims, service
from bowerbird.jobs.graph import STAGES, Successor
from bowerbird.models import Asset, Job, ObjectState, StoredObject
from bowerbird.pipeline.work import Outcome, Work
from bowerbird.settings import Settings
from bowerbird.storage import FilesystemStorage, ObjectMissingError
from bowerbird.worker import runner as runner_module
from bowerbird.worker.runner import check_handlers
from tests.worker.conftest import Handler, MakeWorker, handlers, job, set_summary, status_of, then


def work_off(worker: runner_module.Worker) -> int:
    """Until nothing is runnable; how many jobs it was."""
    count = 0
    while worker.run_one():
        count += 1
    return count


def test_a_file_goes_its_way_to_ready(make_worker: MakeWorker, asset: Asset) -> None:
    seen: dict[str, object] = {}

    def extract(work: Work) -> Outcome:
        with work.original() as path:
            seen["bytes"] = path.read_bytes()
        seen["asset"] = work.asset.name
        work.commit(lambda session: set_summary(session, asset, "half"), [Successor("embed", 1, {"n": 1})])
        seen["between"] = status_of(asset)
        return Outcome(write=lambda session: set_summary(session, asset, "whole"), successors=[Successor("embed")], model_version="m1")

    worker = make_worker(inspect=then("extract"), extract=extract)
    assert work_off(worker) == 4
    assert seen == {"bytes": b"bytes", "asset": "paper.pdf", "between": "processing"}
    assert status_of(asset) == "ready"
    done = job("extract")
    assert (done.status, done.handler_version, done.model_version, done.claim_id) == ("done", 3, "m1", None)
    with transaction() as session:
        assert session.get_one(Asset, asset.id).summary == "whole"


def test_the_transaction_that_ends_a_job_claims_the_next(make_worker: MakeWorker, asset: Asset) -> None:
    written_by: list[list[str]] = []

    def extract(_: Work) -> Outcome:
        with transaction() as session:
            written_by.append(list(session.scalars(text("SELECT DISTINCT xmin::text FROM jobs"))))
        worker.stop()
        return Outcome(successors=[Successor("describe")])

    worker = make_worker(inspect=then("extract"), extract=extract)
    worker.run()
    assert [len(transactions) for transactions in written_by] == [1]
    assert (job("inspect").status, job("extract").status, job("describe").status) == ("done", "done", "queued")


def test_skipped_and_noted_outcomes(make_worker: MakeWorker, asset: Asset) -> None:
    worker = make_worker(
        inspect=then("preview", "describe"),
        preview=lambda _: Outcome(skipped=True),
        describe=lambda _: Outcome(note=("cut", "Only the first pages were read.")),
    )
    work_off(worker)
    assert job("preview").status == "skipped"
    assert (job("describe").status, job("describe").error_code) == ("done", "cut")
    assert status_of(asset) == "partial"


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (StageError("It is locked.", code="encrypted"), ("failed", 1, "encrypted")),
        (StageError("It crashed.", code="decoder_crashed", retryable=True), ("waiting", 1, "decoder_crashed")),
        (CapabilityMissingError("Run `bowerbird models install`."), ("skipped", 0, "capability_missing")),
        (ObjectMissingError(), ("failed", 1, "original_missing")),
        (ValueError("/home/somebody/secret"), ("waiting", 1, "internal")),
        (MemoryError(), ("waiting", 1, "too_large")),
        (OSError(errno.ENOSPC, "No space left on device"), ("waiting", 0, None)),
        (ServiceAwayError("It cannot be reached."), ("waiting", 0, None)),
    ],
)
def test_what_is_raised_becomes_the_jobs_end(
    make_worker: MakeWorker, asset: Asset, error: Exception, expected: tuple[str, int, str | None]
) -> None:
    def inspect(_: Work) -> Outcome:
        raise error

    make_worker(inspect=inspect).run_one()
    ended = job()
    assert (ended.status, ended.attempts, ended.error_code) == expected
    assert "secret" not in (ended.error_detail or "")
    assert (ended.error_detail is None) == (ended.error_code is None)
    assert status_of(asset) == {"failed": "failed", "waiting": "processing", "skipped": "ready"}[ended.status]


def test_storage_that_is_away_costs_no_attempt(
    make_worker: MakeWorker, asset: Asset, storage: FilesystemStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise ConnectionError

    def inspect(_: Work) -> Outcome:
        raise RuntimeError("connection refused")

    monkeypatch.setattr(storage, "check", away)
    make_worker(inspect=inspect).run_one()
    assert (job().status, job().attempts, job().error_code) == ("waiting", 0, None)


def test_a_database_that_goes_away_during_a_job_costs_no_attempt(
    make_worker: MakeWorker, asset: Asset, owner_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every connection is cut while the handler writes."""
    monkeypatch.setattr(runner_module, "AWAY_SECONDS", 0.01)

    def inspect(work: Work) -> Outcome:
        def write(session: Session) -> None:
            session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

        work.commit(write)
        return Outcome()

    make_worker(inspect=inspect).run_one()
    assert (job().status, job().attempts, job().lost) == ("waiting", 0, 0)


def test_a_claim_that_was_lost_is_dropped(make_worker: MakeWorker, asset: Asset) -> None:
    def inspect(work: Work) -> Outcome:
        with transaction() as session:
            service.start(session, work.asset)
        return Outcome(write=lambda session: set_summary(session, asset, "late"))

    make_worker(inspect=inspect).run_one()
    assert (job().status, job().attempts) == ("queued", 0)
    with transaction() as session:
        assert session.get_one(Asset, asset.id).summary is None


def test_a_job_whose_asset_is_gone_goes_too(make_worker: MakeWorker, asset: Asset) -> None:
    with transaction() as session:
        session.execute(text("DELETE FROM assets"))
    assert make_worker().run_one()
    with transaction() as session:
        assert session.scalars(select(Job)).all() == []


def test_a_file_in_the_trash_is_not_worked_on(make_worker: MakeWorker, asset: Asset) -> None:
    def trash(_: Work) -> Outcome:
        with transaction() as session:
            session.execute(update(Asset).values(deleted_at=func.clock_timestamp()))
        return Outcome(successors=[Successor("preview"), Successor("extract")])

    def extract(work: Work) -> Outcome:
        work.commit(lambda _: None)
        return Outcome()

    worker = make_worker(inspect=trash, extract=extract)
    assert worker.run_one()
    assert worker.run_one()
    assert (job("preview").status, job("preview").attempts) == ("waiting", 0)
    with transaction() as session:
        session.execute(update(Asset).values(deleted_at=None))
        claims.queue_due(session)

    def preview(work: Work) -> Outcome:
        trash(work)
        work.commit(lambda _: None)
        return Outcome()

    assert make_worker(preview=preview).run_one()
    assert (job("preview").status, job("preview").attempts, job("preview").claim_id) == ("waiting", 0, None)


def test_stored_objects_replace_those_of_the_same_role(make_worker: MakeWorker, asset: Asset, storage: FilesystemStorage) -> None:
    def preview(work: Work) -> Outcome:
        work.store({"thumbnail": work.run_id.bytes}, mime_type="image/webp")
        return Outcome()

    worker = make_worker(inspect=then("preview"), preview=preview)
    work_off(worker)
    with transaction() as session:
        service.enqueue(session, session.get_one(Asset, asset.id), [Successor("preview")])
    work_off(worker)
    with transaction() as session:
        rows = session.scalars(select(StoredObject).where(StoredObject.role == "thumbnail").order_by(StoredObject.created_at)).all()
    assert [row.state for row in rows] == ["deleting", "stored"]
    assert rows[1].size == 16
    assert rows[1].sha256 is not None
    assert b"".join(storage.read_range(rows[1].key)) != b"".join(storage.read_range(rows[0].key))


def test_an_object_stored_by_a_late_worker_is_marked_for_deletion(
    make_worker: MakeWorker, asset: Asset, storage: FilesystemStorage
) -> None:
    write = storage.write_bytes

    def inspect(work: Work) -> Outcome:
        def lose_claim_then_write(key: str, data: bytes, *, mime_type: str) -> object:
            with transaction() as session:
                service.start(session, work.asset)
            return write(key, data, mime_type=mime_type)

        storage.write_bytes = lose_claim_then_write  # type: ignore[assignment,method-assign]
        work.store({"thumbnail": b"late"}, mime_type="image/webp")
        return Outcome()

    make_worker(inspect=inspect).run_one()
    with transaction() as session:
        states = session.scalars(select(StoredObject.state).where(StoredObject.role == "thumbnail")).all()
    assert states == [ObjectState.DELETING]
    assert job().status == "queued"


def test_decoders_run_in_the_child(make_worker: MakeWorker, asset: Asset) -> None:
    def inspect(work: Work) -> Outcome:
        with work.decoder.stream("abort", None, timeout=10, after=2) as messages:
            list(messages)
        return Outcome()

    make_worker(inspect=inspect).run_one()
    assert (job().status, job().error_code, job().attempts) == ("waiting", "decoder_crashed", 1)


def test_a_full_disk_pauses_the_worker(make_worker: MakeWorker, asset: Asset, settings: Settings) -> None:
    full = settings.model_copy(update={"upload": settings.upload.model_copy(update={"min_free_bytes": 1 << 62})})
    worker = make_worker(settings=full)
    with capture_logs() as logs:
        assert not worker.run_one()
        assert not worker.run_one()
    assert [entry["event"] for entry in logs] == ["disk_full_pausing"]
    assert job().status == "queued"


def test_it_refuses_to_start_unless_every_stage_has_one_handler(make_worker: MakeWorker) -> None:
    complete = dict(handlers())
    check_handlers(complete)
    with pytest.raises(RuntimeError, match="no handler for stage 'ocr'"):
        check_handlers({name: handler for name, handler in complete.items() if name != "ocr"})
    with pytest.raises(RuntimeError, match="unknown stage 'dream'"):
        check_handlers({**complete, "dream": Handler("dream")})
    with pytest.raises(RuntimeError, match="says it is for 'embed'"):
        check_handlers({**complete, "ocr": Handler("embed")})
    assert set(complete) == set(STAGES)


def test_idleness_is_told_once_after_the_models_ttl(make_worker: MakeWorker, asset: Asset, settings: Settings) -> None:
    told: list[str] = []
    brief = settings.model_copy(update={"worker": settings.worker.model_copy(update={"model_ttl_seconds": 0})})

    def on_idle() -> None:
        told.append(job().status)
        worker.stop()

    worker = make_worker(settings=brief, on_idle=on_idle)
    worker.run()
    worker.run()
    assert told == ["done"]
