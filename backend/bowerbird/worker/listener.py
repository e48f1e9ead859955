"""Hears wake-ups: a Celery worker (`solo` pool) in a thread of its own, so that it answers Redis while the main thread is busy with a job.

Where the connection is lost it ends and another is made from nothing. Celery's event loop is not used: after one in three quick restarts of the broker it
never polled the closed connection again and stayed deaf (Celery 5.7, kombu 5.7, redis-py 8); its blocking loop heard after 14 of 14. The main thread looks
for work by itself meanwhile.
"""

import threading
from collections.abc import Callable, Sequence

import structlog
from celery.app.trace import setup_worker_optimizations
from celery.worker import WorkController

from bowerbird.worker.app import make_app, with_wake_task

SOCKET_TIMEOUT = 5.0
RESTART_SECONDS = 1.0
_log = structlog.get_logger(__name__)


class Listener:
    def __init__(self, redis_url: str, queues: Sequence[str], on_wake: Callable[[], None], *, name: str) -> None:
        self._redis_url = redis_url
        self._queues = tuple(queues)
        self._on_wake = on_wake
        self._name = name
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="wake-up-listener", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """The thread is a daemon and holds nothing; it may end with the process."""
        self._stopping.set()

    def _ready(self, _: object) -> None:
        self._on_wake()  # something may have been said before it listened

    def _listen(self) -> None:
        """Until the connection is lost."""
        app = with_wake_task(make_app(self._redis_url, socket_timeout=SOCKET_TIMEOUT), self._queues, self._on_wake)
        app.conf.update(broker_connection_retry=False, broker_connection_retry_on_startup=False)
        setup_worker_optimizations(app, self._name)  # makes the app the current one of this thread
        WorkController(
            app=app,
            hostname=self._name,
            pool_cls="solo",
            concurrency=1,
            use_eventloop=False,
            ready_callback=self._ready,
            loglevel="WARNING",
            without_gossip=True,
            without_mingle=True,
            without_heartbeat=True,
        ).start()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._listen()
            except Exception:  # noqa: BLE001  listening is a convenience; the main thread finds the work
                _log.warning("listener_failed", exc_info=True)
            except SystemExit:  # how Celery ends its worker
                _log.info("listener_ended")
            self._stopping.wait(RESTART_SECONDS)
