"""OCR of pictures and of pages that are pictures. It runs in the child because the reader's native code meets strangers' pixels.

With `hand_over` a clean page is not read here: its grey pixels are sent to the worker, which has Tesseract read them; the child may start no programs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from bowerbird.ai import get_reader
from bowerbird.ai.contracts import CapabilityMissingError
from bowerbird.errors import StageError
from bowerbird.pipeline.blocks import page_message
from bowerbird.pipeline.decoding import decoder
from bowerbird.pipeline.formats.pdf import open_page, open_pdf, render
from bowerbird.pipeline.formats.picture import load_upright, open_picture
from bowerbird.pipeline.ocr.askew import Askew
from bowerbird.pipeline.ocr.choice import look
from bowerbird.pipeline.ocr.lines import block_of
from bowerbird.pipeline.ocr.pdf_scan import without_its_text
from bowerbird.pipeline.work import Message

DPI = 200
MAX_PIXELS = 8_000_000
"""A4 at 200 dpi has 3.9 million."""
SIDE = 3_000
LONG_SIDE = 12_000
"""For pictures more than twice as long as wide, which the reader takes in strips."""
SMALLEST = 24
"""Pixels; no letter is legible in a picture with a shorter side."""


@decoder("picture.ocr")
def picture_ocr(path: Path | None, *, pages: Sequence[int] = (1,), form: str = "picture", hand_over: bool = False) -> Iterator[Message]:
    """`page_message` with `error` and `model` for each page; of a page handed over `{"page", "width", "height", "askew"}` with the grey
    pixels of the page as it is to be read; `askew` says how it was turned straight for that, or is null."""
    assert path is not None
    for number in pages:
        try:
            with open_picture(path, form, page=number) as image:
                long = max(image.size) > 2 * min(image.size)
                upright = load_upright(image, LONG_SIDE if long else SIDE).image
        except StageError as error:
            if len(pages) == 1:
                raise
            yield page_message((), page=number, error=error.detail, model=_model())
            continue
        yield _read(number, upright, hand_over)


@decoder("pdf.ocr")
def pdf_ocr(path: Path | None, *, pages: Sequence[int], hand_over: bool = False) -> Iterator[Message]:
    """As `picture.ocr`."""
    assert path is not None
    with open_pdf(path) as document:
        for number in pages:
            try:
                with open_page(document, number) as page:
                    without_its_text(page)
                    picture = render(page, width=max(1, round(page.get_width() / 72 * DPI)), max_pixels=MAX_PIXELS)
            except StageError as error:
                yield page_message((), page=number, error=error.detail, model=_model())
                continue
            yield _read(number, picture, hand_over)


def _read(number: int, picture: Image.Image, hand_over: bool) -> Message:
    if min(picture.size) < SMALLEST:
        return page_message((), page=number, error=None, model=_model())
    pixels = np.asarray(picture)
    seen = look(pixels)
    askew = Askew(*picture.size, seen.skew) if seen.is_askew else None
    if askew:
        pixels = askew.straighten(pixels, paper=seen.paper)
    if hand_over and seen.is_clean_page:
        height, width = pixels.shape[:2]
        header = {"page": number, "width": width, "height": height, "askew": askew and asdict(askew)}
        return Message(header, (cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).tobytes(),))
    try:
        blocks = block_of(get_reader().read(pixels))
    except CapabilityMissingError as missing:
        raise StageError(str(missing), code="capability_missing") from None
    return page_message(askew.turn_back(blocks) if askew else blocks, page=number, error=None, model=_model())


def _model() -> str:
    try:
        return get_reader().model
    except CapabilityMissingError as missing:
        raise StageError(str(missing), code="capability_missing") from None
