"""Opening a PDF with its password, once: what is kept is a copy that needs none (role `unlocked`), never the password.

The password lives in this process and in its decoder child while the request lasts. It is in no row, no job and no log.
"""

import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import anyio
from pydantic import SecretStr
from sqlalchemy import func, update
from sqlalchemy.orm import Session

from bowerbird.accounts.access import Actor
from bowerbird.db.session import transaction
from bowerbird.errors import ConflictError, InvalidError, NotFoundError, StageError, UnavailableError
from bowerbird.jobs import service as jobs
from bowerbird.library.repository import find_asset, find_object
from bowerbird.models import Asset, ObjectState, StoredObject
from bowerbird.pipeline.decoder import get_decoder
from bowerbird.pipeline.formats.readers import Reader, reader_of
from bowerbird.pipeline.unlock.decoders import NOT_ENCRYPTED, WRONG_PASSWORD
from bowerbird.pipeline.work import Decoder, Message
from bowerbird.settings import get_settings
from bowerbird.storage import ObjectMissingError, ObjectStorage, Written, get_storage

UNLOCKED = "unlocked"
PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Locked:
    asset_id: uuid.UUID
    library_id: uuid.UUID
    original_key: str


def find_locked(session: Session, actor: Actor, asset_id: uuid.UUID) -> Locked:
    """Raises NotFoundError, ForbiddenError, or InvalidError for what is no PDF."""
    asset = find_asset(session, actor, asset_id)
    if asset is None:
        raise NotFoundError("There is no such file.")
    actor.must_write(asset.library_id)
    original = find_object(session, asset.id, "original")
    if original is None:
        raise NotFoundError("The bytes of this file are gone.")
    if reader_of(asset.mime_type, asset.name) is not Reader.PDF:
        raise InvalidError("Only PDF files can be unlocked here. Save a copy without a password and upload that.", code="cannot_unlock")
    return Locked(asset.id, asset.library_id, original.key)


def unlock(locked: Locked, password: SecretStr, *, storage: ObjectStorage | None = None, decoder: Decoder | None = None) -> None:
    """Verify the password, store the copy, and send the file on its way again. Blocks while the copy is made.

    Raises InvalidError `wrong_password`, ConflictError `not_encrypted`, UnavailableError.
    """
    storage, decoder = storage or get_storage(), decoder or get_decoder()
    key = f"{locked.library_id}/{locked.asset_id}/{uuid.uuid4()}"
    with transaction() as session:
        session.add(StoredObject(key=key, asset_id=locked.asset_id, library_id=locked.library_id, role=UNLOCKED, mime_type=PDF))
    try:
        written = _write(locked, password, key, storage, decoder)
        with transaction() as session:
            _keep(session, locked, key, written)
    except BaseException:
        with transaction() as session:  # the sweeper removes the bytes, if there are any
            pending = (StoredObject.key == key, StoredObject.state == ObjectState.PENDING)
            session.execute(update(StoredObject).where(*pending).values(state=ObjectState.DELETING))
        raise


def _write(locked: Locked, password: SecretStr, key: str, storage: ObjectStorage, decoder: Decoder) -> Written:
    timeout = get_settings().limits.seconds_base
    try:
        with (
            storage.local_copy(locked.original_key) as path,
            decoder.stream("pdf.unlock", path, timeout=timeout, password=password.get_secret_value()) as messages,
        ):
            # The first message says whether the password is right; until then nothing is written.
            first = next(iter(messages))
            return anyio.run(_store, storage, key, _chunks(first.attachments, messages))
    except ObjectMissingError:
        raise NotFoundError("The bytes of this file are gone.") from None
    except StageError as error:
        if error.code == WRONG_PASSWORD:
            raise InvalidError(error.detail, code=WRONG_PASSWORD) from None
        if error.code == NOT_ENCRYPTED:
            raise ConflictError(error.detail, code=NOT_ENCRYPTED) from None
        raise UnavailableError(f"This PDF could not be unlocked. {error.detail}", code=error.code) from None


def _chunks(first: tuple[bytes, ...], messages: Iterator[Message]) -> Iterator[bytes]:
    yield from first
    for message in messages:
        yield from message.attachments


async def _store(storage: ObjectStorage, key: str, chunks: Iterator[bytes]) -> Written:
    async def flowing() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk

    return await storage.write_stream(key, flowing(), mime_type=PDF)


def _keep(session: Session, locked: Locked, key: str, written: Written) -> None:
    asset = session.get(Asset, locked.asset_id, with_for_update={"key_share": True}, populate_existing=True)
    stored = session.get(StoredObject, key)
    if asset is None or stored is None:
        raise NotFoundError("This file was deleted meanwhile.")
    former = (StoredObject.asset_id == asset.id, StoredObject.role == UNLOCKED, StoredObject.state == ObjectState.STORED)
    session.execute(update(StoredObject).where(*former).values(state=ObjectState.DELETING))
    stored.state, stored.size, stored.sha256 = ObjectState.STORED, written.size, written.sha256
    asset.details = {**asset.details, UNLOCKED: True}
    asset.updated_at = func.clock_timestamp()
    session.flush()
    jobs.start(session, asset)
