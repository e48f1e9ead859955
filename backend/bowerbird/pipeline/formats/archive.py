"""Reading members of a ZIP container (Office, OpenDocument, EPUB) and their XML within bounds: size, ratio, number, depth, no entities, nothing outside."""

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from lxml import etree

from bowerbird.errors import StageError
from bowerbird.pipeline.formats.xml import XML_ERRORS, iterate, parse
from bowerbird.settings import get_settings

_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, IndexError, NotImplementedError, OSError, ValueError)
"""What zipfile raises on broken files."""
MAX_MEMBERS = 20_000
MAX_XML_BYTES = 256 * 1024 * 1024
MAX_RATIO = 200
_RATIO_MATTERS = 16 * 1024 * 1024
_DOCTYPE_WITHIN = 4_096
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))
_EXTERNAL_ONLY = re.compile(rb"<!DOCTYPE\s[^\[>]{0,500}>")
MAX_TREE_BYTES = 32 * 1024 * 1024
"""A part that is taken whole: a slide, a table of contents, the styles."""


@contextmanager
def open_container(path: Path, what: str) -> Iterator[zipfile.ZipFile]:
    """`what` names the kind of file for the person who reads the error. Raises StageError `corrupt`, `encrypted` or `too_large`."""
    try:
        with zipfile.ZipFile(path) as container:
            members = container.infolist()
            if len(members) > MAX_MEMBERS:
                raise StageError(f"This {what} has {len(members):,} parts, far more than such a file needs.", code="too_large")
            if any(member.flag_bits & 1 for member in members):
                raise StageError(f"This {what} needs a password to open.", code="encrypted")
            yield container
    except _BROKEN:
        raise StageError(f"This {what} is damaged and cannot be opened.", code="corrupt") from None


class _Bounded(io.RawIOBase):
    """A member's bytes; reading beyond the limit raises StageError `too_large`, whatever the directory claims its size to be."""

    def __init__(self, source: IO[bytes], limit: int, what: str) -> None:
        self._source, self._left, self._what = source, limit, what

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size if size >= 0 else self._left + 1)
        self._left -= len(data)
        if self._left < 0:
            raise StageError(f"This {self._what} unpacks to far more than its size; it was not read.", code="too_large")
        return data


@contextmanager
def open_member(container: zipfile.ZipFile, name: str, what: str, *, declared: bool = False) -> Iterator[IO[bytes] | None]:
    """A bounded stream of the member, or None where there is none of that name. Names are looked up, never written to.

    `declared` admits a document type declaration that only names an external one, as those of EPUB do; nothing is ever loaded for it.
    """
    try:
        member = container.getinfo(name)
    except KeyError:
        yield None
        return
    limit = min(MAX_XML_BYTES, get_settings().limits.decoded_bytes, max(_RATIO_MATTERS, MAX_RATIO * member.compress_size))
    with container.open(member) as source:
        head = source.read(_DOCTYPE_WITHIN)
    if any(doctype in head for doctype in _DOCTYPES) and not (declared and _EXTERNAL_ONLY.search(head)):
        raise StageError(f"This {what} contains a document type declaration, which such files never need; it was not read.", code="corrupt")
    with container.open(member) as source:
        yield _Bounded(source, limit, what)  # type: ignore[misc]


def xml_events(stream: IO[bytes], what: str, tag: str | Sequence[str] | None = None) -> Iterator[tuple[str, "etree._Element"]]:
    """As `iterate`. Raises StageError `corrupt`."""
    try:
        yield from iterate(stream, tag)
    except etree.XMLSyntaxError:
        raise StageError(f"This {what} is damaged: its text cannot be read.", code="corrupt") from None


def read_tree(container: zipfile.ZipFile, name: str, what: str, *, declared: bool = False) -> "etree._Element | None":
    """The root of a small XML part, or None where there is none of that name. Raises StageError `corrupt` or `too_large`."""
    data = read_part(container, name, what, declared=declared)
    if data is None:
        return None
    try:
        return parse(data)
    except XML_ERRORS:
        raise StageError(f"This {what} is damaged: its text cannot be read.", code="corrupt") from None


def read_part(container: zipfile.ZipFile, name: str, what: str, *, declared: bool = True) -> bytes | None:
    """The bytes of a small part, such as a chapter or a picture. Raises StageError `too_large` beyond MAX_TREE_BYTES."""
    with open_member(container, name, what, declared=declared) as stream:
        if stream is None:
            return None
        data = stream.read(MAX_TREE_BYTES + 1)
    if len(data) > MAX_TREE_BYTES:
        raise StageError(f"A part of this {what} is far larger than such parts are; it was not read.", code="too_large")
    return data
