"""Text of PDF pages with the box of every line, in PDFium's reading order; behind it what was written on the page."""

import ctypes
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from bowerbird.errors import StageError
from bowerbird.pipeline.blocks import Box, page_message
from bowerbird.pipeline.decoding import decoder
from bowerbird.pipeline.extract.outline import Outline
from bowerbird.pipeline.extract.pdf_annotations import pinned_files, written_on
from bowerbird.pipeline.extract.right_to_left import in_order
from bowerbird.pipeline.formats.pdf import Display, open_page, open_pdf
from bowerbird.pipeline.layout import PlacedLine, join_lines
from bowerbird.pipeline.ocr.pdf_scan import is_misread, is_scan, is_unreadable, text_of
from bowerbird.pipeline.text import clean_line
from bowerbird.pipeline.work import Message

HYPHEN = "\ufffe"
"""What PDFium writes for a hyphen that divides a word at a line's end."""
_LINES = re.compile(f"[^\r\n{HYPHEN}]*({HYPHEN}|\r\n|\r|\n|$)")


@decoder("pdf.text")
def pdf_text(path: Path | None, *, first: int = 1, last: int) -> Iterator[Message]:
    """One message a page: `{"page", "blocks", "scan": whether OCR should read it, "pinned": whether files are pinned to it, "error": [code, detail] | None}`.

    A page that cannot be read is no error of the rest.
    """
    assert path is not None
    with open_pdf(path) as document:
        outline = Outline(document)
        for number in range(first, last + 1):
            lines: list[PlacedLine] = []
            scan, pinned, error, written = False, False, None, None
            try:
                with open_page(document, number) as page, text_of(page) as text_page:
                    lines = _lines(page, text_page) if text_page else []
                    written = written_on(document, page)
                    pinned = any(True for _ in pinned_files(document, page))
                    if text_page and (is_unreadable(text_page) or is_misread(text_page, lines)):
                        lines, scan = [], True
                    else:
                        scan = is_scan(page, lines)
            except StageError as problem:
                error = [problem.code, problem.detail]
            blocks = [join_lines(part, heading) for heading, part in outline.sections(number, lines, lambda line: line.text)]
            if written is not None:
                blocks.append(replace(written, heading=blocks[-1].heading if blocks else None))
            yield page_message(blocks, page=number, scan=scan, pinned=pinned, error=error)


def _lines(page: pdfium.PdfPage, text_page: pdfium.PdfTextPage) -> list[PlacedLine]:
    display = Display.of(page)
    text = _text(text_page)
    index_of = _IndexMap(text_page, text)

    def across(begin: int, position: int) -> tuple[float, float]:
        left, _, right, _ = text_page.get_charbox(index_of(begin + position))
        return left, right

    found = []
    for match in _LINES.finditer(text):
        begin, line = match.start(), match.group()
        said = line if line.isascii() else in_order(line, partial(across, begin))
        cleaned = clean_line(said.rstrip(HYPHEN))
        if cleaned:
            start = index_of(begin)
            divided = match.group(1) == HYPHEN
            box = _box(text_page, display, start, index_of(match.end(1) if divided else match.start(1)) - start)
            found.append(PlacedLine(cleaned, box, divided))
    return found


def _text(text_page: pdfium.PdfTextPage) -> str:
    count = text_page.count_chars()
    if count <= 0:
        return ""
    # Every character is one UTF-16 unit or two; the terminating zero is counted as well.
    buffer = (ctypes.c_ushort * (2 * count + 1))()
    written = pdfium_c.FPDFText_GetText(text_page, 0, count, buffer)
    return bytes(buffer)[: max(0, written - 1) * 2].decode("utf-16-le", errors="replace")


class _IndexMap:
    """From a position in the text to PDFium's character index. They differ where a character is a surrogate pair or has no Unicode."""

    def __init__(self, text_page: pdfium.PdfTextPage, text: str) -> None:
        self._page = text_page
        self._wide = [position for position, character in enumerate(text) if character > "\uffff"] if not text.isascii() else []
        self._equal = len(text) + len(self._wide) == text_page.count_chars()

    def __call__(self, position: int) -> int:
        unit = position + bisect_left(self._wide, position)
        if self._equal:
            return unit
        index: int = pdfium_c.FPDFText_GetCharIndexFromTextIndex(self._page, unit)
        return index if index >= 0 else self._page.count_chars()


def _box(text_page: pdfium.PdfTextPage, display: Display, start: int, count: int) -> Box | None:
    """The box of a line within the page, or None if none of it is displayed."""
    left, top, right, bottom = ctypes.c_double(), ctypes.c_double(), ctypes.c_double(), ctypes.c_double()
    parts = []
    for index in range(max(0, pdfium_c.FPDFText_CountRects(text_page, start, count))):
        if pdfium_c.FPDFText_GetRect(text_page, index, left, top, right, bottom):
            x0, y0, x1, y1 = display.box(left.value, bottom.value, right.value, top.value)
            if x0 < x1 and y0 < y1 and x1 > 0 and y1 > 0 and x0 < 1 and y0 < 1:
                parts.append((max(0.0, x0), max(0.0, y0), min(1.0, x1), min(1.0, y1)))
    if not parts:
        return None
    return min(part[0] for part in parts), min(part[1] for part in parts), max(part[2] for part in parts), max(part[3] for part in parts)
