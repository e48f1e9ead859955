"""Text in units of two or four bytes (UTF-16, UTF-32), also without the mark at its beginning that says so."""

import codecs
import unicodedata
from collections import Counter

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNMARKED = ("utf-32-be", "utf-32-le", "utf-16-be", "utf-16-le")
_SAMPLE_BYTES = 4_096
_BELOW_TEXT = 6
_MIN_CHARACTERS = 4
_ONE_SCRIPT = 0.97
"""Of a text's characters belong to its two scripts or to none; in the wrong reading of others they scatter over all blocks."""
_DAMAGED = 0.01
_MIN_POINTS = 0.02
_ZEROS_OF_LATIN = 0.4
_ASCII_AND_ZERO = bytes((0, 9, 10, 12, 13, *range(0x20, 0x7F)))
_WRITTEN = frozenset("\t\n\v\f\r")
_EAST_ASIAN = ((0x1100, 0x11FF), (0x2E80, 0x9FFF), (0xAC00, 0xD7FF), (0xF900, 0xFAFF), (0xFE30, 0xFFEF), (0x20000, 0x3FFFF))
_NO_SCRIPT = ((0x2000, 0x2BFF), (0xFE00, 0xFE0F), (0x1F000, 0x1FBFF))


def wide_encoding(sample: bytes) -> str | None:
    """The name of the codec for a file that begins with `sample`, or None. Without a mark there must be a byte that no other text has: the zero of a blank
    or a line end, or the two of an ideographic full stop (U+3002)."""
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return name
    head = sample[: min(len(sample), _SAMPLE_BYTES) & ~1]
    if not head or min(head) > _BELOW_TEXT:
        return None
    if head.count(0) < _ZEROS_OF_LATIN * len(head) and not head.translate(None, _ASCII_AND_ZERO):
        return None  # a text with zeros in it
    points = {name: _points(head, name) for name in _UNMARKED}
    best = max(points, key=lambda name: points[name])
    return best if points[best] >= _MIN_POINTS else None


def _points(head: bytes, name: str) -> float:
    """The share of characters that stand in nearly every text; 0 for what is none. The same bytes read the other way round are Chinese without any of those."""
    text = head[: len(head) & ~3 if name.startswith("utf-32") else len(head)].decode(name, "replace")
    length = len(text)
    if length < _MIN_CHARACTERS or sum(map(_is_odd, text)) > _DAMAGED * length:
        return 0
    scripts = Counter(map(_script, text))
    plain = scripts.pop("", 0)
    if plain + sum(count for _, count in scripts.most_common(2)) < _ONE_SCRIPT * length:
        return 0
    return sum(character < "\x7f" or "\u3000" <= character <= "\u30ff" for character in text) / length


def _is_odd(character: str) -> bool:
    """Controls, and what no text holds: U+FFFD, private and unassigned characters."""
    return character == "\ufffd" or (unicodedata.category(character)[0] == "C" and character not in _WRITTEN and character != "\u200d")


def _script(character: str) -> str:
    """Nothing for Latin letters, punctuation and symbols, else the name of the block, roughly."""
    code = ord(character)
    if code < 0x250 or 0x1E00 <= code < 0x1F00 or any(first <= code <= last for first, last in _NO_SCRIPT):
        return ""
    return "East Asian" if any(first <= code <= last for first, last in _EAST_ASIAN) else f"{code >> 8:x}"
