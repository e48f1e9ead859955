"""Word documents (DOCX, ECMA-376): paragraphs, headings, tables row by row, notes, comments, descriptions of pictures, what stands above and below each page;
deleted text and fields' codes stay out."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from bowerbird.errors import StageError
from bowerbird.pipeline.blocks import page_message
from bowerbird.pipeline.decoding import decoder
from bowerbird.pipeline.extract.sections import Sections
from bowerbird.pipeline.extract.tables import Rows
from bowerbird.pipeline.formats.archive import open_container, open_member, xml_events
from bowerbird.pipeline.formats.ooxml import description, main_part, relations
from bowerbird.pipeline.formats.xml import forget
from bowerbird.pipeline.text import clean
from bowerbird.pipeline.work import Message

WHAT = "Word document"
MAX_COLUMNS = 63
"""Of a table in Word."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_STRICT_WP = "{http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_HEADING_NAME = re.compile(r"^(?:heading [1-9]|title)$", re.IGNORECASE)
_MAIN = "word/document.xml"
_MORE = ("footnotes", "endnotes", "comments", "header", "footer")
_SILENT = frozenset({"Fallback", "moveFrom", "rt"})
"""What is said again elsewhere: for older programs beside `mc:Choice`, and by tracked changes where a text was moved to. And how characters are pronounced,
which stands between those of a word."""


@decoder("docx.text")
def docx_text(path: Path | None) -> Iterator[Message]:
    assert path is not None
    with open_container(path, WHAT) as container:
        headings = _heading_styles(container)
        main = main_part(container, _MAIN, WHAT)
        related = relations(container, main, WHAT).values()
        if main not in container.NameToInfo:
            raise StageError(f"This {WHAT} is damaged: its text is missing.", code="corrupt")
        for names in ([main], [relation.target for kind in _MORE for relation in related if relation.kind == kind]):
            sections = Sections()
            for name in names:
                with open_member(container, name, WHAT) as stream:
                    reading = _Reading(sections, headings)
                    for event, element in xml_events(stream, WHAT) if stream is not None else ():
                        reading.take(event, element)
                        if blocks := sections.take():
                            yield page_message(blocks)
            if blocks := sections.finish():
                yield page_message(blocks)


def _heading_styles(container: zipfile.ZipFile) -> frozenset[str]:
    """Ids of the styles that are headings by name or outline level. Names are English in the file whatever the language of Word."""
    found: set[str] = set()
    with open_member(container, "word/styles.xml", WHAT) as stream:
        if stream is None:
            return frozenset()
        for event, element in xml_events(stream, WHAT):
            if event != "end" or _local(element) != "style":
                continue
            values = {_local(child): _value(child) for child in element.iter() if isinstance(child.tag, str)}
            level = values.get("outlineLvl")
            if _HEADING_NAME.match(values.get("name") or "") or (level is not None and level in "012345678"):
                found.add(_attribute(element, "styleId") or "")
            element.clear()
    return frozenset(found - {""})


class _Reading:
    """Follows the events of one part. Paragraphs nest (text boxes), tables nest; each level collects its own text."""

    def __init__(self, sections: Sections, headings: frozenset[str]) -> None:
        self._sections = sections
        self._headings = headings
        self._paragraphs: list[list[str]] = []
        self._is_heading: list[bool] = []
        self._tables = 0
        self._rows = Rows(sections)
        self._row: list[str] = []
        self._cell: list[str] = []
        self._columns = 1
        """How many the cell takes."""
        self._silent = 0

    def take(self, event: str, element: "etree._Element") -> None:
        if _local(element) in _SILENT:
            self._silent += 1 if event == "start" else -1
        elif not self._silent:
            (self._start if event == "start" else self._end)(element)
        if event == "end" and _local(element) in {"p", "tbl", "sectPr", "Fallback"}:
            forget(element)

    def _start(self, element: "etree._Element") -> None:
        match _local(element):
            case "p":
                self._paragraphs.append([])
                self._is_heading.append(False)
            case "tbl":
                self._tables += 1
                if self._tables == 1:
                    self._rows = Rows(self._sections)
            case "tr" if self._tables == 1:
                self._row = []
            case "tc" if self._tables == 1:
                self._cell, self._columns = [], 1

    def _end(self, element: "etree._Element") -> None:
        match _local(element):
            case "t":
                self._text(element.text or "")
            case "docPr" if said := description(element):
                self._text(f" {said} ")
            case "tab" if _local(element.getparent()) == "r":
                self._text("\t")
            case "br" | "cr" | "noBreakHyphen" as mark:
                self._text("-" if mark == "noBreakHyphen" else "\n")
            case "pStyle" if self._is_heading:
                self._is_heading[-1] = _value(element) in self._headings
            case "outlineLvl" if self._is_heading and _local(element.getparent()) == "pPr":
                self._is_heading[-1] = True
            case "p":
                self._paragraph()
            case "tc" if self._tables == 1:
                self._row += [" ".join(self._cell), *[""] * min(self._columns - 1, MAX_COLUMNS - len(self._row))]
            case "gridSpan" if self._tables == 1:
                self._columns = _count(_value(element))
            case "tr" if self._tables == 1:
                self._rows.add(self._row)
            case "tbl":
                self._tables -= 1
                if self._tables == 0:
                    self._rows.end()

    def _text(self, text: str) -> None:
        if self._paragraphs:
            self._paragraphs[-1].append(text)

    def _paragraph(self) -> None:
        if not self._paragraphs:
            return
        text = clean("".join(self._paragraphs.pop())).strip()
        heading = self._is_heading.pop()
        if not text:
            return
        if self._tables:
            self._cell.append(" ".join(text.split()))
        elif heading and len(text) < 300:
            self._sections.heading(text)
        else:
            self._sections.add(text)


def _local(element: "etree._Element | None") -> str:
    """The name of an element of WordprocessingML, transitional or strict; empty for others."""
    return _NAMES.get(element.tag, "") if element is not None and isinstance(element.tag, str) else ""


_WATCHED = "p tbl tr tc t tab r br cr noBreakHyphen pStyle outlineLvl pPr sectPr style name moveFrom gridSpan rt"
_NAMES = (
    {prefix + name: name for prefix in (_W, _STRICT) for name in _WATCHED.split()}
    | {prefix + "docPr": "docPr" for prefix in (_WP, _STRICT_WP)}
    | {_MATH + "t": "t", _FALLBACK: "Fallback"}
)


def _attribute(element: "etree._Element", name: str) -> str | None:
    return element.get(_W + name) or element.get(_STRICT + name)


def _value(element: "etree._Element") -> str | None:
    return _attribute(element, "val")


def _count(number: str | None) -> int:
    return min(int(number), MAX_COLUMNS) if number and number.isdecimal() and len(number) < 6 else 1
