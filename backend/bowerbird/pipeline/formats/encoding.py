"""Which encoding a text file is in, and reading it in bounded pieces."""

import codecs
import io
from collections.abc import Iterator
from pathlib import Path

from charset_normalizer import from_bytes

from bowerbird.intake.wide import wide_encoding
from bowerbird.pipeline.formats.plausibility import likeliest_encoding

SAMPLE_BYTES = 64 * 1024
CHUNK_CHARS = 64 * 1024
FEW_FOREIGN_BYTES = 32
"""With fewer bytes beyond ASCII a statistical guess is as good as none, and U+FFFD is honest."""
_ESCAPED = ((b"\x1b$)C", "iso2022_kr"), (b"\x1b$", "iso2022_jp"))
_NO_CHARSETS = frozenset({"idna", "punycode", "raw-unicode-escape", "raw_unicode_escape", "undefined", "unicode-escape", "unicode_escape"})
"""Python can decode from these, but no text is written in them; some take time quadratic in its length, or raise whatever is asked of them."""


def detect_encoding(sample: bytes) -> str:
    """From a byte order mark, else UTF-16 or 32 by its regular bytes, else UTF-8 if the sample is that, else the likeliest of the older encodings."""
    if sample.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if wide := wide_encoding(sample):
        return wide
    for escape, name in _ESCAPED:
        if escape in sample and _decodes(sample, name):
            return name
    return "utf-8" if _is_utf8(sample) else _older(sample)


def _older(sample: bytes) -> str:
    likeliest = likeliest_encoding(sample)
    if likeliest is not None:
        return likeliest
    if sum(byte > 0x7F for byte in sample) < FEW_FOREIGN_BYTES:
        return "utf-8"
    best = from_bytes(sample).best()
    return best.encoding if best is not None else "latin-1"


def is_encoding(name: str) -> bool:
    """Whether text can be decoded from it. (Decoding no bytes at all succeeds from anything.)"""
    try:
        b"\0\0\0\0".decode(name, "replace")
        return codecs.lookup(name).name not in _NO_CHARSETS
    except (LookupError, ValueError):
        return False


def _decodes(sample: bytes, name: str) -> bool:
    try:
        codecs.getincrementaldecoder(name)().decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def _is_utf8(sample: bytes) -> bool:
    """Also a damaged one: few broken bytes among many whole sequences. The end of a full sample may divide a sequence."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample, len(sample) < SAMPLE_BYTES)
    except UnicodeDecodeError:
        text = sample.decode("utf-8", errors="replace")
        broken = text.count("\ufffd")
        return sum(character > "\x7f" for character in text) - broken > 2 * broken
    return True


def read_text(path: Path) -> Iterator[str]:
    """Chunks of 64 Ki characters; bytes that are wrong in the encoding become U+FFFD."""
    with path.open("rb") as raw:
        encoding = detect_encoding(raw.read(SAMPLE_BYTES))
        raw.seek(0)
        with io.TextIOWrapper(raw, encoding=encoding, errors="replace", newline=None) as text:
            while chunk := text.read(CHUNK_CHARS):
                yield chunk
