"""A backup: one snapshot of the database, then every object that the snapshot names.

The order is what makes it whole. First deletions are held off, then the snapshot is taken: whatever it calls stored has its bytes until the last of them is
copied. What is uploaded meanwhile belongs to the next backup.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bowerbird import __version__
from bowerbird.backup import database
from bowerbird.backup.archive import Target, open_target
from bowerbird.backup.manifest import BackupError, Entry, Manifest
from bowerbird.settings import Settings
from bowerbird.storage import ObjectMissingError, ObjectStorage

Say = Callable[[str], None]


def stamp_of(moment: datetime) -> str:
    """Sorts by time, and is a plain file name."""
    return moment.strftime("%Y%m%dT%H%M%S.%fZ")


def reading_url(settings: Settings) -> str:
    """The app's role may read every row; the owning role, where it is known, cannot be cut short by a pooler."""
    url = settings.db.owner_url.get_secret_value() or settings.db.url.get_secret_value()
    if not url:
        raise BackupError("Bowerbird does not run here. Start it first: ./start.sh --detach")
    return url


def take(path: Path, settings: Settings, storage: ObjectStorage, say: Say = lambda _: None) -> Manifest:
    """Write a backup to `path`, a new tar or a directory. On failure a former backup in the directory stays as it was."""
    url = reading_url(settings)
    moment = datetime.now(UTC)
    target = open_target(path, stamp_of(moment))
    try:
        with database.deletions_held(url):
            with database.snapshot(url) as seen:
                if not database.has_tables(seen.connection):
                    raise BackupError("The database has no tables yet. Run `bowerbird migrate` first.")
                revision, rows = database.revision(seen.connection), database.count_rows(seen.connection)
                objects = database.stored_objects(seen.connection)
                say("Reading the database")
                database.dump(url, target.dump_path(), snapshot_id=seen.id)
            held = target.add_database()
            entries, lost = _copy(objects, storage, target, say)
        manifest = Manifest(
            finished=True,
            created_at=moment,
            bowerbird=__version__,
            migration=revision,
            rows=rows,
            database=held,
            objects=entries,
            lost=lost,
        )
        target.finish(manifest)
    except BaseException:
        target.abandon()
        raise
    return manifest


def _copy(objects: list[database.ObjectRow], storage: ObjectStorage, target: Target, say: Say) -> tuple[list[Entry], list[str]]:
    """Returns what the backup has and what the storage has lost."""
    kept: list[Entry] = []
    lost: list[str] = []
    new = 0
    for position, row in enumerate(objects, 1):
        entry = Entry(name=row.key, size=row.size, sha256=row.sha256.hex())
        if target.has(entry):
            kept.append(entry)
            continue
        try:
            whole = storage.size(row.key) == row.size and target.add_object(entry, storage.read_range(row.key))
        except ObjectMissingError:
            whole = False
        new += 1
        (kept.append(entry) if whole else lost.append(row.key))
        if position % 500 == 0:
            say(f"{position} of {len(objects)} objects")
    say(f"{len(kept)} objects, {new - len(lost)} of them new")
    return kept, lost
