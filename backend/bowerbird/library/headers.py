"""The HTTP headers of a stored file: what browsers may do with it, ranges (RFC 9110 section 14), validators, and its name (RFC 6266)."""

import re
import unicodedata
from typing import ClassVar
from urllib.parse import quote

from bowerbird.errors import BowerbirdError

SANDBOX = "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""Should a browser take a stored file for a page all the same, it may run nothing, load nothing and reach nothing of ours."""

_INERT = frozenset({"application/pdf", "application/json"})
"""Shown in place, beside raster pictures, sound, film and plain text. (The page's own viewer reads PDFs; the sandbox keeps their scripts still.)"""
_INERT_TEXT = frozenset({"text/plain", "text/markdown", "text/csv", "text/tab-separated-values"})
_PLAYED_AS = {"video/quicktime": "video/mp4", "video/x-matroska": "video/webm", "audio/x-matroska": "audio/webm"}
"""Browsers go by the type before they look at the bytes, and know the names of the formats only that these are made like."""
_RANGE = re.compile(r"bytes=\s*(?:(\d{1,18})-(\d{0,18})|-(\d{1,18}))\s*", re.ASCII)


class RangeNotSatisfiableError(BowerbirdError):
    status: ClassVar[int] = 416
    code = "range_not_satisfiable"
    title = "The file is not that long"


def may_show(mime_type: str) -> bool:
    """Whether browsers may show it in place. HTML, SVG, XML and scripts are only ever downloaded: on our address they would be our page."""
    family = mime_type.partition("/")[0]
    return mime_type in _INERT | _INERT_TEXT or (family in {"image", "audio", "video"} and not mime_type.endswith(("+xml", "/xml", "/svg")))


def sent_type(mime_type: str) -> str:
    """What goes into Content-Type: nothing that a browser would run."""
    if mime_type in _INERT_TEXT:
        return "text/plain"
    if mime_type in _PLAYED_AS:
        return _PLAYED_AS[mime_type]
    return mime_type if may_show(mime_type) else "application/octet-stream"


def content_disposition(name: str, *, inline: bool) -> str:
    """`filename` in plain ASCII for old clients, `filename*` in UTF-8 (RFC 8187) for all others."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^\w .()\[\],+=@-]", "_", plain, flags=re.ASCII).strip() or "file"
    return f"{'inline' if inline else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def parse_range(value: str | None, size: int) -> tuple[int, int] | None:
    """`(start, length)` of a single byte range; None to send the whole (no range, several, or not understood: RFC 9110 allows that).

    Raises RangeNotSatisfiableError for a range that begins beyond the end.
    """
    found = _RANGE.fullmatch(value or "")
    if found is None:
        return None
    first, last, suffix = found.groups()
    if suffix is not None:
        start, end = max(0, size - int(suffix)), size - 1
        satisfiable = int(suffix) > 0 and size > 0
    else:
        start, end = int(first), min(int(last), size - 1) if last else size - 1
        if last and int(last) < start:
            return None
        satisfiable = start < size
    if not satisfiable:
        raise RangeNotSatisfiableError(f"The file has {size} bytes.", headers={"Content-Range": f"bytes */{size}"})
    return start, end - start + 1


def matches(header: str | None, etag: str) -> bool:
    """If-None-Match, by weak comparison. `etag` without quotes."""
    if header is None:
        return False
    return header.strip() == "*" or any(candidate.strip().removeprefix("W/") == f'"{etag}"' for candidate in header.split(","))
