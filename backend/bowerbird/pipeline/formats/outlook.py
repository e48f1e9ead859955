"""Messages as Outlook saves them (MSG, MS-OXMSG): a compound file whose streams are properties, with a storage for each recipient and attachment."""

import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from bowerbird.errors import StageError
from bowerbird.pipeline.formats.mapi import CODE_PAGES, DATA, FILE_NAMES, LINE_BYTES, Attachment, MapiMessage, codec_of
from bowerbird.pipeline.formats.ole import Entry, OleFile
from bowerbird.pipeline.text import clean

_PROPERTIES = "__properties_version1.0"
_FIXED = struct.Struct("<HHIQ")
_DATA_STREAM, _DATA_MESSAGE = f"__substg1.0_{DATA:04X}0102", f"__substg1.0_{DATA:04X}000D"


class _Storage:
    """The properties in a storage."""

    def __init__(self, ole: OleFile, entries: Mapping[str, Entry], *, header: int, codec: str = "cp1252") -> None:
        self._ole, self._entries, self.codec = ole, entries, codec
        stream = entries.get(_PROPERTIES)
        data = ole.read(stream, LINE_BYTES)[header:] if stream else b""
        self._fixed: dict[int, int] = {
            number: value for _, number, _, value in _FIXED.iter_unpack(data[: len(data) // _FIXED.size * _FIXED.size])
        }

    def text(self, number: int, limit: int = LINE_BYTES) -> str:
        for kind, codec in (("001F", "utf-16-le"), ("001E", self.codec)):
            if entry := self._entries.get(f"__substg1.0_{number:04X}{kind}"):
                return self._ole.read(entry, limit).decode(codec, "replace").rstrip("\0")
        return ""

    def binary(self, number: int, limit: int) -> bytes:
        entry = self._entries.get(f"__substg1.0_{number:04X}0102")
        return self._ole.read(entry, limit) if entry else b""

    def fixed(self, number: int) -> int:
        return self._fixed.get(number, 0)


class OutlookMessage(MapiMessage):
    """What one storage holds: the file itself, or a message attached to another."""

    def __init__(self, ole: OleFile, storage: Entry | None = None) -> None:
        self._ole = ole
        self._entries = ole.children(storage)
        said = _Storage(ole, self._entries, header=24 if storage else 32)
        self._codec = said.codec = codec_of(next((page for number in CODE_PAGES if (page := said.fixed(number) & 0xFFFF)), 0))
        super().__init__(said, lambda: (_Storage(ole, each, header=8, codec=self._codec) for each in self._storages("__recip_version1.0_")))

    def attachments(self) -> Iterator[Attachment]:
        for entries in self._storages("__attach_version1.0_"):
            said = _Storage(self._ole, entries, header=8, codec=self._codec)
            called = next((text for number in FILE_NAMES if (text := said.text(number).strip("\0 "))), "")
            data, inner = entries.get(_DATA_STREAM), entries.get(_DATA_MESSAGE)
            chunks = partial(self._ole.chunks, data) if data else None
            yield Attachment(clean(called), chunks, OutlookMessage(self._ole, inner) if inner else None)

    def _storages(self, beginning: str) -> Iterator[Mapping[str, Entry]]:
        for name, storage in sorted(self._entries.items()):
            if name.startswith(beginning):
                yield self._ole.children(storage)


@contextmanager
def open_message(path: Path) -> Iterator[OutlookMessage]:
    """Raises StageError `corrupt`."""
    with path.open("rb") as file:
        try:
            yield OutlookMessage(OleFile(file))
        except (struct.error, IndexError, OverflowError):
            raise StageError("This message is damaged and cannot be opened.", code="corrupt") from None
