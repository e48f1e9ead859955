"""`{home}/backups`: dumps of the database that are made by themselves, before its tables change and before a restore. The last KEPT of each kind stay.

The objects of such a dump stay in the storage. After a restore those of the former state are named in a list beside its dump; when the dump goes, so do they.
"""

import json
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import structlog

from bowerbird.backup import database
from bowerbird.backup.manifest import BackupError
from bowerbird.backup.take import reading_url, stamp_of
from bowerbird.db.migrate import newest_revision
from bowerbird.settings import Settings
from bowerbird.storage.ownership import hand_over, make_directory

KEPT = 3
BEFORE_RESTORE = "before-restore"
_log = structlog.get_logger(__name__)


def directory(settings: Settings) -> Path:
    return settings.home / "backups"


def before_migration(settings: Settings) -> Path | None:
    """Dump the database if it has tables that are about to change; None where there is nothing to do.

    Raises BackupError where that fails, so that no migration begins without it; `BOWERBIRD_DB_BACKUP_BEFORE_MIGRATION=false` is the way round.
    """
    if not settings.db.backup_before_migration:
        return None
    url = reading_url(settings)
    with psycopg.connect(url) as connection:
        revision = database.revision(connection)
    if revision is None or revision == newest_revision():
        return None
    try:
        point = make(settings, f"before-migration-from-{revision}")
    except (BackupError, OSError) as error:
        raise BackupError(
            f"The tables were not changed, because the backup before it failed: {error}. Set BOWERBIRD_DB_BACKUP_BEFORE_MIGRATION=false to go on without it."
        ) from error
    _log.info("backup_before_migration", file=str(point), revision=revision)
    for old in _of_kind(settings, "before-migration")[:-KEPT]:
        old.unlink()
    return point


def make(settings: Settings, kind: str) -> Path:
    """A dump of the database. It appears under its name when it is whole."""
    folder = directory(settings)
    make_directory(folder)
    point = folder / f"{stamp_of(datetime.now(UTC))}-{kind}.dump"
    part = point.with_suffix(".part")
    for left in folder.glob("*.part"):
        left.unlink(missing_ok=True)
    database.dump(reading_url(settings), part)
    hand_over(part)
    part.replace(point)
    return point


def keep_objects(point: Path, keys: list[str]) -> None:
    """Name the objects that only this restore point still needs."""
    listed = _list_of(point)
    listed.write_text(json.dumps(keys))
    listed.chmod(0o600)
    hand_over(listed)


def prune(settings: Settings) -> None:
    """Forget old restore points. Objects that nothing names any more are handed to the sweeper."""
    points = _of_kind(settings, BEFORE_RESTORE)
    needed = {key for point in points[-KEPT:] for key in _kept_objects(point)}
    for old in points[:-KEPT]:
        gone = [key for key in _kept_objects(old) if key not in needed]
        with psycopg.connect(reading_url(settings)) as connection:
            for key in gone:
                connection.execute(
                    "INSERT INTO objects (key, asset_id, library_id, role, state) VALUES (%s, split_part(%s, '/', 2)::uuid, split_part(%s, '/', 1)::uuid,"
                    " 'replaced', 'deleting') ON CONFLICT (key) DO NOTHING",
                    [key, key, key],
                )
        _list_of(old).unlink(missing_ok=True)
        old.unlink()


def _of_kind(settings: Settings, kind: str) -> list[Path]:
    """The oldest first."""
    return sorted(directory(settings).glob(f"*-{kind}*.dump"))


def _list_of(point: Path) -> Path:
    return point.with_suffix(".objects.json")


def _kept_objects(point: Path) -> list[str]:
    try:
        return [str(key) for key in json.loads(_list_of(point).read_text())]
    except FileNotFoundError:
        return []
