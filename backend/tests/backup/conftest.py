"""Instances of their own: each has a database, a home and a storage, so that whole databases may come and go."""

import hashlib
import secrets
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from psycopg import sql
from pydantic import SecretStr

from bowerbird.db import roles
from bowerbird.settings import PROJECT_ROOT, DbSettings, Settings
from bowerbird.storage import FilesystemStorage, ObjectStorage
from tests.storage.conftest import new_bucket, storage  # noqa: F401  fixtures

_PASSWORD = "of-a-test"


@dataclass
class Instance:
    settings: Settings
    storage: ObjectStorage
    owner: uuid.UUID = field(default_factory=uuid.uuid4)
    library: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def url(self) -> str:
        return self.settings.db.owner_url.get_secret_value()

    def run(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def add_person(self) -> None:
        self.run("INSERT INTO users (id, email, is_owner, claimed_at) VALUES (%s, 'one@example.org', true, now())", self.owner)
        self.run("INSERT INTO libraries (id, name) VALUES (%s, 'Mine')", self.library)
        self.run(
            "INSERT INTO memberships (user_id, library_id, role, is_personal) VALUES (%s, %s, 'owner', true)", self.owner, self.library
        )

    def add_file(self, data: bytes, name: str = "a.txt", path: str | None = None) -> str:
        """Asset, segment, object and bytes; returns the key."""
        asset = uuid.uuid4()
        key = f"{self.library}/{asset}/{uuid.uuid4()}"
        digest = hashlib.sha256(data).digest()
        self.storage.write_bytes(key, data, mime_type="text/plain")
        self.run(
            "INSERT INTO assets (id, library_id, name, path, kind, mime_type, size, sha256, status)"
            " VALUES (%s, %s, %s, %s, 'document', 'text/plain', %s, %s, 'ready')",
            *(asset, self.library, name, path, len(data), digest),
        )
        self.run(
            "INSERT INTO objects (key, asset_id, library_id, role, mime_type, size, sha256, state)"
            " VALUES (%s, %s, %s, 'original', 'text/plain', %s, %s, 'stored')",
            *(key, asset, self.library, len(data), digest),
        )
        self.run(
            "INSERT INTO segments (asset_id, library_id, source, ordinal, batch, text, lang, run_id, fingerprint)"
            " VALUES (%s, %s, 'text', 0, 0, %s, 'en', %s, %s)",
            *(asset, self.library, f"Blue feathers of {name}", uuid.uuid4(), digest[:16]),
        )
        return key

    def contents(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table."""
        tables = [
            row[0]
            for row in self.run(
                "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname"
            )
        ]
        return {table: sorted(self.run(f"SELECT t::text FROM {table} t")) for table in tables}

    def bytes(self) -> dict[str, bytes]:
        """Every object that a row calls stored."""
        keys = [row[0] for row in self.run("SELECT key FROM objects WHERE state = 'stored'")]
        return {key: b"".join(self.storage.read_range(key)) for key in keys}


MakeInstance = Callable[..., Instance]


def _url(superuser_url: str, role: str, name: str) -> str:
    host = superuser_url.split("@", 1)[1].rsplit("/", 1)[0]
    return f"postgresql://{role}:{_PASSWORD}@{host}/{name}"


def _drop(superuser_url: str, *names: str) -> None:
    with psycopg.connect(superuser_url, autocommit=True) as admin:
        for name in names:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def template(superuser_url: str, database_url: str) -> Iterator[Callable[[str], str]]:
    """A database with the tables of a revision, to copy: much quicker than its migrations."""
    assert database_url  # the roles are there
    made: dict[str, str] = {}

    def get(revision: str) -> str:
        if revision not in made:
            name = made[revision] = f"bowerbird_template_{secrets.token_hex(6)}"
            roles.ensure_database(superuser_url, name)
            config = Config(str(PROJECT_ROOT / "backend" / "alembic.ini"))
            config.attributes["url"] = _url(superuser_url, roles.OWNER, name)
            command.upgrade(config, revision)
        return made[revision]

    yield get
    _drop(superuser_url, *made.values())


@pytest.fixture
def make_instance(superuser_url: str, template: Callable[[str], str], tmp_path: Path) -> Iterator[MakeInstance]:
    made: list[str] = []

    def make(objects: ObjectStorage | None = None, *, revision: str = "head") -> Instance:
        name = f"bowerbird_backup_{secrets.token_hex(6)}"
        made.append(name)
        with psycopg.connect(superuser_url, autocommit=True) as admin:
            admin.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(*map(sql.Identifier, (name, roles.OWNER, template(revision))))
            )
        roles.ensure_database(superuser_url, name)
        owner, app = (_url(superuser_url, role, name) for role in (roles.OWNER, roles.APP))
        home = tmp_path / name
        home.mkdir()
        settings = Settings(home=home, db=DbSettings(url=SecretStr(app), owner_url=SecretStr(owner), admin_url=SecretStr(superuser_url)))
        return Instance(settings, objects or FilesystemStorage(home / "objects"))

    yield make
    _drop(superuser_url, *(name + suffix for name in made for suffix in ("", "_restoring", "_replaced")))


@pytest.fixture
def instance(make_instance: MakeInstance, storage: ObjectStorage) -> Instance:  # noqa: F811  the storage of both kinds
    """In use: a person and three files, one of them larger than what is written at once."""
    made = make_instance(storage)
    made.add_person()
    for data, name in ((b"one", "one.txt"), (b"zwei", "zwei ü.txt"), (secrets.token_bytes(9 * 1024 * 1024), "large.bin")):
        made.add_file(data, name)
    return made
