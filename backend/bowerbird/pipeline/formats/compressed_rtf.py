"""Rich text as Outlook packs it (MS-OXRTFCP): runs of literals and of references into the last 4,096 bytes."""

import struct

_HEADER = struct.Struct("<I4s4sI")
_PACKED, _STORED = b"LZFu", b"MELA"
_WINDOW = 4096
_BEFORE = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier"
    b"{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
"""What references find before the text has begun."""


def decompress(data: bytes, limit: int) -> bytes:
    """As far as it is whole, `limit` bytes at most; empty for what is nothing of the kind. What the header says of the size of the text is not asked."""
    if len(data) < _HEADER.size:
        return b""
    length, _, kind, _ = _HEADER.unpack_from(data)
    packed = data[_HEADER.size : length + 4]  # the length counts neither itself nor what follows
    if kind == _STORED:
        return packed[:limit]
    return _unpack(packed, limit) if kind == _PACKED else b""


def _unpack(packed: bytes, limit: int) -> bytes:
    text = bytearray(_BEFORE)
    enough = len(text) + limit
    at = 0
    while at < len(packed) and len(text) < enough:
        control = packed[at]
        at += 1
        for bit in range(8):
            if not control >> bit & 1:
                text += packed[at : at + 1]
                at += 1
                continue
            reference = int.from_bytes(packed[at : at + 2], "big")
            at += 2
            back, length = (len(text) - (reference >> 4)) % _WINDOW, (reference & 15) + 2
            if at > len(packed) or not back or back > len(text):  # cut; the end; before all there is
                return bytes(text[len(_BEFORE) : enough])
            run = text[-back:][:length]
            text += (run * (length // len(run) + 1))[:length]  # may overlap what it writes
    return bytes(text[len(_BEFORE) : enough])
