"""One person's files as plain files under the names they know, and what Bowerbird knows of them as JSON.

DIR/files/{folder}/{name}        as uploaded; names that a file system cannot have or has already are changed a little
DIR/bowerbird-export.json        one entry for each file: where it is, and all its metadata
"""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bowerbird.accounts.access import Actor, readable_by
from bowerbird.backup.manifest import BackupError
from bowerbird.library.file_names import Names, folder_of
from bowerbird.models import Asset, Membership, ObjectState, StoredObject, User
from bowerbird.storage import ObjectMissingError, ObjectStorage
from bowerbird.storage.ownership import hand_over, make_directory

LISTING = "bowerbird-export.json"
_FIELDS = (
    *("id", "name", "path", "kind", "mime_type", "size", "status", "created_at", "last_modified", "captured_at", "captured_local"),
    *("captured_offset", "document_date", "date_source", "happened_at", "width", "height", "duration_ms", "page_count", "title", "summary"),
    *("keywords", "lang", "details"),
)


@dataclass(slots=True)
class Exported:
    files: int = 0
    bytes: int = 0
    lost: list[str] = field(default_factory=list)
    """Names of files whose bytes are missing or wrong."""


def actor_of(session: Session, person: User) -> Actor:
    """The person, with all libraries they belong to."""
    found = session.scalars(
        select(Membership).where(Membership.user_id == person.id).order_by(Membership.is_personal.desc(), Membership.library_id)
    ).all()
    if not found:
        raise BackupError("This account has no library.")
    libraries = tuple(membership.library_id for membership in found)
    return Actor(person.id, person.is_owner, readable=libraries, writable=(), personal=libraries[0])


def export(session: Session, storage: ObjectStorage, actor: Actor, directory: Path) -> Exported:
    """All files that the actor may see and that are not in the trash, into a new or empty directory. Raises BackupError for another."""
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise BackupError(f"{directory} is not empty. Name a new or empty directory.")
    base = directory / "files"
    make_directory(base)
    done, names = Exported(), Names()
    with _private(directory / (LISTING + ".part")) as listing:
        listing.write('{"format": 1, "files": [')
        for asset, stored in _originals(session, actor):
            place = names.place(folder_of(asset.path, asset.name), asset.name)
            written = stored is not None and _write(storage, stored, base / place, asset.last_modified or asset.happened_at)
            if written:
                done.files += 1
                done.bytes += asset.size
            else:
                done.lost.append(asset.name)
            listing.write("," if done.files + len(done.lost) > 1 else "")
            listing.write("\n" + json.dumps(_described(asset, f"files/{place}" if written else None), ensure_ascii=False))
        listing.write("\n]}\n")
    hand_over(directory / (LISTING + ".part"))
    (directory / (LISTING + ".part")).replace(directory / LISTING)
    return done


def _private(path: Path) -> Any:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "w", encoding="utf-8")


def _originals(session: Session, actor: Actor) -> Iterator[tuple[Asset, StoredObject | None]]:
    original = (StoredObject.asset_id == Asset.id) & (StoredObject.role == "original") & (StoredObject.state == ObjectState.STORED)
    rows = session.execute(
        readable_by(actor).add_columns(StoredObject).outerjoin(StoredObject, original).order_by(Asset.id).execution_options(yield_per=500)
    )
    for row in rows:
        yield row[0], row[1]


def _write(storage: ObjectStorage, stored: StoredObject, path: Path, modified: datetime) -> bool:
    """Whether the bytes were all there and right; if not, nothing is left of them."""
    make_directory(path.parent)
    hasher = hashlib.sha256()
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as file:
            for block in storage.read_range(stored.key):
                hasher.update(block)
                file.write(block)
    except ObjectMissingError:
        path.unlink(missing_ok=True)
        return False
    if hasher.digest() != stored.sha256:
        path.unlink()
        return False
    seconds = modified.timestamp()
    os.utime(path, (seconds, seconds))
    hand_over(path)
    return True


def _described(asset: Asset, place: str | None) -> dict[str, Any]:
    described: dict[str, Any] = {"file": place, "sha256": asset.sha256.hex()}
    for name in _FIELDS:
        value = getattr(asset, name)
        described[name] = value.isoformat() if isinstance(value, datetime) else str(value) if name == "id" else value
    return described
