"""The jobs of the actor's own files. Nobody sees how much others have to do."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bowerbird.accounts.access import Actor, in_readable, readable_by
from bowerbird.jobs.graph import STAGES
from bowerbird.library.activity.schemas import Activity, JobOut, StageCount
from bowerbird.library.schemas import picture_url
from bowerbird.models import Asset, AssetStatus, Job, JobStatus

_COUNTED = (JobStatus.QUEUED, JobStatus.WAITING, JobStatus.RUNNING, JobStatus.FAILED)


def activity(session: Session, actor: Actor, *, limit: int) -> Activity:
    return Activity(
        stages=_stages(session, actor),
        running=_jobs(session, actor, JobStatus.RUNNING, Job.started_at.desc(), limit),
        waiting=_jobs(session, actor, JobStatus.WAITING, Job.not_before, limit),
        failed=_jobs(session, actor, JobStatus.FAILED, Job.finished_at.desc().nulls_last(), limit),
        processing=_files(session, actor, AssetStatus.PROCESSING),
        failed_files=_files(session, actor, AssetStatus.FAILED),
    )


def _stages(session: Session, actor: Actor) -> list[StageCount]:
    counts = [func.count().filter(Job.status == status) for status in _COUNTED]
    mine = select(Job.stage, func.min(Job.queue), *counts).where(in_readable(actor, Job.library_id), Job.status.in_(_COUNTED))
    order = list(STAGES)
    found = [
        StageCount(stage=row[0], queue=row[1], queued=row[2], waiting=row[3], running=row[4], failed=row[5])
        for row in session.execute(mine.group_by(Job.stage))
    ]
    return sorted(found, key=lambda count: order.index(count.stage) if count.stage in STAGES else len(order))


def _jobs(session: Session, actor: Actor, status: JobStatus, order: Any, limit: int) -> list[JobOut]:
    query = (
        readable_by(actor)
        .join(Job, Job.subject_id == Asset.id)
        .where(in_readable(actor, Job.library_id), Job.status == status)
        .with_only_columns(
            *(Asset.id.label("asset_id"), Asset.name, Asset.kind, Asset.thumbhash, Job.stage, Job.part, Job.attempts, Job.progress),
            *(Job.error_code, Job.error_detail, Job.started_at, Job.finished_at, Job.not_before),
        )
        .order_by(order, Job.id)
        .limit(limit)
    )
    return [
        JobOut(
            asset_id=row.asset_id,
            name=row.name,
            kind=row.kind,
            thumbnail_url=picture_url(row.asset_id, row.thumbhash, "thumbnail"),
            stage=row.stage,
            part=row.part,
            attempts=row.attempts,
            progress=row.progress,
            error_code=row.error_code,
            error_detail=row.error_detail,
            started_at=row.started_at,
            finished_at=row.finished_at,
            not_before=row.not_before,
        )
        for row in session.execute(query)
    ]


def _files(session: Session, actor: Actor, status: AssetStatus) -> int:
    return session.scalar(readable_by(actor).where(Asset.status == status).with_only_columns(func.count())) or 0
