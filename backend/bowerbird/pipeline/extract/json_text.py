"""JSON (RFC 8259), also one value a line: names and values as `name: value`, one innermost object a line, escapes resolved.

The text is scanned and never parsed into a tree, so neither depth nor size matters; what is no JSON is read as it stands.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from bowerbird.pipeline.blocks import page_message
from bowerbird.pipeline.decoding import decoder
from bowerbird.pipeline.extract.sections import Sections
from bowerbird.pipeline.formats.encoding import read_text
from bowerbird.pipeline.text import clean
from bowerbird.pipeline.work import Message

_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[{}\[\],:]|[^\s{}\[\],:"]{1,400}', re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_LETTERS = {"n": "\n", "t": "\t", "r": "\n", "b": "", "f": "\n"}
_HELD_CHARS = 1024 * 1024
"""A longer string is read in pieces."""
MAX_LINE_CHARS = 2_000


@decoder("json.text")
def json_text(path: Path | None) -> Iterator[Message]:
    assert path is not None
    sections = Sections()
    reading = _Reading(sections)
    held = ""
    for chunk in read_text(path):
        held += chunk
        held = held[reading.scan(held, final=len(held) > _HELD_CHARS) :]
        if blocks := sections.take():
            yield page_message(blocks)
    reading.scan(held, final=True)
    reading.end()
    if blocks := sections.finish():
        yield page_message(blocks)


class _Reading:
    def __init__(self, sections: Sections) -> None:
        self._sections = sections
        self._name: str | None = None
        self._value: str | None = None
        self._line: list[str] = []
        self._chars = 0

    def scan(self, text: str, *, final: bool) -> int:
        """Takes the tokens of `text` and returns where the rest begins: a token that touches the end may go on behind it."""
        at = 0
        for token in _TOKEN.finditer(text):
            if not final and '"' in text[at : token.start()]:  # a string that has no end yet
                return text.index('"', at)
            if token.end() == len(text) and not final and token.group() not in "{}[],:":
                return token.start()
            at = token.end()
            self._take(token.group())
        rest = text.find('"', at)
        return len(text) if rest < 0 or final else rest

    def _take(self, lexeme: str) -> None:
        if lexeme in "{}[],:":
            if lexeme == ":":
                self._name, self._value = self._value, None
                return
            opened = self._name if lexeme == "{" and self._value is None else None
            if opened is None:
                self._end_value()
            if lexeme in "{}":
                self._name = None
                self._end_line()
            if opened:  # the name of an object stands before what is in it
                self._line.append(opened)
        else:
            self._value = _unescaped(lexeme[1:-1]) if lexeme[0] == '"' and len(lexeme) > 1 else lexeme

    def _end_value(self) -> None:
        parts = [part for part in (self._name, self._value) if part]
        self._name = self._value = None
        if parts:
            part = ": ".join(parts)
            self._line.append(part)
            self._chars += len(part)
            if self._chars > MAX_LINE_CHARS:
                self._end_line()

    def _end_line(self) -> None:
        if self._line:
            self._sections.add(" · ".join(self._line))
        self._line, self._chars = [], 0

    def end(self) -> None:
        self._end_value()
        self._end_line()


def _unescaped(text: str) -> str:
    if "\\" in text:
        text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else _LETTERS.get(found[2], found[2]), text)
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return clean(text).strip()
