"""Real parts: one embedded Postgres and one Valkey for the whole run, one migrated database for each test worker.

`session`   a transaction that is rolled back after the test; the app's own transactions become savepoints inside it.
`database`  real commits, for tests of concurrency and processes; every table is emptied afterwards.
"""

import os
from collections.abc import Iterator

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session, sessionmaker

from bowerbird.db import engine as engine_module
from bowerbird.db import session as session_module
from bowerbird.settings import PROJECT_ROOT, get_settings

SERVER = os.environ.get("BOWERBIRD_TEST_PG", "")


@pytest.fixture(scope="session")
def database_url(worker_id: str) -> Iterator[str]:
    name = f"bowerbird_test_{os.getpid()}_{worker_id}"
    admin = create_engine(SERVER.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    url = SERVER.rsplit("/", 1)[0] + "/" + name
    setup = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with setup.begin() as connection:
        connection.execute(
            text("CREATE EXTENSION IF NOT EXISTS vector; CREATE EXTENSION IF NOT EXISTS pg_trgm; CREATE EXTENSION IF NOT EXISTS unaccent")
        )
    setup.dispose()
    os.environ["BOWERBIRD_DB_URL"] = url
    os.environ["BOWERBIRD_ENVIRONMENT"] = "test"
    get_settings.cache_clear()
    command.upgrade(Config(str(PROJECT_ROOT / "backend" / "alembic.ini"), attributes={"url": url}), "head")
    yield url
    engine_module.get_engine().dispose()
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    admin.dispose()


@pytest.fixture(scope="session")
def engine(database_url: str) -> Engine:
    assert database_url
    return engine_module.get_engine()


@pytest.fixture
def session(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    with engine.connect() as connection, connection.begin() as outer:
        factory = sessionmaker(connection, expire_on_commit=False, join_transaction_mode="create_savepoint")
        monkeypatch.setattr(session_module, "session_factory", lambda: factory)
        with factory() as made:
            yield made
        outer.rollback()


@pytest.fixture
def database(engine: Engine) -> Iterator[Engine]:
    yield engine
    with engine.begin() as connection:
        tables = connection.execute(
            text(
                "SELECT string_agg(format('%I', relname), ', ') FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
                " AND NOT relispartition AND relname <> 'alembic_version'"
            )
        ).scalar_one()
        connection.execute(text(f"TRUNCATE {tables} CASCADE"))
