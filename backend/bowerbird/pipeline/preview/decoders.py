"""Small pictures of pictures and pages."""

from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from bowerbird.errors import StageError
from bowerbird.pipeline.decoding import decoder
from bowerbird.pipeline.formats.pdf import open_page, open_pdf, render
from bowerbird.pipeline.formats.picture import (
    TRANSPOSE,
    displayed_size,
    is_flat,
    load_upright,
    load_whole,
    open_picture,
    orientation,
    to_webp,
)
from bowerbird.pipeline.preview.colours import colour_names
from bowerbird.pipeline.preview.fingerprint import fingerprint, pixels_digest
from bowerbird.pipeline.preview.thumbhash import thumbhash
from bowerbird.pipeline.work import Message

THUMBNAIL_SIDE = 320
PREVIEW_SIDE = 1280


@decoder("picture.preview")
def picture_preview(path: Path | None, *, form: str = "picture") -> Iterator[Message]:
    """`{"damaged", "colours", "hash", "detail"}` with five attachments: thumbnail and preview as WebP, thumbhash, digest of the pixels, tiny picture."""
    assert path is not None
    with open_picture(path, form) as image:
        damaged = load_whole(image, PREVIEW_SIDE)
        pixels = pixels_digest(image, TRANSPOSE.get(orientation(image)))
        upright = load_upright(image, PREVIEW_SIDE).image
        if damaged and is_flat(upright):
            raise StageError("This picture is damaged and cannot be decoded.", code="corrupt")
        like = fingerprint(upright)
        message = picture_message(upright, damaged=damaged)
        yield Message(
            {**message.header, "colours": colour_names(upright), "hash": f"{like.bits:016x}", "detail": like.detail},
            (*message.attachments, pixels, like.tiny),
        )


@decoder("picture.page")
def picture_page(path: Path | None, *, page: int, width: int) -> Iterator[Message]:
    """As `pdf.page`, for a TIFF of many pages."""
    assert path is not None
    with open_picture(path, page=page) as image:
        across, down = displayed_size(image)
        upright = load_upright(image, max(1, round(max(across, down) * min(1.0, width / across)))).image
        yield Message({"width": upright.width, "height": upright.height}, (to_webp(upright),))


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
