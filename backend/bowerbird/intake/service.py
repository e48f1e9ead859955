"""How a file gets in.

    begin    a pending object row commits before the first byte, so that no byte is ever stored without a row that knows of it
    stream   bytes go to storage while they are hashed and counted; no database connection is held
    finish   one transaction: asset, first job, object stored; or, for known bytes, the asset that is there already

An answer is given only after `finish` has committed. Whatever goes wrong before leaves nothing: the object and its row are removed at once, or, if this
process dies, by the sweeper (library/purge.py).
"""

import errno
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import anyio
import anyio.to_thread
import structlog
from sqlalchemy.orm import Session

from bowerbird.accounts.access import Actor
from bowerbird.db.session import in_transaction
from bowerbird.errors import InvalidError, StorageFullError, UnavailableError
from bowerbird.events.publish import asset_changed
from bowerbird.intake import repository
from bowerbird.intake.ends import StreamEnds
from bowerbird.intake.fields import UploadFields, read_fields
from bowerbird.intake.names import clean_name, from_multipart
from bowerbird.intake.sniff import Sniffed, sniff
from bowerbird.intake.stream import MultipartUpload
from bowerbird.jobs import service as jobs
from bowerbird.library import content
from bowerbird.library.schemas import AssetOut, asset_out
from bowerbird.models import Asset, AssetStatus, ObjectState
from bowerbird.settings import MIB, UploadSettings
from bowerbird.storage import ObjectStorage, StorageError, Written

SPACE_CHECK_BYTES = 64 * MIB
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Accepted:
    asset: AssetOut
    duplicate: bool


@dataclass(frozen=True, slots=True)
class Ticket:
    """An upload under way."""

    asset_id: uuid.UUID
    key: str


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    name: str
    fields: UploadFields
    written: Written
    sniffed: Sniffed


async def receive(
    upload: MultipartUpload, actor: Actor, storage: ObjectStorage, settings: UploadSettings, *, expected_bytes: int = 0
) -> Accepted:
    """Take one file in. `expected_bytes` is what the client announced, 0 if it did not. Holds a database connection only at both ends."""
    await must_have_space(storage, settings, expected_bytes)
    part = await upload.open()

    def fields(size: int) -> UploadFields:
        """They may stand behind the file, so they are read last."""
        if size == 0 and not part.file_name:
            raise InvalidError("No file was chosen.", code="missing_file")
        return read_fields(upload.fields, actor)

    chunks = _with_space(upload.chunks(), storage, settings)
    return await take_in(clean_name(from_multipart(part.file_name or b"")), chunks, fields, actor, storage)


async def take_in(
    name: str, chunks: AsyncIterator[bytes], fields: Callable[[int], UploadFields], actor: Actor, storage: ObjectStorage
) -> Accepted:
    """Store the bytes, and make them an asset unless the library has them. `fields` is asked with their number once all are there."""
    ticket = await in_transaction(partial(begin, library_id=actor.personal))
    try:
        ends = StreamEnds()
        written = await _store(ticket, ends.watch(chunks), storage)
        wanted = fields(written.size)
        sniffed = await anyio.to_thread.run_sync(lambda: sniff(ends.head, tail=ends.tail, size=written.size, name=name))
        accepted = await in_transaction(partial(finish, ticket=ticket, file=ReceivedFile(name, wanted, written, sniffed), actor=actor))
    except BaseException:
        with anyio.CancelScope(shield=True):
            await _abandon(ticket, storage)
        raise
    if accepted.duplicate:
        await remove(ticket, storage)
    return accepted


def begin(session: Session, *, library_id: uuid.UUID) -> Ticket:
    return Ticket(*repository.add_pending_object(session, library_id))


def finish(session: Session, *, ticket: Ticket, file: ReceivedFile, actor: Actor) -> Accepted:
    """`keep`, and the asset as the API shows it."""
    asset, duplicate = keep(session, ticket=ticket, file=file, uploaded_by=actor.user_id)
    return Accepted(asset_out(asset, jobs.stages_of(session, [asset.id])[asset.id]), duplicate=duplicate)


def keep(session: Session, *, ticket: Ticket, file: ReceivedFile, uploaded_by: uuid.UUID | None) -> tuple[Asset, bool]:
    """Makes the bytes an asset, unless the library has them: then that asset is the answer (out of the trash, or tried again if it had failed) and these
    bytes are to be deleted. Two uploads of the same bytes at once come here one after the other. The asset, and whether it was there already."""
    stored = repository.lock_object(session, ticket.key, ObjectState.PENDING)
    if stored is None:
        raise UnavailableError("The upload took too long and was given up. Try again.", code="upload_expired")
    library_id = file.fields.library_id
    stored.library_id = library_id
    stored.size, stored.sha256, stored.mime_type = file.written.size, file.written.sha256, file.sniffed.mime_type
    known = find_known(session, library_id, file.written.sha256)
    stored.state = ObjectState.STORED if known is None else ObjectState.DELETING
    asset = known or _add_asset(session, ticket, file, uploaded_by)
    session.flush()
    return asset, known is not None


def _add_asset(session: Session, ticket: Ticket, file: ReceivedFile, uploaded_by: uuid.UUID | None) -> Asset:
    asset = Asset(
        id=ticket.asset_id,
        created_at=repository.creation_time(ticket.asset_id),
        library_id=file.fields.library_id,
        uploaded_by=uploaded_by,
        name=file.name,
        path=file.fields.path,
        last_modified=file.fields.last_modified,
        kind=file.sniffed.kind,
        mime_type=file.sniffed.mime_type,
        size=file.written.size,
        sha256=file.written.sha256,
    )
    session.add(asset)
    jobs.start(session, asset)
    asset_changed(session, asset.library_id, asset.id, "created")
    return asset


def find_known(session: Session, library_id: uuid.UUID, sha256: bytes) -> Asset | None:
    """The asset with these bytes, if the library has them: out of the trash, or tried again if it had failed. Looks in this library alone."""
    content.lock(session, library_id, sha256)
    known = content.find(session, library_id, sha256)
    if known is not None:
        _welcome_back(session, known)
    return known


def _welcome_back(session: Session, asset: Asset) -> None:
    if asset.deleted_at is not None:
        content.restore(session, asset)
    if asset.status == AssetStatus.FAILED:
        jobs.retry(session, asset)


async def _store(ticket: Ticket, chunks: AsyncIterator[bytes], storage: ObjectStorage) -> Written:
    with storing():
        return await storage.write_stream(ticket.key, chunks, mime_type="application/octet-stream")


@contextmanager
def storing() -> Iterator[None]:
    """What the storage complains of, as the client is told."""
    try:
        yield
    except (OSError, StorageError) as error:
        if isinstance(error, OSError) and error.errno in _FULL:
            raise _full() from error
        _log.warning("storage_failed", exc_info=True)
        raise UnavailableError("The file could not be stored. Try again in a moment.", headers={"Retry-After": "5"}) from error


async def _with_space(chunks: AsyncIterator[bytes], storage: ObjectStorage, settings: UploadSettings) -> AsyncIterator[bytes]:
    """Looks at the disk now and then: an upload need not say how long it is, and others are under way as well."""
    unchecked = 0
    async for chunk in chunks:
        unchecked += len(chunk)
        if unchecked >= SPACE_CHECK_BYTES:
            unchecked = 0
            await must_have_space(storage, settings, 0)
        yield chunk


async def must_have_space(storage: ObjectStorage, settings: UploadSettings, expected_bytes: int) -> None:
    free = await anyio.to_thread.run_sync(storage.free_bytes)
    if free is not None and free - expected_bytes < settings.min_free_bytes:
        raise _full()


def _full() -> StorageFullError:
    return StorageFullError("The disk of this Bowerbird is nearly full. Nothing was stored; free some space and try again.")


async def _abandon(ticket: Ticket, storage: ObjectStorage) -> None:
    """Undo `begin`, unless `finish` did commit after all and only its answer was lost."""

    def give_up(session: Session) -> bool:
        stored = repository.lock_object(session, ticket.key, ObjectState.PENDING)
        if stored is not None:
            stored.state = ObjectState.DELETING
        return stored is not None

    try:
        given_up = await in_transaction(give_up)
    except Exception:  # noqa: BLE001  the first error is the one to tell; the sweeper removes what is left
        _log.warning("upload_left_to_sweeper", key=ticket.key, exc_info=True)
        return
    if given_up:
        await remove(ticket, storage)


async def remove(ticket: Ticket, storage: ObjectStorage) -> None:
    """Delete an object marked so, and then its row."""

    def forget(session: Session) -> None:
        stored = repository.lock_object(session, ticket.key, ObjectState.DELETING)
        if stored is not None:
            session.delete(stored)

    try:
        await anyio.to_thread.run_sync(storage.delete, ticket.key)
        await in_transaction(forget)
    except Exception:  # noqa: BLE001  the row says what is to be done, and the sweeper does it
        _log.warning("object_left_to_sweeper", key=ticket.key, exc_info=True)
