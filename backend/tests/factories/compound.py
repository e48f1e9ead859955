"""Compound files (MS-CFB) of long streams, made on the spot."""

import struct
from collections.abc import Mapping
from typing import TypeAlias

_SECTOR = 512
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


Tree: TypeAlias = Mapping[str, "bytes | Tree"]


def compound(tree: Tree) -> bytes:
    """One allocation table sector; a directory of streams and, as further mappings, storages. Each stream is padded to 4,096 bytes, below which it would be
    stored otherwise; so there is room for a dozen."""
    flat: list[tuple[str, bytes | None, int, int]] = [("Root Entry", None, _FREE, _FREE)]
    """Name, data, the entry to the right, the first child."""

    def add(inner: Tree) -> int:
        right = _FREE
        for name, value in reversed(list(inner.items())):
            child = _FREE if isinstance(value, bytes) else add(value)
            flat.append((name, value.ljust(4096, b"\0") if isinstance(value, bytes) else None, right, child))
            right = len(flat) - 1
        return right

    flat[0] = ("Root Entry", None, _FREE, add(tree))
    directory_sectors = -(-len(flat) // 4)
    table = [_TABLE, *range(2, directory_sectors + 1), _END]
    bodies, directory = b"", b""
    for number, (name, data, right, child) in enumerate(flat):
        if data is None:
            directory += _entry(name, 1 if number else 5, _END, 0, right=right, child=child)
            continue
        count = -(-len(data) // _SECTOR)
        directory += _entry(name, 2, len(table), len(data), right=right)
        table += [*range(len(table) + 1, len(table) + count), _END]
        bodies += data.ljust(count * _SECTOR, b"\0")
    directory = directory.ljust(directory_sectors * _SECTOR, b"\0")
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIIII",
        bytes.fromhex("D0CF11E0A1B11AE1"),
        bytes(16),
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        1,
        1,
        0,
        4096,
        _END,
        0,
        _END,
        0,
        0,
    )
    header += struct.pack("<109I", 0, *[_FREE] * 108)[4:]
    return header.ljust(512, b"\0") + struct.pack("<128I", *table, *[_FREE] * (128 - len(table))) + directory + bodies


def _entry(name: str, kind: int, start: int, size: int, *, right: int = _FREE, child: int = _FREE) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    return struct.pack("<64sHBBIII16sIQQIQ", encoded, len(encoded), kind, 1, _FREE, right, child, bytes(16), 0, 0, 0, start, size)
