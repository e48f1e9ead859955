"""Puts right what nobody else will: waiting jobs whose time has come, claims of dead workers, wake-ups that were lost, bytes and rows nobody needs, scratch
space of dead processes, statistics to fold, an embedding space that is complete.

Any number of sweepers may run; an advisory lock lets one at a time sweep.
"""

import threading
import time
from collections.abc import Callable, Mapping
from datetime import timedelta

import structlog
from sqlalchemy import delete, func, text

from bowerbird.ai.contracts import CapabilityMissingError
from bowerbird.ai.registry import locate
from bowerbird.ai.speech import locate_transcriber
from bowerbird.ai.text import look_for_text_embedder
from bowerbird.ai.visual import locate_visual_embedder
from bowerbird.db.session import transaction
from bowerbird.db.wakeups import wake
from bowerbird.jobs import claims
from bowerbird.jobs.service import resume_skipped
from bowerbird.library.purge import purge_due
from bowerbird.models import IdempotencyKey, Search, SignInAttempt
from bowerbird.pipeline.embed.repository import active_space
from bowerbird.search import lexical, reindex
from bowerbird.settings import ModelsSettings, Settings
from bowerbird.storage import ObjectStorage, scratch
from bowerbird.worker.identity import is_dead

LOCK = 0x0B0E_5EE9
QUEUES = ("fast", "heavy", "ai", "bulk", "maintenance")
HOUSEKEEPING_SECONDS = 300.0
BAKE_SECONDS = 300.0
_log = structlog.get_logger(__name__)


def _visual(models: ModelsSettings) -> None:
    """As `pipeline.visual.vectors.ready_embedder`, without loading the model: a model that the space is not of does not help those pictures."""
    name, _, _ = locate_visual_embedder(models)
    with transaction() as session:
        space = active_space(session, "visual")
    if space is None or space.model != name:
        raise CapabilityMissingError("The space for pictures is another model's.")


CAPABILITIES: Mapping[str, Callable[[ModelsSettings], object]] = {
    "embed": look_for_text_embedder,
    "ocr": lambda models: locate(models.reader, "reader"),
    "transcribe": locate_transcriber,
    "visual": _visual,
}
"""What a stage is skipped without. Looks for the files only; the library that runs a model costs tens of MiB that this process has no use for."""


class Sweeper:
    def __init__(self, settings: Settings, storage: ObjectStorage, *, on_alive: Callable[[], None] = lambda: None) -> None:
        """`on_alive` is called after each sweep that succeeded, and each step of a long one."""
        self._settings = settings
        self._storage = storage
        self._on_alive = on_alive
        self._stopping = threading.Event()
        self._kept_house: float | None = None
        self._baked = time.monotonic()

    def stop(self) -> None:
        self._stopping.set()

    def run(self) -> None:
        """Until stopped. A sweep that fails is tried again at the next turn."""
        while not self._stopping.is_set():
            try:
                self.sweep()
                self._on_alive()
            except Exception:  # noqa: BLE001  the database may be back at the next turn
                _log.warning("sweep_failed", exc_info=True)
            self._stopping.wait(self._settings.worker.sweep_seconds)

    def sweep(self) -> bool:
        """Everything once. False if another sweeper is at it."""
        with transaction() as guard:
            if not guard.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": LOCK}):
                return False
            busy = self._jobs()
            self._purge()
            with transaction() as session:
                # while files arrive, their average length drifts on: vectors are baked anew when it stands, or now and then
                bake = not busy or time.monotonic() - self._baked > BAKE_SECONDS
                lexical.fold(session, bake=bake)
            if bake:
                self._baked = time.monotonic()
            with transaction() as session:
                reindex.advance(session)
            now = time.monotonic()
            if self._kept_house is None or now - self._kept_house > HOUSEKEEPING_SECONDS:
                self._kept_house = now
                self._housekeeping()
        return True

    def _jobs(self) -> bool:
        """Whether work waits."""
        with transaction() as session:
            lost = claims.expired_leases(session)
            lost += [lease for lease in claims.running_leases(session) if lease not in lost and is_dead(lease.worker)]
        for lease in lost:
            _log.warning("lease_lost", job_id=str(lease.job_id), worker=lease.worker)
            with transaction() as session:
                claims.give_up(session, lease, max_lost=self._settings.worker.max_lost)
        with transaction() as session:
            claims.queue_due(session)
            busy = claims.queues_with_work(session, QUEUES)
            for queue in busy:
                wake(session, queue)
        return bool(busy)

    def _purge(self) -> None:
        """In small transactions, until nothing is left to do."""
        while not self._stopping.is_set():
            with transaction() as session:
                if purge_due(session, self._storage) == 0:
                    return
            self._on_alive()

    def _resume_skipped(self) -> None:
        """A model was installed: what was skipped for want of it goes on by itself."""
        for stage, capability in CAPABILITIES.items():
            try:
                capability(self._settings.models)
            except CapabilityMissingError:
                continue
            with transaction() as session:
                resume_skipped(session, stage)

    def _housekeeping(self) -> None:
        self._resume_skipped()
        scratch.clear(self._settings.scratch_dir)
        with transaction() as session:
            now = func.clock_timestamp()
            window = timedelta(seconds=max(86_400, self._settings.auth.window_seconds))
            session.execute(delete(SignInAttempt).where(SignInAttempt.created_at < now - window))
            session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < now - timedelta(days=1)))
            old = Search.created_at < now - timedelta(days=self._settings.search.history_days)
            session.execute(delete(Search).where(old | (~Search.in_history & (Search.created_at < now - timedelta(days=1)))))
