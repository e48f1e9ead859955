"""Multipart uploads (RFC 7578), parsed as they arrive.

`UploadFile` would spool the whole file to /tmp before the first line of ours runs. Here python-multipart's push parser is fed chunk by chunk, and the file's
bytes are handed on at once; what is held is one network chunk and the small fields.
"""

from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Final

import anyio
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect

from bowerbird.errors import InvalidError, TooLargeError
from bowerbird.intake.errors import NotMultipartError, UploadStalledError

FILE_FIELD: Final = "file"
MAX_FIELD_BYTES = 16 * 1024
MAX_PARTS = 32
STALL_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    file_name: bytes | None
    """As sent; None for a plain field."""


@dataclass(slots=True)
class _Collected:
    """What the parser said about one chunk."""

    events: deque[Part | bytes | None] = field(default_factory=deque)
    """A Part begins, its bytes follow, None ends it."""
    finished: bool = False


class MultipartUpload:
    """One upload with one file. Use it in this order: `open()`, then all of `chunks()`, then `fields` is complete.

    Raises InvalidError (`malformed_upload`, also when the client goes away; `missing_file`; `too_many_files`), NotMultipartError, TooLargeError or
    UploadStalledError.
    """

    def __init__(self, content_type: str, body: AsyncIterator[bytes], *, max_bytes: int, stall_seconds: float = STALL_SECONDS) -> None:
        self.fields: dict[str, str] = {}
        self._body = body
        self._max_bytes = max_bytes
        self._stall_seconds = stall_seconds
        self._parsed = _Collected()
        self._parts = 0
        self._header_name = b""
        self._header_value = b""
        self._headers: dict[bytes, bytes] = {}
        self._parser = MultipartParser(
            _boundary(content_type),
            {
                "on_part_begin": self._on_part_begin,
                "on_header_field": self._on_header_field,
                "on_header_value": self._on_header_value,
                "on_header_end": self._on_header_end,
                "on_headers_finished": self._on_headers_finished,
                "on_part_data": self._on_part_data,
                "on_part_end": self._on_part_end,
                "on_end": self._on_end,
            },
            max_header_size=MAX_FIELD_BYTES,
        )

    async def open(self) -> Part:
        """Read up to the file's first byte. Fields that came before it are in `fields` then."""
        while (event := await self._next_part()) is not None:
            if event.name == FILE_FIELD:
                if event.file_name is None:
                    raise InvalidError("The field `file` holds text. Send it as a file, with a file name.", code="missing_file")
                return event
            await self._read_field(event)
        raise InvalidError("The upload has no field `file`.", code="missing_file")

    async def chunks(self) -> AsyncIterator[bytes]:
        """The file's bytes. Ends only after the whole upload was read and found whole, so that what consumes it can rely on having seen the end."""
        size = 0
        while (chunk := await self._next_in_part()) is not None:
            size += len(chunk)
            if size > self._max_bytes:
                raise too_large(self._max_bytes)
            yield chunk
        while (part := await self._next_part()) is not None:
            if part.name == FILE_FIELD:
                raise InvalidError("Send one file with each upload.", code="too_many_files")
            await self._read_field(part)

    async def _read_field(self, part: Part) -> None:
        value = bytearray()
        while (chunk := await self._next_in_part()) is not None:
            value += chunk
            if len(value) > MAX_FIELD_BYTES:
                raise InvalidError(f"The field `{part.name[:40]}` is too long.", code="malformed_upload")
        try:
            self.fields[part.name] = value.decode("utf-8")
        except UnicodeDecodeError as error:
            raise InvalidError(f"The field `{part.name[:40]}` is not UTF-8.", code="malformed_upload") from error

    async def _next_part(self) -> Part | None:
        event = await self._next()
        if event is not None and not isinstance(event, Part):
            raise malformed()
        return event

    async def _next_in_part(self) -> bytes | None:
        event = await self._next()
        if isinstance(event, Part):
            raise malformed()
        return event

    async def _next(self) -> Part | bytes | None:
        """The next event; None as well when the message is at its end."""
        while not self._parsed.events:
            if self._parsed.finished:
                await self._drain()
                return None
            await self._feed()
        return self._parsed.events.popleft()

    async def _feed(self) -> None:
        chunk = await self._receive()
        if chunk is None:  # the body ended, or the client went away and nobody will hear this
            raise malformed("The upload broke off before its end.")
        try:
            self._parser.write(chunk)
        except FormParserError as error:
            raise malformed() from error

    async def _drain(self) -> None:
        """What follows the last boundary has no meaning, but must be read, up to a point."""
        size = 0
        while (chunk := await self._receive()) is not None:
            size += len(chunk)
            if size > MAX_FIELD_BYTES:
                raise malformed("Something follows the end of the upload.")

    async def _receive(self) -> bytes | None:
        try:
            with anyio.fail_after(self._stall_seconds):
                return await anext(self._body, None)
        except ClientDisconnect:
            return None
        except TimeoutError as error:
            raise UploadStalledError(f"Nothing arrived for {self._stall_seconds:.0f} seconds.") from error

    # What the parser calls

    def _on_part_begin(self) -> None:
        self._parts += 1
        if self._parts > MAX_PARTS:
            raise malformed("The upload has too many fields.")
        self._headers = {}
        self._header_name = self._header_value = b""

    def _on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._header_name += data[start:end]

    def _on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._header_value += data[start:end]

    def _on_header_end(self) -> None:
        self._headers[self._header_name.lower()] = self._header_value
        self._header_name = self._header_value = b""

    def _on_headers_finished(self) -> None:
        disposition, options = parse_options_header(self._headers.get(b"content-disposition", b"").decode("latin-1"))
        name = options.get(b"name")
        if disposition != b"form-data" or name is None:
            raise malformed("A part of the upload has no name.")
        self._parsed.events.append(Part(name.decode("utf-8", "replace"), options.get(b"filename")))

    def _on_part_data(self, data: bytes, start: int, end: int) -> None:
        self._parsed.events.append(data[start:end])

    def _on_part_end(self) -> None:
        self._parsed.events.append(None)

    def _on_end(self) -> None:
        self._parsed.finished = True


def malformed(detail: str = "The upload is not well-formed multipart/form-data.") -> InvalidError:
    return InvalidError(detail, code="malformed_upload")


def too_large(max_bytes: int) -> TooLargeError:
    return TooLargeError(f"The file is larger than {max_bytes:,} bytes, the most that one upload may have.")


def _boundary(content_type: str) -> bytes:
    media_type, options = parse_options_header(content_type)
    boundary = options.get(b"boundary", b"")
    if media_type != b"multipart/form-data" or not boundary:
        raise NotMultipartError("Send the file as multipart/form-data with a boundary.")
    if len(boundary) > 256:
        raise malformed()
    return boundary
