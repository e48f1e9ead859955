"""One engine per process, on psycopg 3."""

import time
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from bowerbird.settings import DbSettings, get_settings

IDLE_SECONDS = 0.5
_LEFT = "bowerbird.left"
"""In a connection's record: when it was given back, by the monotonic clock."""


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
        connect_args={"connect_timeout": settings.connect_timeout, **of_connection},
    )
    _ping_what_was_idle(engine)
    if pooled:

        @event.listens_for(engine, "begin")
        def bring_along(connection: Connection) -> None:
            connection.exec_driver_sql(
                "SELECT set_config('statement_timeout', %(statement_timeout)s, true), set_config('timezone', %(timezone)s, true)", bring
            )

    return engine


def _ping_what_was_idle(engine: Engine) -> None:
    """A connection that nobody used for a while may have lost its server; it is asked before it is used, and replaced. Asking each time, as `pool_pre_ping` does,
    took a twentieth of a busy worker's own time."""

    @event.listens_for(engine, "checkin")
    def note(_connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
        record.info[_LEFT] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def ask(connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
        if time.monotonic() - record.info.get(_LEFT, time.monotonic()) > IDLE_SECONDS:
            try:
                engine.dialect.do_ping(connection)
            except engine.dialect.loaded_dbapi.Error:
                raise DisconnectionError from None


@lru_cache
def get_engine() -> Engine:
    return make_engine(get_settings().db)
