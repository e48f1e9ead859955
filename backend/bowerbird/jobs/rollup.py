"""The status of an asset, rolled up from its jobs.

Every transaction that changes an asset's jobs locks the asset row first. Two stages that end at once therefore settle one after the other, and the
second sees the first; without the lock each would see the other unfinished and the asset would stay `processing` for good.
"""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import Session

from bowerbird.events.publish import asset_changed
from bowerbird.jobs.graph import STAGES
from bowerbird.models import Asset, AssetStatus, Job, JobStatus, Segment

UNFINISHED = frozenset({JobStatus.QUEUED, JobStatus.RUNNING, JobStatus.WAITING})
_ORDER = {name: position for position, name in enumerate(STAGES)}


@dataclass(frozen=True, slots=True)
class JobEnd:
    """What the roll-up needs to know of a job."""

    stage: str
    status: str
    error_code: str | None = None
    error_detail: str | None = None


@dataclass(frozen=True, slots=True)
class RolledUp:
    status: AssetStatus
    error_code: str | None = None
    error_detail: str | None = None


def lock_asset(session: Session, asset_id: uuid.UUID) -> Asset | None:
    """The asset, locked until the transaction ends; None if it is gone. Call it before anything else the transaction writes about the asset.

    `FOR NO KEY UPDATE` excludes other roll-ups and deletion, but not the foreign-key checks of rows that refer to the asset.
    """
    return session.scalars(
        select(Asset).where(Asset.id == asset_id).with_for_update(key_share=True).execution_options(populate_existing=True)
    ).one_or_none()


def roll_up(jobs: Iterable[JobEnd], *, has_segments: Callable[[], bool]) -> RolledUp:
    """Unfinished work means processing; then failures decide, the earliest stage first; then results that are not whole; else it is ready.

    A skipped job is no failure, also when it carries `capability_missing`.
    """
    ends = sorted(jobs, key=lambda job: _ORDER.get(job.stage, len(_ORDER)))
    if not ends or any(job.status in UNFINISHED for job in ends):
        return RolledUp(AssetStatus.PROCESSING)
    failed = [job for job in ends if job.status == JobStatus.FAILED]
    fatal = [job for job in failed if job.stage in STAGES and STAGES[job.stage].essential]
    if fatal and not has_segments():
        return RolledUp(AssetStatus.FAILED, fatal[0].error_code, fatal[0].error_detail)
    for job in failed or [job for job in ends if job.status == JobStatus.DONE and job.error_code]:
        return RolledUp(AssetStatus.PARTIAL, job.error_code, job.error_detail)
    return RolledUp(AssetStatus.READY)


_ENDS = (  # one row for each different end, however many parts there are
    select(Job.stage, Job.status, Job.error_code, func.min(Job.error_detail))
    .where(Job.subject_id == bindparam("asset"), Job.subject_kind == "asset")
    .group_by(Job.stage, Job.status, Job.error_code)
)


def settle(session: Session, asset: Asset, *, unfinished: Iterable[str] = ()) -> None:
    """Roll the jobs of a locked asset up into its status and error, and tell browsers. Nothing happens if it has none.

    `unfinished` names stages that are known to have an unfinished job, which spares looking.
    """
    if any(not STAGES[stage].aside for stage in unfinished):
        _show(session, asset, RolledUp(AssetStatus.PROCESSING))
        return
    jobs = session.execute(_ENDS, {"asset": asset.id}).all()
    if jobs:
        found = exists().where(Segment.asset_id == asset.id).select()
        _show(session, asset, roll_up((JobEnd(*job) for job in jobs), has_segments=lambda: bool(session.scalar(found))))


def _show(session: Session, asset: Asset, rolled: RolledUp) -> None:
    if (asset.status, asset.error_code, asset.error_detail) != (rolled.status, rolled.error_code, rolled.error_detail):
        asset.status, asset.error_code, asset.error_detail = rolled.status, rolled.error_code, rolled.error_detail
        asset.updated_at = func.clock_timestamp()
        session.flush()
    asset_changed(session, asset.library_id, asset.id)
