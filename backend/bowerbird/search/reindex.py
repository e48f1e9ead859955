"""Another embedding model without a gap: its space is filled beside the active one and takes its place in one transaction, once nothing is missing.

The jobs (`reembed`, queue `bulk`) are rows like all others, so an interruption costs nothing; files that arrive meanwhile are embedded for both spaces. The
sweeper looks whether a space is complete and swaps; the one that was active stays, retired, until somebody drops it.
"""

from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import Engine, delete, func, select, text, update
from sqlalchemy.orm import Session

from bowerbird.ai.contracts import SpaceSpec
from bowerbird.db.wakeups import wake
from bowerbird.errors import ConflictError
from bowerbird.jobs.graph import STAGES
from bowerbird.models import EmbeddingSpace, Job, JobStatus
from bowerbird.search.fusion import calibration_of
from bowerbird.search.spaces import LOCK, create_space

STAGE = STAGES["reembed"]
AT_ONCE = 2_000
"""Jobs enqueued in one transaction."""
SAMPLE = 300
"""Passages whose pairs say how the cosines of two models relate."""
_log = structlog.get_logger(__name__)


class ReindexError(ConflictError):
    """What was asked for cannot be done as things are. The message says what can."""


@dataclass(frozen=True, slots=True)
class Progress:
    space: str
    done: int
    failed: int
    total: int
    """Files."""
    seconds_left: float | None
    """None before there is a pace to go by."""
    detail: str | None
    """Of the first failure."""


def begin(owner_engine: Engine, spec: SpaceSpec) -> int:
    """Make the space, or take up a retired one of the same model again; returns its id. Doing it twice is doing it once.

    Raises ReindexError where the space is active already, or another one is being built.
    """
    with owner_engine.begin() as connection:
        connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
        columns = (EmbeddingSpace.id, EmbeddingSpace.name, EmbeddingSpace.provider, EmbeddingSpace.model, EmbeddingSpace.dimensions)
        rows = connection.execute(select(*columns, EmbeddingSpace.status).where(EmbeddingSpace.capability == "text")).all()
        other = next((row.name for row in rows if row.status == "building" and row.name != spec.name), None)
        if other is not None:
            raise ReindexError(f"The space {other!r} is being built. Wait until it is done, or give it up: bowerbird reindex --cancel")
        found = next((row for row in rows if row.name == spec.name), None)
        if found is None:
            return create_space(connection, spec, capability="text", status="building")
        if found.status == "active":
            raise ReindexError(f"Searches use the space {spec.name!r} already.")
        if (found.provider, found.model, found.dimensions) != (spec.provider, spec.model, spec.dimensions):
            raise ReindexError(
                f"There is a space {spec.name!r} of another model, {found.model!r}. Give the new one another name: --space NAME"
            )
        connection.execute(update(EmbeddingSpace).where(EmbeddingSpace.id == found.id).values(status="building"))
        return int(found.id)


def building(session: Session) -> EmbeddingSpace | None:
    return session.scalars(
        select(EmbeddingSpace).where(EmbeddingSpace.capability == "text", EmbeddingSpace.status == "building")
    ).one_or_none()


def enqueue_missing(session: Session, space_id: int, *, again: bool = False) -> int:
    """Jobs for files that have passages without a vector in the space, at most AT_ONCE of them; returns how many. Where a job of the file is finished already
    it runs again, a failed one only if `again`."""
    rows = session.execute(
        text("""
            INSERT INTO jobs (subject_kind, subject_id, library_id, stage, part, queue, priority)
            SELECT 'aside', s.asset_id, min(s.library_id::text)::uuid, :stage, :space, :queue, :priority
            FROM segments s
            JOIN embedding_spaces space ON space.id = :space
            LEFT JOIN jobs j ON j.subject_id = s.asset_id AND j.stage = :stage AND j.part = :space
            WHERE s.text <> '' AND (space.languages = '{}' OR s.lang IS NULL OR s.lang = ANY (space.languages))
                AND (j.id IS NULL OR j.status IN ('done', 'skipped') OR (:again AND j.status = 'failed'))
                AND NOT EXISTS (SELECT FROM embeddings e WHERE e.space_id = :space AND e.segment_id = s.id)
            GROUP BY s.asset_id ORDER BY s.asset_id LIMIT :limit
            ON CONFLICT (subject_id, stage, part) DO UPDATE
            SET status = 'queued', attempts = 0, lost = 0, claim_id = NULL, error_code = NULL, error_detail = NULL, finished_at = NULL
            RETURNING 1
        """),
        {"stage": STAGE.name, "space": space_id, "queue": STAGE.queue, "priority": STAGE.priority, "limit": AT_ONCE, "again": again},
    ).all()
    if rows:
        wake(session, STAGE.queue)
    return len(rows)


def advance(session: Session) -> bool:
    """What the sweeper does about a space that is being built: enqueue what is missing, or swap once nothing is. True if it swapped."""
    space = building(session)
    if space is None:
        return False
    unfinished = (
        select(Job.id).where(Job.stage == STAGE.name, Job.part == space.id, Job.status.in_(("queued", "running", "waiting"))).limit(1)
    )
    if session.scalar(unfinished) is not None or enqueue_missing(session, space.id):
        return False
    return swap(session, space)


def swap(session: Session, space: EmbeddingSpace) -> bool:
    """Searches use the space from the commit on. False, and nothing done, where a passage that can be found by meaning now could not be then.

    Both rows are locked, and with them every insertion of vectors (its foreign key asks for the row), so nothing arrives between the look and the swap.
    """
    spaces = select(EmbeddingSpace).where(EmbeddingSpace.capability == "text", EmbeddingSpace.status != "retired")
    held = {
        row.status: row
        for row in session.scalars(spaces.order_by(EmbeddingSpace.id).with_for_update().execution_options(populate_existing=True))
    }
    active = held.get("active")
    if held.get("building") is not space:
        return False
    if active is not None:
        missing = text("""
            SELECT 1 FROM embeddings old JOIN segments s ON s.id = old.segment_id JOIN embedding_spaces space ON space.id = :new
            WHERE old.space_id = :old AND (space.languages = '{}' OR s.lang IS NULL OR s.lang = ANY (space.languages))
            AND NOT EXISTS (SELECT FROM embeddings new WHERE new.space_id = :new AND new.segment_id = old.segment_id) LIMIT 1
        """)
        if session.scalar(missing, {"old": active.id, "new": space.id}) is not None:
            return False
        space.calibration = space.calibration or carried_over(session, active, space)
        active.status = "retired"
        session.flush()
    space.status, space.activated_at = "active", func.now()
    session.flush()
    session.execute(delete(Job).where(Job.stage == STAGE.name, Job.part == space.id))
    _log.info("space_swapped", space=space.name, retired=active.name if active else None)
    return True


def carried_over(session: Session, old: EmbeddingSpace, new: EmbeddingSpace) -> dict[str, Any]:
    """The constants of fusion for the new space from those of the old one: the same pairs of passages have a mean cosine and a spread in both, and what lies
    so many spreads above the mean in one lies there in the other. Empty where there are too few passages to tell."""
    row = session.execute(
        text(f"""
            WITH sample AS MATERIALIZED (
                SELECT o.segment_id, o.asset_id, o.vector::vector({int(old.dimensions)}) AS old, n.vector::vector({int(new.dimensions)}) AS new
                FROM (SELECT * FROM embeddings WHERE space_id = :old ORDER BY md5(segment_id::text) LIMIT :sample) o
                JOIN embeddings n ON n.space_id = :new AND n.segment_id = o.segment_id
            )
            SELECT count(*) AS pairs, avg(-(a.old <#> b.old)) AS old_mean, stddev(a.old <#> b.old) AS old_spread,
                avg(-(a.new <#> b.new)) AS new_mean, stddev(a.new <#> b.new) AS new_spread
            FROM sample a JOIN sample b ON a.asset_id < b.asset_id
        """),
        {"old": old.id, "new": new.id, "sample": SAMPLE},
    ).one()
    if row.pairs < SAMPLE or not row.old_spread:
        return {}
    known = calibration_of(old.model, old.calibration)
    scale = row.new_spread / row.old_spread
    return {"mu": round(row.new_mean + scale * (known.mu - row.old_mean), 4), "a": round(scale * known.a, 4)}


def progress(session: Session, space: EmbeddingSpace) -> Progress:
    """How far the space is, and how long it takes at the pace of the last ten minutes."""
    jobs = (Job.stage == STAGE.name, Job.part == space.id)
    count = func.count()
    ended = Job.status.in_((JobStatus.DONE, JobStatus.SKIPPED))
    recent = Job.finished_at > func.clock_timestamp() - text("interval '10 minutes'")
    first = func.extract("epoch", func.clock_timestamp() - func.min(Job.finished_at).filter(ended, recent))
    done, failed, total, lately, span, detail = session.execute(
        select(
            count.filter(ended),
            count.filter(Job.status == JobStatus.FAILED),
            count,
            count.filter(ended, recent),
            first,
            func.min(Job.error_detail).filter(Job.status == JobStatus.FAILED),
        ).where(*jobs)
    ).one()
    left = total - done - failed
    pace = lately / float(span) if lately > 1 and span else 0.0
    return Progress(space.name, done, failed, total, left / pace if pace else None, detail)


def cancel(session: Session) -> str | None:
    """Give up the space that is being built; its vectors stay until it is dropped. Returns its name."""
    space = building(session)
    if space is None:
        return None
    session.execute(delete(Job).where(Job.stage == STAGE.name, Job.part == space.id))
    space.status = "retired"
    return space.name


def drop_retired(owner_engine: Engine) -> list[str]:
    """Drop every retired space with its vectors, without a scan: its partition is taken off and removed. Returns their names."""
    with owner_engine.begin() as connection:
        connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
        retired = connection.execute(select(EmbeddingSpace.id, EmbeddingSpace.name).where(EmbeddingSpace.status == "retired")).all()
        for space_id, _ in retired:
            connection.execute(text(f"ALTER TABLE embeddings DETACH PARTITION embeddings_s{int(space_id)}"))
            connection.execute(text(f"DROP TABLE embeddings_s{int(space_id)}"))
            connection.execute(delete(EmbeddingSpace).where(EmbeddingSpace.id == space_id))
    return [name for _, name in retired]
