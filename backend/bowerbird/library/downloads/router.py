"""POST /assets/download, and the archive that comes of it."""

import uuid
from collections.abc import AsyncIterator
from functools import lru_cache
from typing import Any

import anyio
import anyio.to_thread
import structlog
from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from bowerbird.accounts.dependencies import ActorDep, StreamActorDep
from bowerbird.db.session import SessionDep, in_transaction
from bowerbird.errors import UnavailableError
from bowerbird.library import delivery
from bowerbird.library.downloads import archive, service
from bowerbird.library.downloads.schemas import DownloadIn, DownloadOut
from bowerbird.library.headers import content_disposition
from bowerbird.ops.problem import problem_responses
from bowerbird.storage import get_storage

AT_ONCE = 4
router = APIRouter(prefix="/assets/download", tags=["assets"])
_log = structlog.get_logger(__name__)
_ZIP: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}},
    **problem_responses(404),
}


@lru_cache
def _slots() -> anyio.CapacityLimiter:
    """Archives that are sent at once. They read from storage for as long as a client takes them."""
    return anyio.CapacityLimiter(AT_ONCE)


class _Archive(StreamingResponse):
    """Gives its turn back however it ends, also when the client left before the first byte."""

    def __init__(self, content: AsyncIterator[bytes], turn: object, headers: dict[str, str]) -> None:
        super().__init__(content, media_type="application/zip", headers=headers)
        self._turn = turn

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        except archive.BrokenMemberError as error:
            _log.error("object_missing", key=str(error))
            raise
        finally:
            _slots().release_on_behalf_of(self._turn)


@router.post("", responses=problem_responses(409))
def prepare_download(session: SessionDep, actor: ActorDep, body: DownloadIn) -> DownloadOut:
    """Note a selection for download. Send the browser to `url`: it downloads by itself, and shows how far it is."""
    return service.prepare(session, actor, body)


@router.get("/{download_id}", response_class=Response, responses=_ZIP)
async def get_download(actor: StreamActorDep, download_id: uuid.UUID) -> Response:
    """The files as one ZIP archive. Only who asked for it gets it."""
    found = await in_transaction(lambda session: service.open_archive(session, actor, download_id))
    turn = object()
    try:
        _slots().acquire_on_behalf_of_nowait(turn)
    except anyio.WouldBlock as error:
        raise UnavailableError("Too many downloads at once. Try again in a moment.", headers={"Retry-After": "10"}) from error
    blocks = archive.stream(found.members, get_storage())
    try:
        first = await anyio.to_thread.run_sync(next, blocks, b"")
    except BaseException:
        _slots().release_on_behalf_of(turn)
        raise
    headers = {
        "Content-Length": str(found.length),
        "Content-Disposition": content_disposition(found.name, inline=False),
        "Cache-Control": "no-store",
        "X-Accel-Buffering": "no",
    }
    return _Archive(delivery.body(first, blocks), turn, headers)
