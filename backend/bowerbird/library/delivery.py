"""Stored bytes on their way to a client: streamed, in whole or one range, with no database connection and no thread held while the client takes its time."""

from collections.abc import AsyncIterator, Generator, Iterator
from functools import lru_cache, partial

import anyio
import anyio.to_thread
import structlog
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from bowerbird.errors import BowerbirdError
from bowerbird.library import headers
from bowerbird.library.service import StoredFile
from bowerbird.settings import get_settings
from bowerbird.storage import ObjectMissingError, ObjectStorage

PRIVATE = "private, no-cache"
"""Kept by the browser, asked for each time."""
PRIVATE_DAY = "private, max-age=86400"
"""For addresses that change with what they show."""
SIGNED_SECONDS = 60
"""How long nginx may take to ask S3, the clocks' difference included. The address never reaches a client."""
_log = structlog.get_logger(__name__)


@lru_cache
def _threads() -> anyio.CapacityLimiter:
    """Reads of stored bytes have threads of their own."""
    return anyio.CapacityLimiter(16)


async def deliver(
    request: Request, storage: ObjectStorage, file: StoredFile, *, download: bool = False, cache_control: str = PRIVATE
) -> Response:
    """200, 206, 304 or (by exception) 416; without a body for HEAD."""
    fixed = {
        "ETag": f'"{file.etag}"',
        "Cache-Control": cache_control,
        "Vary": "Cookie, Authorization",
        "Accept-Ranges": "bytes",
        "Content-Security-Policy": headers.SANDBOX,
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": headers.content_disposition(file.name, inline=headers.may_show(file.mime_type) and not download),
    }
    if headers.matches(request.headers.get("if-none-match"), file.etag):
        return Response(status_code=304, headers=fixed)
    start, length, status = 0, file.size, 200
    if request.headers.get("if-range", fixed["ETag"]) == fixed["ETag"]:
        wanted = headers.parse_range(request.headers.get("range"), file.size)
        if wanted is not None:
            (start, length), status = wanted, 206
            fixed["Content-Range"] = f"bytes {start}-{start + length - 1}/{file.size}"
    asked_of_s3 = fixed.get("Content-Range", "").partition("/")[0].replace(" ", "=")
    fixed["Content-Length"] = str(length)
    media_type = headers.sent_type(file.mime_type)
    if request.method == "HEAD" or length == 0:
        return Response(status_code=status, headers={**fixed, "Content-Type": media_type})
    if accelerated := _accelerated(storage, file):
        # nginx asks S3 for what was decided here, and gives its answer these headers; how long it is, and which part, S3 says itself.
        ours = {name: value for name, value in fixed.items() if name not in {"Content-Length", "Content-Range"}}
        return Response(headers={**ours, "Content-Type": media_type, "X-Accel-Redirect": accelerated, "X-Bowerbird-Range": asked_of_s3})
    blocks = storage.read_range(file.key, start, length)
    return StreamingResponse(body(await _next(blocks, file), blocks), status_code=status, headers={**fixed, "Content-Type": media_type})


def _accelerated(storage: ObjectStorage, file: StoredFile) -> str | None:
    prefix = get_settings().storage.accel_prefix
    signed = storage.signed_path(file.key, SIGNED_SECONDS) if prefix else None
    return f"{prefix}{signed}" if signed else None


async def _next(blocks: Iterator[bytes], file: StoredFile) -> bytes:
    """The first block, read before the headers go out, so that a missing object is an error and not an empty file."""
    try:
        block = await anyio.to_thread.run_sync(next, blocks, b"", limiter=_threads())
    except ObjectMissingError as error:
        _log.error("object_missing", key=file.key)
        raise BowerbirdError("The bytes of this file are missing from the storage.", code="object_missing") from error
    return block


async def body(first: bytes, blocks: Iterator[bytes]) -> AsyncIterator[bytes]:
    """`first`, then all others, each read on a thread when the client has taken the one before."""
    read = partial(anyio.to_thread.run_sync, next, blocks, b"", limiter=_threads())
    try:
        block = first
        while block:
            yield block
            block = await read()
    finally:
        if isinstance(blocks, Generator):
            with anyio.CancelScope(shield=True):
                await anyio.to_thread.run_sync(blocks.close, limiter=_threads())
