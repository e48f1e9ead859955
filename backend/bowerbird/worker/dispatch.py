"""Sends wake-ups after commit, without ever making a request wait: a thread sends, the committing one only says which queue.

Measured: a frozen broker blocks a default publish for 25 s. Here it costs the thread its socket timeout, and nobody else anything. Failures are
ignored; workers look by themselves and the sweeper wakes them again.
"""

from functools import lru_cache

import structlog
from celery import Celery

from bowerbird.db import wakeups
from bowerbird.db.outbox import Outbox
from bowerbird.settings import get_settings
from bowerbird.worker.app import ROUTING_KEY, WAKE, make_app, wake_exchange

PAUSE_SECONDS = 1.0
"""After a failure; meanwhile wake-ups gather, one for each queue."""
GATHER_SECONDS = 0.5
"""After wake-ups were sent; more of them within that time are one for each queue, and within up to 2 s where they do not end. Only idle workers need any: who is
busy looks for work after each job, and spent nearly half of its own time on being woken."""
BACKLOG = 100
"""More than there are queues."""
_log = structlog.get_logger(__name__)


class Dispatcher:
    """Any number of wake-ups for a queue that wait to be sent are one."""

    def __init__(self, app: Celery) -> None:
        self._app = app
        self._failing = False
        self._outbox = Outbox("wake-up-dispatch", self._publish, pause=PAUSE_SECONDS, most=BACKLOG, gather=GATHER_SECONDS)

    def send(self, queue: str) -> None:
        """Never blocks and never raises."""
        self._outbox.put(queue, once=True)

    def close(self, timeout: float = 1.0) -> None:
        """Send what is pending and end the thread, waiting at most `timeout` seconds."""
        self._outbox.close(timeout)

    def _publish(self, queues: list[str]) -> bool:
        try:
            for queue in queues:
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
