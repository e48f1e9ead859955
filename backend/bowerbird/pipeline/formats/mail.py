"""Mail (RFC 5322 and MIME, RFC 2045-2047, 2231): one pass over the file, a line at a time.

The standard library builds the whole message in memory and follows nested parts by recursion, which 3,000 of them break. Here parts are told one after
another, however deep they nest, and nothing of them is held but the boundaries around them.
"""

import binascii
import io
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message as Header
from email.utils import collapse_rfc2231_value, parsedate_to_datetime
from typing import IO

from bowerbird.pipeline.formats.encoding import detect_encoding, is_encoding
from bowerbird.pipeline.text import clean

LINE_BYTES = 64 * 1024
MAX_NESTING = 10_000
MAX_PARTS = 30_000
"""With those that hold others. Longer than any message is read by hand; a file of nothing but boundaries has a million."""
MAX_HEADERS = 2_000
MAX_HEADER_BYTES = 16 * 1024
_DOUBTED = frozenset({"us-ascii", "ascii", "unknown-8bit", "utf-8", "utf8"})
"""What programs write that do not know. Whether it is so can be seen."""
CHUNK_BYTES = 1024 * 1024
_ENCODED_WORD = re.compile(r"=\?([\w.:-]{1,60})(?:\*[\w-]{0,20})?\?([bBqQ])\?([^?\s]{0,1000}(?: [^?\s]{0,200}){0,20})\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)\s{1,200}(?==\?)")
_LENGTH = re.compile(rb"\d{1,10} {0,10}\r?\n")
_LENGTH_CHARS = 32
_NUMBERS = itertools.count()
"""Of multiparts, also across messages in messages."""
_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")


@dataclass(frozen=True, slots=True)
class Headers:
    fields: dict[str, list[bytes]] = field(default_factory=dict)
    """By lower-case name, unfolded, in the order they came."""

    def text(self, name: str) -> str:
        """The first of this name, decoded and cleaned, on one line; empty if there is none."""
        values = self.fields.get(name, ())
        return " ".join(clean(decode_words(_decode(values[0]))).split()) if values else ""

    def date(self) -> datetime | None:
        try:
            found = parsedate_to_datetime(self.text("date"))
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
        return found if found.tzinfo else found.replace(tzinfo=UTC)


class Part:
    """What is not multipart: a text, an attachment, a message in the message. Its bytes can be read only before the next part is asked for."""

    def __init__(self, headers: Headers, body: Iterator[bytes], around: Sequence["_Multipart"]) -> None:
        self.headers = headers
        self._body = body
        self.alternatives = tuple(outer.number for outer in around if outer.kind == "multipart/alternative")
        """Numbers of those around it of which a reader shows one."""
        self._header = Header()
        self._header["Content-Type"] = headers.text("content-type")[:2_000] or "text/plain"
        self._header["Content-Disposition"] = headers.text("content-disposition")[:2_000]
        kind = self._header.get_content_type()
        self.kind = "text/plain" if kind.startswith("multipart/") else kind  # it named no boundary
        self.is_encrypted = any(outer.kind == "multipart/encrypted" for outer in around)
        self._decoded: Iterator[bytes] | None = None

    @property
    def disposition(self) -> str:
        return (self._header.get_content_disposition() or "").lower()

    @property
    def file_name(self) -> str:
        name = self._header.get_filename()
        return clean(decode_words(name)).strip() if name else ""

    @property
    def charset(self) -> str | None:
        value = self._header.get_param("charset")
        name = collapse_rfc2231_value(value).strip() if value else ""
        return name if is_encoding(name) else None

    def chunks(self) -> Iterator[bytes]:
        """The bytes, decoded."""
        if self._decoded is not None:
            yield from self._decoded
            return
        encoding = self.headers.text("content-transfer-encoding").lower()
        if encoding == "base64":
            yield from _base64(self._body)
        elif encoding == "quoted-printable":
            yield from _quoted_printable(self._body)
        else:
            yield from self._body

    def give_back(self, chunks: Iterator[bytes]) -> None:
        """For somebody who has looked at what `chunks` told."""
        self._decoded = chunks

    def text(self, limit: int) -> str:
        """The first `limit` bytes as text, by the declared character set unless it is none."""
        data = bytearray()
        for chunk in self.chunks():
            data += chunk
            if len(data) > limit:
                break
        sample = bytes(data[:limit])
        charset = self.charset
        if charset is None or charset.lower() in _DOUBTED:
            charset = detect_encoding(sample[:65_536])
        return sample.decode(charset, "replace")


@dataclass(frozen=True, slots=True)
class _Multipart:
    boundary: bytes
    kind: str
    number: int


class MailReader:
    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._around: list[_Multipart] = []
        self._depth_of: dict[bytes, int] = {}
        self._delimiter: tuple[int, bool] | None = None
        """The boundary that ended what was read last: its depth, and whether it closes its multipart."""
        self._end = self._length_before()
        self.headers = self._read_headers()

    def _length_before(self) -> int | None:
        """Apple Mail (emlx) writes how long the message is before it, and what it thinks of it behind it."""
        first = self._file.readline(_LENGTH_CHARS)
        if _LENGTH.fullmatch(first):
            return self._file.tell() + int(first)
        self._file.seek(-len(first), 1)
        return None

    def _line(self) -> bytes:
        size = LINE_BYTES if self._end is None else min(LINE_BYTES, self._end - self._file.tell())
        return self._file.readline(size) if size > 0 else b""

    def parts(self) -> Iterator[Part]:
        """The first MAX_PARTS of them."""
        headers = self.headers
        for _ in range(MAX_PARTS):
            inner = self._multipart(headers)
            if inner is not None and len(self._around) < MAX_NESTING:
                self._depth_of[inner.boundary] = len(self._around)
                self._around.append(inner)
                body = self._body()
            else:
                body = self._body()
                yield Part(headers, body, self._around)
            for _ in body:  # what nobody read, and what stands before the first part
                pass
            while self._delimiter is not None:
                depth, closed = self._delimiter
                del self._around[depth + (not closed) :]
                if not closed:
                    break
                for _ in self._body():  # what stands behind the last part
                    pass
            else:
                return
            headers = self._read_headers()

    def _multipart(self, headers: Headers) -> _Multipart | None:
        described = Header()
        described["Content-Type"] = headers.text("content-type")[:2_000]
        if described.get_content_maintype() != "multipart":
            return None
        value = described.get_param("boundary")
        boundary = collapse_rfc2231_value(value).rstrip().encode("utf-8", "replace") if value else b""
        if not boundary:
            return None
        return _Multipart(boundary[:200], described.get_content_type(), next(_NUMBERS))

    def _read_headers(self) -> Headers:
        found: dict[str, list[bytes]] = {}
        name, count = "", 0
        while line := self._line():
            text = line.rstrip(b"\r\n")
            if not text:
                break
            if self._is_delimiter(text):
                self._file.seek(-len(line), 1)
                break
            if text[:1] in b" \t" and name:
                values = found[name]
                if len(values[-1]) < MAX_HEADER_BYTES:
                    values[-1] += b" " + text.strip()
                continue
            raw, colon, value = text.partition(b":")
            count += 1
            if colon and count <= MAX_HEADERS and len(raw) < 100:
                name = raw.strip().lower().decode("ascii", "replace")
                found.setdefault(name, []).append(value.strip()[:MAX_HEADER_BYTES])
            else:
                name = ""
        return Headers(found)

    def _body(self) -> Iterator[bytes]:
        """Lines up to a boundary of one of the multiparts around. The line end before it belongs to the boundary."""
        self._delimiter = None
        ending = b""
        begins_line = True
        while line := self._line():
            if begins_line and line[:2] == b"--":
                self._delimiter = self._is_delimiter(line.rstrip())
                if self._delimiter is not None:
                    return
            begins_line = line.endswith(b"\n")
            content = line.rstrip(b"\r\n") if begins_line else line
            yield ending + content
            ending = line[len(content) :]
        if ending:
            yield ending

    def _is_delimiter(self, line: bytes) -> tuple[int, bool] | None:
        if line[:2] != b"--" or not self._around:
            return None
        for name, closed in ((line[2:], False), (line[2:-2], True)):
            depth = self._depth_of.get(name)
            if (
                depth is not None
                and depth < len(self._around)
                and self._around[depth].boundary == name
                and (not closed or line[-2:] == b"--")
            ):
                return depth, closed
        return None


def _base64(lines: Iterator[bytes]) -> Iterator[bytes]:
    held = b""
    for line in lines:
        held += _NO_BASE64.sub(b"", line)
        if len(held) >= CHUNK_BYTES:
            whole = len(held) // 4 * 4
            yield binascii.a2b_base64(held[:whole])
            held = held[whole:]
    if len(held) % 4 == 1:
        held = held[:-1]
    if held:
        yield binascii.a2b_base64(held + b"=" * (-len(held) % 4))


def _quoted_printable(lines: Iterator[bytes]) -> Iterator[bytes]:
    held = b""
    for line in lines:
        held += line
        end = held.rfind(b"\n") + 1
        if end:
            yield binascii.a2b_qp(held[:end])
            held = held[end:]
    yield binascii.a2b_qp(held)


class Mailbox:
    """The messages of an mbox file (RFC 4155): each begins with a line `From ` behind an empty one."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._at_message = file.readline(LINE_BYTES).startswith(b"From ")

    def messages(self) -> Iterator[tuple[Headers, Iterator[bytes]]]:
        """Headers and bytes; those of a message can be read only before the next is asked for."""
        while self._at_message:
            self._at_message = False
            head = bytearray()
            lines = self._lines()
            for line in lines:
                head += line
                if not line.strip() or len(head) > LINE_BYTES:
                    break
            yield MailReader(io.BytesIO(bytes(head))).headers, itertools.chain([bytes(head)], lines)
            for _ in lines:
                pass

    def _lines(self) -> Iterator[bytes]:
        empty = False
        while line := self._file.readline(LINE_BYTES):
            if empty and line.startswith(b"From "):
                self._at_message = True
                return
            empty = not line.strip()
            yield line[1:] if line.startswith(b">From ") else line


def decode_words(text: str) -> str:
    """Encoded words (RFC 2047) in a header."""
    return _ENCODED_WORD.sub(_decode_word, _BETWEEN_WORDS.sub(r"\1", text)) if "=?" in text else text


def _decode_word(word: "re.Match[str]") -> str:
    charset, how, content = word.groups()
    data = content.encode("utf-8")
    data = binascii.a2b_qp(data, header=True) if how in "qQ" else b"".join(_base64(iter([data])))
    return data.decode(charset if is_encoding(charset) else detect_encoding(data), "replace")


def _decode(raw: bytes) -> str:
    """Header bytes: ASCII by the standard, UTF-8 by the newer one, anything in practice."""
    return raw.decode("ascii") if raw.isascii() else raw.decode(detect_encoding(raw), "replace")
