"""`winmail.dat` and compressed rich text, made on the spot."""

import struct
from collections.abc import Sequence

PREFIX = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier"
    b"{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
SUBJECT, BODY, MESSAGE_PROPERTIES, RECIPIENTS, CODE_PAGE = 0x18004, 0x2800C, 0x69003, 0x69004, 0x69007
SENT, RENDERED, TITLE, DATA, ATTACHED_PROPERTIES = 0x38005, 0x69002, 0x18010, 0x6800F, 0x69005


def attribute(number: int, data: bytes, *, size: int | None = None) -> bytes:
    level = 2 if number in {RENDERED, TITLE, DATA, ATTACHED_PROPERTIES} else 1
    return struct.pack("<BII", level, number, len(data) if size is None else size) + data + struct.pack("<H", sum(data) & 0xFFFF)


def tnef(*attributes: bytes) -> bytes:
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join(attributes)


def attached(name: str, data: bytes, *properties: bytes) -> bytes:
    made = attribute(RENDERED, bytes(14)) + attribute(TITLE, name.encode("cp1252", "replace") + b"\0") + attribute(DATA, data)
    return made + (attribute(ATTACHED_PROPERTIES, listed(properties)) if properties else b"")


def listed(properties: Sequence[bytes]) -> bytes:
    return struct.pack("<I", len(properties)) + b"".join(properties)


def text(number: int, value: str) -> bytes:
    return _long(0x1F, number, value.encode("utf-16-le") + b"\0\0")


def binary(number: int, data: bytes) -> bytes:
    return _long(0x0102, number, data)


def message_in(data: bytes) -> bytes:
    return _long(0x0D, 0x3701, bytes(16) + data)


def small(number: int, value: int) -> bytes:
    return struct.pack("<HHI", 3, number, value)


def moment(number: int, ticks: int) -> bytes:
    return struct.pack("<HHQ", 0x40, number, ticks)


def named(value: str) -> bytes:
    """A property by a name of its own, with two values."""
    name = "Colour\0".encode("utf-16-le")
    head = struct.pack("<HH16sII", 0x101F, 0x8001, bytes(16), 1, len(name)) + name + bytes(-len(name) % 4)
    one = value.encode("utf-16-le")
    return head + struct.pack("<I", 2) + (struct.pack("<I", len(one)) + one + bytes(-len(one) % 4)) * 2


def _long(kind: int, number: int, data: bytes) -> bytes:
    return struct.pack("<HHII", kind, number, 1, len(data)) + data + bytes(-len(data) % 4)


def compressed(text: bytes, *, size: int | None = None) -> bytes:
    """With a reference wherever four bytes or more have been before; by the plain words of MS-OXRTFCP, byte for byte in a window of 4,096."""
    window = bytearray(PREFIX.ljust(4096, b"\0"))
    at = end = len(PREFIX)
    tokens: list[bytes] = []
    rest = text
    while rest:
        length = next((n for n in range(min(17, len(rest)), 3, -1) if 0 <= window.find(rest[:n], 0, end) < end - n), 0)
        if length:
            tokens.append(struct.pack(">H", window.find(rest[:length], 0, end) << 4 | length - 2))
        else:
            tokens.append(rest[:1])
            length = 1
        for byte in rest[:length]:
            window[at] = byte
            at = (at + 1) % 4096
            end = min(4096, end + 1) if end < 4096 else 4096
        rest = rest[length:]
    tokens.append(struct.pack(">H", at << 4))
    packed = b""
    for first in range(0, len(tokens), 8):
        run = tokens[first : first + 8]
        packed += bytes([sum(1 << bit for bit, token in enumerate(run) if len(token) == 2)]) + b"".join(run)
    return struct.pack("<I4s4sI", len(packed) + 12, struct.pack("<I", len(text) if size is None else size), b"LZFu", 0) + packed
