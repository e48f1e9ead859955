"""Uploads that survive a lost network, a closed page and a killed server.

    begin     a row for the upload and a pending object row commit before the first byte
    append    a request becomes the writer; bytes go to storage in pieces, and after each piece its offset commits. Who dies loses at most one piece.
    complete  the whole is read again and hashed; then the same transaction as for any upload makes it an asset (intake/service.py)

An upload that is never finished expires; the sweeper removes its bytes (library/purge.py).
"""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import anyio
from sqlalchemy.orm import Session

from bowerbird.accounts.access import Actor
from bowerbird.db.session import in_transaction
from bowerbird.errors import NotFoundError, TooManyRequestsError
from bowerbird.intake import service as intake
from bowerbird.intake.service import Ticket
from bowerbird.intake.stream import too_large
from bowerbird.intake.uploads import completion, repository
from bowerbird.intake.uploads.errors import ChecksumMismatchError, UploadGoneError, UploadLockedError, WrongOffsetError
from bowerbird.intake.uploads.headers import Announced, Checksum
from bowerbird.intake.uploads.writer import Writer, writing
from bowerbird.models import Upload
from bowerbird.settings import UploadSettings
from bowerbird.storage import ObjectStorage


def ticket_of(upload: Upload) -> Ticket:
    return Ticket(uuid.UUID(upload.key.split("/")[1]), upload.key)


async def begin(actor: Actor, announced: Announced, storage: ObjectStorage, settings: UploadSettings) -> Upload:
    """A new upload; complete already if the library has the announced bytes. Raises TooLargeError, StorageFullError, TooManyRequestsError."""
    if announced.size > settings.max_bytes:
        raise too_large(settings.max_bytes)
    await intake.must_have_space(storage, settings, announced.size)

    def add(session: Session) -> Upload:
        expires_at = datetime.now(UTC) + timedelta(hours=settings.resume_hours)
        upload = Upload(
            library_id=announced.fields.library_id,
            user_id=actor.user_id,
            name=announced.name,
            path=announced.fields.path,
            last_modified=announced.fields.last_modified,
            size=announced.size,
            sha256=announced.sha256,
            key="",
            expires_at=expires_at,
        )
        if announced.sha256 is not None:
            known = intake.find_known(session, announced.fields.library_id, announced.sha256)
            if known is not None and known.size == announced.size:
                upload.offset, upload.asset_id, upload.duplicate = announced.size, known.id, True
        if upload.asset_id is None:
            _, count = repository.open_uploads(session, actor, 0)
            if count >= settings.open_per_user:
                raise TooManyRequestsError(f"You have {count:,} unfinished uploads. Finish or remove some first.", code="too_many_uploads")
            upload.key = intake.begin(session, library_id=announced.fields.library_id).key
        session.add(upload)
        session.flush()
        session.refresh(upload)
        return upload

    upload = await in_transaction(add)
    return upload if announced.size or upload.asset_id else await complete(actor, upload.id, storage)


async def look(actor: Actor, upload_id: uuid.UUID, storage: ObjectStorage) -> Upload:
    """Where an upload stands. One that has all its bytes, and whose last request was cut off, is completed now."""
    upload = await in_transaction(lambda session: find(session, actor, upload_id))
    if upload.offset < upload.size or upload.asset_id is not None:
        return upload
    return await complete(actor, upload_id, storage)


async def append(
    actor: Actor,
    upload_id: uuid.UUID,
    body: AsyncIterator[bytes],
    *,
    offset: int,
    checksum: Checksum | None,
    storage: ObjectStorage,
    settings: UploadSettings,
) -> Upload:
    """Take the bytes from `offset` on; with the last one the upload is complete.

    Raises NotFoundError, WrongOffsetError, UploadLockedError, TooLargeError, ChecksumMismatchError, UploadGoneError, StorageFullError.
    """
    await intake.must_have_space(storage, settings, 0)

    def claim(session: Session) -> tuple[Upload, uuid.UUID | None]:
        upload = find(session, actor, upload_id, lock=True)
        actor.must_write(upload.library_id)
        if upload.asset_id is not None and upload.duplicate and offset == 0:
            return upload, None  # a client that does not look at what `begin` said need not send what is known
        if upload.offset != offset:
            raise WrongOffsetError(f"The upload is at {upload.offset}.", headers={"Upload-Offset": str(upload.offset)})
        return upload, None if upload.offset == upload.size else repository.become_writer(session, upload)

    upload, writer_id = await in_transaction(claim)
    if writer_id is not None:
        async with discarding(upload_id), writing(upload_id, writer_id):
            await Writer(upload, writer_id, storage, settings).receive(body, checksum)
    return await look(actor, upload_id, storage)


async def complete(actor: Actor, upload_id: uuid.UUID, storage: ObjectStorage) -> Upload:
    """Make the asset of an upload that has all its bytes."""

    def claim(session: Session) -> tuple[Upload, uuid.UUID | None]:
        upload = find(session, actor, upload_id, lock=True)
        return upload, repository.become_writer(session, upload) if upload.asset_id is None else None

    upload, writer_id = await in_transaction(claim)
    if writer_id is not None:
        async with discarding(upload_id, announced=True), writing(upload_id, writer_id):
            await completion.complete(actor, upload, ticket_of(upload), writer_id, storage)
    return await in_transaction(lambda session: find(session, actor, upload_id))


@asynccontextmanager
async def discarding(upload_id: uuid.UUID, *, announced: bool = False) -> AsyncIterator[None]:
    """An upload whose bytes are lost, or (`announced`) not those that were announced as a whole, cannot become whole: it goes."""
    try:
        yield
    except (UploadGoneError, ChecksumMismatchError) as error:
        if announced or isinstance(error, UploadGoneError):
            await in_transaction(lambda session: repository.discard(session, upload_id))
        raise


async def remove(actor: Actor, upload_id: uuid.UUID, storage: ObjectStorage) -> None:
    """Give an upload up. One that is complete is forgotten; its asset stays."""

    def give_up(session: Session) -> Ticket | None:
        upload = find(session, actor, upload_id, lock=True)
        if repository.is_written(session, upload):
            raise UploadLockedError("Another request appends to this upload. Try again in a moment.", headers={"Retry-After": "2"})
        ticket = ticket_of(upload) if upload.asset_id is None else None
        repository.discard(session, upload.id)
        return ticket

    ticket = await in_transaction(give_up)
    if ticket is not None:
        with anyio.CancelScope(shield=True):
            await intake.remove(ticket, storage)


def find(session: Session, actor: Actor, upload_id: uuid.UUID, *, lock: bool = False) -> Upload:
    upload = repository.own(session, actor, upload_id, lock=lock)
    if upload is None:
        raise NotFoundError("There is no such upload, or not any more.")
    return upload
