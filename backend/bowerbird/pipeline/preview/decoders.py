"""Small pictures of pictures and pages."""

from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from bowerbird.pipeline.decoding import decoder
from bowerbird.pipeline.formats.pdf import open_page, open_pdf, render
from bowerbird.pipeline.formats.picture import load_upright, open_picture, to_webp
from bowerbird.pipeline.preview.thumbhash import thumbhash
from bowerbird.pipeline.work import Message

THUMBNAIL_SIDE = 320
PREVIEW_SIDE = 1280


@decoder("picture.preview")
def picture_preview(path: Path | None) -> Iterator[Message]:
    """`{"damaged": bool}` with three attachments: thumbnail and preview as WebP, thumbhash."""
    assert path is not None
    with open_picture(path) as image:
        upright = load_upright(image, PREVIEW_SIDE)
        yield picture_message(upright.image, damaged=upright.damaged)


@decoder("pdf.preview")
def pdf_preview(path: Path | None) -> Iterator[Message]:
    """The first page, in the same form as `picture.preview`."""
    assert path is not None
    with open_pdf(path) as document, open_page(document, 1) as page:
        width = max(1, round(PREVIEW_SIDE * min(1.0, page.get_width() / max(page.get_height(), 1e-3))))
        image = render(page, width=width)
        image.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
        yield picture_message(image, damaged=False)


@decoder("pdf.page")
def pdf_page(path: Path | None, *, page: int, width: int) -> Iterator[Message]:
    """One page, `width` pixels wide or less, as the WebP attachment; `{"width", "height"}`."""
    assert path is not None
    with open_pdf(path) as document, open_page(document, page) as opened:
        image = render(opened, width=width, max_pixels=width * width * 4)
        yield Message({"width": image.width, "height": image.height}, (to_webp(image),))


def picture_message(image: Image.Image, *, damaged: bool) -> Message:
    thumbnail = image.copy()
    thumbnail.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
    return Message({"damaged": damaged}, (to_webp(thumbnail), to_webp(image), thumbhash(thumbnail)))
