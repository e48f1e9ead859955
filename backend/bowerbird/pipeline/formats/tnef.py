"""`winmail.dat`: what Outlook and Exchange put around a message that leaves them (TNEF, MS-OXTNEF), attribute by attribute.

Each says how long it is; that is held against what is there. Only places are kept, so that an attachment of any size takes no memory.
"""

import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import IO

from bowerbird.errors import StageError
from bowerbird.pipeline.formats.mapi import CODE_PAGES, DATA, FILE_NAMES, LINE_BYTES, MAX_RECIPIENTS, Attachment, MapiMessage, codec_of
from bowerbird.pipeline.text import clean

_SIGNATURE = 0x223E9F78
_ATTRIBUTE = struct.Struct("<BII")
_CHECKSUM_BYTES = 2
MAX_ATTRIBUTES = 50_000
MAX_PROPERTIES = 1_000
"""Of a message, a recipient or an attachment, and of values of one of these."""
MAX_DEPTH = 20
_CHUNK_BYTES = 1024 * 1024
_SECONDS_BEFORE_1970 = 11_644_473_600
_BINARY, _TEXT, _UNICODE, _OBJECT = 0x0102, 0x001E, 0x001F, 0x000D
_MANY = 0x1000
_FIXED_BYTES = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
"""By type, with what fills them up to a multiple of four."""
_INTERFACE_BYTES = 16
"""Before an object: what can be asked of it."""

# Attributes (MS-OXTNEF 2.1.3.2), and the properties that say the same
_TEXT_ATTRIBUTES = {0x18004: 0x0037, 0x2800C: 0x1000, 0x18009: 0x1035}
_DATE_ATTRIBUTES = {0x38005: 0x0039, 0x38006: 0x0E06}
_CODE_PAGE, _MESSAGE_PROPERTIES, _RECIPIENTS = 0x69007, 0x69003, 0x69004
_ATTACHED, _ATTACHED_NAME, _ATTACHED_DATA, _ATTACHED_PROPERTIES = 0x69002, 0x18010, 0x6800F, 0x69005


@dataclass(frozen=True, slots=True)
class _Place:
    kind: int
    """Type of the property."""
    start: int
    size: int


@dataclass(slots=True)
class _Bag:
    """Properties by the places of their values."""

    file: IO[bytes]
    codec: str = "cp1252"
    places: dict[int, _Place] = field(default_factory=dict)
    attributes: dict[int, _Place] = field(default_factory=dict)
    """What says the same as a property that may be missing; letters that the code page does not have are lost in it."""

    def place(self, number: int) -> _Place | None:
        return self.places.get(number) or self.attributes.get(number)

    def text(self, number: int, limit: int = LINE_BYTES) -> str:
        place = self.place(number)
        if place is None or place.kind not in {_TEXT, _UNICODE}:
            return ""
        return self._read(place, limit).decode("utf-16-le" if place.kind == _UNICODE else self.codec, "replace").rstrip("\0")

    def binary(self, number: int, limit: int) -> bytes:
        place = self.place(number)
        return self._read(place, limit) if place and place.kind == _BINARY else b""

    def fixed(self, number: int) -> int:
        place = self.place(number)
        if place is None:
            return 0
        data = self._read(place, 14)
        return _ticks(data) if place.kind == 0 else int.from_bytes(data[:8], "little") if place.kind in _FIXED_BYTES else 0

    def _read(self, place: _Place, limit: int) -> bytes:
        self.file.seek(place.start)
        return self.file.read(min(place.size, limit))


class TnefMessage(MapiMessage):
    def __init__(self, file: IO[bytes], start: int, end: int, depth: int = 0) -> None:
        self._file, self._depth = file, depth
        self._message = _Bag(file)
        self._attached: list[_Bag] = []
        self._table: tuple[int, int] | None = None
        self._read(start, end)
        page = next((page for number in CODE_PAGES if (page := self._message.fixed(number) & 0xFFFF)), 0)
        self._message.codec = codec_of(page) if page else self._message.codec
        super().__init__(self._message, self._rows)

    def attachments(self) -> Iterator[Attachment]:
        for bag in self._attached:
            bag.codec = self._message.codec
            called = next((text for number in FILE_NAMES if (text := bag.text(number).strip("\0 "))), "")
            data = bag.place(DATA)
            if data is not None and data.kind == _OBJECT:
                start = data.start + _INTERFACE_BYTES
                if self._depth < MAX_DEPTH and _is_tnef(self._file, start):
                    yield Attachment(clean(called), None, TnefMessage(self._file, start, data.start + data.size, self._depth + 1))
                    continue
            yield Attachment(clean(called), partial(self._chunks, data) if data else None, None)

    def _chunks(self, place: _Place) -> Iterator[bytes]:
        for at in range(place.start, place.start + place.size, _CHUNK_BYTES):
            self._file.seek(at)
            yield self._file.read(min(_CHUNK_BYTES, place.start + place.size - at))

    def _rows(self) -> Iterator[_Bag]:
        if self._table is None:
            return
        at, end = self._table
        count = int.from_bytes(_bytes(self._file, at, 4), "little")
        at += 4
        for _ in range(min(count, MAX_RECIPIENTS)):
            row = _Bag(self._file, self._message.codec)
            at = _properties(row, at, end)
            yield row

    def _read(self, start: int, end: int) -> None:
        at = start + 6
        for _ in range(MAX_ATTRIBUTES):
            head = _bytes(self._file, at, _ATTRIBUTE.size)
            if len(head) < _ATTRIBUTE.size or at + _ATTRIBUTE.size >= end:
                return
            _, number, size = _ATTRIBUTE.unpack(head)
            at += _ATTRIBUTE.size
            self._take(number, at, min(size, end - at))
            at += size + _CHECKSUM_BYTES

    def _take(self, number: int, at: int, size: int) -> None:
        bag = self._attached[-1] if self._attached else self._message
        if number == _ATTACHED:
            self._attached.append(_Bag(self._file))
        elif number == _MESSAGE_PROPERTIES:
            _properties(self._message, at, at + size)
        elif number == _ATTACHED_PROPERTIES:
            _properties(bag, at, at + size)
        elif number == _RECIPIENTS:
            self._table = at, at + size
        elif number == _CODE_PAGE:
            self._message.codec = codec_of(int.from_bytes(_bytes(self._file, at, 2), "little"))
        elif number == _ATTACHED_NAME:
            bag.attributes[FILE_NAMES[-1]] = _Place(_TEXT, at, size)
        elif number == _ATTACHED_DATA:
            bag.attributes[DATA] = _Place(_BINARY, at, size)
        elif number in _TEXT_ATTRIBUTES:
            self._message.attributes[_TEXT_ATTRIBUTES[number]] = _Place(_TEXT, at, size)
        elif number in _DATE_ATTRIBUTES:
            self._message.attributes[_DATE_ATTRIBUTES[number]] = _Place(0, at, size)


@contextmanager
def open_tnef(path: Path) -> Iterator[TnefMessage]:
    """Raises StageError `corrupt`."""
    with path.open("rb") as file:
        if not _is_tnef(file, 0):
            raise StageError("This message is damaged and cannot be opened.", code="corrupt")
        yield TnefMessage(file, 0, file.seek(0, os.SEEK_END))


def _is_tnef(file: IO[bytes], at: int) -> bool:
    return _bytes(file, at, 4) == _SIGNATURE.to_bytes(4, "little")


def _bytes(file: IO[bytes], at: int, size: int) -> bytes:
    file.seek(at)
    return file.read(size)


def _properties(bag: _Bag, at: int, end: int) -> int:
    """Note where the values of a list of properties lie (MS-OXTNEF 2.1.3.4); of those with several values none. Where the list ends."""

    def number(size: int = 4) -> int:
        nonlocal at
        found = int.from_bytes(_bytes(bag.file, at, size), "little") if at + size <= end else 0
        at += size
        return found

    for _ in range(min(number(), MAX_PROPERTIES)):
        kind, name = number(2), number(2)
        if at > end:
            break
        if name >= 0x8000:  # its name
            at += 16
            is_text = number() == 1
            named = number()
            at += _padded(named) if is_text else 0
        many, kind = bool(kind & _MANY), kind & ~_MANY
        fixed = _FIXED_BYTES.get(kind)
        if fixed is None and kind not in {_BINARY, _TEXT, _UNICODE, _OBJECT}:
            break  # where the next begins cannot be told
        values = number() if many or fixed is None else 1
        if many and fixed:
            at += values * fixed
            continue
        for _ in range(min(values, MAX_PROPERTIES)):
            size = fixed or number()
            if at >= end:
                break
            if not many:
                bag.places[name] = _Place(kind, at, min(size, end - at))
            at += _padded(size)
    return at


def _padded(size: int) -> int:
    return (size + 3) // 4 * 4


def _ticks(data: bytes) -> int:
    """Of a date in its parts: year, month, day, hour, minute, second, day of the week."""
    try:
        year, month, day, hour, minute, second = struct.unpack_from("<6H", data)
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except (ValueError, struct.error):
        return 0
    return int(moment.timestamp() + _SECONDS_BEFORE_1970) * 10_000_000
