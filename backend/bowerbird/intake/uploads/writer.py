"""The one request that appends to an upload, from its first byte to its last or to where the network left it."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta

import anyio
import anyio.to_thread
import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import ClientDisconnect

from bowerbird.db.session import in_transaction
from bowerbird.errors import TooLargeError
from bowerbird.intake import service as intake
from bowerbird.intake.errors import UploadStalledError
from bowerbird.intake.uploads import repository
from bowerbird.intake.uploads.errors import UploadGoneError, UploadLockedError
from bowerbird.intake.uploads.headers import Checksum
from bowerbird.models import Upload
from bowerbird.settings import MIB, UploadSettings
from bowerbird.storage import ObjectMissingError, ObjectStorage

STALL_SECONDS = 20.0
"""A client that sends nothing for so long has lost its network; when it is back it must not find the upload taken."""
RENEW_SECONDS = 10.0
MAX_CHECKED = 8 * MIB
"""A body with a checksum is held until it is found right."""
_log = structlog.get_logger(__name__)


@asynccontextmanager
async def writing(upload_id: uuid.UUID, writer_id: uuid.UUID) -> AsyncIterator[None]:
    """Keeps the claim alive, and gives it back."""

    async def renew() -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            try:
                await in_transaction(lambda session: repository.renew(session, upload_id, writer_id))
            except SQLAlchemyError:  # the next turn comes before the claim ends
                _log.warning("upload_not_renewed", upload_id=str(upload_id))

    renewing = asyncio.create_task(renew())
    try:
        yield
    finally:
        renewing.cancel()
        with anyio.CancelScope(shield=True):
            await in_transaction(lambda session: repository.leave(session, upload_id, writer_id))


@contextmanager
def bytes_there() -> Iterator[None]:
    """Raises UploadGoneError where the storage has lost what was stored."""
    try:
        yield
    except ObjectMissingError as error:
        raise UploadGoneError("What was stored of this upload is lost. Begin again.") from error


class Writer:
    """Takes the body of a request while `writing`."""

    def __init__(self, upload: Upload, writer_id: uuid.UUID, storage: ObjectStorage, settings: UploadSettings) -> None:
        self._id = upload.id
        self._key = upload.key
        self._size = upload.size
        self._offset = upload.offset
        self._state = dict(upload.multipart)
        self._writer_id = writer_id
        self._storage = storage
        self._settings = settings
        self._unchecked = 0

    async def receive(self, body: AsyncIterator[bytes], checksum: Checksum | None) -> None:
        """Whatever arrived before the body broke off is kept; then the reason is raised."""
        held = bytearray()
        broken: Exception | None = None
        try:
            while (chunk := await self._next(body)) is not None:
                if self._offset + len(held) + len(chunk) > self._size:
                    raise TooLargeError(f"The upload was announced with {self._size:,} bytes; this is more.")
                held += chunk
                if checksum and len(held) > MAX_CHECKED:
                    raise TooLargeError(f"A request with a checksum may carry at most {MAX_CHECKED:,} bytes.")
                while not checksum and len(held) >= (room := self._storage.append_room(self._state, self._offset)):
                    await self._store(bytes(held[:room]))
                    del held[:room]
        except (ClientDisconnect, UploadStalledError) as error:
            broken = error
        if checksum:
            if broken is not None:
                raise broken  # half of it cannot be checked
            checksum.check(bytes(held))
        with anyio.CancelScope(shield=True):
            while held:
                room = self._storage.append_room(self._state, self._offset)
                await self._store(bytes(held[:room]))
                del held[:room]
        if broken is not None:
            raise broken

    async def _next(self, body: AsyncIterator[bytes]) -> bytes | None:
        try:
            with anyio.fail_after(STALL_SECONDS):
                return await anext(body, None)
        except TimeoutError as error:
            raise UploadStalledError(f"Nothing arrived for {STALL_SECONDS:.0f} seconds.") from error

    async def _store(self, piece: bytes) -> None:
        """Bytes first, then the row that says so."""
        self._unchecked += len(piece)
        if self._unchecked >= intake.SPACE_CHECK_BYTES:
            self._unchecked = 0
            await intake.must_have_space(self._storage, self._settings, 0)
        with intake.storing(), bytes_there():
            state = await anyio.to_thread.run_sync(self._storage.append, self._key, self._state, self._offset, piece)
        offset, expires_in = self._offset + len(piece), timedelta(hours=self._settings.resume_hours)
        if not await in_transaction(
            lambda session: repository.advance(session, self._id, self._writer_id, offset=offset, state=state, expires_in=expires_in)
        ):
            raise UploadLockedError("Another request has taken this upload over.")
        self._offset, self._state = offset, state
