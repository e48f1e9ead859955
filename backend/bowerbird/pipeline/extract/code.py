"""Source code as it stands, cut where functions, classes and types begin. What they are called is the heading of their lines.

Definitions are known by the look of a line, not by parsing: one expression serves the usual languages, and a miss costs a heading, never a line.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from bowerbird.pipeline.blocks import Block, page_message
from bowerbird.pipeline.decoding import decoder
from bowerbird.pipeline.extract.plain import cut_position
from bowerbird.pipeline.formats.encoding import CHUNK_CHARS, read_text
from bowerbird.pipeline.text import clean, shorten
from bowerbird.pipeline.work import Message

MAX_BLOCK_CHARS = 64 * 1024
_MODIFIERS = (
    r"(?:(?:public|private|protected|internal|static|final|abstract|async|export|default|pub(?:\([^)\s]{1,40}\))?|unsafe|extern|override|virtual|sealed|open|data"
    r"|partial|inline|constexpr|const|local|declare|suspend|case)\s{1,8}){0,8}"
)
_KEYWORDS = (
    r"(?:def|class|func|function|fn|fun|struct|enum|interface|trait|impl|module|namespace|object|record|protocol"
    r"|extension|type|sub|procedure|package|contract)"
)
_NAME = r"[\w$.:<>,&*'\[\]]{1,120}"
_DEFINITION = re.compile(
    rf"^(?P<indent>[ \t]{{0,8}}){_MODIFIERS}(?:{_KEYWORDS}\s{{1,8}}(?:\([^)\n]{{0,80}}\)\s{{0,4}})?(?P<name>{_NAME})"
    # a function of C, C++, Java or C#: a type, a name, parameters, and an opening brace
    rf"|[A-Za-z_][\w:<>*&,\[\] ]{{0,80}}[\s*&](?P<typed>[A-Za-z_~][\w:~]{{1,80}})\s?\([^;{{}}\n]{{0,300}}\)[^;{{}}\n]{{0,80}}\{{)",
)
_SQL = re.compile(
    r"^\s{0,4}create\s+(?:or\s+replace\s+)?(?:\w+\s+){0,3}?(?:table|view|function|procedure|index|type|trigger)\s+(?:if\s+not\s+exists\s+)?(?P<name>[\w.\"]{1,120})",
    re.IGNORECASE,
)
_NO_NAMES = frozenset({"if", "for", "while", "switch", "return", "else", "catch", "new", "throw", "sizeof", "do", "with"})
_LONGEST_LINE = 200


@decoder("code.text")
def code_text(path: Path | None) -> Iterator[Message]:
    assert path is not None
    reading = _Reading()
    held = ""
    for chunk in read_text(path):
        held += chunk
        cut = cut_position(held) if len(chunk) == CHUNK_CHARS else len(held)
        if blocks := reading.take(clean(held[:cut])):
            yield page_message(blocks)
        held = held[cut:]
    if blocks := [*reading.take(clean(held)), *reading.finish()]:
        yield page_message(blocks)


class _Reading:
    def __init__(self) -> None:
        self._heading: str | None = None
        self._outer: list[tuple[int, str]] = []
        """Definitions around this line: indentation and name."""
        self._lines: list[str] = []
        self._chars = 0
        self._done: list[Block] = []

    def take(self, text: str) -> list[Block]:
        """The blocks that are complete with this text."""
        for line in text.splitlines(keepends=True):
            definition = _name_of(line)
            if definition is not None:
                self._close()
                self._heading = self._qualified(*definition)
            self._lines.append(line)
            self._chars += len(line)
            if self._chars > MAX_BLOCK_CHARS:
                self._close()
        done, self._done = self._done, []
        return done

    def finish(self) -> list[Block]:
        self._close()
        return self._done

    def _qualified(self, indent: int, name: str) -> str:
        self._outer = [outer for outer in self._outer if outer[0] < indent][-4:]
        self._outer.append((indent, name))
        return shorten(".".join(outer for _, outer in self._outer), 200) or name

    def _close(self) -> None:
        if text := "".join(self._lines):
            self._done.append(Block(text, self._heading))
        self._lines, self._chars = [], 0


def _name_of(line: str) -> tuple[int, str] | None:
    """Indentation and name of what the line defines."""
    if len(line) > _LONGEST_LINE:
        return None
    found = _DEFINITION.match(line)
    if found is None:
        sql = _SQL.match(line)
        return (0, sql.group("name").strip('"')) if sql else None
    name = (found.group("name") or found.group("typed")).split("<")[0].rstrip(":,'*&")
    return (len(found.group("indent").expandtabs(4)), name) if name and name not in _NO_NAMES else None
