"""Pictures of document pages, rendered when somebody first looks and kept as objects."""

import hashlib
import threading
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bowerbird.accounts.access import Actor
from bowerbird.db.session import transaction
from bowerbird.errors import NotFoundError, StageError, UnavailableError
from bowerbird.models import Asset
from bowerbird.pipeline.decoder import get_decoder
from bowerbird.pipeline.formats.readers import Reader, reader_of
from bowerbird.pipeline.pages import repository
from bowerbird.pipeline.work import Decoder
from bowerbird.settings import get_settings
from bowerbird.storage import get_storage
from bowerbird.storage.contract import ObjectMissingError, ObjectStorage

WEBP = "image/webp"
QUEUE_SECONDS = 30.0
DRAWN_BY: Mapping[Reader | None, str] = {Reader.PDF: "pdf.page", Reader.PICTURE: "picture.page"}
"""Of pictures only TIFF has pages."""


@dataclass(frozen=True, slots=True)
class PagePicture:
    asset: Asset
    page: int
    width: int
    original_key: str
    stored_key: str | None

    @property
    def role(self) -> str:
        return f"page/{self.page}/{self.width}"


def find_page(session: Session, actor: Actor, asset_id: uuid.UUID, page: int, width: int) -> PagePicture:
    """Raises NotFoundError for an asset the actor may not see, one without pages, or a page it does not have."""
    asset = repository.readable_asset(session, actor, asset_id)
    if asset is None or reader_of(asset.mime_type, asset.name) not in DRAWN_BY:
        raise NotFoundError("There is no such document.")
    if not 1 <= page <= (asset.page_count or 0):
        raise NotFoundError("This document has no such page.")
    original = repository.stored_key(session, asset.id, "unlocked") or repository.stored_key(session, asset.id, "original")
    if original is None:
        raise NotFoundError("There is no such document.")
    return PagePicture(asset, page, width, original, repository.stored_key(session, asset.id, f"page/{page}/{width}"))


class PageRenderer:
    """Reads or makes pictures of pages. One is rendered at a time in a process, in its decoder child; requests for the same picture share one."""

    def __init__(self, storage: ObjectStorage, decoder: Decoder) -> None:
        self._storage = storage
        self._decoder = decoder
        self._rendering = threading.Lock()

    def picture(self, wanted: PagePicture) -> bytes:
        """The WebP. Raises NotFoundError where the page cannot be rendered, UnavailableError where too many wait."""
        if (found := self._read(wanted.stored_key)) is not None:
            return found
        with self._turn():
            with transaction() as session:
                made_meanwhile = repository.stored_key(session, wanted.asset.id, wanted.role)
            if made_meanwhile != wanted.stored_key and (found := self._read(made_meanwhile)) is not None:
                return found
            data = self._render(wanted)
            self._keep(wanted, data)
            return data

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._rendering.acquire(timeout=QUEUE_SECONDS):
            raise UnavailableError("Too many pages are being drawn right now. Try again in a moment.", headers={"Retry-After": "5"})
        try:
            yield
        finally:
            self._rendering.release()

    def _read(self, key: str | None) -> bytes | None:
        try:
            return b"".join(self._storage.read_range(key)) if key else None
        except ObjectMissingError:
            return None

    def _render(self, wanted: PagePicture) -> bytes:
        try:
            with self._storage.local_copy(wanted.original_key) as path:
                reader = reader_of(wanted.asset.mime_type, wanted.asset.name)
                message = self._decoder.call(
                    DRAWN_BY[reader], path, timeout=get_settings().limits.seconds_base, page=wanted.page, width=wanted.width
                )
        except ObjectMissingError:
            raise NotFoundError("The bytes of this document are gone.") from None
        except StageError as error:
            raise NotFoundError(f"This page cannot be drawn. {error.detail}", code=error.code) from None
        return message.attachments[0]

    def _keep(self, wanted: PagePicture, data: bytes) -> None:
        """Pending row, bytes, stored row. If another process was faster, its picture stays and this one goes."""
        with transaction() as session:
            key = repository.add_pending(session, wanted.asset, wanted.role, WEBP)
        self._storage.write_bytes(key, data, mime_type=WEBP)
        with transaction() as session:
            kept = repository.mark_stored(session, key, len(data), hashlib.sha256(data).digest())
        if not kept:
            self._storage.delete(key)
            with transaction() as session:
                repository.forget(session, key)


_renderer_lock = threading.Lock()
_renderers: list[PageRenderer] = []


def get_renderer() -> PageRenderer:
    with _renderer_lock:
        if not _renderers:
            _renderers.append(PageRenderer(get_storage(), get_decoder()))
        return _renderers[0]
