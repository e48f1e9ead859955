"""Files that come out of files: members of an archive, attachments of a message. They become assets as uploads do: hashed and sniffed on the way, known bytes
found again, nothing left behind by a failure. A containment row says where inside the parent each was.

A run that is repeated asks `known_paths` first and leaves those alone: doing it twice is doing it once, and what somebody put into the trash stays there.
"""

import errno
import uuid
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

import anyio
from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from bowerbird.db.session import transaction
from bowerbird.intake import service
from bowerbird.intake.ends import StreamEnds
from bowerbird.intake.fields import UploadFields
from bowerbird.intake.names import clean_name, clean_path
from bowerbird.intake.service import ReceivedFile, Ticket
from bowerbird.intake.sniff import sniff
from bowerbird.models import Asset, Containment, ObjectState, StoredObject
from bowerbird.settings import get_settings
from bowerbird.storage import ObjectStorage, Written

Commit = Callable[[Callable[[Session], None]], None]
"""Runs its argument in one transaction that first proves the right to write: `Work.commit` of a job."""
_DEEPEST = 32


@dataclass(frozen=True, slots=True)
class ContainedFile:
    path: str
    """Inside the parent, cleaned (`clean_path`), and its own within the parent."""
    chunks: Iterable[bytes]
    last_modified: datetime | None = None
    position: int = 0


def known_paths(session: Session, parent_id: uuid.UUID) -> set[str]:
    """What was taken out of the parent before."""
    return set(session.scalars(select(Containment.path).where(Containment.parent_id == parent_id)))


def depth(session: Session, asset_id: uuid.UUID) -> int:
    """How many files the asset lies in, one in another, by the longest way. An archive that contains itself ends the count."""
    found = session.scalar(
        text(
            "WITH RECURSIVE above(id, depth) AS (SELECT CAST(:asset AS uuid), 0 UNION"
            " SELECT c.parent_id, above.depth + 1 FROM containments c JOIN above ON c.child_id = above.id WHERE above.depth < :deepest)"
            " SELECT max(depth) FROM above"
        ),
        {"asset": asset_id, "deepest": _DEEPEST},
    )
    return int(found or 0)


def add_contained(
    parent: Asset, file: ContainedFile, *, storage: ObjectStorage, commit: Commit, beat: Callable[[], object] = lambda: None
) -> uuid.UUID | None:
    """Store the file, make it an asset of the parent's library unless the library has its bytes, and note that the parent contains it. Its id; None for a
    file that is its own content.

    Holds no connection while bytes flow, and one chunk of them; `beat` is called for each. An exception, also from `chunks`, leaves nothing.
    """
    free = storage.free_bytes()
    if free is not None and free < get_settings().upload.min_free_bytes:
        raise OSError(errno.ENOSPC, "the disk is nearly full")
    tickets: list[Ticket] = []
    commit(lambda session: tickets.append(service.begin(session, library_id=parent.library_id)))
    (ticket,) = tickets
    kept: list[uuid.UUID | None] = []
    try:
        ends = StreamEnds()
        written = anyio.run(_store, storage, ticket.key, file.chunks, ends, beat)
        received = _received(parent, file, written, ends)

        def finish(session: Session) -> None:
            asset, _ = service.keep(session, ticket=ticket, file=received, uploaded_by=parent.uploaded_by)
            kept.append(None if asset.id == parent.id else asset.id)
            if asset.id != parent.id:
                _note(session, parent, asset.id, file)

        commit(finish)
    except BaseException:
        with transaction() as session:  # the sweeper removes the bytes, if there are any
            mine = (StoredObject.key == ticket.key, StoredObject.state == ObjectState.PENDING)
            session.execute(update(StoredObject).where(*mine).values(state=ObjectState.DELETING))
        raise
    return kept[-1]


def _received(parent: Asset, file: ContainedFile, written: Written, ends: StreamEnds) -> ReceivedFile:
    name = clean_name(PurePosixPath(file.path).name)
    sniffed = sniff(ends.head, tail=ends.tail, size=written.size, name=name)
    return ReceivedFile(
        name, UploadFields(parent.library_id, clean_path(f"{parent.name}/{file.path}"), file.last_modified), written, sniffed
    )


def _note(session: Session, parent: Asset, child_id: uuid.UUID, file: ContainedFile) -> None:
    row = {"parent_id": parent.id, "path": file.path, "child_id": child_id, "library_id": parent.library_id, "position": file.position}
    session.execute(insert(Containment).values(row).on_conflict_do_nothing())


async def _store(storage: ObjectStorage, key: str, chunks: Iterable[bytes], ends: StreamEnds, beat: Callable[[], object]) -> Written:
    async def flowing() -> AsyncIterator[bytes]:
        for chunk in chunks:
            beat()
            yield chunk

    return await storage.write_stream(key, ends.watch(flowing()), mime_type="application/octet-stream")
