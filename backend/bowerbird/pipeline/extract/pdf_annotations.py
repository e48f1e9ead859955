"""What was written on a page of a PDF after it was made: values of form fields, notes, and words typed over it. PDFium tells none of it as text of the page."""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from bowerbird.pipeline.blocks import Block, Box, Line
from bowerbird.pipeline.formats.pdf import Display
from bowerbird.pipeline.text import clean

MAX_ANNOTATIONS = 2_000
"""Of a page."""
_MAX_BYTES = 256 * 1024
"""Of one text; a longer one is left out."""
_VALUES = frozenset({pdfium_c.FPDF_FORMFIELD_TEXTFIELD, pdfium_c.FPDF_FORMFIELD_COMBOBOX, pdfium_c.FPDF_FORMFIELD_LISTBOX})
_SILENT = frozenset({pdfium_c.FPDF_ANNOT_LINK, pdfium_c.FPDF_ANNOT_POPUP})
"""A link is part of the page, a popup shows what its note says."""


def written_on(document: pdfium.PdfDocument, page: pdfium.PdfPage) -> Block | None:
    """A line for each, with the box of its place; None where there is nothing."""
    display = Display.of(page)
    text, lines = "", []
    for number in range(min(pdfium_c.FPDFPage_GetAnnotCount(page), MAX_ANNOTATIONS)):
        with _annotation(page, number) as annotation:
            if annotation is None:
                continue
            said = " ".join(clean(_said(document, annotation)).split())
            if said:
                box = _box(annotation, display)
                if box is not None:
                    lines.append(Line(len(text), len(text) + len(said), box))
                text += said + "\n"
    return Block(text, None, tuple(lines)) if text else None


def pinned_files(document: pdfium.PdfDocument, page: pdfium.PdfPage) -> Iterator[pdfium.PdfAttachment]:
    """Files that somebody pinned to the page."""
    for number in range(min(pdfium_c.FPDFPage_GetAnnotCount(page), MAX_ANNOTATIONS)):
        with _annotation(page, number) as annotation:
            if annotation is None or pdfium_c.FPDFAnnot_GetSubtype(annotation) != pdfium_c.FPDF_ANNOT_FILEATTACHMENT:
                continue
            if attached := pdfium_c.FPDFAnnot_GetFileAttachment(annotation):
                yield pdfium.PdfAttachment(attached, document)


@contextmanager
def _annotation(page: pdfium.PdfPage, number: int) -> "Iterator[pdfium_c.FPDF_ANNOTATION | None]":
    opened = pdfium_c.FPDFPage_GetAnnot(page, number)
    try:
        yield opened or None
    finally:
        if opened:
            pdfium_c.FPDFPage_CloseAnnot(opened)


def _said(document: pdfium.PdfDocument, annotation: "pdfium_c.FPDF_ANNOTATION") -> str:
    kind = pdfium_c.FPDFAnnot_GetSubtype(annotation)
    if kind in _SILENT:
        return ""
    if kind != pdfium_c.FPDF_ANNOT_WIDGET:
        return _string(lambda buffer, size: pdfium_c.FPDFAnnot_GetStringValue(annotation, b"Contents", buffer, size))
    form = document.formenv
    if form is None or pdfium_c.FPDFAnnot_GetFormFieldType(form, annotation) not in _VALUES:
        return ""
    if pdfium_c.FPDFAnnot_GetFormFieldFlags(form, annotation) & pdfium_c.FPDF_FORMFLAG_TEXT_PASSWORD:
        return ""
    return _string(lambda buffer, size: pdfium_c.FPDFAnnot_GetFormFieldValue(form, annotation, buffer, size))


def _string(read: Callable[[Any, int], int]) -> str:
    """`read` fills a buffer with UTF-16 and a zero, and says how many bytes that takes."""
    size = read(None, 0)
    if not 2 < size <= _MAX_BYTES:
        return ""
    buffer = (ctypes.c_ushort * (size // 2))()
    read(buffer, size)
    return bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")


def _box(annotation: "pdfium_c.FPDF_ANNOTATION", display: Display) -> Box | None:
    """Within the page, or None if none of it is."""
    place = pdfium_c.FS_RECTF()
    if not pdfium_c.FPDFAnnot_GetRect(annotation, place):
        return None
    left, right = sorted((place.left, place.right))
    bottom, top = sorted((place.bottom, place.top))
    x0, y0, x1, y1 = display.box(left, bottom, right, top)
    box = max(0.0, x0), max(0.0, y0), min(1.0, x1), min(1.0, y1)
    return box if box[0] < box[2] and box[1] < box[3] else None
