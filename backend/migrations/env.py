"""Migrations run as the owning role, one at a time (an advisory lock), and never wait long for a table lock."""

from alembic import context
from sqlalchemy import text

from bowerbird import models
from bowerbird.db.base import Base
from bowerbird.db.engine import make_engine
from bowerbird.settings import get_settings

LOCK = 7424
assert models

settings = get_settings().db
url = context.config.attributes.get("url") or settings.owner_url.get_secret_value() or settings.url.get_secret_value()
engine = make_engine(settings.model_copy(update={"statement_timeout_ms": 0}), url=url, pool_size=1)
with engine.connect() as connection:
    connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
    connection.execute(text("SET lock_timeout = '10s'"))
    connection.commit()
    context.configure(connection=connection, target_metadata=Base.metadata, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
engine.dispose()
