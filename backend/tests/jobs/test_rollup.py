"""The status table, and the fan-in race that the lock on the asset decides."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, text, update
from sqlalchemy.orm import Session

from bowerbird.db.session import transaction
from bowerbird.events import publish
from bowerbird.jobs import service
from bowerbird.jobs.graph import Successor
from bowerbird.jobs.rollup import JobEnd, lock_asset, roll_up, settle
from bowerbird.models import Asset, Job
from tests.jobs.conftest import MakeAsset


@pytest.mark.parametrize(
    ("jobs", "has_segments", "status", "code"),
    [
        ("inspect:done preview:done", False, "ready", None),
        ("inspect:done ocr:skipped", False, "ready", None),
        ("inspect:done embed:skipped:capability_missing", True, "ready", None),
        ("inspect:done extract:done:cut", True, "partial", "cut"),
        ("inspect:done preview:failed:corrupt extract:done", True, "partial", "corrupt"),
        ("inspect:done preview:failed:corrupt extract:done", False, "partial", "corrupt"),
        ("inspect:done extract:failed:encrypted", False, "failed", "encrypted"),
        ("inspect:done extract:failed:encrypted preview:failed:corrupt", False, "failed", "encrypted"),
        ("inspect:done extract:done ocr:failed:timed_out", True, "partial", "timed_out"),
        ("inspect:done ocr:failed:timed_out", False, "failed", "timed_out"),
        ("embed:failed:late extract:done:cut preview:failed:early", True, "partial", "early"),
        ("inspect:failed:corrupt extract:queued", False, "processing", None),
        ("inspect:done extract:running", True, "processing", None),
        ("inspect:waiting", False, "processing", None),
    ],
)
def test_status_table(jobs: str, has_segments: bool, status: str, code: str | None) -> None:
    ends = []
    for job in jobs.split():
        stage, end, *rest = job.split(":")
        ends.append(JobEnd(stage, end, rest[0] if rest else None, "Why." if rest else None))
    rolled = roll_up(ends, has_segments=lambda: has_segments)
    assert (rolled.status, rolled.error_code) == (status, code)
    assert rolled.error_detail == ("Why." if code else None)


def test_settle_writes_the_status_and_tells_browsers(session: Session, make_asset: MakeAsset, monkeypatch: pytest.MonkeyPatch) -> None:
    events: list[tuple[uuid.UUID, publish.Event]] = []
    monkeypatch.setattr(publish, "_publishers", [lambda library, event: events.append((library, event))])
    asset = make_asset(session)
    service.start(session, asset)
    session.commit()
    before = asset.updated_at
    events.clear()
    session.execute(update(Job).values(status="failed", error_code="corrupt", error_detail="The file is damaged."))
    settle(session, asset)
    session.commit()
    session.refresh(asset)
    assert (asset.status, asset.error_code, asset.error_detail) == ("failed", "corrupt", "The file is damaged.")
    assert asset.updated_at > before
    assert events == [(asset.library_id, {"type": "asset.updated", "asset_id": str(asset.id)})]


@pytest.mark.parametrize("first", ["preview", "describe"])
def test_two_last_stages_that_end_at_once_leave_no_asset_processing(database: Engine, make_asset: MakeAsset, first: str) -> None:
    """Both transactions are open at the same time. Without the lock each sees the other's job unfinished."""
    second = "describe" if first == "preview" else "preview"
    with transaction() as session:
        asset = make_asset(session)
        service.enqueue(session, asset, [Successor("preview"), Successor("describe")])
    first_has_settled, second_has_settled = threading.Event(), threading.Event()
    pids: list[int] = []

    def end(own: Session, stage: str) -> None:
        locked = lock_asset(own, asset.id)
        assert locked is not None
        own.execute(update(Job).where(Job.subject_id == asset.id, Job.stage == stage).values(status="done"))
        settle(own, locked)

    def run_first() -> None:
        with transaction() as own:
            end(own, first)
            first_has_settled.set()
            # commit only when the other is as far as it can get: at the lock, or (were there none) past its roll-up
            while not second_has_settled.wait(0.01) and not _waits_for_a_lock(database, pids):
                pass

    def run_second() -> None:
        assert first_has_settled.wait(10)
        with transaction() as own:
            pids.append(own.execute(text("SELECT pg_backend_pid()")).scalar_one())
            end(own, second)
            second_has_settled.set()

    with ThreadPoolExecutor(2) as pool:
        for future in [pool.submit(run_first), pool.submit(run_second)]:
            future.result(20)
    with transaction() as session:
        assert session.get_one(Asset, asset.id).status == "ready"


def _waits_for_a_lock(engine: Engine, pids: list[int]) -> bool:
    with engine.connect() as connection:
        waiting = connection.execute(
            text("SELECT count(*) FROM pg_stat_activity WHERE pid = ANY(:pids) AND wait_event_type = 'Lock'"), {"pids": pids}
        )
        return bool(waiting.scalar_one())
