"""OpenDocument texts, spreadsheets and presentations (ODT, ODS, ODP; ISO/IEC 26300), streamed: headings, paragraphs, lists, tables, notes,
headers and footers.

Sheets and slides are pages. What was deleted with tracked changes stays out; cells show what was displayed when the file was saved.
"""

import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from bowerbird.errors import StageError
from bowerbird.pipeline.blocks import Block, page_message
from bowerbird.pipeline.decoding import decoder
from bowerbird.pipeline.extract.sections import Sections
from bowerbird.pipeline.extract.tables import Rows
from bowerbird.pipeline.formats.archive import read_tree
from bowerbird.pipeline.formats.opendocument import WHAT, attribute, content_events, open_document
from bowerbird.pipeline.formats.xml import forget, local
from bowerbird.pipeline.text import clean, shorten
from bowerbird.pipeline.work import Message

_SILENT = frozenset({"tracked-changes", "index-title-template", "master-styles"})
_WATCHED = ("p", "h", "table", "table-row", "page", "style", *sorted(_SILENT))
_APART = frozenset({"p", "h", "note", "annotation", "ruby-text"})
"""What lies within a paragraph and is a paragraph of its own, or has some; and how characters are pronounced, which stands between those of a word."""
_MARKS = {"tab": "\t", "line-break": "\n"}
_EDGES = ("header", "footer")
"""Also those of first and left pages."""
_FURNITURE = frozenset({"header", "footer", "date-time", "page-number"})
MAX_COLUMNS = 1_024
MAX_REPEATED_VALUES = 50
MAX_REPEATED_SPACES = 100
_LONGEST_HEADING = 300


@decoder("opendocument.text")
def opendocument_text(path: Path | None, *, unit: str | None, last: int) -> Iterator[Message]:
    """`unit` is what makes a page: `sheet`, `slide` or nothing; the first `last` of them are read."""
    assert path is not None
    with open_document(path) as container:
        reading = _Reading(unit)
        for event, element in content_events(container, _WATCHED):
            reading.take(event, element)
            if (reading.page or 0) > last:
                return
            if blocks := reading.blocks():
                yield page_message(blocks, page=reading.page)
        if unit is None:
            for text in _headers_and_footers(container):
                reading.sections.add(text)
        if blocks := reading.sections.finish():
            yield page_message(blocks, page=reading.page)


def _headers_and_footers(container: zipfile.ZipFile) -> list[str]:
    """Of all kinds of pages, each text once. Where they cannot be read, the rest of the document can."""
    try:
        styles = read_tree(container, "styles.xml", WHAT)
    except StageError:
        return []
    masters = styles.iter("{*}master-page") if styles is not None else ()
    texts = (text for master in masters for part in master.iterchildren() if local(part).startswith(_EDGES) for text in _paragraphs(part))
    return [text for text in dict.fromkeys(texts) if text]


class _Reading:
    """Follows the events. Paragraphs, rows and slides are taken when they end, with all that lies in them."""

    def __init__(self, unit: str | None) -> None:
        self.sections = Sections()
        self.page: int | None = None
        self._whole = {"p", "h", "table-row", "page"} if unit == "slide" else {"p", "h", "table-row"}
        self._sheets = unit == "sheet"
        self._open = 0
        self._silent = 0
        self._tables = 0
        self._rows = Rows(self.sections)
        self._hidden_styles: set[str] = set()
        self._page_ended = False

    def blocks(self) -> list[Block]:
        """What is complete since the last call."""
        if not self._page_ended:
            return self.sections.take()
        blocks = self.sections.finish()
        self.sections, self._page_ended = Sections(), False
        self._rows = Rows(self.sections)
        return blocks

    def take(self, event: str, element: "etree._Element") -> None:
        name = local(element)
        if name in _SILENT:
            self._silent += 1 if event == "start" else -1
        elif not self._silent:
            (self._start if event == "start" else self._end)(name, element)
        if event == "end" and not self._open and name != "style":
            forget(element)

    def _start(self, name: str, element: "etree._Element") -> None:
        if name in self._whole:
            self._open += 1
        elif name == "table" and not self._open:
            self._tables += 1
            if self._tables == 1 and self._sheets:
                self.page = (self.page or 0) + 1
                title = attribute(element, "name") or f"Sheet {self.page}"
                self.sections.heading(f"{title} (hidden)" if attribute(element, "style-name") in self._hidden_styles else title)

    def _end(self, name: str, element: "etree._Element") -> None:
        if name in self._whole:
            self._open -= 1
            if not self._open:
                self._take_whole(name, element)
        elif name == "table" and not self._open:
            self._tables -= 1
            if self._tables == 0:
                self._rows.end()
                self._rows = Rows(self.sections)
                self._page_ended = self._sheets
        elif name == "style" and any(attribute(part, "display") == "false" for part in element.iterchildren("{*}table-properties")):
            self._hidden_styles.add(attribute(element, "name"))

    def _take_whole(self, name: str, element: "etree._Element") -> None:
        if name == "table-row":
            self._rows.add(_cells(element))
        elif name == "page":
            self.page = (self.page or 0) + 1
            _read_slide(self.sections, element)
            self._page_ended = True
        else:
            text, *inner = _paragraphs(element)
            if name == "h" and text and len(text) < _LONGEST_HEADING:
                self.sections.heading(text)
            else:
                self.sections.add(text)
            for paragraph in inner:
                self.sections.add(paragraph)


def _read_slide(sections: Sections, slide: "etree._Element") -> None:
    title = None
    for frame in slide.iterchildren():
        if local(frame) == "frame" and attribute(frame, "class") == "title" and (found := " ".join(_paragraphs(frame))):
            title = shorten(found, 150)
            sections.heading(found)
            break
    for part in slide.iterchildren():
        kind = attribute(part, "class")
        if local(part) == "notes" or kind in _FURNITURE or (kind == "title" and title):
            continue
        _read_shape(sections, part)
    for notes in slide.iterchildren("{*}notes"):
        texts = [text for part in notes.iterchildren() if attribute(part, "class") not in _FURNITURE for text in _paragraphs(part) if text]
        if texts:
            sections.heading(f"{title} · Notes" if title else "Notes")
            sections.add("\n".join(texts))


def _read_shape(sections: Sections, shape: "etree._Element") -> None:
    if next(shape.iter("{*}table-row"), None) is None:
        sections.add("\n".join(text for text in _paragraphs(shape) if text))
    else:
        rows = Rows(sections)
        for row in shape.iter("{*}table-row"):
            rows.add(_cells(row))
        rows.end()
    for described in shape.iter("{*}desc"):
        sections.add(shorten(described.text, 1000) or "")


def _cells(row: "etree._Element") -> list[str]:
    cells: list[str] = []
    for cell in row.iterchildren("{*}table-cell", "{*}covered-table-cell"):
        text = " ".join(" ".join(_paragraphs(cell)).split())
        if not text and local(cell) == "table-cell":
            text = attribute(cell, "date-value") or attribute(cell, "time-value") or attribute(cell, "value")
        repeated = attribute(cell, "number-columns-repeated")
        times = int(repeated) if repeated.isdecimal() and len(repeated) < 6 else 1
        cells += [text] * min(times, MAX_REPEATED_VALUES if text else MAX_COLUMNS, MAX_COLUMNS - len(cells))
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _paragraphs(element: "etree._Element") -> list[str]:
    """The text of a paragraph and then of those within it (text boxes, notes, comments); of all paragraphs in another element."""
    return [clean("".join(_words(paragraph))).strip() for paragraph in element.iter("{*}p", "{*}h")]


def _words(paragraph: "etree._Element") -> Iterator[str]:
    """libxml2 bounds the depth."""
    yield paragraph.text or ""
    for child in paragraph.iterchildren():
        name = local(child)
        if name == "s":
            count = attribute(child, "c")
            yield " " * min(int(count) if count.isdecimal() and len(count) < 6 else 1, MAX_REPEATED_SPACES)
        elif name in _MARKS:
            yield _MARKS[name]
        elif name and name not in _APART:
            yield from _words(child)
        yield child.tail or ""
