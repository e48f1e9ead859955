"""One engine per process, on psycopg 3."""

import select
import time
from functools import lru_cache
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

from bowerbird.settings import DbSettings, get_settings

TRUSTED_SECONDS = 30.0
"""A connection that was used so lately is asked only if its server has said something, as it does when it goes. Asking costs both sides .3 ms of CPU, .4 as much
as a transaction of one statement. Where a network swallows what the server says, the first statement finds out."""
_RESTS_SINCE = "rests_since"


def make_engine(settings: DbSettings, *, url: str | None = None, pool_size: int | None = None) -> Engine:
    """An engine whose pool never overflows: requests queue in front of it, at the limiter in `db.session`, where waiting is fair.

    Behind a pooler in transaction mode each transaction may run on another server connection: nothing is prepared, and each brings its settings along.
    """
    pooled = settings.pooled and url is None
    bring = {"statement_timeout": str(settings.statement_timeout_ms), "timezone": "UTC"}
    of_connection: dict[str, Any] = (
        {"prepare_threshold": None} if pooled else {"options": " ".join(f"-c {name}={value}" for name, value in bring.items())}
    )
    engine = create_engine(
        (url or settings.url.get_secret_value()).replace("postgresql://", "postgresql+psycopg://", 1),
        pool_size=pool_size or settings.pool_size,
        max_overflow=0,
        pool_timeout=30,
        pool_recycle=1800,
        pool_use_lifo=True,  # the one that knows the statements already
        connect_args={"connect_timeout": settings.connect_timeout, **of_connection},
    )
    _look_before_use(engine)
    if pooled:

        @event.listens_for(engine, "begin")
        def bring_along(connection: Connection) -> None:
            connection.exec_driver_sql(
                "SELECT set_config('statement_timeout', %(statement_timeout)s, true), set_config('timezone', %(timezone)s, true)", bring
            )

    return engine


def _look_before_use(engine: Engine) -> None:
    """A connection that lost its server while it rested is replaced, with all others that rest."""

    @event.listens_for(engine, "checkin")
    def note(_: object, entry: ConnectionPoolEntry) -> None:
        entry.info[_RESTS_SINCE] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def look(connection: Any, entry: ConnectionPoolEntry, _: object) -> None:
        since = entry.info.get(_RESTS_SINCE)
        if since is None:
            return  # just made
        try:
            if time.monotonic() - since > TRUSTED_SECONDS or _has_news(connection):
                engine.dialect.do_ping(connection)
        except psycopg.Error as error:
            raise InvalidatePoolError from error


def _has_news(connection: Any) -> bool:
    """Whether there is something to read, which may be that the server has closed it. Raises psycopg.OperationalError where that is known."""
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))


@lru_cache
def get_engine() -> Engine:
    return make_engine(get_settings().db)
