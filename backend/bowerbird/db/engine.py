"""One engine per process, on psycopg 3."""

from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

from bowerbird.settings import DbSettings, get_settings


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
        pool_pre_ping=True,
        pool_recycle=1800,
        connect_args={"connect_timeout": settings.connect_timeout, **of_connection},
    )
    if pooled:

        @event.listens_for(engine, "begin")
        def bring_along(connection: Connection) -> None:
            connection.exec_driver_sql(
                "SELECT set_config('statement_timeout', %(statement_timeout)s, true), set_config('timezone', %(timezone)s, true)", bring
            )

    return engine


@lru_cache
def get_engine() -> Engine:
    return make_engine(get_settings().db)
