"""HTML to text: what a reader sees, by block elements, with title and headings. Nothing is loaded and nothing runs."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bowerbird.pipeline.blocks import page_message
from bowerbird.pipeline.decoding import decoder
from bowerbird.pipeline.extract.sections import Sections
from bowerbird.pipeline.extract.tables import SEPARATOR
from bowerbird.pipeline.formats.encoding import detect_encoding, is_encoding
from bowerbird.pipeline.text import clean
from bowerbird.pipeline.work import Message

MAX_BYTES = 32 * 1024 * 1024
MAX_DEPTH = 500
MAX_SPAN = 100
MAX_COLUMNS = 1_000
"""Of a row, as far as they are made by cells that take several."""
_SILENT = frozenset(
    {"head", "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "select", "rt", "rp", "-comment"}
)
"""Also how characters are pronounced (ruby), which stands between those of a word."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = _HEADINGS | frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
    ]
)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([A-Za-z0-9_\-]{2,40})""", re.IGNORECASE)
_NESTING = re.compile(
    r"<(/?)(?:a|abbr|article|aside|b|big|blockquote|center|code|dir|div|dl|em|fieldset|font|form|i|ins|kbd|main|menu|nav|ol|pre|q|s|section|small|span|strong|sub|sup"
    r"|table|tt|u|ul|[a-z]+-[a-z-]+)(?=[\s>/])[^<>]*>",
    re.IGNORECASE,
)
_BLANKS = re.compile(r"[ \t\n\r]+")


@decoder("html.text")
def html_text(path: Path | None) -> Iterator[Message]:
    assert path is not None
    text, whole = read_html(path)
    sections = Sections()
    html_sections(text, sections)
    note = None if whole else ("cut", f"Only the first {MAX_BYTES // 2**20} MiB of this page were read.")
    yield page_message(sections.finish(), note=note)


def html_sections(source: str, sections: Sections) -> None:
    """Add the text of a page to `sections`."""
    _Walk(sections).run(LexborHTMLParser(_flatten(source)).root)


def read_html(path: Path, *, limit: int = MAX_BYTES) -> tuple[str, bool]:
    """The page's source, and whether that is all of it."""
    with path.open("rb") as file:
        data = file.read(limit)
        whole = not file.read(1)
    return decode_html(data), whole


def decode_html(data: bytes) -> str:
    return data.decode(_encoding(data), errors="replace")


def _encoding(data: bytes) -> str:
    """The byte order mark and the declaration go before a guess, unless UTF-8 fits anyway (HTML standard, 13.2.3), or is declared and does not."""
    guess = detect_encoding(data[:65_536])
    declared = _CHARSET.search(data[:2_048])
    if guess.startswith("utf") or declared is None:
        return guess
    name = declared.group(1).decode("ascii")
    return name if is_encoding(name) and codecs.lookup(name).name != "utf-8" else guess


def _flatten(text: str) -> str:
    """The source without the tags that nest deeper than any page does: parsing takes time quadratic in the depth (15 s for 100,000)."""
    depth = 0

    def keep(tag: re.Match[str]) -> str:
        nonlocal depth
        deep = depth > MAX_DEPTH
        depth = max(0, depth - 1) if tag.group(1) else depth + 1
        return " " if deep else tag.group()

    return _NESTING.sub(keep, text) if text.count("<") > MAX_DEPTH else text


@dataclass(slots=True)
class _Row:
    cells: list[str] = field(default_factory=list)
    cell: list[str] = field(default_factory=list)
    """The paragraphs of the cell that is being read."""
    names: int = 0
    """Cells that are headings of columns."""


class _Walk:
    """Depth first without recursion: pages nest as deep as they like."""

    def __init__(self, sections: Sections) -> None:
        self._sections = sections
        self._line: list[str] = []
        self._rows: list[_Row | None] = []
        """Those around this place; None for one that holds parts of a page and no data: it has headings or tables in it."""
        self._named = False
        self._pre = 0

    def run(self, root: LexborNode | None) -> None:
        node = root
        while node is not None:
            child = None if node.tag in _SILENT else self._enter(node)
            if child is not None:
                node = child
                continue
            while node is not None and node.next is None:
                node = node.parent
                if node is not None:
                    self._leave(node)
                if node is root:
                    node = None
            node = node.next if node is not None else None
        self._flush()

    def _enter(self, node: LexborNode) -> LexborNode | None:
        tag = node.tag or ""
        if tag == "-text":
            self._line.append(node.text_content or "")
            return None
        if tag in _BLOCKS:
            self._flush()
        if tag == "table" or tag in _HEADINGS:
            self._lay_out()
        if tag == "pre":
            self._pre += 1
        elif tag == "tr":
            self._rows.append(_Row())
        elif tag == "sup" and _is_reference(node):
            self._line.append(" ")
        elif tag == "img" and (alt := node.attributes.get("alt")):
            self._line.append(f" {alt} ")
        child = node.child
        if child is None:
            self._leave(node)
        return child

    def _leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag in _HEADINGS:
            self._sections.heading(self._take())
        elif tag in _BLOCKS:
            self._flush()
        if tag in {"td", "th"} and self._rows and (row := self._rows[-1]):
            text, row.cell = " ".join(row.cell), []
            row.cells += [text, *[""] * min(_spanned(node) - 1, MAX_COLUMNS - len(row.cells))]
            row.names += tag == "th" and bool(text)
        elif tag == "tr" and self._rows:
            self._end_row(self._rows.pop())
        elif tag == "table" and self._named:
            self._sections.end_table()
            self._named = False
        elif tag == "pre":
            self._pre = max(0, self._pre - 1)

    def _lay_out(self) -> None:
        """What the rows around this place hold so far is text like any other, and so is what follows in them."""
        held: list[_Row] = []
        while self._rows and (row := self._rows[-1]):
            held.append(row)
            self._rows.pop()
        for row in reversed(held):
            self._sections.add("\n".join(text for text in (*row.cells, *row.cell) if text))
            self._rows.append(None)

    def _end_row(self, row: _Row | None) -> None:
        """A row of nothing but headings names the columns of those below."""
        if row is None:
            return
        cells = row.cells + [" ".join(row.cell)] * bool(row.cell)
        filled = [cell for cell in cells if cell]
        while cells and not cells[-1]:
            cells.pop()
        if len(filled) > 1 and row.names == len(filled) and not self._named:
            self._sections.begin_table(SEPARATOR.join(filled))
            self._named = True
        self._sections.add(SEPARATOR.join(cells if len(filled) > 1 else filled))

    def _take(self) -> str:
        text, self._line = "".join(self._line), []
        return clean(text).rstrip() if self._pre else _BLANKS.sub(" ", clean(text)).strip()

    def _flush(self) -> None:
        if self._line and (text := self._take()):
            row = self._rows[-1] if self._rows else None
            if row is not None:
                row.cell.append(text)
            else:
                self._sections.add(text)


def _spanned(cell: LexborNode) -> int:
    """How many columns it takes."""
    columns = cell.attributes.get("colspan") or ""
    return min(int(columns), MAX_SPAN) if columns.isdecimal() and len(columns) < 6 and int(columns) else 1


def _is_reference(raised: LexborNode) -> bool:
    """Whether it is the number of a note, and not part of the word before it."""
    around, within = raised.parent, raised.child
    return (around is not None and around.tag == "a") or (within is not None and within.tag == "a")
