"""Which pages of a PDF are for OCR: those without text of their own, those whose text is not what they show, and those that show much more than it says."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from bowerbird.pipeline.formats.pdf import picture_pixels, render
from bowerbird.pipeline.layout import PlacedLine
from bowerbird.pipeline.ocr.letters import letters_within

FEW_LETTERS = 50
"""A page with fewer letters and digits than this and a picture on it is read by OCR: a stamp or a page number is not its text."""
_SPARSE = 500
"""Of a page with no more than this and a picture on it the picture is looked at: what archives and offices print over scans is longer than a page number."""
_LEAST_TOLD = 0.6
"""Share of what looks like letters on such a page that its text must account for."""
_MANY_UNTOLD = 100
SCAN_PIXELS = 150_000
MANY_SHAPES = 100
"""A page without a letter that has so many shapes on it may have its letters drawn as shapes, as programs for posters do."""
_SAMPLE = 25
"""Characters of a page that stand for all: to ask for each would take as long as reading it."""
_WORD = re.compile(r"\S*[A-Za-z]\S*")
_SOUND = re.compile(r"[\"'(\[“‘«„]*[^\W\d_]+(?:[-'’./&][^\W\d_]+)*[\"')\]”’»“,.;:!?…-]*")
_FEW_WORDS = 30
_LEAST_SOUND = 0.75
"""Of the words. Well read pages have .95 and more; where one letter in ten is a sign of another kind, .7."""


@contextmanager
def text_of(page: pdfium.PdfPage) -> Iterator[pdfium.PdfTextPage | None]:
    try:
        text_page = page.get_textpage()
    except pdfium.PdfiumError:
        yield None
        return
    try:
        yield text_page
    finally:
        text_page.close()


def is_scan(page: pdfium.PdfPage, lines: Sequence[PlacedLine]) -> bool:
    """Whether OCR should read a page whose own text are these lines."""
    if sum(len(line.text) for line in lines) >= 4 * _SPARSE:
        return False
    letters = sum(character.isalnum() for line in lines for character in line.text)
    if letters >= _SPARSE:
        return False
    if picture_pixels(page) < SCAN_PIXELS:
        return not letters and _has_many_shapes(page)
    return letters < FEW_LETTERS or _shows_more(page, lines)


def _has_many_shapes(page: pdfium.PdfPage) -> bool:
    shapes = page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_PATH], max_depth=4)
    return sum(1 for _ in islice(shapes, MANY_SHAPES)) == MANY_SHAPES


def _shows_more(page: pdfium.PdfPage, lines: Sequence[PlacedLine]) -> bool:
    boxes = [line.box for line in lines if line.box]
    if not boxes:
        return True
    shapes, told = letters_within(np.asarray(render(page, width=1200).convert("L")), boxes)
    return shapes - told >= _MANY_UNTOLD and told < _LEAST_TOLD * shapes


def is_unreadable(text_page: pdfium.PdfTextPage) -> bool:
    """Whether the fonts do not say which letters they draw: what PDFium tells then are numbers of their glyphs."""
    sample = _sample(text_page)
    unknown = [index for index in sample if pdfium_c.FPDFText_HasUnicodeMapError(text_page, index) == 1]
    return 3 * len(unknown) > len(sample)


def is_misread(text_page: pdfium.PdfTextPage, lines: Sequence[PlacedLine]) -> bool:
    """Whether this is what an earlier OCR has laid under the picture of the page, and most of it no words."""
    words = _WORD.findall(" ".join(line.text for line in lines))
    if len(words) < _FEW_WORDS or sum(_SOUND.fullmatch(word) is not None for word in words) >= _LEAST_SOUND * len(words):
        return False
    return all(_is_invisible(text_page, index) for index in _sample(text_page))


def _is_invisible(text_page: pdfium.PdfTextPage, index: int) -> bool:
    drawn = pdfium_c.FPDFText_GetTextObject(text_page, index)
    return not drawn or bool(pdfium_c.FPDFTextObj_GetTextRenderMode(drawn) == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE)


def _sample(text_page: pdfium.PdfTextPage) -> range:
    count = text_page.count_chars()
    return range(0, count, max(1, count // _SAMPLE))


def without_its_text(page: pdfium.PdfPage) -> None:
    """Take away what `pdf.text` has told of it, before its picture is read."""
    with text_of(page) as text_page:
        if text_page is None or is_unreadable(text_page) or not any(map(str.isalnum, text_page.get_text_range())):
            return
    for drawn in list(page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_TEXT], max_depth=1)):
        page.remove_obj(drawn)
