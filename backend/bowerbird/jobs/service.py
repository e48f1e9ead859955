"""What other rooms ask of jobs: start a file's way, add steps to it, try again, and say how far it is."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean, Select, bindparam, case, func, or_, select, update
from sqlalchemy.dialects.postgresql import Insert, aggregate_order_by, insert
from sqlalchemy.orm import Session

from bowerbird.db.base import table_of
from bowerbird.db.wakeups import wake
from bowerbird.jobs.graph import FIRST, STAGES, Successor
from bowerbird.jobs.rollup import UNFINISHED, lock_asset, settle
from bowerbird.models import Asset, Job, JobStatus

WAY, ASIDE = "asset", "aside"
"""Kinds of jobs about a file: the steps of its way, and what is done beside it (`Stage.aside`)."""
CAPABILITY_MISSING = "capability_missing"
LATER_PART = 100
"""Added to the priority of parts beyond the first."""
BULK = 1_000
"""Added to the priority of what is done again for a whole library, so that it runs when nothing else does."""


def start(session: Session, asset: Asset, stage: str = FIRST) -> None:
    """Send an asset on its way that is new or locked: one job, the rest follows from it. A job that exists already runs again."""
    enqueue(session, asset, [Successor(stage)])
    settle(session, asset, unfinished=[stage])


def enqueue(session: Session, asset: Asset, successors: Sequence[Successor], *, later: int = 0) -> None:
    """Insert jobs for an asset that is new or locked, and wake their workers after commit.

    A job that exists already is reset: queued, no attempts, no claim. Whoever runs it now is fenced out and cannot finish it.
    `later` is added to their priority. The caller settles the asset in the same transaction.
    """
    if not successors:
        return
    session.flush()
    rows = {(successor.stage, successor.part): _row(asset, successor, later) for successor in successors}  # the last of equals wins
    session.execute(_ENQUEUE, [rows[key] for key in sorted(rows)])
    for queue in {row["queue"] for row in rows.values() if row["status"] == JobStatus.QUEUED}:
        wake(session, queue)


def retry(session: Session, asset: Asset) -> int:
    """Queue again what did not end well: failures, results that are not whole, and what was skipped for want of a capability. Returns how many."""
    lock_asset(session, asset.id)
    queues = session.scalars(
        update(Job)
        .where(
            Job.subject_id == asset.id,
            Job.subject_kind == WAY,
            Job.status.not_in(UNFINISHED),
            or_(Job.status == JobStatus.FAILED, Job.error_code.is_not(None)),
        )
        .values(**_reset())
        .returning(Job.queue)
    ).all()
    for queue in set(queues):
        wake(session, queue)
    if queues:
        settle(session, asset)
    return len(queues)


def rerun(session: Session, asset: Asset, again: Sequence[Successor]) -> int:
    """Queue jobs of a locked asset behind everything else: those there are with the input they had, others with that of `again`. Returns how many."""
    inputs = {(job.stage, job.part): job.input for job in session.scalars(select(Job).where(Job.subject_id == asset.id))}
    wanted = [Successor(job.stage, job.part, {**inputs.get((job.stage, job.part), {}), **job.input}) for job in again]
    enqueue(session, asset, wanted, later=BULK)
    return len(wanted)


def resume_skipped(session: Session, stage: str, *, at_most: int = 500) -> int:
    """Queue the stage again where it was skipped for want of a capability that is there now. Returns how many assets; call again while it is `at_most`."""
    skipped = (Job.stage == stage, Job.status == JobStatus.SKIPPED, Job.error_code == CAPABILITY_MISSING)
    assets = session.scalars(select(Job.subject_id).where(*skipped).distinct().order_by(Job.subject_id).limit(at_most)).all()
    for asset_id in assets:
        asset = lock_asset(session, asset_id)
        session.execute(update(Job).where(Job.subject_id == asset_id, *skipped).values(**_reset()))
        if asset is not None:
            settle(session, asset, unfinished=[stage])
    if assets:
        wake(session, STAGES[stage].queue)
    return len(assets)


@dataclass(frozen=True, slots=True)
class StageView:
    """One stage of a file for show, all its parts rolled into one."""

    stage: str
    status: str
    attempts: int
    error_code: str | None
    error_detail: str | None
    progress: dict[str, Any] | None
    """`{"done", "total", "unit"}`; of a stage with several parts, how many of them are finished."""


def stages_of(session: Session, asset_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[StageView]]:
    """The stages of each asset in the order of the graph; an empty list where there are no jobs. One query."""
    views: dict[uuid.UUID, list[StageView]] = {asset_id: [] for asset_id in asset_ids}
    for asset_id, stage, *rest in session.execute(_STAGES_OF, {"assets": list(views)}).all():
        counts = dict(zip(JobStatus, rest, strict=False))
        attempts, code, detail, progress = rest[len(JobStatus) :]
        parts = sum(counts.values())
        if parts > 1:
            progress = {"done": parts - sum(counts[status] for status in UNFINISHED), "total": parts, "unit": "parts"}
        views[asset_id].append(StageView(stage, rolled_status(counts), attempts, code, detail, progress))
    order = list(STAGES)
    for stages in views.values():
        stages.sort(key=lambda view: order.index(view.stage) if view.stage in STAGES else len(order))
    return views


def rolled_status(counts: Mapping[JobStatus, int]) -> JobStatus:
    """The status of a stage from the number of its parts in each status. Between two of its parts a stage is running, not queued."""
    finished = counts[JobStatus.DONE] + counts[JobStatus.SKIPPED] + counts[JobStatus.FAILED]
    if counts[JobStatus.QUEUED] and finished:
        return JobStatus.RUNNING
    order = (JobStatus.RUNNING, JobStatus.QUEUED, JobStatus.WAITING, JobStatus.FAILED, JobStatus.DONE)
    return next((status for status in order if counts[status]), JobStatus.SKIPPED)


def _row(asset: Asset, successor: Successor, later: int) -> dict[str, Any]:
    stage = STAGES[successor.stage]
    return {
        "subject_kind": ASIDE if stage.aside else WAY,
        "subject_id": asset.id,
        "library_id": asset.library_id,
        "stage": stage.name,
        "part": successor.part,
        "queue": stage.queue,
        "priority": stage.priority + (LATER_PART if successor.part else 0) + later,
        "input": dict(successor.input),
        "status": JobStatus.QUEUED if successor.missing is None else JobStatus.SKIPPED,
        "error_code": None if successor.missing is None else CAPABILITY_MISSING,
        "error_detail": successor.missing,
        "ended": successor.missing is not None,
    }


def _reset() -> dict[str, Any]:
    return {
        "status": JobStatus.QUEUED.value,
        "attempts": 0,
        "lost": 0,
        "claim_id": None,
        "claimed_by": None,
        "lease_until": None,
        "not_before": None,
        "progress": None,
        "error_code": None,
        "error_detail": None,
        "started_at": None,
        "finished_at": None,
    }


def _stages_statement() -> Select[*tuple[Any, ...]]:
    worst_first = aggregate_order_by(Job.error_code, case((Job.status == JobStatus.FAILED, 0), else_=1), Job.part)
    worst_detail = aggregate_order_by(Job.error_detail, case((Job.status == JobStatus.FAILED, 0), else_=1), Job.part)
    with_error = Job.error_code.is_not(None)
    return (
        select(
            Job.subject_id,
            Job.stage,
            *(func.count().filter(Job.status == status) for status in JobStatus),
            func.max(Job.attempts),
            func.array_agg(worst_first).filter(with_error)[1],
            func.array_agg(worst_detail).filter(with_error)[1],
            func.array_agg(Job.progress).filter(Job.part == 0)[1],
        )
        .where(Job.subject_id.in_(bindparam("assets", expanding=True)), Job.subject_kind == WAY)
        .group_by(Job.subject_id, Job.stage)
    )


def _enqueue_statement() -> Insert:
    """For rows of `_row`, one execution each: SQLAlchemy compiles one with many rows anew every time, which took longer than running it."""
    fresh = insert(table_of(Job)).values(finished_at=case((bindparam("ended", type_=Boolean), func.clock_timestamp())))
    given = ("status", "error_code", "error_detail", "finished_at", "queue", "priority", "library_id", "input")
    return fresh.on_conflict_do_update(
        index_elements=[Job.subject_id, Job.stage, Job.part], set_=_reset() | {name: fresh.excluded[name] for name in given}
    )


_STAGES_OF = _stages_statement()
_ENQUEUE = _enqueue_statement()
