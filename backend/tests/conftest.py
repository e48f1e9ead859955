"""Real parts: one embedded Postgres and one Valkey for the whole run, one migrated database for each test worker.

`session`   a transaction that is rolled back after the test; the app's own transactions become savepoints inside it.
`database`  real commits, for tests of concurrency and processes; every table is emptied afterwards.

Both use the app's role, which has no right but to read and write rows; `owner_url` is the owning role's address.
"""

import os
from collections.abc import Iterator
from urllib.parse import urlsplit

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from hypothesis import settings
from psycopg import sql
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session, sessionmaker

from bowerbird.db import engine as engine_module
from bowerbird.db import roles
from bowerbird.db import session as session_module
from bowerbird.settings import PROJECT_ROOT, get_settings
from tests.servers import ensure_servers

pytest_plugins = ["tests.fixtures_api", "tests.fixtures_files", "tests.fixtures_live", "tests.fixtures_s3"]
_PASSWORD = "of-a-test"
settings.register_profile("bowerbird", deadline=None)  # a busy machine is no failure
settings.load_profile("bowerbird")


def pytest_configure(config: pytest.Config) -> None:
    """Under xdist the controller starts the servers and its workers inherit their addresses."""
    if not hasattr(config, "workerinput") and config.getoption("numprocesses", None):
        ensure_servers()


def _as(url: str, user: str, password: str, database: str) -> str:
    parts = urlsplit(url)
    return f"postgresql://{user}:{password}@{parts.hostname}:{parts.port}/{database}"


@pytest.fixture(scope="session")
def superuser_url() -> str:
    ensure_servers()
    return os.environ["BOWERBIRD_TEST_PG"]


@pytest.fixture(scope="session")
def redis_url(superuser_url: str, worker_id: str) -> str:
    """A Valkey database of this test worker's own."""
    assert superuser_url
    number = int(worker_id.removeprefix("gw")) if worker_id.startswith("gw") else 15
    return os.environ["BOWERBIRD_TEST_REDIS"].rsplit("/", 1)[0] + f"/{number % 16}"


@pytest.fixture(scope="session")
def database_name(worker_id: str) -> str:
    return f"bowerbird_test_{os.getpid()}_{worker_id}"


@pytest.fixture(scope="session")
def owner_url(superuser_url: str, database_name: str) -> str:
    return _as(superuser_url, roles.OWNER, _PASSWORD, database_name)


@pytest.fixture(scope="session")
def database_url(superuser_url: str, redis_url: str, owner_url: str, database_name: str) -> Iterator[str]:
    """A migrated database of this test worker's own; the app's settings point at it."""
    roles.ensure_roles(superuser_url, owner_password=_PASSWORD, app_password=_PASSWORD)
    roles.ensure_database(superuser_url, database_name)
    url = _as(superuser_url, roles.APP, _PASSWORD, database_name)
    os.environ["BOWERBIRD_DB_URL"] = url
    os.environ["BOWERBIRD_DB_OWNER_URL"] = owner_url
    os.environ["BOWERBIRD_REDIS_URL"] = redis_url
    os.environ["BOWERBIRD_ENVIRONMENT"] = "test"
    get_settings.cache_clear()
    command.upgrade(Config(str(PROJECT_ROOT / "backend" / "alembic.ini")), "head")
    yield url
    engine_module.get_engine().dispose()
    with psycopg.connect(superuser_url, autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database_name)))


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
def database(engine: Engine, owner_url: str) -> Iterator[Engine]:
    yield engine
    owner = create_engine(owner_url.replace("postgresql://", "postgresql+psycopg://"))
    with owner.begin() as connection:
        tables = connection.execute(
            text(
                "SELECT string_agg(format('%I', relname), ', ') FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
                " AND NOT relispartition AND relname <> 'alembic_version'"
            )
        ).scalar_one()
        connection.execute(text(f"TRUNCATE {tables} CASCADE"))
    owner.dispose()
