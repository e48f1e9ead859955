"""Camera RAW by its bytes. Most kinds are TIFF files with an image that no TIFF reader shows: a colour filter array, or a maker's compression.

Only the beginning of a file is looked at, by hand and bounded: these are bytes nobody vouches for.
"""

import struct
from collections.abc import Iterator, Mapping

PREFIX = "image/x-raw-"
_MAGIC = {
    b"FUJIFILMCCD-RAW ": "fuji",
    b"IIRO": "olympus",
    b"IIRS": "olympus",
    b"MMOR": "olympus",
    b"IIU\x00": "panasonic",
    b"\x00MRM": "minolta",
    b"FOVb": "sigma",
}
_TIFF = {b"II*\x00": "<", b"MM\x00*": ">"}
_COMPRESSION, _PHOTOMETRIC, _MAKE, _SUB_IFDS, _DNG_VERSION = 259, 262, 271, 330, 50706
_FILTER_ARRAY, _LINEAR_RAW = 32803, 34892
_COMPRESSIONS = frozenset({34713, 32767, 32769, 65535, 65000})
"""Nikon, Sony, Sony packed, Pentax, Kodak."""
_MOST_DIRECTORIES, _MOST_ENTRIES = 12, 512
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 7: 1, 13: 4}


def raw_type(head: bytes) -> str | None:
    """`image/x-raw-{maker}` or None."""
    for magic, maker in _MAGIC.items():
        if head.startswith(magic):
            return PREFIX + maker
    order = _TIFF.get(head[:4])
    if order is None:
        return None
    if head[8:10] == b"CR":
        return PREFIX + "canon"
    directories = list(_directories(head, order))
    if directories and _DNG_VERSION in directories[0]:
        return PREFIX + "dng"
    if any(_is_raw(directory, order) for directory in directories):
        make = directories[0].get(_MAKE, b"").split(b"\0")[0].decode("ascii", "replace").lower().split()
        return PREFIX + (make[0] if make and make[0].isalnum() and make[0].isascii() else "other")[:40]
    return None


def _is_raw(directory: Mapping[int, bytes], order: str) -> bool:
    photometric, compression = _first(directory, _PHOTOMETRIC, order), _first(directory, _COMPRESSION, order)
    return photometric in {_FILTER_ARRAY, _LINEAR_RAW} or compression in _COMPRESSIONS


def _first(directory: Mapping[int, bytes], tag: int, order: str) -> int | None:
    value = directory.get(tag, b"")
    return (
        struct.unpack_from(f"{order}H", value)[0]
        if len(value) == 2
        else struct.unpack_from(f"{order}I", value)[0]
        if len(value) >= 4
        else None
    )


def _directories(head: bytes, order: str) -> Iterator[dict[int, bytes]]:
    """The directories of the chain and those below them, as far as they lie in `head`."""
    waiting, seen = [_at(head, order, 4)], set[int]()
    while waiting and len(seen) < _MOST_DIRECTORIES:
        start = waiting.pop(0)
        if start in seen or not 8 <= start < len(head) - 2:
            continue
        seen.add(start)
        (count,) = struct.unpack_from(f"{order}H", head, start)
        end = start + 2 + 12 * min(count, _MOST_ENTRIES)
        if end > len(head):
            continue
        directory = {}
        for entry in range(start + 2, end, 12):
            tag, kind, values = struct.unpack_from(f"{order}HHI", head, entry)
            length = _SIZES.get(kind, 0) * values
            place = entry + 8 if length <= 4 else _at(head, order, entry + 8)
            directory[tag] = head[place : place + min(length, 256)]
        yield directory
        offsets = directory.get(_SUB_IFDS, b"")
        waiting += [_at(offsets, order, at) for at in range(0, len(offsets) - 3, 4)]
        if count <= _MOST_ENTRIES and end + 4 <= len(head):
            waiting.append(_at(head, order, end))


def _at(data: bytes, order: str, place: int) -> int:
    return int(struct.unpack_from(f"{order}I", data, place)[0]) if place + 4 <= len(data) else 0
