"""Compound files (MS-CFB), the container of Office files before 2007 and of encrypted ones since: its streams, and what they say of themselves.

Chains of sectors are bounded and followed once, so that a loop in them is damage and not an endless read.
"""

import os
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

from bowerbird.errors import StageError

SIGNATURE = bytes.fromhex("D0CF11E0A1B11AE1")
WHAT = "Office document"
_LAST = 0xFFFFFFFA
"""Sector numbers from here on are marks."""
MAX_ENTRIES = 20_000
MAX_STREAM_BYTES = 16 * 1024 * 1024
_SHORT_STREAM = 4096
_CHUNK_BYTES = 1024 * 1024
_ENTRY = struct.Struct("<64sHBBIII16sIQQIQ")
_TEXT_PROPERTIES = {2: "title", 3: "subject", 4: "author"}
_CREATED = 12
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_FIB_ENCRYPTED = 0x0100
_FILEPASS = 0x2F
_ENCRYPTED_TOKEN = 0xF3D1C4DF


@dataclass(frozen=True, slots=True)
class Entry:
    """A stream, or a storage that holds others."""

    name: str
    kind: int
    """1: storage, 2: stream, 5: root."""
    start: int
    size: int
    left: int
    right: int
    child: int


class OleFile:
    """Raises StageError `corrupt` for what is no compound file, or a broken one."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        header = file.read(512)
        if len(header) < 512 or not header.startswith(SIGNATURE):
            raise _damaged()
        shift, short_shift = struct.unpack_from("<HH", header, 30)
        if shift not in {9, 12} or short_shift != 6:
            raise _damaged()
        self._sector = 1 << shift
        self._sectors_in_all = file.seek(0, os.SEEK_END) >> shift
        directory, short_start = struct.unpack_from("<I", header, 48)[0], struct.unpack_from("<I", header, 60)[0]
        self._table = self._read_table(header)
        self._entries = self._read_entries(directory)
        self._children: dict[int, Mapping[str, Entry]] = {}
        self._placed: set[int] = set()
        self._short_table = _numbers(self._chain(short_start, MAX_STREAM_BYTES))
        self._short: bytes | None = None

    def children(self, storage: Entry | None = None) -> Mapping[str, Entry]:
        """What lies directly in a storage, by name; without one, in the root: what the file is, not what is embedded in it.

        Each entry lies in one storage: where a broken directory shows it in more, in the one that was asked for first.
        """
        first = (storage or self._entries[0]).child
        if first in self._children:
            return self._children[first]
        found: dict[str, Entry] = {}
        waiting = [first]
        while waiting:
            number = waiting.pop()
            if number in self._placed or number >= len(self._entries):
                continue
            self._placed.add(number)
            entry = self._entries[number]
            found[entry.name] = entry
            waiting += [entry.left, entry.right]
        self._children[first] = found
        return found

    def read(self, entry: Entry, limit: int = MAX_STREAM_BYTES) -> bytes:
        """The first `limit` bytes of a stream."""
        size = min(entry.size, limit)
        if entry.size >= _SHORT_STREAM:
            return self._chain(entry.start, size)[:size]
        if self._short is None:
            self._short = self._chain(self._entries[0].start, MAX_STREAM_BYTES)
        data, number, seen = b"", entry.start, set[int]()
        while len(data) < size and number < len(self._short_table) and number not in seen:
            seen.add(number)
            data += self._short[number * 64 : number * 64 + 64]
            number = self._short_table[number]
        return data[:size]

    def chunks(self, entry: Entry) -> Iterator[bytes]:
        """A whole stream, however long, some sectors at a time."""
        if entry.size < _SHORT_STREAM:
            yield self.read(entry)
            return
        left, held = entry.size, bytearray()
        for data in self._sectors(entry.start):
            held += data[:left]
            left -= len(data)
            if left <= 0:
                break
            if len(held) >= _CHUNK_BYTES:
                yield bytes(held)
                held.clear()
        yield bytes(held)

    def _read_table(self, header: bytes) -> list[int]:
        """The file allocation table: which sector follows each."""
        sectors = list(struct.unpack_from("<109I", header, 76))
        number, seen = struct.unpack_from("<I", header, 68)[0], set[int]()
        while number < _LAST and number not in seen:
            seen.add(number)
            more = _numbers(self._read_sector(number))
            if len(more) < 2:
                break
            sectors += more[:-1]
            number = more[-1]
        table: list[int] = []
        for sector in sectors:
            if len(table) > self._sectors_in_all:  # listed again and again
                break
            if sector < _LAST and (data := self._read_sector(sector)):
                table += _numbers(data)
        return table

    def _read_entries(self, start: int) -> list[Entry]:
        data = self._chain(start, MAX_ENTRIES * _ENTRY.size)
        entries = []
        for at in range(0, len(data) - _ENTRY.size + 1, _ENTRY.size):
            name, length, kind, _, left, right, child, _, _, _, _, first, size = _ENTRY.unpack_from(data, at)
            text = name[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            entries.append(Entry(text, kind, first, size & 0xFFFFFFFF if self._sector == 512 else size, left, right, child))
        if not entries or entries[0].kind != 5:
            raise _damaged()
        return entries

    def _chain(self, number: int, limit: int) -> bytes:
        data = bytearray()
        for sector in self._sectors(number):
            data += sector
            if len(data) >= limit:
                break
        return bytes(data)

    def _sectors(self, number: int) -> Iterator[bytes]:
        seen: set[int] = set()
        while number < len(self._table) and number not in seen:
            seen.add(number)
            yield self._read_sector(number)
            number = self._table[number]

    def _read_sector(self, number: int) -> bytes:
        self._file.seek((number + 1) * self._sector)
        return self._file.read(self._sector)


def _numbers(data: bytes) -> list[int]:
    return list(struct.unpack_from(f"<{len(data) // 4}I", data))


def _damaged() -> StageError:
    return StageError(f"This {WHAT} is damaged and cannot be opened.", code="corrupt")


@dataclass(frozen=True, slots=True)
class Said:
    texts: Mapping[str, str]
    """`title`, `subject`, `author`."""
    created: datetime | None


def inspect_ole(path: Path) -> Said:
    """What the document says of itself. Raises StageError `encrypted`, `unsupported` (no document of Office) or `corrupt`."""
    with path.open("rb") as file:
        try:
            ole = OleFile(file)
            streams = ole.children()
            if _is_encrypted(ole, streams):
                raise StageError(f"This {WHAT} needs a password to open. Save a copy without one and upload that.", code="encrypted")
            summary = streams.get("\x05SummaryInformation")
            return _summary(ole.read(summary)) if summary else Said({}, None)
        except (struct.error, IndexError, OverflowError):
            raise _damaged() from None


def _is_encrypted(ole: OleFile, streams: Mapping[str, Entry]) -> bool:
    """A whole package (MS-OFFCRYPTO), or the flags of the old formats (MS-DOC 2.5.2, MS-XLS 2.4.117, MS-PPT 2.3.2)."""
    if "EncryptedPackage" in streams:
        return True
    if word := streams.get("WordDocument"):
        head = ole.read(word, 12)
        return len(head) == 12 and bool(struct.unpack_from("<H", head, 10)[0] & _FIB_ENCRYPTED)
    if book := streams.get("Workbook") or streams.get("Book"):
        return any(kind == _FILEPASS for kind, _ in _records(ole.read(book, 4096)))
    user = streams.get("Current User")
    head = ole.read(user, 16) if user else b""
    return len(head) == 16 and struct.unpack_from("<I", head, 12)[0] == _ENCRYPTED_TOKEN


def _records(data: bytes) -> Iterator[tuple[int, int]]:
    at = 0
    while at + 4 <= len(data):
        kind, length = struct.unpack_from("<HH", data, at)
        yield kind, at
        at += 4 + length


def _summary(data: bytes) -> Said:
    """A property set (MS-OLEPS)."""
    if len(data) < 48:
        return Said({}, None)
    start = struct.unpack_from("<I", data, 44)[0]
    count = struct.unpack_from("<I", data, start + 4)[0]
    places = {}
    for number in range(min(count, 100)):
        name, offset = struct.unpack_from("<II", data, start + 8 + 8 * number)
        places[name] = start + offset
    page = struct.unpack_from("<H", data, places[1] + 4)[0] if 1 in places else 1252
    texts = {name: _text(data, places[number], page) for number, name in _TEXT_PROPERTIES.items() if number in places}
    created = None
    if _CREATED in places:
        kind, ticks = struct.unpack_from("<IQ", data, places[_CREATED])
        if kind == 0x40 and 0 < ticks < 1 << 62:
            created = _EPOCH + timedelta(microseconds=ticks // 10)
    return Said(texts, created)


def _text(data: bytes, at: int, code_page: int) -> str:
    kind, length = struct.unpack_from("<II", data, at)
    if kind == 0x1F:
        return data[at + 8 : at + 8 + min(2 * length, 4_000)].decode("utf-16-le", "replace").rstrip("\0")
    raw = data[at + 8 : at + 8 + min(length, 2_000)].rstrip(b"\0") if kind == 0x1E else b""
    try:
        return raw.decode("utf-8" if code_page == 65001 else f"cp{code_page}", "replace")
    except LookupError:
        return raw.decode("cp1252", "replace")
