"""Rich Text Format (RTF 1.9.1): a stream of what a file says, in one pass and bounded memory.

Pictures, embedded objects and every destination that is not text are passed over; nothing they name is ever opened. What was a page before Outlook made rich
text of it (MS-OXRTFEX) becomes that page again.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import IO

from bowerbird.pipeline.formats.encoding import is_encoding

CHUNK_BYTES = 256 * 1024
MAX_DEPTH = 500
"""Deeper groups are read as if they were one."""
_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})?[ ]?|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<symbol>[^a-zA-Z'])|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]{1,4096})"
)
_LONGEST_TOKEN = 64
_SKIPPED = frozenset(
    b"colortbl pict objdata themedata colorschememapping datastore latentstyles listtable listoverridetable rsidtbl generator xmlnstbl fldinst filetbl revtbl"
    b" bkmkstart bkmkend header footer headerl headerr headerf footerl footerr footerf nonshppict sp mmathPr xe tc private pgptbl atnid atnauthor"
    b" userprops".split()
)
_KEPT = frozenset(b"shpinst shppict shptxt title author subject creatim fldrslt footnote annotation listtext pntext ud upr".split())
"""Destinations that are read although they are marked to be skipped by who does not know them."""
_CODE_PAGES = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258",
    177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 255: "cp437",
}  # fmt: skip
_SYMBOLS = {b"~": "\u00a0", b"_": "-", b"\n": "\n", b"\r": "\n", b"\\": "\\", b"{": "{", b"}": "}"}
_WORDS = {
    b"tab": "\t", b"line": "\n", b"emdash": "—", b"endash": "–", b"lquote": "‘", b"rquote": "’",
    b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•", b"emspace": " ", b"enspace": " ", b"qmspace": " ",
}  # fmt: skip
_ENDS = frozenset(b"par cell row sect page nestcell nestrow".split())
_DATE = frozenset(b"yr mo dy hr min".split())


@dataclass(frozen=True, slots=True)
class Event:
    """`text`; the ends `par`, `cell`, `row`, ...; `style` and `outline` of the paragraph that follows; `pard`, which resets them; what the file says of itself
    as `info`; `page` where all text that follows is the source of an HTML page."""

    kind: str
    text: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class _Group:
    destination: bytes = b""
    skipped: bool = False
    code_page: str = "cp1252"
    fallback: int = 1
    """How many characters follow each \\u for readers without Unicode."""
    hidden: bool = False
    rendition: bool = False
    """What stands for a tag of a page where that is shown as rich text."""
    style: int = 0


class RtfReader:
    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._group = _Group()
        self._stack: list[_Group] = []
        self._too_deep = 0
        self._default = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._bytes = bytearray()
        self._units: list[int] = []
        """UTF-16 code units of \\u, which may be halves of pairs."""
        self._skip = 0
        self._star = False
        self._page = False

    def events(self) -> Iterator[Event]:
        held, end = b"", False
        while not end:
            chunk = self._file.read(CHUNK_BYTES)
            end = not chunk
            held += chunk
            at = 0
            while at < len(held) and (end or at < len(held) - _LONGEST_TOKEN):
                token = _TOKEN.match(held, at)
                if token is None:
                    at += 1
                    continue
                at = token.end()
                if token["word"] == b"bin":
                    at += _skip_binary(self._file, int(token["number"] or 0), len(held) - at)
                else:
                    yield from self._take(token)
            held = held[at:]
        yield from self._flush()

    def _take(self, token: "re.Match[bytes]") -> Iterator[Event]:
        if (text := token["text"]) is not None:
            if not self._group.skipped:
                yield from self._plain(text)
        elif (code := token["hex"]) is not None:
            if self._skip:
                self._skip -= 1
            elif not self._group.skipped:
                yield from self._flush_units()
                self._bytes.append(int(code, 16))
        elif (brace := token["brace"]) is not None:
            yield from self._flush()
            self._skip = 0
            if brace == b"{":
                self._open()
            else:
                yield from self._close()
        elif (symbol := token["symbol"]) is not None:
            if symbol == b"*":
                self._star = True
            elif symbol in _SYMBOLS and not self._group.skipped:
                yield from self._flush()
                yield self._said(_SYMBOLS[symbol])
        else:
            yield from self._word(token["word"], int(token["number"]) if token["number"] else None)

    def _plain(self, text: bytes) -> Iterator[Event]:
        if self._skip:
            text, self._skip = text[self._skip :], max(0, self._skip - len(text))
        if text:
            yield from self._flush_units()
            self._bytes += text

    def _word(self, word: bytes, number: int | None) -> Iterator[Event]:
        star, self._star = self._star, False
        if word == b"u" and number is not None:
            if not self._group.skipped:
                yield from self._flush_bytes()
                self._units.append(number & 0xFFFF)
            self._skip = self._group.fallback
            return
        if self._skip and word not in _ENDS:
            self._skip -= 1
            return
        yield from self._flush()
        if word in _SKIPPED or (star and word not in _KEPT and not (self._page and word == b"htmltag")):
            self._group = replace(self._group, skipped=True)
        elif word in {b"fonttbl", b"stylesheet", b"info"} or (
            self._within(b"info") and word in {b"title", b"author", b"subject", b"creatim"}
        ):
            self._group = replace(self._group, destination=word)
        elif not self._group.skipped:
            yield from self._formatting(word, number)

    def _formatting(self, word: bytes, number: int | None) -> Iterator[Event]:
        group = self._group
        if word in _WORDS:
            yield self._said(_WORDS[word])
        elif (word in _ENDS or word in {b"pard", b"intbl"}) and not group.rendition:
            yield Event(word.decode().removeprefix("nest"))
        elif word in {b"fromhtml", b"htmlrtf"}:
            yield from self._of_page(word, number)
        elif word == b"ansicpg" and number:
            self._default = _codec(f"cp{number}")
            self._group = replace(group, code_page=self._default)
        elif word == b"f" and number is not None:
            self._font = number
            self._group = replace(group, code_page=self._fonts.get(number, self._default))
        elif word == b"fcharset" and number is not None:
            self._fonts[self._font] = _CODE_PAGES.get(number, self._default)
        elif word == b"uc" and number is not None:
            self._group = replace(group, fallback=min(max(number, 0), 16))
        elif word in {b"v", b"deleted"}:  # hidden, or deleted by a change that somebody tracks
            self._group = replace(group, hidden=number != 0)
        elif word == b"s" and number is not None:
            self._group = replace(group, style=number)
            if group.destination != b"stylesheet":
                yield Event("style", number=number)
        elif word == b"outlinelevel" and group.destination != b"stylesheet":
            yield Event("outline", number=number or 0)
        elif word in _DATE and group.destination == b"creatim":
            yield Event("info", word.decode(), number or 0)

    def _of_page(self, word: bytes, number: int | None) -> Iterator[Event]:
        if word == b"fromhtml":
            self._page = True
            yield Event("page")
        elif self._page:
            self._group = replace(self._group, rendition=number != 0)

    def _within(self, destination: bytes) -> bool:
        return self._group.destination == destination or any(group.destination == destination for group in self._stack[-2:])

    def _open(self) -> None:
        if len(self._stack) >= MAX_DEPTH:
            self._too_deep += 1
        else:
            self._stack.append(self._group)

    def _close(self) -> Iterator[Event]:
        if self._too_deep:
            self._too_deep -= 1
        elif self._stack:
            self._group = self._stack.pop()
        yield from ()

    def _flush(self) -> Iterator[Event]:
        yield from self._flush_bytes()
        yield from self._flush_units()

    def _flush_bytes(self) -> Iterator[Event]:
        if self._bytes:
            text, self._bytes = self._bytes.decode(self._group.code_page, "replace"), bytearray()
            yield self._said(text)

    def _flush_units(self) -> Iterator[Event]:
        if self._units:
            data = b"".join(unit.to_bytes(2, "little") for unit in self._units)
            self._units = []
            yield self._said(data.decode("utf-16-le", "replace"))

    def _said(self, text: str) -> Event:
        group = self._group
        if group.destination == b"stylesheet":
            return Event("style name", text, group.style)
        if group.destination in {b"title", b"author", b"subject"}:
            return Event("info", f"{group.destination.decode()} {text}")
        return Event("" if group.destination or group.hidden or group.rendition else "text", text)


def _skip_binary(file: IO[bytes], length: int, held: int) -> int:
    """Pass over raw bytes, of which `held` are read already. How many of those."""
    length = max(0, length)
    if length > held:
        file.seek(length - held, 1)
    return min(length, held)


def _codec(name: str) -> str:
    return name if is_encoding(name) else "cp1252"
