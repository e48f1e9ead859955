"""From stored bytes to an asset: what was put together over days, perhaps by several processes, is read again and hashed as a whole."""

import hashlib
import uuid
from functools import lru_cache

import anyio
import anyio.to_thread
from sqlalchemy.orm import Session

from bowerbird.accounts.access import Actor
from bowerbird.db.session import in_transaction
from bowerbird.intake import service as intake
from bowerbird.intake.ends import StreamEnds
from bowerbird.intake.fields import UploadFields
from bowerbird.intake.service import Accepted, ReceivedFile, Ticket
from bowerbird.intake.sniff import sniff
from bowerbird.intake.uploads import repository
from bowerbird.intake.uploads.errors import ChecksumMismatchError, UploadGoneError, UploadLockedError
from bowerbird.intake.uploads.writer import bytes_there
from bowerbird.models import Upload
from bowerbird.storage import ObjectStorage, Written


@lru_cache
def _threads() -> anyio.CapacityLimiter:
    """Each reads a whole file."""
    return anyio.CapacityLimiter(4)


async def complete(actor: Actor, upload: Upload, ticket: Ticket, writer_id: uuid.UUID, storage: ObjectStorage) -> None:
    """Raises ChecksumMismatchError unless the bytes are those announced, UploadGoneError if they are lost."""
    with intake.storing(), bytes_there():
        file = await anyio.to_thread.run_sync(_read_again, upload, storage, limiter=_threads())
    if file.written.size != upload.size:
        raise UploadGoneError("What was stored of this upload is not whole. Begin again.")
    if upload.sha256 is not None and file.written.sha256 != upload.sha256:
        raise ChecksumMismatchError("The bytes that arrived do not have the SHA-256 that was announced. Upload the file again.")

    def finish(session: Session) -> Accepted:
        held = repository.held_by(session, upload.id, writer_id)
        if held is None:
            raise UploadLockedError("Another request has taken this upload over.")
        accepted = intake.finish(session, ticket=ticket, file=file, actor=actor)
        held.asset_id, held.duplicate, held.multipart = accepted.asset.id, accepted.duplicate, {}
        return accepted

    accepted = await in_transaction(finish)
    if accepted.duplicate:
        await intake.remove(ticket, storage)


def _read_again(upload: Upload, storage: ObjectStorage) -> ReceivedFile:
    storage.finish_append(upload.key, dict(upload.multipart), upload.size)
    ends, hasher, size = StreamEnds(), hashlib.sha256(), 0
    for block in storage.read_range(upload.key):
        hasher.update(block)
        ends.keep(block)
        size += len(block)
    fields = UploadFields(upload.library_id, upload.path, upload.last_modified)
    return ReceivedFile(upload.name, fields, Written(size, hasher.digest()), sniff(ends.head, tail=ends.tail, size=size, name=upload.name))
