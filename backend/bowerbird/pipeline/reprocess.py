"""Working on files again: what failed, what an older handler or model made, what a stage that came later has never seen.

The rows are the progress: a batch of files is queued in one transaction, and what is queued is no longer found. Whoever is interrupted starts again.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, false, literal, or_, select
from sqlalchemy.orm import Session

from bowerbird.ai import get_reader
from bowerbird.ai.contracts import CapabilityMissingError
from bowerbird.ai.speech import locate_transcriber
from bowerbird.jobs.graph import STAGES, Successor
from bowerbird.jobs.rollup import UNFINISHED, lock_asset, settle
from bowerbird.jobs.service import CAPABILITY_MISSING, rerun
from bowerbird.models import Asset, Job, JobStatus
from bowerbird.pipeline.handlers import HANDLERS
from bowerbird.pipeline.inspect.handler import RESNIFF, stages_of_kind
from bowerbird.settings import get_settings

MODELS: Mapping[str, Callable[[], str]] = {
    "ocr": lambda: get_reader().model,
    "transcribe": lambda: locate_transcriber(get_settings().models)[0],
}
"""What a stage would note as its model now. Embeddings have spaces and `bowerbird reindex` instead."""
FILES = 200
"""In one transaction."""
_FOLLOWED_BY = {"inspect": frozenset(STAGES), "extract": frozenset({"embed", "describe", "ocr"}), "ocr": frozenset({"embed", "describe"})}
"""Stages that a stage asks for anew when it has run, so that they need not be queued beside it."""
_CHAINED = frozenset({"transcribe"})
"""Each part of these begins where the one before ended, and is asked for by it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    missing: bool = False
    """No job of a stage that files of this kind have, or one that was skipped because nothing could do it."""
    stale: bool = False
    """Made by another version of the handler or by another model."""
    failed: bool = False
    """Failed, or ended with a result that is not whole."""
    stages: tuple[str, ...] = tuple(STAGES)


@dataclass(frozen=True, slots=True)
class Found:
    """A job to run again."""

    asset_id: uuid.UUID
    stage: str
    part: int
    why: str


def find(session: Session, wanted: Wanted, *, after: uuid.UUID | None = None, files: int = FILES) -> tuple[list[Found], uuid.UUID | None]:
    """What there is to do for the next so many files outside the trash, in the order of their ids; and the last of these, None at the end."""
    page = select(Asset.id, Asset.mime_type, Asset.name).where(Asset.deleted_at.is_(None)).order_by(Asset.id).limit(files)
    assets = session.execute(page if after is None else page.where(Asset.id > after)).all()
    if not assets:
        return [], None
    ids = [asset.id for asset in assets]
    why = case((_failed(wanted), "failed"), (_unable(wanted), "missing"), (_stale(wanted), "stale"))
    rows = session.execute(
        select(Job.subject_id, Job.stage, Job.part, why.label("why"))
        .where(
            Job.subject_id.in_(ids),
            Job.subject_kind == "asset",
            Job.stage.in_(wanted.stages),
            Job.status.not_in(UNFINISHED),
            why.is_not(None),
        )
        .order_by(Job.subject_id, Job.stage, Job.part)
    )
    found = [Found(*row) for row in rows]
    if wanted.missing:
        have = defaultdict(set)
        for asset_id, stage in session.execute(select(Job.subject_id, Job.stage).where(Job.subject_id.in_(ids)).distinct()):
            have[asset_id].add(stage)
        for asset in assets:
            expected = ("inspect", *stages_of_kind(asset.mime_type, asset.name))
            found += [Found(asset.id, stage, 0, "missing") for stage in expected if stage in wanted.stages and stage not in have[asset.id]]
    return _needed(found), ids[-1] if len(ids) == files else None


def queue(session: Session, found: Sequence[Found]) -> int:
    """Queue them behind everything else; returns how many. The caller commits."""
    by_asset: dict[uuid.UUID, list[Found]] = defaultdict(list)
    for each in found:
        by_asset[each.asset_id].append(each)
    queued = 0
    for asset_id, jobs in sorted(by_asset.items()):
        asset = lock_asset(session, asset_id)
        if asset is None or asset.deleted_at is not None:
            continue
        queued += rerun(session, asset, [Successor(job.stage, job.part, {RESNIFF: True} if job.stage == "inspect" else {}) for job in jobs])
        settle(session, asset)
    return queued


def summary(found: Sequence[Found]) -> Counter[tuple[str, str]]:
    """Files for each (stage, reason)."""
    return Counter((stage, why) for stage, why, _ in {(each.stage, each.why, each.asset_id) for each in found})


def _needed(found: Sequence[Found]) -> list[Found]:
    """Without the stages and parts that another one of the file asks for when it has run."""
    first_parts: set[tuple[uuid.UUID, str]] = set()
    stages: dict[uuid.UUID, set[str]] = defaultdict(set)
    for each in found:
        stages[each.asset_id].add(each.stage)

    def follows(each: Found) -> bool:
        return any(each.stage in _FOLLOWED_BY.get(first, ()) for first in stages[each.asset_id] - {each.stage})

    needed = []
    for each in sorted(found, key=lambda each: (each.asset_id, each.stage, each.part)):
        chain = (each.asset_id, each.stage)
        if follows(each) or (each.stage in _CHAINED and chain in first_parts):
            continue
        first_parts.add(chain)
        needed.append(each)
    return needed


def _failed(wanted: Wanted) -> ColumnElement[bool]:
    if not wanted.failed:
        return false()
    return or_(Job.status == JobStatus.FAILED, and_(Job.status == JobStatus.DONE, Job.error_code.is_not(None)))


def _unable(wanted: Wanted) -> ColumnElement[bool]:
    if not wanted.missing:
        return false()
    return and_(Job.status == JobStatus.SKIPPED, Job.error_code.in_((CAPABILITY_MISSING, "unsupported")))


def _stale(wanted: Wanted) -> ColumnElement[bool]:
    if not wanted.stale:
        return false()
    ended = Job.status.in_((JobStatus.DONE, JobStatus.SKIPPED))
    others = [and_(Job.stage == stage, Job.handler_version.is_distinct_from(HANDLERS[stage].version)) for stage in wanted.stages]
    for stage, model in MODELS.items():
        with suppress(CapabilityMissingError):  # then nothing newer could be made
            others.append(and_(Job.stage == stage, Job.model_version.is_not(None), Job.model_version != literal(model())))
    return and_(ended, or_(*others))
