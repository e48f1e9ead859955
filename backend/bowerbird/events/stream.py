"""Events on their way out: one Redis stream per library, written by a thread, so that no commit ever waits for Redis.

Streams are short (`LENGTH` events): they bridge a reconnect, nothing more. `epoch` tells a Redis that has lost its memory from one that has not.
"""

import secrets
import uuid

import structlog
from redis import Redis
from redis.exceptions import RedisError

from bowerbird.db.outbox import Outbox
from bowerbird.events.hub import encode_data
from bowerbird.events.publish import Event, register_publisher, unregister_publisher
from bowerbird.settings import Settings, get_settings

LENGTH = 1_000
"""Events kept for each library, about."""
BACKLOG = 5_000
"""Events that wait for Redis; beyond it the oldest are dropped."""
GATHER_SECONDS = 0.1
"""After a batch; events are for eyes."""
PAUSE_SECONDS = 2.0
"""After a failure: a dead Redis is asked this often, not once for every event."""
EXPIRE_SECONDS = 7 * 86_400
_log = structlog.get_logger(__name__)


def stream_key(settings: Settings, library_id: uuid.UUID) -> str:
    return f"{settings.instance}:events:{library_id}"


def epoch_key(settings: Settings) -> str:
    return f"{settings.instance}:events:epoch"


def new_epoch() -> str:
    return secrets.token_hex(4)


class Publisher:
    """Never blocks and never raises: losing an event costs a refetch."""

    def __init__(self, settings: Settings) -> None:
        redis = settings.redis
        self._settings = settings
        self._client: Redis = Redis.from_url(
            redis.url.get_secret_value(),
            socket_timeout=redis.socket_timeout,
            socket_connect_timeout=redis.socket_timeout,
            retry=None,
        )
        self._failing = False
        self._outbox = Outbox("event-publisher", self._send, pause=PAUSE_SECONDS, most=BACKLOG, gather=GATHER_SECONDS)

    def __call__(self, library_id: uuid.UUID, event: Event) -> None:
        self._outbox.put((library_id, event))

    def close(self, timeout: float = 1.0) -> None:
        """Send what is pending, waiting at most `timeout` seconds."""
        self._outbox.close(timeout)
        self._client.close()

    def _send(self, batch: list[tuple[uuid.UUID, Event]]) -> bool:
        try:
            with self._client.pipeline(transaction=False) as pipeline:
                for library_id, event in batch:
                    key = stream_key(self._settings, library_id)
                    pipeline.xadd(key, {"data": encode_data(event)}, maxlen=LENGTH, approximate=True)
                for library_id in {library_id for library_id, _ in batch}:
                    pipeline.expire(stream_key(self._settings, library_id), EXPIRE_SECONDS)
                pipeline.execute()
        except (RedisError, OSError) as error:
            if not self._failing:
                _log.warning("events_not_published", error=type(error).__name__)
            self._failing = True
            return False
        if self._failing:
            _log.info("events_published_again")
        self._failing = False
        return True


_publishers: list[Publisher] = []


def start_publishing(settings: Settings | None = None) -> None:
    """For every process that changes assets. Does nothing where no Redis is configured: pages then show changes when they are reloaded."""
    settings = settings or get_settings()
    if settings.redis.url.get_secret_value():
        _publishers.append(Publisher(settings))
        register_publisher(_publishers[-1])


def stop_publishing(timeout: float = 1.0) -> None:
    """Send what is pending, waiting at most `timeout` seconds."""
    unregister_publisher()
    while _publishers:
        _publishers.pop().close(timeout)
