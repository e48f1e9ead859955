"""Messages as Outlook saves them, made on the spot."""

import struct
from collections.abc import Mapping
from datetime import UTC, datetime

from tests.factories.compound import Tree, compound

_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def text(number: int, value: str) -> dict[str, bytes]:
    return {f"__substg1.0_{number:04X}001F": value.encode("utf-16-le")}


def numbers(values: Mapping[int, int], *, header: int) -> dict[str, bytes]:
    return {
        "__properties_version1.0": bytes(header)
        + b"".join(struct.pack("<HHIQ", 0x40, number, 6, value) for number, value in values.items())
    }


def ticks(moment: datetime) -> int:
    return int((moment - _EPOCH).total_seconds()) * 10_000_000


def outlook(*parts: Tree, sent: datetime | None = None, code_page: int = 0) -> bytes:
    """`parts`: properties, recipients and attachments."""
    fixed = ({0x0039: ticks(sent)} if sent else {}) | ({0x3FFD: code_page} if code_page else {})
    tree: dict[str, bytes | Tree] = dict(numbers(fixed, header=32))
    for part in parts:
        tree |= part
    return compound(tree)
