"""A selection as one ZIP archive, in two steps: it is noted under an address, and a browser opens that by itself, with its own progress and its own disk."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from bowerbird.accounts.access import Actor
from bowerbird.errors import ConflictError, NotFoundError
from bowerbird.library.downloads import archive, repository
from bowerbird.library.downloads.archive import Member
from bowerbird.library.downloads.schemas import DownloadIn, DownloadOut
from bowerbird.library.file_names import safe_name
from bowerbird.library.selection import MOST, ids_of
from bowerbird.models import Download

EXPIRES = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Archive:
    name: str
    members: list[Member]
    length: int


def prepare(session: Session, actor: Actor, wanted: DownloadIn) -> DownloadOut:
    """Raises ConflictError if it is too much, or nothing."""
    ids, following = ids_of(session, actor, wanted)
    if following is not None:
        raise ConflictError(f"One download can have at most {MOST:,} files. Select fewer.", code="too_many_files")
    members = archive.members_of(list(repository.sources(session, actor, ids)))
    if not members:
        raise ConflictError("There is no file among these to download.", code="nothing_to_download")
    made = Download(
        user_id=actor.user_id,
        name=safe_name(wanted.name)[:200] if wanted.name else "Bowerbird",
        asset_ids=ids,
        expires_at=datetime.now(UTC) + EXPIRES,
    )
    session.add(made)
    session.flush()
    url = f"/api/v1/assets/download/{made.id}"
    return DownloadOut(url=url, files=len(members), bytes=archive.length_of(members), expires_at=made.expires_at)


def open_archive(session: Session, actor: Actor, download_id: uuid.UUID) -> Archive:
    """What of the selection the actor may see now."""
    found = repository.own(session, actor, download_id)
    if found is None:
        raise NotFoundError("There is no such download, or not any more. Select the files again.")
    members = archive.members_of(list(repository.sources(session, actor, found.asset_ids)))
    return Archive(f"{found.name}.zip", members, archive.length_of(members))
