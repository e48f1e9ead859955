"""Reading archives within bounds: ZIP, TAR, and either of gzip, bzip2, xz or zstd around a TAR or a single file. Runs in the decoder child.

Nothing is written anywhere, no link is followed, and what a directory claims about sizes is not believed: the bytes that come out are counted.
"""

import bz2
import gzip
import lzma
import re
import stat
import struct
import sys
import tarfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

from bowerbird.errors import StageError
from bowerbird.intake.names import UNNAMED, clean_path
from bowerbird.pipeline.formats.plausibility import likeliest_encoding
from bowerbird.settings import MIB, get_settings

CHUNK_BYTES = 4 * MIB
_RATIO_MATTERS = 64 * MIB
"""So much may come out of the smallest archive."""
_UTF8_FLAG, _ENCRYPTED_FLAG = 0x800, 0x1
_BROKEN = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    zstd.ZstdError,
    EOFError,
    OSError,
    ValueError,
    IndexError,
    struct.error,
    RuntimeError,  # headers that announce headers without end, versions that are not there yet
)
_BLOCK = 512
_VAIN_READS = 8
"""At the end of an archive tarfile goes on reading, block by block, as far as a header claims that a member goes: a terabyte takes it minutes."""
_ZSTD = re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18")
"""A frame, or one to be skipped (RFC 8878, sections 3.1.1 and 3.1.2)."""
_UNKNOWN = re.compile("dictionary|memory", re.IGNORECASE)
_DOS = ("cp437", "cp866", "cp850", "cp852")
_JUNK = "__MACOSX/"
CORRUPT = "This archive is damaged and cannot be read."


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive. In a TAR its bytes can be read only before the next member is asked for."""

    path: str
    """Cleaned, and unlike that of any member before."""
    modified: datetime | None
    problem: tuple[str, str] | None
    """(code, detail) of a member that cannot be read: encrypted, packed in a way not known here."""
    chunks: Callable[[], Iterator[bytes]]
    """Raises MemberError for a member that is damaged, StageError for an archive that unpacks to too much."""


class MemberError(Exception):
    """This member is damaged; the next may be whole."""


class Bounds:
    """Counts what comes out."""

    def __init__(self, packed_bytes: int) -> None:
        limits = get_settings().limits
        self._left = min(limits.archive_bytes, max(_RATIO_MATTERS, limits.archive_ratio * packed_bytes))

    def count(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise StageError("This archive unpacks to far more than its size allows; the rest of it was not unpacked.", code="too_large")


def members(path: Path, *, name: str = "") -> Iterator[Member]:
    """The files of an archive, without folders, links and devices. A single packed file is called as the archive, whose `name` is asked for nothing else;
    without it that file is passed over. Raises StageError `corrupt` or `too_large`."""
    bounds = Bounds(path.stat().st_size)
    try:
        with path.open("rb") as raw:
            head = raw.read(6)
            raw.seek(0)
            if head[:2] == b"PK":
                yield from _zip_members(raw, bounds)
            else:
                yield from _stream_members(raw, head, bounds, name)
    except zstd.ZstdError as error:
        if _UNKNOWN.search(str(error)):
            raise StageError("This archive was packed with a dictionary, or a window of more than 128 MiB.", code="unsupported") from None
        raise StageError(CORRUPT, code="corrupt") from None
    except _BROKEN:
        raise StageError(CORRUPT, code="corrupt") from None


class _Paths:
    """Members of one name become `name (2)`, `name (3)`, in their order."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._times: Counter[str] = Counter()

    def of(self, raw: str) -> str:
        path = clean_path(raw) or UNNAMED
        wanted = path
        while path in self._taken:
            self._times[wanted] += 1
            pure = PurePosixPath(wanted)
            path = str(pure.with_name(f"{pure.stem} ({self._times[wanted] + 1}){pure.suffix}"))
        self._taken.add(path)
        return path


def _zip_members(raw: IO[bytes], bounds: Bounds) -> Iterator[Member]:
    with zipfile.ZipFile(raw) as container:
        entries = container.infolist()
        encoding = _name_encoding(entries)
        paths = _Paths()
        for entry in entries:
            name = _entry_name(entry, encoding)
            mode = entry.external_attr >> 16
            if name.endswith("/") or name.startswith(_JUNK) or (stat.S_IFMT(mode) and not stat.S_ISREG(mode)):
                continue
            yield Member(paths.of(name), _zip_time(entry), _zip_problem(entry), _zip_chunks(container, entry, bounds))


def _zip_problem(entry: zipfile.ZipInfo) -> tuple[str, str] | None:
    if entry.flag_bits & _ENCRYPTED_FLAG:
        return "encrypted", "needs a password"
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}:
        return "unsupported", "is packed in a way that Bowerbird does not know"
    return None


def _zip_chunks(container: zipfile.ZipFile, entry: zipfile.ZipInfo, bounds: Bounds) -> Callable[[], Iterator[bytes]]:
    def chunks() -> Iterator[bytes]:
        with _member(), container.open(entry) as source:
            yield from _counted(source, bounds)

    return chunks


@contextmanager
def _member() -> Iterator[None]:
    try:
        yield
    except _BROKEN:
        raise MemberError from None


def _counted(source: IO[bytes], bounds: Bounds) -> Iterator[bytes]:
    while chunk := source.read(CHUNK_BYTES):
        bounds.count(len(chunk))
        yield chunk


def _entry_name(entry: zipfile.ZipInfo, encoding: str) -> str:
    name = entry.orig_filename
    if not entry.flag_bits & _UTF8_FLAG and not name.isascii():
        name = name.encode("cp437").decode(encoding, "replace")
    return name.replace("\\", "/") if entry.create_system == 0 and "/" not in name else name


def _name_encoding(entries: list[zipfile.ZipInfo]) -> str:
    """Of names without the UTF-8 flag: the standard says code page 437, programs write what their system uses. zipfile has decoded them as the standard says."""
    sample = b"\n".join(
        entry.orig_filename.encode("cp437", "replace")
        for entry in entries[:1000]
        if not entry.flag_bits & _UTF8_FLAG and not entry.orig_filename.isascii()
    )
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError:
        return likeliest_encoding(sample, also=_DOS) or "cp437"
    return "utf-8"


def _zip_time(entry: zipfile.ZipInfo) -> datetime | None:
    """The extended timestamp (Info-ZIP's field 0x5455, UTC) where there is one, else the date of DOS, which has no zone."""
    at, extra = 0, entry.extra
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        if kind == 0x5455 and size >= 5 and at + 9 <= len(extra) and extra[at + 4] & 1:
            return _instant(struct.unpack_from("<i", extra, at + 5)[0])
        at += 4 + size
    with suppress(ValueError):
        year, month, day, hour, minute, second = entry.date_time
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC) if year > 1980 else None
    return None


def _instant(seconds: float) -> datetime | None:
    try:
        found = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return found if 1970 < found.year < 2200 else None


class _Stream:
    """What a TAR is read from, forwards only. The first block can be looked at before."""

    def __init__(self, source: IO[bytes], bounds: Bounds, *, packed: bool) -> None:
        self._source, self._bounds, self._packed = source, bounds, packed
        self._vain = 0
        self._head = source.read(_BLOCK)

    @property
    def first_block(self) -> bytes:
        return self._head

    def read(self, size: int) -> bytes:
        head, self._head = self._head[:size], self._head[size:]
        data = head + self._source.read(size - len(head))
        self._vain = 0 if data else self._vain + 1
        if self._vain > _VAIN_READS:
            raise EOFError
        if self._packed:  # else nothing comes out that is not in the file
            self._bounds.count(len(data))
        return data


def _stream_members(raw: IO[bytes], head: bytes, bounds: Bounds, name: str) -> Iterator[Member]:
    source: IO[bytes] = raw
    if head[:2] == b"\x1f\x8b":
        source = cast("IO[bytes]", gzip.GzipFile(fileobj=raw))
    elif head[:3] == b"BZh":
        source = cast("IO[bytes]", bz2.BZ2File(raw))
    elif head[:6] == b"\xfd7zXZ\0":
        source = cast("IO[bytes]", lzma.LZMAFile(raw))  # noqa: SIM115  `raw` is closed by the caller
    elif _ZSTD.match(head):
        source = cast("IO[bytes]", zstd.ZstdFile(raw))  # looks back 128 MiB at most
    stream = _Stream(source, bounds, packed=source is not raw)
    if _begins_tar(stream.first_block):
        yield from _tar_members(stream, bounds, counted=source is not raw)
    elif source is raw:
        raise StageError(CORRUPT, code="corrupt")
    elif name:
        yield Member(_Paths().of(PurePosixPath(name).stem or name), None, None, _stream_chunks(stream))


def _begins_tar(block: bytes) -> bool:
    try:
        tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return False
    return True


def _stream_chunks(stream: _Stream) -> Callable[[], Iterator[bytes]]:
    def chunks() -> Iterator[bytes]:
        with _member():
            while chunk := stream.read(CHUNK_BYTES):
                yield chunk

    return chunks


def _tar_members(stream: _Stream, bounds: Bounds, *, counted: bool) -> Iterator[Member]:
    with tarfile.open(fileobj=cast("Any", stream), mode="r|", encoding="utf-8", errors="surrogateescape") as container:
        paths = _Paths()
        encoding: str | None = None
        while (entry := container.next()) is not None:
            cast("Any", container).members = []  # it would keep them all
            if not entry.isreg():
                continue
            raw = entry.name.encode("utf-8", "surrogateescape")
            if encoding is None and not raw.isascii():
                encoding = _raw_encoding(raw)
            yield Member(
                paths.of(raw.decode(encoding or "utf-8", "replace")),
                _instant(entry.mtime),
                None,
                _tar_chunks(container, entry, bounds, counted),
            )


def _raw_encoding(name: bytes) -> str:
    try:
        name.decode("utf-8")
    except UnicodeDecodeError:
        return likeliest_encoding(name) or "latin-1"
    return "utf-8"


def _tar_chunks(container: tarfile.TarFile, entry: tarfile.TarInfo, bounds: Bounds, counted: bool) -> Callable[[], Iterator[bytes]]:
    def chunks() -> Iterator[bytes]:
        source = container.extractfile(entry)
        if source is None:
            return
        with _member():
            while chunk := source.read(CHUNK_BYTES):
                if entry.issparse() or not counted:  # holes cost the file nothing
                    bounds.count(len(chunk))
                yield chunk

    return chunks
