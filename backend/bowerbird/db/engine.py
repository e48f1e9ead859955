"""One engine per process, on psycopg 3."""

from functools import lru_cache

from sqlalchemy import Engine, create_engine

from bowerbird.settings import DbSettings, get_settings


def make_engine(settings: DbSettings, *, url: str | None = None, pool_size: int | None = None) -> Engine:
    """An engine whose pool never overflows: requests queue in front of it, at the limiter in `db.session`, where waiting is fair."""
    return create_engine(
        (url or settings.url.get_secret_value()).replace("postgresql://", "postgresql+psycopg://", 1),
        pool_size=pool_size or settings.pool_size,
        max_overflow=0,
        pool_timeout=30,
        pool_pre_ping=True,
        pool_recycle=1800,
        connect_args={
            "connect_timeout": settings.connect_timeout,
            "options": f"-c statement_timeout={settings.statement_timeout_ms} -c timezone=UTC",
        },
    )


@lru_cache
def get_engine() -> Engine:
    return make_engine(get_settings().db)
