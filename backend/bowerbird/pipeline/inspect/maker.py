"""What cameras before Exif, or beside it, wrote in forms of their own: when and with what a picture was taken.

CIFF          Canon's first digital cameras, in a JPEG's APP0 segment (CIFF specification 1.0)
picture info  Olympus, Agfa and others, lines of text in APP12
Reconyx       the maker note of their wildlife cameras
"""

import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from PIL import Image

_MAKER_NOTE = 37500
_TIME_DATE = re.compile(rb"TimeDate=(\d{1,10})\b")
_CIFF_HEAD = b"HEAPJPGM"
_CIFF_MODEL, _CIFF_TIME = 0x080A, 0x180E
_CIFF_DIRECTORIES = frozenset({0x2800, 0x3000})
_CIFF_IN_PLACE = 0x4000
_MOST_ENTRIES, _DEEPEST = 500, 5
_RECONYX = struct.Struct("<6H")
_RECONYX_MARK, _RECONYX_TIME_AT = b"\x01\xf1", 22


@dataclass(frozen=True, slots=True)
class MakerSays:
    taken: datetime | None = None
    """By the camera's clock, without a zone."""
    make: str | None = None
    model: str | None = None


def maker_says(image: Image.Image, exif: Mapping[int, Any]) -> MakerSays:
    note = exif.get(_MAKER_NOTE)
    if isinstance(note, bytes) and note.startswith(_RECONYX_MARK):
        return MakerSays(_reconyx(note))
    for name, data in getattr(image, "applist", ()):
        if name == "APP0" and data[6:14] == _CIFF_HEAD:
            return _ciff(data)
        if name == "APP12" and (found := _TIME_DATE.search(data[:4096])):
            return MakerSays(_clock(int(found[1])))
    return MakerSays()


def _reconyx(note: bytes) -> datetime | None:
    if len(note) < _RECONYX_TIME_AT + _RECONYX.size:
        return None
    second, minute, hour, month, day, year = _RECONYX.unpack_from(note, _RECONYX_TIME_AT)
    try:
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001  the camera's clock has no zone
    except ValueError:
        return None


def _ciff(heap: bytes) -> MakerSays:
    order = "<" if heap[:2] == b"II" else ">"
    try:
        (start,) = struct.unpack_from(f"{order}I", heap, 2)
        values = dict(_entries(heap, order, start, len(heap), _DEEPEST))
        seconds = struct.unpack_from(f"{order}I", values[_CIFF_TIME])[0] if _CIFF_TIME in values else 0
    except struct.error:
        return MakerSays()
    make, _, rest = values.get(_CIFF_MODEL, b"").partition(b"\x00")
    return MakerSays(_clock(seconds), _ascii(make), _ascii(rest.partition(b"\x00")[0]))


def _entries(heap: bytes, order: str, start: int, end: int, depth: int) -> Iterator[tuple[int, bytes]]:
    """(tag, value) of a directory and those in it. The directory's place stands in the last 4 bytes of its block. Raises struct.error."""
    if depth == 0 or not 0 <= start < end - 4 <= len(heap):
        return
    (place,) = struct.unpack_from(f"{order}I", heap, end - 4)
    at = start + place
    (count,) = struct.unpack_from(f"{order}H", heap, at)
    for number in range(min(count, _MOST_ENTRIES)):
        entry = at + 2 + 10 * number
        tag, size, offset = struct.unpack_from(f"{order}HII", heap, entry)
        if tag & 0xC000 == _CIFF_IN_PLACE:
            yield tag & 0x3FFF, heap[entry + 2 : entry + 10]
        elif tag & 0x3800 in _CIFF_DIRECTORIES:
            yield from _entries(heap, order, start + offset, start + offset + size, depth - 1)
        else:
            yield tag & 0x3FFF, heap[start + offset : start + offset + min(size, 4096)]


def _clock(seconds: int) -> datetime | None:
    """Seconds since 1970 by a clock that knows no zone."""
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None) if 0 < seconds < 4e9 else None


def _ascii(raw: bytes) -> str | None:
    return raw.decode("ascii", "replace").strip() or None
