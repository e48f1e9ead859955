"""One worker: claims the next job, has its handler do it, and writes how it ended. One job at a time.

The transaction that ends a job claims the next one: jobs are many and most of them short, so what each costs beside its work is counted in statements.
"""

import os
import shutil
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NoReturn

import structlog
from sqlalchemy import delete

from bowerbird.db.session import transaction
from bowerbird.jobs import claims
from bowerbird.jobs.claims import Claim, ClaimLostError, RetryPolicy, Turns
from bowerbird.jobs.graph import STAGES
from bowerbird.models import Job
from bowerbird.pipeline.work import Decoder, Outcome, StageHandler
from bowerbird.settings import Settings
from bowerbird.storage import ObjectStorage
from bowerbird.worker.claimed_job import ClaimedJob, claim_next
from bowerbird.worker.claimed_work import ClaimedWork, StopRequestedError, TrashedError
from bowerbird.worker.heartbeat import Heartbeat, Pace
from bowerbird.worker.verdict import Fail, GiveBack, Park, Skip, database_is_away, judge

POLL_SECONDS = 2.0
"""A worker looks for work at this pace when nobody wakes it: Redis may be down, a wake-up lost."""
FULL_DISK_POLL_SECONDS = 5.0
AWAY_SECONDS = 1.0
EXIT_HUNG = 75
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class StopTimes:
    """Seconds after SIGTERM."""

    finish: float = 4.0
    """Until then a job may finish; after it, a job that reports progress is given back."""
    leave: float = 8.0
    """Then the job is given back over its head, and the process ends."""


def check_handlers(handlers: Mapping[str, StageHandler]) -> None:
    """Raises RuntimeError unless every stage of the graph has exactly one handler."""
    problems = [f"no handler for stage {name!r}" for name in STAGES if name not in handlers]
    problems += [f"a handler for the unknown stage {name!r}" for name in handlers if name not in STAGES]
    problems += [f"the handler of {name!r} says it is for {handler.stage!r}" for name, handler in handlers.items() if handler.stage != name]
    if problems:
        raise RuntimeError("; ".join(problems))


class Worker:
    def __init__(
        self,
        queues: Sequence[str],
        handlers: Mapping[str, StageHandler],
        *,
        name: str,
        settings: Settings,
        storage: ObjectStorage,
        decoder: Decoder,
        on_idle: Callable[[], None] = lambda: None,
        on_alive: Callable[[], None] = lambda: None,
        stop_times: StopTimes = StopTimes(),
        end_process: Callable[[int], NoReturn] = os._exit,
    ) -> None:
        """`on_idle` is called once when there has been no job for the models' TTL; `on_alive` every few seconds, unless the job in hand has stalled."""
        check_handlers(handlers)
        self._handlers = handlers
        self._settings = settings
        self._storage = storage
        self._decoder = decoder
        self._turns = Turns(queues, worker=name, lease=timedelta(seconds=settings.worker.lease_seconds))
        self._pace = Pace(lease=settings.worker.lease_seconds, stall=settings.worker.stall_seconds)
        self._policy = RetryPolicy(settings.worker.max_attempts, settings.worker.retry_delays)
        self._stop_times = stop_times
        self._end_process = end_process
        self._woken = threading.Event()
        self._stop_at: float | None = None
        self._leaving: threading.Timer | None = None
        self._current: Claim | None = None
        self._goes_on = False
        """In `run` another job follows; whoever asks for one job gets one."""
        self._next: ClaimedJob | None = None
        """Claimed in the transaction that ended the job before."""
        self._on_idle = on_idle
        self._on_alive = on_alive
        self._idle_since: float | None = None
        """When the last job ended; None once `on_idle` has been called."""
        self._disk_was_full = False

    def wake(self) -> None:
        """There may be work. From any thread."""
        self._woken.set()

    def stop(self) -> None:
        """Finish or give back what is running, and return from `run`. From a signal handler or any thread."""
        if self._stop_at is None:
            self._stop_at = time.monotonic()
            self._leaving = threading.Timer(self._stop_times.leave, self._leave)
            self._leaving.daemon = True
            self._leaving.start()
        self._woken.set()

    def run(self) -> None:
        """Until stopped."""
        self._goes_on = True
        while self._stop_at is None:
            self._woken.clear()
            self._on_alive()
            try:
                pause = 0.0 if self.run_one() else POLL_SECONDS
            except Exception as error:
                if not database_is_away(error):
                    raise
                _log.warning("database_away", error=type(error).__name__)
                pause = AWAY_SECONDS
            self._note_idleness(worked=not pause)
            if self._disk_was_full:
                pause = FULL_DISK_POLL_SECONDS
            if pause and self._stop_at is None:
                self._woken.wait(pause)
        if self._next is not None:
            self._settle_accounts(self._next.claim, GiveBack("stopping", timedelta(0)))
        if self._leaving is not None:
            self._leaving.cancel()

    def run_one(self) -> bool:
        """Claim a job, unless one is claimed already, and work on it. False if there is nothing to claim, or no room to work in."""
        job, self._next = self._next, None
        if job is None and not self._disk_is_full():
            with transaction() as session:
                job = claim_next(session, self._turns)
        if job is None:
            return False
        self._current = claim = job.claim
        try:
            with structlog.contextvars.bound_contextvars(
                job_id=str(claim.job_id), stage=claim.stage, part=claim.part, asset_id=str(claim.asset_id)
            ):
                self._work_on(job)
        finally:
            self._current = None
        return True

    def _note_idleness(self, *, worked: bool) -> None:
        now = time.monotonic()
        if worked:
            self._idle_since = now
        elif self._idle_since is not None and now - self._idle_since > self._settings.worker.model_ttl_seconds:
            self._idle_since = None
            self._on_idle()

    def _work_on(self, job: ClaimedJob) -> None:
        began, claim = time.monotonic(), job.claim
        try:
            with Heartbeat(claim, self._pace, on_hung=self._hung, on_alive=self._on_alive) as heartbeat:
                self._do(job, heartbeat)
        except ClaimLostError:
            _log.info("claim_lost")
        except TrashedError:
            self._settle_accounts(claim, Park())
        except StopRequestedError:
            self._settle_accounts(claim, GiveBack("stopping", timedelta(0)))
        except Exception as error:  # noqa: BLE001  judged below
            verdict = judge(error, check_storage=self._storage.check)
            unexpected = not isinstance(verdict, Skip) and (not isinstance(verdict, Fail) or verdict.code == "internal")
            _log.warning("job_did_not_end_well", verdict=verdict, exc_info=unexpected)
            self._settle_accounts(claim, verdict)
        else:
            _log.info("job_done", seconds=round(time.monotonic() - began, 3))

    def _do(self, job: ClaimedJob, heartbeat: Heartbeat) -> None:
        claim, asset = job.claim, job.asset
        if asset is None:
            with transaction() as session:
                session.execute(delete(Job).where(Job.id == claim.job_id, Job.claim_id == claim.claim_id))
            return
        if asset.deleted_at is not None:
            raise TrashedError
        handler = self._handlers[claim.stage]
        work = ClaimedWork(job, asset, heartbeat, storage=self._storage, decoder=self._decoder, must_stop=self._must_stop)
        outcome: Outcome = handler(work)
        following = None
        with transaction() as session:
            held = claims.hold(session, claim)
            if outcome.write is not None:
                outcome.write(session)
            claims.finish(
                session,
                claim,
                held,
                outcome.successors,
                skipped=outcome.skipped,
                note=outcome.note,
                handler_version=handler.version,
                model_version=outcome.model_version,
            )
            if self._goes_on and self._stop_at is None and not self._disk_is_full():
                following = claim_next(session, self._turns)
        self._next = following  # not before it is committed

    def _settle_accounts(self, claim: Claim, verdict: Fail | Skip | GiveBack | Park) -> None:
        """Write the verdict. While the database is away it is tried again until the lease is over; then the sweeper does its part."""
        deadline = time.monotonic() + self._settings.worker.lease_seconds
        while True:
            try:
                with transaction() as session:
                    match verdict:
                        case Fail(code, detail, retryable):
                            claims.fail(session, claim, code=code, detail=detail, retryable=retryable, policy=self._policy)
                        case Skip(code, detail):
                            held = claims.hold(session, claim)
                            claims.finish(session, claim, held, skipped=True, note=(code, detail))
                        case Park():
                            claims.park(session, claim)
                        case GiveBack(_, delay):
                            claims.release(session, claim, delay=delay or None)
            except ClaimLostError:
                _log.info("claim_lost")
            except Exception as error:
                if not database_is_away(error):
                    raise
                if self._stop_at is None and time.monotonic() < deadline:
                    time.sleep(AWAY_SECONDS)
                    continue
                _log.warning("left_to_the_sweeper")
            return

    def _must_stop(self) -> bool:
        return self._stop_at is not None and time.monotonic() - self._stop_at > self._stop_times.finish

    def _leave(self) -> None:
        """The job did neither end nor ask. Its claim is taken from it, so that nothing it still writes counts."""
        claim = self._current
        if claim is not None:
            _log.warning("job_given_back_at_stop", stage=claim.stage, job_id=str(claim.job_id))
            self._settle_accounts(claim, GiveBack("stopping", timedelta(0)))
        self._end_process(0)

    def _hung(self) -> None:
        """The lease is gone and the handler still does not come back: this process is of no more use."""
        _log.error("worker_hangs", stage=self._current.stage if self._current else None)
        self._end_process(EXIT_HUNG)

    def _disk_is_full(self) -> bool:
        floor = self._settings.upload.min_free_bytes
        rooms = [self._storage.free_bytes(), shutil.disk_usage(self._settings.home).free if self._settings.home.exists() else None]
        full = any(room is not None and room < floor for room in rooms)
        if full != self._disk_was_full:
            _log.warning("disk_full_pausing" if full else "disk_has_room_again", floor=floor)
        self._disk_was_full = full
        return full
