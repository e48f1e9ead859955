"""Which encoding a text file is in, and reading it in bounded pieces."""

import codecs
import io
from collections.abc import Iterator
from pathlib import Path

from charset_normalizer import from_bytes

from bowerbird.pipeline.formats.plausibility import likeliest_encoding

SAMPLE_BYTES = 64 * 1024
CHUNK_CHARS = 64 * 1024
FEW_FOREIGN_BYTES = 32
"""With fewer bytes beyond ASCII a statistical guess is as good as none, and U+FFFD is honest."""
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def detect_encoding(sample: bytes) -> str:
    """From a byte order mark, else UTF-8 if the sample is that, else UTF-16 by its zero bytes, else the likeliest of the older encodings."""
    for mark, name in _BOMS:
        if sample.startswith(mark):
            return name
    zeros_even, zeros_odd = sample[0::2].count(0), sample[1::2].count(0)
    half = max(1, len(sample) // 2)
    if max(zeros_even, zeros_odd) > 0.4 * half and min(zeros_even, zeros_odd) < 0.05 * half:
        return "utf-16-be" if zeros_even > zeros_odd else "utf-16-le"
    if _is_utf8(sample):
        return "utf-8"
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
    except (LookupError, ValueError):
        return False
    return True


def _is_utf8(sample: bytes) -> bool:
    """Also a damaged one: few broken bytes among many whole sequences. The sample's end may divide a sequence."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
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
