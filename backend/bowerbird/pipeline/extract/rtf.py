"""Rich text (RTF): paragraphs, headings by style or outline level, tables row by row, footnotes; of pages in rich text what is in the page."""

import re
from collections.abc import Iterator
from pathlib import Path

from bowerbird.errors import StageError
from bowerbird.pipeline.blocks import page_message
from bowerbird.pipeline.decoding import decoder
from bowerbird.pipeline.extract.html import MAX_BYTES, html_sections
from bowerbird.pipeline.extract.sections import Sections
from bowerbird.pipeline.extract.tables import Rows
from bowerbird.pipeline.formats.rtf import Event, RtfReader
from bowerbird.pipeline.text import clean
from bowerbird.pipeline.work import Message

_HEADING_NAME = re.compile(r"^(?:heading [1-9]|title)\b", re.IGNORECASE)
_OUTLINE_LEVELS = 9
_LONGEST_HEADING = 300
_LONGEST_PARAGRAPH = 1_000_000


@decoder("rtf.text")
def rtf_text(path: Path | None) -> Iterator[Message]:
    assert path is not None
    require_rtf(path)
    sections = Sections()
    reading = RtfText(sections)
    with path.open("rb") as file:
        for event in RtfReader(file).events():
            reading.take(event)
            if blocks := sections.take():
                yield page_message(blocks)
    reading.finish()
    if blocks := sections.finish():
        yield page_message(blocks)


def require_rtf(path: Path) -> None:
    with path.open("rb") as file:
        if not file.read(64).lstrip().startswith(b"{\\rtf"):
            raise StageError("This rich text document is damaged and cannot be opened.", code="corrupt")


class RtfText:
    """Adds what is read to `sections`."""

    def __init__(self, sections: Sections) -> None:
        self._sections = sections
        self._rows = Rows(sections)
        self._page: list[str] | None = None
        """The source of a page, as it comes."""
        self._words: list[str] = []
        self._chars = 0
        self._cells: list[str] = []
        self._names: dict[int, str] = {}
        self._heading = False
        self._in_table = False

    def take(self, event: Event) -> None:
        if self._page is not None:
            self._take_page(self._page, event)
            return
        match event.kind:
            case "page":
                self._page = []
            case "text":
                self._words.append(event.text)
                self._chars += len(event.text)
                if self._chars > _LONGEST_PARAGRAPH:
                    self._paragraph()
            case "par" | "sect" | "page":
                self._paragraph()
            case "cell":
                self._cells.append(" ".join(self._text().split()))
            case "row":
                self._rows.add(self._cells)
                self._cells = []
            case "pard":
                self._heading = self._in_table = False
            case "intbl":
                self._in_table = True
            case "style":
                self._heading = _HEADING_NAME.match(self._names.get(event.number, "")) is not None
            case "outline":
                self._heading = event.number < _OUTLINE_LEVELS
            case "style name":
                self._names[event.number] = self._names.get(event.number, "") + event.text

    def finish(self) -> None:
        if self._page is not None:
            html_sections("".join(self._page), self._sections)
            return
        if self._cells:
            self._rows.add(self._cells)
        self._cells, self._in_table = [], False
        self._paragraph()

    def _take_page(self, page: list[str], event: Event) -> None:
        if event.kind in {"text", "par"} and self._chars < MAX_BYTES:
            page.append(event.text or "\n")
            self._chars += len(event.text)

    def _text(self) -> str:
        text, self._words, self._chars = clean("".join(self._words)).strip(), [], 0
        return text

    def _paragraph(self) -> None:
        if self._in_table or self._cells:  # a paragraph within a cell
            self._words.append("\n")
            return
        self._rows.end()
        self._rows = Rows(self._sections)
        text = self._text()
        if self._heading and text and len(text) < _LONGEST_HEADING:
            self._sections.heading(text)
        else:
            self._sections.add(text)
