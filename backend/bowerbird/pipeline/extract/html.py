"""HTML to text: what a reader sees, by block elements, with title and headings. Nothing is loaded and nothing runs."""

import re
from collections.abc import Iterator
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bowerbird.pipeline.blocks import page_message
from bowerbird.pipeline.decoding import decoder
from bowerbird.pipeline.extract.sections import Sections
from bowerbird.pipeline.formats.encoding import detect_encoding, is_encoding
from bowerbird.pipeline.text import clean
from bowerbird.pipeline.work import Message

MAX_BYTES = 32 * 1024 * 1024
MAX_DEPTH = 500
_SILENT = frozenset({"head", "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "select", "-comment"})
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
    """The byte order mark and the declaration go before a guess, unless UTF-8 fits anyway (HTML standard, 13.2.3)."""
    guess = detect_encoding(data[:65_536])
    declared = _CHARSET.search(data[:2_048])
    if guess.startswith("utf") or declared is None:
        return guess
    name = declared.group(1).decode("ascii")
    return name if is_encoding(name) else guess


def _flatten(text: str) -> str:
    """The source without the tags that nest deeper than any page does: parsing takes time quadratic in the depth (15 s for 100,000)."""
    depth = 0

    def keep(tag: re.Match[str]) -> str:
        nonlocal depth
        deep = depth > MAX_DEPTH
        depth = max(0, depth - 1) if tag.group(1) else depth + 1
        return " " if deep else tag.group()

    return _NESTING.sub(keep, text) if text.count("<") > MAX_DEPTH else text


class _Walk:
    """Depth first without recursion: pages nest as deep as they like."""

    def __init__(self, sections: Sections) -> None:
        self._sections = sections
        self._line: list[str] = []
        self._row: list[str] | None = None
        self._names = 0
        """Cells of the row that are headings of columns."""
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
                    self._leave(node.tag or "")
                if node is root:
                    node = None
            node = node.next if node is not None else None
        self._flush()

    def _enter(self, node: LexborNode) -> LexborNode | None:
        tag = node.tag or ""
        if tag == "-text":
            self._line.append(node.text_content or "")
            return None
        if tag in _BLOCKS and not (self._row is not None and tag in {"p", "div", "br"}):
            self._flush()
        if tag == "pre":
            self._pre += 1
        elif tag == "tr":
            self._row = []
        elif tag == "img" and (alt := node.attributes.get("alt")):
            self._line.append(f" {alt} ")
        child = node.child
        if child is None:
            self._leave(tag)
        return child

    def _leave(self, tag: str) -> None:
        if tag in {"td", "th"} and self._row is not None:
            if text := self._take():
                self._row.append(text)
                self._names += tag == "th"
        elif tag == "tr" and self._row is not None:
            self._end_row([*self._row, self._take()])
        elif tag == "table" and self._named:
            self._sections.end_table()
            self._named = False
        elif tag in _HEADINGS:
            self._sections.heading(self._take())
        elif tag == "pre":
            self._flush()
            self._pre = max(0, self._pre - 1)
        elif tag in _BLOCKS and self._row is None:
            self._flush()

    def _end_row(self, row: list[str]) -> None:
        """A row of nothing but headings names the columns of those below."""
        cells = [cell for cell in row if cell]
        text = " | ".join(cells)
        if len(cells) > 1 and self._names == len(cells) and not self._named:
            self._sections.begin_table(text)
            self._named = True
        self._sections.add(text)
        self._row, self._names = None, 0

    def _take(self) -> str:
        text, self._line = "".join(self._line), []
        return clean(text).rstrip() if self._pre else _BLANKS.sub(" ", clean(text)).strip()

    def _flush(self) -> None:
        if self._line and (text := self._take()):
            if self._row is not None:
                self._row.append(text)
            else:
                self._sections.add(text)
