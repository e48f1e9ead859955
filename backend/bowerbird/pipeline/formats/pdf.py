"""PDF by PDFium: opening, page geometry as displayed, bounded rendering. PDFium is not thread safe; the decoder child has one thread."""

import ctypes
import math
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from bowerbird.errors import StageError
from bowerbird.pipeline.blocks import Box
from bowerbird.settings import get_settings

MAX_RENDERED_PIXELS = 24_000_000
"""A page is rendered smaller rather than beyond this: A4 at 400 dpi has 15 million."""
MAX_SIDE = 16_000
"""Pixels; WebP ends at 16,383."""
_PROBE = 1 << 20


@contextmanager
def open_pdf(path: Path) -> Iterator[pdfium.PdfDocument]:
    """Raises StageError `encrypted` or `corrupt`."""
    # PDFium sets its last error only for some failures; one left over from another file must not speak for this one.
    pdfium_c.FPDF_LoadMemDocument(b"no PDF", 6, None)
    try:
        document = pdfium.PdfDocument(str(path))
    except pdfium.PdfiumError as error:
        if error.err_code == pdfium_c.FPDF_ERR_PASSWORD:
            raise StageError("This PDF needs a password to open.", code="encrypted") from None
        if error.err_code == pdfium_c.FPDF_ERR_SECURITY:
            raise StageError("This PDF is protected in a way that Bowerbird cannot open.", code="encrypted") from None
        raise StageError("This PDF is damaged and cannot be opened.", code="corrupt") from None
    try:
        with suppress(pdfium.PdfiumError):
            document.init_forms()  # before anything else is asked, or what was filled in is not drawn
        if len(document) == 0:
            raise StageError("This PDF has no pages.", code="corrupt")
        yield document
    finally:
        document.close()


@contextmanager
def open_page(document: pdfium.PdfDocument, number: int) -> Iterator[pdfium.PdfPage]:
    """Page `number`, 1-based. Raises StageError `corrupt`."""
    try:
        page = document[number - 1]
    except (pdfium.PdfiumError, IndexError):
        raise StageError(f"Page {number} of this PDF is damaged.", code="corrupt") from None
    try:
        yield page
    finally:
        page.close()


@dataclass(frozen=True, slots=True)
class Display:
    """Maps page space to 0..1 of the page as displayed: origin top left, after /Rotate and the crop box, exactly as PDFium renders."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    @classmethod
    def of(cls, page: pdfium.PdfPage) -> "Display":
        reach = max(1.0, page.get_width(), page.get_height())
        x0, y0 = _to_device(page, 0.0, 0.0)
        x1, y1 = _to_device(page, reach, 0.0)
        x2, y2 = _to_device(page, 0.0, reach)
        return cls((x1 - x0) / reach, (x2 - x0) / reach, x0, (y1 - y0) / reach, (y2 - y0) / reach, y0)

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """May lie partly or wholly outside 0..1."""
        x = (self.a * left + self.b * bottom + self.c, self.a * right + self.b * top + self.c)
        y = (self.d * left + self.e * bottom + self.f, self.d * right + self.e * top + self.f)
        return min(x), min(y), max(x), max(y)


def _to_device(page: pdfium.PdfPage, x: float, y: float) -> tuple[float, float]:
    device_x, device_y = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDF_PageToDevice(page, 0, 0, _PROBE, _PROBE, 0, x, y, device_x, device_y)
    return device_x.value / _PROBE, device_y.value / _PROBE


def picture_pixels(page: pdfium.PdfPage) -> int:
    """How many pixels the pictures on a page have together. One too large to decode raises StageError `too_large`."""
    limit = get_settings().limits.pixels
    total = 0
    for image in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        width, height = image.get_px_size()
        if width * height > limit:
            raise StageError(
                f"A picture on this page has {width * height / 1e6:,.0f} million pixels, more than can be read.", code="too_large"
            )
        total += width * height
    return total


def render(page: pdfium.PdfPage, *, width: int, max_pixels: int = MAX_RENDERED_PIXELS) -> Image.Image:
    """RGB picture of the page as displayed, `width` pixels wide unless that would pass `max_pixels`."""
    page_width, page_height = max(page.get_width(), 1e-3), max(page.get_height(), 1e-3)
    picture_pixels(page)
    scale = width / page_width
    pixels = (page_width * scale) * (page_height * scale)
    if pixels > max_pixels:
        scale *= math.sqrt(max_pixels / pixels)
    scale = min(scale, MAX_SIDE / max(page_width, page_height))
    bitmap = page.render(scale=scale, rev_byteorder=True)
    try:
        picture: Image.Image = bitmap.to_pil().convert("RGB")
        return picture
    finally:
        bitmap.close()


_DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?\s*(?:([+\-Z])(\d\d)?'?(\d\d)?'?)?")


def parse_date(text: str) -> datetime | None:
    """A date of the information dictionary (ISO 32000-1, 7.9.4), UTC where it names no zone. None for the epoch that reproducible builds write."""
    found = _DATE.match(text.strip())
    if not found:
        return None
    year, month, day, hour, minute, second = (
        int(part) if part else default for part, default in zip(found.groups()[:6], (0, 1, 1, 0, 0, 0), strict=True)
    )
    sign, hours, minutes = found.groups()[6:]
    zone: timezone = UTC
    if sign in {"+", "-"}:
        offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
        if offset < timedelta(hours=15):
            zone = timezone(offset if sign == "+" else -offset)
    try:
        date = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone)
    except ValueError:
        return None
    return date if 1970 < year < 2200 else None
