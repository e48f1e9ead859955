"""OCR of pictures and of pages that are pictures. It runs in the child because the reader's native code meets strangers' pixels."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from bowerbird.ai import get_reader
from bowerbird.ai.contracts import CapabilityMissingError
from bowerbird.errors import StageError
from bowerbird.pipeline.blocks import Block, page_message
from bowerbird.pipeline.decoding import decoder
from bowerbird.pipeline.formats.pdf import open_page, open_pdf, render
from bowerbird.pipeline.formats.picture import load_upright, open_picture
from bowerbird.pipeline.layout import PlacedLine, join_lines
from bowerbird.pipeline.text import clean_line
from bowerbird.pipeline.work import Message

DPI = 200
MAX_PIXELS = 8_000_000
"""A4 at 200 dpi has 3.9 million."""
SIDE = 3_000
LONG_SIDE = 12_000
"""For pictures more than twice as long as wide, which the reader takes in strips."""
SMALLEST = 24
"""Pixels; no letter is legible in a picture with a shorter side."""
_DIVIDED = re.compile(r"\w[-\u2010]$")


@decoder("picture.ocr")
def picture_ocr(path: Path | None) -> Iterator[Message]:
    assert path is not None
    with open_picture(path) as image:
        long = max(image.size) > 2 * min(image.size)
        upright = load_upright(image, LONG_SIDE if long else SIDE).image
    blocks = [] if min(upright.size) < SMALLEST else _read(upright)
    yield page_message(blocks, page=1, error=None, model=_model())


@decoder("pdf.ocr")
def pdf_ocr(path: Path | None, *, pages: Sequence[int]) -> Iterator[Message]:
    assert path is not None
    with open_pdf(path) as document:
        for number in pages:
            try:
                with open_page(document, number) as page:
                    picture = render(page, width=max(1, round(page.get_width() / 72 * DPI)), max_pixels=MAX_PIXELS)
            except StageError as error:
                yield page_message((), page=number, error=error.detail, model=_model())
                continue
            yield page_message(_read(picture), page=number, error=None, model=_model())


def _read(picture: Image.Image) -> list[Block]:
    try:
        found = get_reader().read(np.asarray(picture))
    except CapabilityMissingError as missing:
        raise StageError(str(missing), code="capability_missing") from None
    lines = []
    for line in found:
        text = clean_line(line.text)
        if text:
            divided = _DIVIDED.search(text) is not None
            lines.append(PlacedLine(text[:-1] if divided else text, line.box, divided))
    return [join_lines(lines, None)] if lines else []


def _model() -> str:
    try:
        return get_reader().model
    except CapabilityMissingError as missing:
        raise StageError(str(missing), code="capability_missing") from None
