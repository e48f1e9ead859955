"""The format of the pipes between host and child.

    frame  = magic "BWB1", uint32 length of the header, uint16 number of attachments, uint64 length of each, header, attachments
    header = a JSON object in UTF-8

Integers are big-endian. Nothing in a frame can name code; pickle would let a decoder that was taken over run code in the parent.
"""

import json
import struct
from collections.abc import Callable, Mapping, Sequence
from typing import Any

MAGIC = b"BWB1"
HEADER_BYTES = 32 * 1024 * 1024
"""Most bytes of a header: the text and boxes of a batch of pages fit several times over."""
ATTACHMENTS = 256
_PREFIX = struct.Struct(">4sIH")
_LENGTH = struct.Struct(">Q")

Frame = tuple[dict[str, Any], tuple[bytes, ...]]


class FrameError(Exception):
    """The other side does not speak this format, or says too much at once."""


def pack(header: Mapping[str, Any], attachments: Sequence[bytes] = ()) -> list[bytes]:
    """The pieces of a frame, to be written one after another."""
    encoded = json.dumps(header, ensure_ascii=True, separators=(",", ":")).encode()
    if len(encoded) > HEADER_BYTES or len(attachments) > ATTACHMENTS:
        raise FrameError("frame too large")
    lengths = b"".join(_LENGTH.pack(len(attachment)) for attachment in attachments)
    return [_PREFIX.pack(MAGIC, len(encoded), len(attachments)) + lengths + encoded, *attachments]


def read(read_exactly: Callable[[int], bytes], *, max_bytes: int) -> Frame:
    """One frame of at most `max_bytes`. Lengths are checked before a byte is read for them. Raises FrameError, and what `read_exactly` raises."""
    magic, header_length, count = _PREFIX.unpack(read_exactly(_PREFIX.size))
    if magic != MAGIC or header_length > min(HEADER_BYTES, max_bytes) or count > ATTACHMENTS:
        raise FrameError("not a frame")
    lengths = [_LENGTH.unpack(read_exactly(_LENGTH.size))[0] for _ in range(count)]
    if header_length + sum(lengths) > max_bytes:
        raise FrameError("frame too large")
    try:
        header = json.loads(read_exactly(header_length))
    except (ValueError, RecursionError) as error:
        raise FrameError("header is no JSON") from error
    if not isinstance(header, dict):
        raise FrameError("header is no object")
    return header, tuple(read_exactly(length) for length in lengths)
