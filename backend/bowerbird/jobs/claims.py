"""Claims: who may work on a job, for how long, and how it ends.

A claim is a fresh UUID in the job's row and a lease by the database's clock. Whatever a worker writes goes through a transaction that first proves the
row still carries its claim (`hold`); a worker that was given up finds it does not, rolls back, and nothing of its run remains.

    queued ──claim──► running ──finish──► done | skipped
      ▲ ▲               │ │ └─fail (final)──► failed
      │ └──release──────┘ ├─fail (retryable)─► waiting ──due──► queued
      └──lease expired────┘                    (at the eighth: failed, `lost`)

Libraries take turns: each claim goes to the library after the one served before, and within it to the smallest priority, oldest first. Nobody's 10,000
files stand before somebody else's one, in no stage; that holds without counting anything, so a claim costs two probes of one index.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Update, bindparam, func, select, text, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session, load_only

from bowerbird.db.base import table_of
from bowerbird.db.wakeups import wake
from bowerbird.events.publish import asset_changed
from bowerbird.jobs.graph import Successor
from bowerbird.jobs.rollup import lock_asset, settle
from bowerbird.jobs.service import enqueue
from bowerbird.models import Asset, Job, JobStatus

_BEGINNING = uuid.UUID(int=0)
LOST_DETAIL = "The work on this file was cut off again and again; it may need more memory than this machine gives a worker."


class ClaimLostError(Exception):
    """Another worker has the job now. Not an error of the file: stop, write nothing."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A job in the hands of one worker."""

    job_id: uuid.UUID
    claim_id: uuid.UUID
    asset_id: uuid.UUID
    library_id: uuid.UUID
    stage: str
    part: int
    queue: str
    input: Mapping[str, Any]
    attempts: int
    """Failures before this run."""


_HOPELESS_TWICE = frozenset({"decoder_crashed", "timed_out"})
"""A file that did this to two fresh decoder processes will do it to a third."""
_PARKED = datetime(9999, 1, 1, tzinfo=UTC)
"""Due when its file leaves the trash."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    max_attempts: int
    delays: Sequence[int]
    """Seconds to wait after the first, second, ... failure; the last one repeats."""

    def delay(self, failures: int) -> timedelta:
        return timedelta(seconds=self.delays[min(failures, len(self.delays)) - 1])

    def attempts(self, code: str) -> int:
        return min(2, self.max_attempts) if code in _HOPELESS_TWICE else self.max_attempts


# The literals of the index's condition must stand in the text: a generic plan could not use the partial index for a parameter.
_BEST = """
(SELECT id FROM jobs WHERE status = 'queued' AND queue = :queue_{number} AND library_id {turn} :after_{number}
 ORDER BY library_id, priority, id LIMIT 1 FOR UPDATE SKIP LOCKED)"""
_CLAIM = """
UPDATE jobs SET status = 'running', claim_id = :claim_id, claimed_by = :worker, lease_until = clock_timestamp() + :lease,
                started_at = clock_timestamp(), finished_at = NULL, not_before = NULL, progress = NULL
WHERE id = coalesce({best})
RETURNING id, claim_id, subject_id, library_id, stage, part, queue, input, attempts"""


class Turns:
    """Claims from an ordered set of queues for one worker process, remembering whose turn it is."""

    def __init__(self, queues: Sequence[str], *, worker: str, lease: timedelta) -> None:
        self._queues = tuple(queues)
        self._worker = worker
        self._lease = lease
        self._served: dict[str, uuid.UUID] = {}
        # One statement for all queues, since idle workers ask often: each is looked at only where those before it had nothing, behind the library that was
        # served last and then from the first one on.
        best = [_BEST.format(number=number, turn=turn) for number in range(len(self._queues)) for turn in (">", "<=")]
        self._claim = text(_CLAIM.format(best=",".join(best)))

    def claim(self, session: Session) -> Claim | None:
        """The best runnable job, now running under a new claim; None if there is none. The caller commits at once."""
        parameters: dict[str, Any] = {"claim_id": uuid.uuid4(), "worker": self._worker, "lease": self._lease}
        for number, queue in enumerate(self._queues):
            if queue not in self._served:
                self._served[queue] = _somebody(session)
            parameters |= {f"queue_{number}": queue, f"after_{number}": self._served[queue]}
        row = session.execute(self._claim, parameters).one_or_none()
        if row is None:
            return None
        claim = Claim(*row)
        self._served[claim.queue] = claim.library_id
        asset_changed(session, claim.library_id, claim.asset_id)
        return claim


def _somebody(session: Session) -> uuid.UUID:
    """Where a fresh worker begins. By chance, or a worker that keeps dying would serve the oldest library only."""
    return session.scalar(text("SELECT id FROM libraries ORDER BY random() LIMIT 1")) or _BEGINNING


# Postgres locks the rows in the order in which their tables are named, and looks at the condition again with what it has locked.
_HOLD = (
    select(Asset)
    .options(load_only(Asset.library_id, Asset.status, Asset.error_code, Asset.error_detail, Asset.deleted_at))
    .join(Job, Job.subject_id == Asset.id)
    .where(Job.id == bindparam("job"), Job.claim_id == bindparam("claim"))
    .with_for_update(key_share=True, of=(Asset, Job))
    .execution_options(populate_existing=True)
)


def hold(session: Session, claim: Claim) -> Asset:
    """Lock the asset and its job, and prove that the claim still stands. First statement of every transaction a running job writes in. Of the asset it has what
    a roll-up needs.

    Raises ClaimLostError: the job was given to another worker, run anew, or deleted with its asset.
    """
    asset = session.scalars(_HOLD, {"job": claim.job_id, "claim": claim.claim_id}).one_or_none()
    if asset is None:
        raise ClaimLostError
    return asset


def renew(session: Session, claim: Claim, *, lease: timedelta, progress: Mapping[str, Any] | None = None) -> None:
    """Prolong the lease. Needs no lock on the asset. Raises ClaimLostError."""
    values: dict[str, Any] = {"lease_until": func.clock_timestamp() + lease}
    if progress is not None:
        values["progress"] = dict(progress)
        asset_changed(session, claim.library_id, claim.asset_id)
    _end(session, claim, values)


def finish(
    session: Session,
    claim: Claim,
    asset: Asset,
    successors: Sequence[Successor] = (),
    *,
    skipped: bool = False,
    note: tuple[str, str] | None = None,
    handler_version: int | None = None,
    model_version: str | None = None,
) -> None:
    """End the job well, insert its successors and settle the asset that `hold` returned, in the transaction of the stage's output. Raises ClaimLostError."""
    code, detail = note or (None, None)
    _change(
        session,
        claim,
        _FINISHED,
        {
            "status": JobStatus.SKIPPED if skipped else JobStatus.DONE,
            "error_code": code,
            "error_detail": detail,
            "handler_version": handler_version,
            "model_version": model_version,
            "progress": None,
            **_UNCLAIMED,
        },
    )
    enqueue(session, asset, successors)
    settle(session, asset, unfinished=[successor.stage for successor in successors if successor.missing is None])


def fail(session: Session, claim: Claim, *, code: str, detail: str, retryable: bool, policy: RetryPolicy) -> JobStatus:
    """Count a failure of the handler or its decoder: wait and try again, or fail for good. Returns `waiting` or `failed`. Raises ClaimLostError."""
    asset = hold(session, claim)
    failures = claim.attempts + 1
    again = retryable and failures < policy.attempts(code)
    status = JobStatus.WAITING if again else JobStatus.FAILED
    _end(
        session,
        claim,
        {
            "status": status,
            "attempts": failures,
            "not_before": func.clock_timestamp() + policy.delay(failures) if again else None,
            "finished_at": None if again else func.clock_timestamp(),
            "error_code": code,
            "error_detail": detail,
            "progress": None,
            **_UNCLAIMED,
        },
    )
    settle(session, asset, unfinished=[claim.stage] if again else [])
    return status


def release(session: Session, claim: Claim, *, delay: timedelta | None = None) -> None:
    """Give the job back at no cost: the worker stops, or what it needs is away for `delay`. Raises ClaimLostError."""
    asset = hold(session, claim)
    waiting = {"status": JobStatus.WAITING, "not_before": func.clock_timestamp() + delay} if delay else {"status": JobStatus.QUEUED}
    _end(session, claim, {**waiting, "progress": None, "started_at": None, **_UNCLAIMED})
    wake(session, claim.queue)
    settle(session, asset, unfinished=[claim.stage])


def park(session: Session, claim: Claim) -> None:
    """Lay the job aside at no cost until its file leaves the trash; the sweeper sees to that. Raises ClaimLostError."""
    _end(session, claim, {"status": JobStatus.WAITING, "not_before": _PARKED, "progress": None, "started_at": None, **_UNCLAIMED})


@dataclass(frozen=True, slots=True)
class Lease:
    job_id: uuid.UUID
    claim_id: uuid.UUID | None
    asset_id: uuid.UUID
    worker: str | None


_LEASE = select(Job.id, Job.claim_id, Job.subject_id, Job.claimed_by).where(Job.status == text("'running'"), Job.claim_id.is_not(None))


def expired_leases(session: Session) -> list[Lease]:
    return [Lease(*row) for row in session.execute(_LEASE.where(Job.lease_until < func.clock_timestamp())).all()]


def running_leases(session: Session) -> list[Lease]:
    return [Lease(*row) for row in session.execute(_LEASE).all()]


def give_up(session: Session, lease: Lease, *, max_lost: int) -> None:
    """Take a job from a worker that died or hangs: queue it again, or fail it as `lost` at the last time. Nothing if it has moved on meanwhile."""
    asset = lock_asset(session, lease.asset_id)
    lost = session.execute(
        select(Job.lost + 1, Job.queue)
        .where(Job.id == lease.job_id, Job.claim_id == lease.claim_id, Job.status == JobStatus.RUNNING)
        .with_for_update(key_share=True)
    ).one_or_none()
    if asset is None or lost is None:
        return
    times, queue = lost
    values: dict[str, Any] = {"status": JobStatus.QUEUED, "lost": times, "progress": None, **_UNCLAIMED}
    if times >= max_lost:
        values |= {"status": JobStatus.FAILED, "error_code": "lost", "error_detail": LOST_DETAIL, "finished_at": func.clock_timestamp()}
    session.execute(update(Job).where(Job.id == lease.job_id).values(values))
    if times < max_lost:
        wake(session, queue)
    settle(session, asset)


_QUEUE_DUE = text(
    "UPDATE jobs SET status = 'queued', not_before = NULL WHERE id IN (SELECT id FROM jobs WHERE status = 'waiting'"
    " AND not_before <= clock_timestamp() ORDER BY not_before LIMIT 1000 FOR UPDATE SKIP LOCKED) RETURNING queue"
)
_QUEUE_RESTORED = text(
    "UPDATE jobs SET status = 'queued', not_before = NULL WHERE id IN (SELECT j.id FROM jobs j JOIN assets a ON a.id = j.subject_id"
    " WHERE j.status = 'waiting' AND j.not_before = :parked AND a.deleted_at IS NULL LIMIT 1000 FOR UPDATE OF j SKIP LOCKED) RETURNING queue"
)


def queue_due(session: Session) -> list[str]:
    """Queue the waiting jobs whose time has come, or whose files are out of the trash; returns their queues. Skips rows somebody is changing."""
    queues = [*session.scalars(_QUEUE_DUE), *session.scalars(_QUEUE_RESTORED, {"parked": _PARKED})]
    for queue in set(queues):
        wake(session, queue)
    return sorted(set(queues))


def queues_with_work(session: Session, queues: Sequence[str]) -> list[str]:
    found = text("SELECT q FROM unnest(CAST(:queues AS text[])) q WHERE EXISTS (SELECT FROM jobs WHERE status = 'queued' AND queue = q)")
    return list(session.scalars(found, {"queues": list(queues)}).all())


_UNCLAIMED: dict[str, Any] = {"claim_id": None, "claimed_by": None, "lease_until": None}


_JOBS = table_of(Job)
_FENCED = update(_JOBS).where(_JOBS.c.id == bindparam("job"), _JOBS.c.claim_id == bindparam("claim"))


_FINISHED = _FENCED.values(finished_at=func.clock_timestamp())


def _end(session: Session, claim: Claim, values: dict[str, Any]) -> None:
    _change(session, claim, _FENCED.values(values), {})


def _change(session: Session, claim: Claim, statement: Update, values: Mapping[str, Any]) -> None:
    """The fence: change the row only where it still carries the claim."""
    result = session.execute(statement, {"job": claim.job_id, "claim": claim.claim_id, **values})
    assert isinstance(result, CursorResult)
    if result.rowcount != 1:
        raise ClaimLostError
