"""A ZIP archive as a stream: nothing of it is held but one block, and its length is known before its first byte.

Members are stored, not compressed: photos, films and PDFs are compressed already. The standard library writes to what cannot be rewound by putting sizes and
checksums behind each member (APPNOTE.TXT 4.3.9), with ZIP64 where a member or the whole is large.
"""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, cast

from bowerbird.library.file_names import Names
from bowerbird.storage import ObjectMissingError, ObjectStorage

_LOCAL, _CENTRAL, _END, _END64 = 30, 46, 22, 56 + 20
"""Bytes of the fixed parts of the records (APPNOTE.TXT 4.3.7, 4.3.12, 4.3.16, 4.3.14 and 4.3.15)."""


@dataclass(frozen=True, slots=True)
class Member:
    path: str
    key: str
    size: int
    modified: datetime

    def info(self) -> zipfile.ZipInfo:
        when = self.modified.astimezone(UTC)
        first, last = datetime(1980, 1, 1, tzinfo=UTC), datetime(2107, 12, 31, 23, 59, 58, tzinfo=UTC)
        found = zipfile.ZipInfo(self.path, min(max(when, first), last).timetuple()[:6])
        found.file_size = self.size
        found.external_attr = 0o644 << 16
        return found


@dataclass(frozen=True, slots=True)
class Source:
    folder: str
    name: str
    key: str
    size: int
    modified: datetime


class BrokenMemberError(Exception):
    """The stored bytes are not there, or not as many as the archive was announced with; the connection has to break."""


def members_of(sources: Sequence[Source]) -> list[Member]:
    """Each under a name of its own that every system can unpack."""
    names = Names()
    return [Member(names.place(source.folder, source.name), source.key, source.size, source.modified) for source in sources]


def length_of(members: Sequence[Member]) -> int:
    """Bytes of the archive that `stream` makes."""
    limit = zipfile.ZIP64_LIMIT
    offset, directory = 0, 0
    for member in members:
        name = len(member.path.encode())
        large = member.size * 1.05 > limit  # the standard library's own measure
        wide = 2 * (member.size > limit) + (offset > limit)  # numbers that need 64 bits in the directory
        directory += _CENTRAL + name + (4 + 8 * wide if wide else 0)
        offset += _LOCAL + name + (20 if large else 0) + member.size + (24 if large else 16)
    wide_end = len(members) > zipfile.ZIP_FILECOUNT_LIMIT or offset > limit or directory > limit
    return offset + directory + (_END64 if wide_end else 0) + _END


def stream(members: Sequence[Member], storage: ObjectStorage) -> Iterator[bytes]:
    """The archive, block by block. Raises BrokenMemberError."""
    sink = _Sink()
    with zipfile.ZipFile(cast("IO[bytes]", sink), "w", zipfile.ZIP_STORED) as archive:  # write and flush are all it needs
        for member in members:
            with archive.open(member.info(), "w") as writing:
                written = 0
                try:
                    for block in storage.read_range(member.key):
                        writing.write(block)
                        written += len(block)
                        yield sink.take()
                except ObjectMissingError as error:
                    raise BrokenMemberError(member.key) from error
                if written != member.size:
                    raise BrokenMemberError(member.key)
    yield sink.take()


class _Sink:
    """What can be written to and not rewound."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, data: bytes) -> int:
        self._held += data
        return len(data)

    def flush(self) -> None:
        pass

    def take(self) -> bytes:
        taken = bytes(self._held)
        self._held.clear()
        return taken
