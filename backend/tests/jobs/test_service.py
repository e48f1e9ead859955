"""Starting, resetting, retrying and showing jobs."""

import uuid

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bowerbird.db import wakeups
from bowerbird.jobs import service
from bowerbird.jobs.graph import STAGES, Successor
from bowerbird.jobs.rollup import settle
from bowerbird.models import Job, JobStatus
from tests.jobs.conftest import MakeAsset


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    queues: list[str] = []
    monkeypatch.setattr(wakeups, "_senders", [queues.append])
    return queues


def jobs_of(session: Session, asset_id: uuid.UUID) -> dict[tuple[str, int], Job]:
    session.expire_all()
    return {(job.stage, job.part): job for job in session.scalars(select(Job).where(Job.subject_id == asset_id))}


def test_start_queues_inspect_and_wakes_its_queue_once_after_commit(session: Session, make_asset: MakeAsset, woken: list[str]) -> None:
    asset = make_asset(session)
    service.start(session, asset)
    service.start(session, asset)
    assert woken == []
    session.commit()
    assert woken == ["fast"]
    [(key, job)] = jobs_of(session, asset.id).items()
    assert key == ("inspect", 0)
    assert (job.status, job.queue, job.library_id) == ("queued", "fast", asset.library_id)


def test_rollback_drops_the_wake_up(session: Session, make_asset: MakeAsset, woken: list[str]) -> None:
    service.start(session, make_asset(session))
    session.rollback()
    session.commit()
    assert woken == []


def test_enqueue_resets_a_running_job_and_takes_its_claim(session: Session, make_asset: MakeAsset) -> None:
    asset = make_asset(session)
    service.enqueue(session, asset, [Successor("ocr", 3, {"pages": [1]})])
    session.execute(update(Job).values(status="running", claim_id=uuid.uuid4(), attempts=2, lost=3, error_code="x", error_detail="y"))
    service.enqueue(session, asset, [Successor("ocr", 3, {"pages": [2]})])
    [job] = jobs_of(session, asset.id).values()
    assert (job.status, job.claim_id, job.attempts, job.lost, job.error_code) == ("queued", None, 0, 0, None)
    assert job.input == {"pages": [2]}


def test_the_same_successor_twice_in_one_call_is_one_job(session: Session, make_asset: MakeAsset) -> None:
    asset = make_asset(session)
    service.enqueue(session, asset, [Successor("embed"), Successor("embed"), Successor("embed", 1)])
    assert set(jobs_of(session, asset.id)) == {("embed", 0), ("embed", 1)}


def test_later_parts_come_after_the_first_parts_of_every_stage(session: Session, make_asset: MakeAsset) -> None:
    asset = make_asset(session)
    service.enqueue(session, asset, [Successor("embed"), Successor("embed", 1)])
    jobs = jobs_of(session, asset.id)
    assert jobs["embed", 0].priority < jobs["embed", 1].priority
    assert jobs["embed", 1].priority > max(stage.priority for stage in STAGES.values())


def test_retry_queues_what_did_not_end_well_and_leaves_the_rest(session: Session, make_asset: MakeAsset, woken: list[str]) -> None:
    asset = make_asset(session)
    ends = {
        "inspect": ("done", None),
        "preview": ("failed", "corrupt"),
        "extract": ("done", "cut"),
        "describe": ("skipped", None),
        "embed": ("skipped", "capability_missing"),
        "ocr": ("running", None),
        "reembed": ("failed", "internal"),
    }
    service.enqueue(session, asset, [Successor(stage) for stage in ends])
    for stage, (status, code) in ends.items():
        session.execute(update(Job).where(Job.stage == stage).values(status=status, error_code=code, attempts=3))
    asset.status = "partial"
    session.commit()
    woken.clear()
    assert service.retry(session, asset) == 3
    session.commit()
    jobs = {stage: job for (stage, _), job in jobs_of(session, asset.id).items()}
    assert {stage for stage, job in jobs.items() if job.status == "queued"} == {"preview", "extract", "embed"}
    assert jobs["preview"].attempts == 0
    assert jobs["ocr"].status == "running"
    assert jobs["reembed"].status == "failed", "not a step of the file's way"
    assert woken == ["fast"]
    assert asset.status == "processing"


def test_retry_of_an_asset_without_failures_does_nothing(session: Session, make_asset: MakeAsset) -> None:
    asset = make_asset(session)
    service.start(session, asset)
    assert service.retry(session, asset) == 0


def test_stages_come_in_the_order_of_the_graph_with_parts_rolled_into_one(session: Session, make_asset: MakeAsset) -> None:
    asset, other = make_asset(session), make_asset(session)
    service.enqueue(session, asset, [Successor("embed", part) for part in range(4)] + [Successor("ocr"), Successor("inspect")])
    session.execute(update(Job).where(Job.stage == "inspect").values(status="done", attempts=1))
    session.execute(update(Job).where(Job.stage == "ocr").values(status="running", progress={"done": 2, "total": 9, "unit": "pages"}))
    session.execute(update(Job).where(Job.stage == "embed", Job.part == 1).values(status="done", error_code="cut", error_detail="Cut."))
    session.execute(
        update(Job)
        .where(Job.stage == "embed", Job.part == 2)
        .values(status="failed", attempts=3, error_code="internal", error_detail="Oh.")
    )
    views = service.stages_of(session, [asset.id, other.id])
    assert views[other.id] == []
    inspect, embed, ocr = views[asset.id]
    assert inspect == service.StageView("inspect", "done", 1, None, None, None)
    assert embed == service.StageView("embed", "running", 3, "internal", "Oh.", {"done": 2, "total": 4, "unit": "parts"})
    assert ocr == service.StageView("ocr", "running", 0, None, None, {"done": 2, "total": 9, "unit": "pages"})


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ("queued queued", "queued"),
        ("queued done", "running"),
        ("running failed", "running"),
        ("waiting done", "waiting"),
        ("failed done", "failed"),
        ("skipped done", "done"),
        ("skipped skipped", "skipped"),
    ],
)
def test_rolled_status(statuses: str, expected: str) -> None:
    counts = {status: statuses.split().count(status) for status in JobStatus}
    assert service.rolled_status(counts) == expected


def test_what_is_done_beside_a_file_shows_neither_among_its_stages_nor_in_its_status(session: Session, make_asset: MakeAsset) -> None:
    asset = make_asset(session)
    service.enqueue(session, asset, [Successor("inspect"), Successor("reembed", 7)])
    session.execute(update(Job).where(Job.stage == "inspect").values(status="done"))
    settle(session, asset)
    assert asset.status == "ready"
    assert [view.stage for view in service.stages_of(session, [asset.id])[asset.id]] == ["inspect"]


def test_what_cannot_be_done_here_is_skipped_at_once_until_it_can(session: Session, make_asset: MakeAsset, woken: list[str]) -> None:
    asset = make_asset(session)
    service.enqueue(session, asset, [Successor("inspect"), Successor("visual", missing="There is no model.")])
    jobs = jobs_of(session, asset.id)
    visual = jobs["visual", 0]
    assert (visual.status, visual.error_code, visual.error_detail) == ("skipped", "capability_missing", "There is no model.")
    assert visual.finished_at is not None
    assert (jobs["inspect", 0].status, jobs["inspect", 0].finished_at) == ("queued", None)
    session.commit()
    assert woken == ["fast"]
    assert service.resume_skipped(session, "visual") == 1
    assert jobs_of(session, asset.id)["visual", 0].status == "queued"
    session.commit()
    assert woken == ["fast", "heavy"]
    service.enqueue(session, asset, [Successor("visual", missing="There is no model.")])
    assert jobs_of(session, asset.id)["visual", 0].status == "skipped"
