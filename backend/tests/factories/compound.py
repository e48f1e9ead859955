"""Compound files (MS-CFB) of long streams, made on the spot."""

import struct
from collections.abc import Mapping

_SECTOR = 512
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(streams: Mapping[str, bytes]) -> bytes:
    """One allocation table sector, one directory of up to seven streams; each stream is padded to 4,096 bytes, below which it would be stored otherwise."""
    padded = {name: data.ljust(4096, b"\0") for name, data in streams.items()}
    directory_sectors = (len(padded) + 4) // 4
    table = [_TABLE, *range(2, directory_sectors + 1), _END]
    starts, bodies = [], b""
    for data in padded.values():
        count = -(-len(data) // _SECTOR)
        starts.append(len(table))
        table += [*range(len(table) + 1, len(table) + count), _END]
        bodies += data.ljust(count * _SECTOR, b"\0")
    entries = [_entry("Root Entry", 5, _END, 0, child=1 if padded else _FREE)]
    for number, ((name, data), start) in enumerate(zip(padded.items(), starts, strict=True), start=1):
        entries.append(_entry(name, 2, start, len(data), right=number + 1 if number < len(padded) else _FREE))
    directory = b"".join(entries).ljust(directory_sectors * _SECTOR, b"\0")
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
