"""Markdown to text with its headings: what a reader sees, without the marks."""

import re
from collections.abc import Iterator
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bowerbird.pipeline.blocks import page_message
from bowerbird.pipeline.decoding import decoder
from bowerbird.pipeline.extract.plain import cut_position
from bowerbird.pipeline.extract.sections import Sections
from bowerbird.pipeline.formats.encoding import read_text
from bowerbird.pipeline.text import clean
from bowerbird.pipeline.work import Message

LONG_LINE = 5_000
"""A longer line is taken as it stands: inline parsing is quadratic in it."""
_LONG_LINES = re.compile(r"^([^\n]{5001,}\n?)", re.MULTILINE)
DEEP_QUOTE = re.compile(r"^[ ]{0,3}(?:>[ ]?){20}", re.MULTILINE)
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_TAGS = re.compile(r"<[^<>]{1,300}>")


@decoder("markdown.text")
def markdown_text(path: Path | None) -> Iterator[Message]:
    assert path is not None
    sections = Sections()
    held, first = "", True
    for chunk in read_text(path):
        held += chunk
        cut = cut_position(held) if len(held) > LONG_LINE else 0
        if cut:
            yield from _read(clean(held[:cut]), sections, first=first)
            held, first = held[cut:], False
    yield from _read(clean(held), sections, first=first)
    if blocks := sections.finish():
        yield page_message(blocks)


def _read(text: str, sections: Sections, *, first: bool) -> Iterator[Message]:
    if first and (front := _FRONT_MATTER.match(text)):
        sections.add(front.group().strip("-\n"))
        text = text[front.end() :]
    markdown_sections(text, sections)
    if blocks := sections.take():
        yield page_message(blocks)


def markdown_sections(text: str, sections: Sections) -> None:
    """Add a stretch of Markdown to `sections`."""
    for piece in _LONG_LINES.split(text):
        if (len(piece) > LONG_LINE and "\n" not in piece.strip("\n")) or DEEP_QUOTE.search(piece):
            sections.add(piece)
        else:
            reading = _Reading(sections)
            for token in MarkdownIt("commonmark", {"maxNesting": 30}).enable("table").parse(piece):
                reading.take(token)


class _Reading:
    """Follows the tokens of one stretch."""

    def __init__(self, sections: Sections) -> None:
        self._sections = sections
        self._cells: list[str] | None = None
        self._in_heading = False
        self._in_table_head = False

    def take(self, token: Token) -> None:
        if token.type == "inline":
            self._inline(_plain(token))
        elif token.type in {"fence", "code_block"}:
            self._sections.add(token.content)
        elif token.type == "html_block":
            self._sections.add(_TAGS.sub("", token.content))
        else:
            self._structure(token.type)

    def _inline(self, text: str) -> None:
        if self._cells is not None:
            self._cells.append(text)
        elif self._in_heading:
            self._sections.heading(text)
        else:
            self._sections.add(text)

    def _structure(self, kind: str) -> None:
        match kind:
            case "heading_open" | "heading_close":
                self._in_heading = kind == "heading_open"
            case "thead_open" | "thead_close":
                self._in_table_head = kind == "thead_open"
            case "tr_open":
                self._cells = []
            case "tr_close" if self._cells is not None:
                row, self._cells = " | ".join(self._cells), None
                if self._in_table_head:
                    self._sections.begin_table(row)
                self._sections.add(row)
            case "table_close":
                self._sections.end_table()


def _plain(token: Token) -> str:
    parts = []
    for child in token.children or ():
        if child.type in {"softbreak", "hardbreak"}:
            parts.append("\n" if child.type == "hardbreak" else " ")
        elif child.type in {"text", "code_inline", "image"}:
            parts.append(child.content)
    return "".join(parts)
