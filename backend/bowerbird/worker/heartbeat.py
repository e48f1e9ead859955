"""Keeps the lease of a running job, as long as the job moves on.

A thread renews; the job says that it moves (`beat`). Without a beat for the stall time renewal ends, the lease runs out, and the job goes to
somebody else; a worker that still hangs then has nothing left but to end its process. Time in which it waits for a processor is no stall (see allowance.py).
"""

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any

import structlog

from bowerbird.allowance import Allowance
from bowerbird.db.session import transaction
from bowerbird.jobs.claims import Claim, ClaimLostError, renew

MOST_AT_ONCE = 64
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds."""

    lease: float
    stall: float
    tick: float = 1.0
    """How often progress is shown, at most."""


@lru_cache
def _threads() -> ThreadPoolExecutor:
    """One in each worker, that stays: making a thread for each job takes longer than many a job's statement. Where several work in one process, one each."""
    return ThreadPoolExecutor(MOST_AT_ONCE, thread_name_prefix="heartbeat")


class Heartbeat:
    """A context around one run of a job."""

    def __init__(self, claim: Claim, pace: Pace, *, on_hung: Callable[[], None], on_alive: Callable[[], None] = lambda: None) -> None:
        """`on_hung` is called when the lease has run out and the job is still not done; `on_alive` at each tick until the job stalls."""
        self._claim = claim
        self._pace = pace
        self._on_hung = on_hung
        self._on_alive = on_alive
        self._ended = threading.Event()
        self._stall = Allowance(os.getpid(), pace.stall)
        self._patient = 0
        self._progress: Mapping[str, Any] | None = None
        self.lost = False
        """Somebody else has the job."""
        self._renewing: Future[None] | None = None

    def __enter__(self) -> "Heartbeat":
        self._renewing = _threads().submit(self._run)
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        if self._renewing is not None:
            self._renewing.result()

    def beat(self, progress: Mapping[str, Any] | None = None) -> None:
        """The job moved on. Cheap: the database hears of it at the next tick."""
        self._stall.renew()
        if progress is not None:
            self._progress = progress
        if self.lost:
            raise ClaimLostError

    @contextmanager
    def patience(self) -> Iterator[None]:
        """For steps that have time limits of their own and cannot beat, such as fetching a large file."""
        self._patient += 1
        try:
            yield
        finally:
            self._patient -= 1
            self._stall.renew()

    def _run(self) -> None:
        self._stall.besides = threading.get_native_id()
        renewed = time.monotonic()
        while not self._ended.wait(self._pace.tick):
            now = time.monotonic()
            stalled = self._stall.is_spent() and not self._patient
            due = now - renewed >= self._pace.lease / 3
            progress, self._progress = self._progress, None
            if stalled:
                _log.warning("job_stalled", stage=self._claim.stage, job_id=str(self._claim.job_id), seconds=self._pace.stall)
                self._await_the_end(renewed + self._pace.lease - now)
                return
            self._on_alive()
            if not due and progress is None:
                continue
            try:
                with transaction() as session:
                    renew(session, self._claim, lease=timedelta(seconds=self._pace.lease), progress=progress)
                renewed = time.monotonic()
            except ClaimLostError:
                self.lost = True
                self._await_the_end(self._pace.stall)
                return
            except Exception as error:  # noqa: BLE001  the database may be back before the lease is over
                _log.warning("lease_not_renewed", error=type(error).__name__)

    def _await_the_end(self, seconds: float) -> None:
        if not self._ended.wait(max(0.0, seconds) + self._pace.tick):
            self.lost = True
            self._on_hung()
