"""Sends wake-ups after commit, without ever making a request wait: a thread sends, the committing one only says which queue.

Measured: a frozen broker blocks a default publish for 25 s. Here it costs the thread its socket timeout, and nobody else anything. Failures are
ignored; workers look by themselves and the sweeper wakes them again.
"""

import threading
from functools import lru_cache

import structlog
from celery import Celery

from bowerbird.db import wakeups
from bowerbird.settings import get_settings
from bowerbird.worker.app import ROUTING_KEY, WAKE, make_app, wake_exchange

PAUSE_SECONDS = 1.0
"""After a failure; meanwhile wake-ups gather, one for each queue."""
_log = structlog.get_logger(__name__)


class Dispatcher:
    """Any number of wake-ups for a queue that wait to be sent are one."""

    def __init__(self, app: Celery) -> None:
        self._app = app
        self._pending: dict[str, None] = {}
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closing = False
        self._failing = False

    def send(self, queue: str) -> None:
        """Never blocks and never raises."""
        with self._changed:
            self._pending[queue] = None
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="wake-up-dispatch", daemon=True)
                self._thread.start()
            self._changed.notify()

    def close(self, timeout: float = 1.0) -> None:
        """Send what is pending and end the thread, waiting at most `timeout` seconds."""
        with self._changed:
            self._closing = True
            self._changed.notify()
            thread = self._thread
        if thread is not None:
            thread.join(timeout)

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._pending and not self._closing:
                    self._changed.wait()
                if not self._pending:
                    break
                queue = next(iter(self._pending))
                del self._pending[queue]
            if not self._publish(queue):
                with self._changed:
                    if self._closing:
                        break
                    self._pending[queue] = None
                    self._changed.wait_for(lambda: self._closing, PAUSE_SECONDS)

    def _publish(self, queue: str) -> bool:
        try:
            exchange = wake_exchange(queue)
            self._app.send_task(
                WAKE, exchange=exchange.name, exchange_type=exchange.type, routing_key=ROUTING_KEY, declare=[exchange], retry=False
            )
        except Exception as error:  # noqa: BLE001  whatever the transport raises, the rows are there
            if not self._failing:
                _log.warning("wake_up_not_sent", error=type(error).__name__)
            self._failing = True
            return False
        self._failing = False
        return True


@lru_cache
def _dispatcher() -> Dispatcher:
    settings = get_settings().redis
    return Dispatcher(make_app(settings.url.get_secret_value(), socket_timeout=settings.socket_timeout))


def register() -> None:
    """Send this process's wake-ups over Redis, where one is configured. Called once at start by whatever commits jobs: API, workers, sweeper."""
    if get_settings().redis.url.get_secret_value():
        wakeups.register_sender(_dispatcher().send)


def close() -> None:
    """Send what is pending, within a second."""
    if _dispatcher.cache_info().currsize:
        _dispatcher().close()
