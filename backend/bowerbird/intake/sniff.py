"""Kind and MIME type of a file, from its bytes.

libmagic says what it sees; small rules stand where it is known to be wrong or vague: containers (containers.py), PDF behind a foreign prefix, HTML and SVG
without their usual beginnings, source code and playlists that are only text, text in odd encodings.

The name never decides: a PNG called `.pdf` is a PNG. It only refines what the bytes have shown to be plain text, where Markdown, CSV and TSV cannot be told
from prose with certainty, nor long JSON from its beginning.
"""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from bowerbird.intake import containers, libmagic, raw_pictures
from bowerbird.intake.targa import is_targa
from bowerbird.intake.wide import wide_encoding
from bowerbird.models import AssetKind

HEAD_BYTES = 256 * 1024
TAIL_BYTES = 128 * 1024
"""How much of the two ends of a file `sniff` makes use of."""

_DOS_END = b"\x1a"
"""The last byte of a text from DOS or CP/M."""
UNKNOWN = "application/octet-stream"
EMPTY = "application/x-empty"


@dataclass(frozen=True, slots=True)
class Sniffed:
    kind: AssetKind
    mime_type: str


_DOCUMENTS = frozenset(
    {
        "application/epub+zip",
        "application/json",
        "application/mbox",
        "application/msword",
        "application/pdf",
        "application/rtf",
        containers.BINARY_WORKBOOK,
        containers.IWORK,
        "application/vnd.ms-excel",
        "application/vnd.ms-outlook",
        "application/vnd.ms-powerpoint",
        "application/vnd.ms-tnef",
        "application/vnd.ms-visio.drawing",
        "application/x-ipynb+json",
        "application/x-ole-storage",
        "image/vnd.djvu",
        "message/rfc822",
    }
)
_DOCUMENT_FAMILIES = ("text/", "application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument.")
_SAME = {  # one name for one type
    "application/CDFV2": "application/x-ole-storage",
    "application/cdfv2": "application/x-ole-storage",
    "application/xml": "text/xml",
    "application/xhtml+xml": "text/html",
    "audio/x-aiff": "audio/aiff",
    "audio/x-flac": "audio/flac",
    "audio/x-hx-aac-adts": "audio/aac",
    "audio/x-m4a": "audio/mp4",
    "audio/x-wav": "audio/wav",
    "image/x-ms-bmp": "image/bmp",
    "image/x-portable-greymap": "image/x-portable-graymap",
    "text/rtf": "application/rtf",
    "video/x-m4v": "video/mp4",
}
_TEXT_SUBTYPES = frozenset({"text/html", "text/xml", "text/csv", "text/calendar", "text/vcard"})
"""What is believed of text. libmagic's guesses at programming languages (prose as Pascal, a letter as troff) are not."""
_TEXT_LIKE = frozenset(
    {
        UNKNOWN,
        "application/javascript",
        "application/json",
        "application/pdf",
        "application/vnd.apple.mpegurl",
        "application/x-ndjson",
        "application/x-wine-extension-ini",
        "audio/x-mpegurl",
        "image/svg+xml",
        "message/news",
        "message/rfc822",
    }
)
"""What libmagic says of things that may be, or be behind, text: looked at again."""
_NAMED_TEXT = {
    ".json": "application/json",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
}

# Groups are atomic and repetitions bounded or possessive: these patterns meet hostile bytes, and must not have two ways to match the same ones.
_COMMENT = rb"(?><!--.{0,8000}?-->)"
_PROLOGUE = rb"(?:\xef\xbb\xbf)?(?>\s|<\?.{0,2000}?\?>|" + _COMMENT + rb")*+"
_DOCTYPE = rb"(?><!doctype\s[^\[>]{0,500}+(?:\[.{0,8000}?\]\s{0,100}+)?>)(?>\s|" + _COMMENT + rb")*+"
_HTML = re.compile(
    _PROLOGUE
    + rb"(?:<!doctype\s{1,100}+html|"
    + rb"<(?:html|head|body|title|meta|link|script|style|div|p|h[1-6]|table|article|section|main|span|br|a|img|iframe)[\s/>])",
    re.IGNORECASE | re.DOTALL,
)
_SVG = re.compile(_PROLOGUE + rb"(?:" + _DOCTYPE + rb")?<(?:\w{1,20}:)?svg[\s/>]", re.IGNORECASE | re.DOTALL)
_TAG_FIRST = re.compile(rb"(?:\xef\xbb\xbf)?\s*+<")
_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml\s")
_XML_ROOT = re.compile(
    _PROLOGUE
    + rb"(?:"
    + _DOCTYPE
    + rb")?<(?:(?:rss|opml|urlset|sitemapindex)[\s>]|[A-Za-z][\w.:-]{0,60}\s[^<>]{0,4000}?\bxmlns(?::[\w.-]{1,60})?\s{0,9}=)",
    re.IGNORECASE | re.DOTALL,
)
"""XML that does not say so: its first element has a namespace, or is one of those of feeds and lists of links, which have none."""
_PDF_OBJECT = re.compile(rb"\d{1,10}\s{1,8}\d{1,5}\s{1,8}obj\b")
_HEADER_LINE = re.compile(rb"([A-Za-z][A-Za-z0-9-]{1,60})[ \t]{0,4}:")
_HEADERS_WITHIN = 64 * 1024
"""Signatures and the traces of virus scanners come before what a person reads, some 20 KiB of them."""
_LENGTH = re.compile(rb"\d{1,10} {0,10}\r?\n")
"""Of the message that follows, as Apple Mail writes it (emlx)."""
_ENVELOPE = re.compile(rb"From [^\n]{1,1000}\n")
_NEXT_ENVELOPE = re.compile(rb"\n\r?\nFrom [^\n]{1,1000}\n[A-Za-z][A-Za-z0-9-]{1,60}:")
_MAIL_WHO = frozenset({b"from", b"to", b"subject", b"sender"})
_MAIL_HOW = frozenset({b"mime-version", b"message-id", b"received", b"date", b"return-path"})
_TWO_BYTES_OF_TEXT = frozenset({"application/x-dosexec", "audio/x-mp4a-latm"})
"""What libmagic sees in letters of older encodings that a text begins with: `V` and one of Lithuanian are a frame of sound."""
_NO_TEXT_BYTE = re.compile(rb"[\x00-\x08\x0e-\x19\x1c-\x1f]")
_CONTROL = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def sniff(head: bytes, *, tail: bytes = b"", size: int, name: str = "") -> Sniffed:
    """`head`: the first HEAD_BYTES of a file of `size` bytes or all of it; `tail`: its last TAIL_BYTES, may overlap. `name` refines plain text only."""
    if size == 0:
        return Sniffed(AssetKind.OTHER, EMPTY)
    mime = _mime_type(head, tail or head[-TAIL_BYTES:], size)
    suffix = PurePosixPath(name).suffix.lower()
    if suffix == ".ipynb" and mime in {"text/plain", "application/json"}:
        mime = "application/x-ipynb+json"
    elif mime in {"text/plain", "text/csv"}:
        mime = _NAMED_TEXT.get(suffix, mime)
    return Sniffed(kind_of(mime), mime)


def sniff_file(path: Path, *, name: str = "") -> Sniffed:
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        file.seek(max(0, size - TAIL_BYTES))
        return sniff(head, tail=file.read(TAIL_BYTES), size=size, name=name)


def kind_of(mime_type: str) -> AssetKind:
    if mime_type in _DOCUMENTS or mime_type.startswith(_DOCUMENT_FAMILIES):
        return AssetKind.DOCUMENT
    family = mime_type.partition("/")[0]
    return AssetKind(family) if family in {"image", "video", "audio"} else AssetKind.OTHER


def _mime_type(head: bytes, tail: bytes, size: int) -> str:
    if special := _container_type(head, tail, size) or raw_pictures.raw_type(head):
        return special
    if size == len(head):
        head = head.rstrip(_DOS_END) or head
    mime = _libmagic_type(head)
    if (mime in {UNKNOWN, *_TWO_BYTES_OF_TEXT} or mime.startswith("text/")) and (wide := wide_encoding(head)):
        head, mime = _narrowed(head, wide, mime)
    if mime == "image/x-tga" and not is_targa(head, tail, size):
        return UNKNOWN
    if not (mime.startswith("text/") or mime in _TEXT_LIKE):
        return mime
    if _is_pdf(head):
        return "application/pdf"
    doubtful = mime == UNKNOWN or b"\0" in head[: libmagic.READ_BYTES]
    if doubtful and not _is_text(head):
        return UNKNOWN
    return "application/mbox" if _is_mailbox(head, tail, size) else _text_type(head, mime)


def _libmagic_type(head: bytes) -> str:
    found = libmagic.mime_type(head.removeprefix(codecs.BOM_UTF8))
    if found in _TWO_BYTES_OF_TEXT and not _NO_TEXT_BYTE.search(head):
        return "text/plain"
    return _SAME.get(found, found)


def _narrowed(head: bytes, wide: str, mime: str) -> tuple[bytes, str]:
    """The beginning of a text in UTF-8, and what it is then; both as they are if it is none."""
    try:
        narrow = codecs.getincrementaldecoder(wide)().decode(head).encode()
    except UnicodeError:
        return head, mime
    return (narrow, _libmagic_type(narrow)) if _is_text(narrow) else (head, mime)


def _container_type(head: bytes, tail: bytes, size: int) -> str | None:
    if head[:4] in {b"PK\x03\x04", b"PK\x05\x06"}:
        return containers.zip_type(head, tail, size)
    if head.startswith(containers.COMPOUND):
        return containers.compound_type(head, tail, size)
    if head[4:8] == b"ftyp":
        return containers.iso_media_type(head, tail)
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return containers.matroska_type(head)
    if head[:4] == b"OggS":
        return containers.ogg_type(head)
    packed = "image/svg+xml" if _SVG.match(containers.gzip_head(head)) else None
    return packed or containers.tagged_type(head) or containers.stream_type(head)


def _is_pdf(head: bytes) -> bool:
    """Readers accept the header anywhere in the first 1,024 bytes; behind other bytes an object must follow, or a text about PDF would be one."""
    at = head.find(b"%PDF-", 0, 1024 + 5)
    return at == 0 or (at > 0 and _PDF_OBJECT.search(head, at, at + 4096) is not None)


def _text_type(head: bytes, mime: str) -> str:
    if mime == "application/pdf":  # libmagic accepts what only mentions the magic; the check above did not
        mime = "text/plain"
    if mime == "text/html" and not _TAG_FIRST.match(head):  # a program, a notebook or a log with a page in it
        mime = "text/plain"
    if _SVG.match(head):
        return "image/svg+xml"
    if _HTML.match(head):
        return "text/html"
    if _XML_ROOT.match(head):
        return "text/xml"
    if _is_mail(head):
        return "message/rfc822"
    if mime in _TEXT_SUBTYPES | {"application/json"}:
        return mime
    return "text/xml" if _XML.match(head) or mime == "image/svg+xml" else "text/plain"


def _is_text(head: bytes) -> bool:
    """For what libmagic calls data, and for what has NUL in it: UTF-8 with few control characters. NUL itself may be among the rest of the text."""
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    letters = sum(char.isalnum() for char in text[:10_000])
    return letters >= 0.3 * min(len(text), 10_000) and len(_CONTROL.findall(text)) <= 0.02 * len(text)


def _is_mail(head: bytes) -> bool:
    """RFC 5322: it begins with header lines that say who, and how it came or a second who. One taken out of a mailbox has its envelope line before them, one of
    Apple Mail its length."""
    if head.startswith(b"Content-Type: multipart/"):
        return True
    envelope = _ENVELOPE.match(head) or _LENGTH.match(head)
    seen: set[bytes] = set()
    for line in head[envelope.end() if envelope else 0 : _HEADERS_WITHIN].splitlines():
        if line[:1] in {b" ", b"\t"} and seen:
            continue
        found = _HEADER_LINE.match(line)
        if found is None:
            break
        seen.add(found[1].lower())
    return len(seen & _MAIL_WHO) + bool(seen & _MAIL_HOW) >= 2


def _is_mailbox(head: bytes, tail: bytes, size: int) -> bool:
    """RFC 4155: messages, each behind an envelope line. Where the first is so long that neither end of the file shows a second, there may be one."""
    if not (_ENVELOPE.match(head) and _is_mail(head)):
        return False
    return size > len(head) or any(_NEXT_ENVELOPE.search(part) for part in (head, tail))
