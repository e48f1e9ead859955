"""XML of any vocabulary (FictionBook, DocBook, feeds, KML, flat OpenDocument): its text without the marks, a line for each paragraph, titles as headings.

Where text and elements stand side by side they are one paragraph; elsewhere each element is a line of its own. Pages within the text, as feeds have them, are
read as such. What is no XML is read as it stands.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from bowerbird.pipeline.blocks import Block, page_message
from bowerbird.pipeline.decoding import decoder
from bowerbird.pipeline.extract.html import html_sections
from bowerbird.pipeline.extract.plain import plain_text
from bowerbird.pipeline.extract.sections import Sections
from bowerbird.pipeline.formats.xml import iterate, local
from bowerbird.pipeline.text import clean
from bowerbird.pipeline.work import Message

_TITLES = frozenset({"title", "head", "heading", "h", "h1", "h2", "h3", "h4", "h5", "h6"})
_SILENT = frozenset({"binary", "base64", "script", "style", "binary-data", "styles", "automatic-styles", "settings"})
_BREAKS = frozenset({"br", "lb", "break", "line-break", "tab", "s"})
"""Without text they stand for a blank."""
_SAYING = ("text", "title", "name", "label", "value", "content", "description", "alt")
"""Attributes by which an element without text says something."""
_WRITTEN = frozenset({"description", "encoded", "content", "summary"})
"""What RSS and Atom have pages in, as text."""
_MARKS = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")
_LONGEST_TITLE = 300
_HELD = 200
"""Children of an element that are kept until it ends; one with more is no paragraph."""
_LONGEST_PARAGRAPH = 1_000_000


@decoder("xml.text")
def xml_text(path: Path | None) -> Iterator[Message]:
    assert path is not None
    reading = _Reading()
    told = False
    try:
        for event, element in iterate(path):
            (reading.start if event == "start" else reading.end)(element)
            if blocks := reading.sections.take():
                told = True
                yield page_message(blocks)
    except (etree.XMLSyntaxError, OSError):
        blocks = reading.finish()
        if not (told or blocks):
            yield from plain_text(path)
            return
        yield page_message(blocks, note=["damaged", "This file is no longer XML from some place on; what follows it was left out."])
        return
    yield page_message(reading.finish())


@dataclass(slots=True)
class _Open:
    """An element that has begun."""

    parts: list[str] = field(default_factory=list)
    """Its own text and the lines of its children, cleaned, in order."""
    mixed: bool = False
    """Whether it has text of its own."""
    chars: int = 0

    def lines(self) -> list[str]:
        whole = [" ".join("".join(self.parts).split())] if self.mixed else self.parts
        return [line for line in whole if line and not line.isspace()]


class _Reading:
    def __init__(self) -> None:
        self.sections = Sections()
        self._open: list[_Open] = []
        self._silent = 0

    def start(self, element: "etree._Element") -> None:
        parent = element.getparent()
        if parent is not None:
            self._text(parent, before=element)
        self._open.append(_Open())
        self._silent += local(element).lower() in _SILENT

    def end(self, element: "etree._Element") -> None:
        self._text(element)
        ended, name = self._open.pop(), local(element).lower()
        if self._silent:
            self._silent -= name in _SILENT
        else:
            self._take(ended, name, element)
        element.clear(keep_tail=True)

    def finish(self) -> list[Block]:
        self._spill()
        return self.sections.finish()

    def _text(self, element: "etree._Element", before: "etree._Element | None" = None) -> None:
        """What stands in an element behind the child that was last, up to the next or to its end."""
        holder, texts = self._open[-1], [element.text]
        element.text = None
        while (child := next(element.iterchildren(), None)) is not None and child is not before:
            if isinstance(child, etree._Entity):
                texts.append(html.unescape(child.text))  # characters have the same names in all vocabularies
            texts.append(child.tail)
            element.remove(child)
        if (text := clean("".join(filter(None, texts)))) and not self._silent:
            holder.mixed = holder.mixed or not text.isspace()
            self._hold(holder, text)

    def _take(self, ended: _Open, name: str, element: "etree._Element") -> None:
        lines = ended.lines()
        if not lines and name in _BREAKS and self._open:
            self._hold(self._open[-1], " ")
        elif not lines:
            said = next((value for said in _SAYING if (value := element.get(said)) and any(map(str.isalpha, value))), None)
            lines = [" ".join(clean(said).split())] if said else []
        if name in _WRITTEN and len(lines) == 1 and _MARKS.search(lines[0]):
            lines = _page(lines[0])
        title = " ".join(lines)
        if name in _TITLES and title and len(title) < _LONGEST_TITLE:
            self._spill()
            self.sections.heading(title)
            return
        for line in lines:
            if self._open:
                self._hold(self._open[-1], line)
            else:
                self.sections.add(line)

    def _hold(self, holder: _Open, text: str) -> None:
        holder.parts.append(text)
        holder.chars += len(text)
        if (len(holder.parts) > 2 * _HELD and not holder.mixed) or holder.chars > _LONGEST_PARAGRAPH:
            self._spill()

    def _spill(self) -> None:
        """Hand on what the open elements hold so far, the outermost first."""
        for held in self._open:
            for line in held.lines():
                self.sections.add(line)
            held.parts, held.chars = [], 0


def _page(source: str) -> list[str]:
    """The lines of a page."""
    sections = Sections()
    html_sections(source, sections)
    return [line for block in sections.finish() for line in block.text.splitlines() if line.strip()]
