"""A backup takes the place of what is there, whole or not at all.

    1. a restore point of the present database, unless it is empty
    2. a new database beside it: rows, counted against the manifest; then migrations
    3. objects, each checked by its SHA-256; what is new is announced in the *present* database as pending, so that the sweeper removes it if we are killed
    4. the two databases change names in one transaction

Until step 4 the present state is untouched, and a failure undoes 2 and 3. Objects of the former state stay as long as its restore point does.
"""

import hashlib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import anyio
import psycopg
import structlog

from bowerbird.backup import database, points
from bowerbird.backup.archive import Source, open_source
from bowerbird.backup.database import Connection, ObjectRow
from bowerbird.backup.manifest import BackupError
from bowerbird.backup.take import Say, reading_url
from bowerbird.db.migrate import is_known, upgrade
from bowerbird.settings import MIB, Settings
from bowerbird.storage import ObjectMissingError, ObjectStorage

IN_MEMORY = 8 * MIB
"""Objects up to this size are written at once, larger ones as a stream."""
_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Restored:
    rows: int = 0
    written: int = 0
    """Objects that came from the backup."""
    present: int = 0
    """Objects that were there already, with the right bytes."""
    missing: list[str] = field(default_factory=list)
    """Keys of objects that neither the backup nor the storage has."""
    point: Path | None = None


def restore(
    path: Path,
    settings: Settings,
    storage: ObjectStorage,
    *,
    may_replace: Callable[[], bool] = lambda: False,
    accept_missing: bool = False,
    say: Say = lambda _: None,
) -> Restored:
    """`may_replace` is asked where the instance is not empty. Raises BackupError; then nothing was changed."""
    url = reading_url(settings)
    admin = settings.db.admin_url.get_secret_value()
    owner = settings.db.owner_url.get_secret_value()
    if not admin or not owner:
        raise BackupError(
            "A restore needs BOWERBIRD_DB_ADMIN_URL, the address of a database role that may make databases and extensions, and BOWERBIRD_DB_OWNER_URL."
        )
    live = database.database_of(settings.db.url.get_secret_value() or url)
    fresh, former = f"{live}_restoring", f"{live}_replaced"
    done = Restored()
    with open_source(path, settings.scratch_dir) as source, database.deletions_held(url) as held:
        _one_at_a_time(held)
        dump = source.database()
        used = database.is_used(held)
        if used and not may_replace():
            raise BackupError("This instance is not empty. Say --yes to replace what it holds; a restore point is made first.")
        for left in (fresh, former):  # of a run that was killed
            database.drop(admin, left)
        work = _Work(source, storage, settings, url, done, say)
        try:
            if used:
                say("Making a restore point")
                done.point = points.make(settings, points.BEFORE_RESTORE)
            _fill(work, admin, live, fresh, dump)
            work.objects(database.with_database(admin, fresh), accept_missing=accept_missing)
            if database.has_tables(held):
                _carry_over(held, database.with_database(admin, fresh), done.point)
            say("Changing over")
            held.commit()
            held.close()  # the swap would cut it
            database.swap(admin, live=live, fresh=fresh, former=former)
        except BaseException:
            with suppress(psycopg.OperationalError):
                if not database.exists(admin, former):  # else it is done, and an interrupt came too late
                    database.drop(admin, fresh)
                    work.undo()
            raise
    database.drop(admin, former)
    points.prune(settings)
    return done


def _one_at_a_time(held: Connection) -> None:
    row = held.execute("SELECT pg_try_advisory_xact_lock(7433)").fetchone()
    if row is None or not row[0]:
        raise BackupError("Another restore is under way.")


def _fill(work: "_Work", admin: str, live: str, fresh: str, dump: Path) -> None:
    """The new database, with all rows and the newest tables."""
    owner = database.make_beside(admin, live, fresh, app_role=database.user_of(work.settings.db.url.get_secret_value() or work.url))
    beside = database.with_database(admin, fresh)
    work.say("Filling a new database")
    database.load(beside, dump, owner=owner)
    with psycopg.connect(beside) as connection:
        revision = database.revision(connection)
        if revision is None or not is_known(revision):
            raise BackupError("This backup comes from a newer version of Bowerbird. Install that version first.")
        counted = database.count_rows(connection)
    manifest = work.source.manifest
    if manifest is not None and counted != manifest.rows:
        raise BackupError("The dump in this backup does not have the rows that its manifest names.")
    work.done.rows = sum(counted.values())
    upgrade(database.as_url(work.settings.db.owner_url.get_secret_value(), fresh))


@dataclass(slots=True)
class _Work:
    source: Source
    storage: ObjectStorage
    settings: Settings
    url: str
    done: Restored
    say: Say
    announced: list[str] = field(default_factory=list)

    def objects(self, beside: str, *, accept_missing: bool) -> None:
        """Every object that the new database calls stored is in the storage, or known to be lost."""
        with psycopg.connect(beside) as connection:
            wanted = database.stored_objects(connection)
        lost = set(self.source.manifest.lost) if self.source.manifest else set()
        with psycopg.connect(self.url, autocommit=True) as present:
            announces = database.has_tables(present)
            for position, row in enumerate(wanted, 1):
                if self._is_stored(row):
                    self.done.present += 1
                elif self.source.has(row.key):
                    if announces:
                        self._announce(present, row)
                    self._write(row)
                    self.done.written += 1
                else:
                    self.done.missing.append(row.key)
                if position % 500 == 0:
                    self.say(f"{position} of {len(wanted)} objects")
        unexpected = [key for key in self.done.missing if key not in lost]
        if unexpected and not accept_missing:
            raise BackupError(
                f"{len(unexpected)} of {len(wanted)} objects are neither in this backup nor in the storage, {unexpected[0]} for one."
                " Nothing was changed; --accept-missing restores the rest."
            )

    def undo(self) -> None:
        """Take out again what was announced. Whatever this cannot do is left to the sweeper."""
        with suppress(psycopg.OperationalError), psycopg.connect(self.url, autocommit=True) as present:
            for key in self.announced:
                try:
                    self.storage.delete(key)
                except Exception:  # noqa: BLE001  the first error is the one to tell
                    _log.warning("object_left_to_sweeper", key=key, exc_info=True)
                    continue
                present.execute("DELETE FROM objects WHERE key = %s AND state = 'pending'", [key])

    def _is_stored(self, row: ObjectRow) -> bool:
        try:
            return self.storage.size(row.key) == row.size and _digest(self.storage.read_range(row.key)) == row.sha256
        except ObjectMissingError:
            return False

    def _announce(self, present: Connection, row: ObjectRow) -> None:
        made = present.execute(
            "INSERT INTO objects (key, asset_id, library_id, role, mime_type) VALUES (%s, %s, %s, %s, %s) ON CONFLICT (key) DO NOTHING",
            [row.key, row.asset_id, row.library_id, row.role, row.mime_type],
        )
        if made.rowcount:
            self.announced.append(row.key)

    def _write(self, row: ObjectRow) -> None:
        """The bytes, or BackupError and nothing."""
        damaged = BackupError(f"This backup is damaged: objects/{row.key} is not what it was.")
        if row.size <= IN_MEMORY:
            data = b"".join(self.source.read(row.key))
            if hashlib.sha256(data).digest() != row.sha256:
                raise damaged
            self.storage.write_bytes(row.key, data, mime_type=row.mime_type)
            return

        async def checked() -> AsyncIterator[bytes]:
            hasher = hashlib.sha256()
            for block in self.source.read(row.key):
                hasher.update(block)
                yield block
            if hasher.digest() != row.sha256:
                raise damaged

        async def write() -> None:
            await self.storage.write_stream(row.key, checked(), mime_type=row.mime_type)

        anyio.run(write)


def _digest(blocks: Iterator[bytes]) -> bytes:
    hasher = hashlib.sha256()
    for block in blocks:
        hasher.update(block)
    return hasher.digest()


def _carry_over(present: Connection, beside: str, point: Path | None) -> None:
    """What the storage holds besides is told to the new database, or it would lie there for ever.

    Objects that the restore point needs are listed with it. All others (uploads under way, objects marked for deletion) are the sweeper's. And nothing that the
    new database has as pending or deleting may take an object from the restore point.

    From here on no deletion that is due in the present database may take an object from the new one: it is put off, for as long as an upload may take.
    """
    rows = present.execute("SELECT key, asset_id, library_id, role, state FROM objects ORDER BY key").fetchall()
    stored = [row[0] for row in rows if row[4] == "stored"]
    with psycopg.connect(beside) as fresh:
        fresh.execute("DELETE FROM objects WHERE state <> 'stored' AND key = ANY(%s)", [stored])
        named = {row[0] for row in fresh.execute("SELECT key FROM objects")}
        present.execute(
            "UPDATE objects SET state = 'pending', created_at = clock_timestamp() WHERE state = 'deleting' AND key = ANY(%s)", [list(named)]
        )
        for key, asset_id, library_id, role, state in rows:
            if key not in named and state != "stored":
                fresh.execute(
                    "INSERT INTO objects (key, asset_id, library_id, role, state) VALUES (%s, %s, %s, %s, 'deleting')",
                    [key, asset_id, library_id, role],
                )
    if point is not None:
        points.keep_objects(point, [key for key in stored if key not in named])
