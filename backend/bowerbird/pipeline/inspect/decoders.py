"""What pictures say of themselves: size, frames or pages, camera, when and where, title, caption and keywords."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from PIL import Image

from bowerbird.pipeline.decoding import decoder
from bowerbird.pipeline.formats.picture import DECODE_ERRORS, displayed_size, open_picture
from bowerbird.pipeline.formats.raw import RawPhoto
from bowerbird.pipeline.formats.svg import Drawing
from bowerbird.pipeline.inspect.exif import Exif
from bowerbird.pipeline.inspect.facts import Captured, Facts
from bowerbird.pipeline.inspect.wording import title_of
from bowerbird.pipeline.work import Message

_PAGED = frozenset({"TIFF"})
_MOVING = frozenset({"GIF", "WEBP", "PNG", "AVIF"})
_MANY = frozenset({"HEIF"})
"""Files of several pictures that do not move (bursts): the one they call theirs is shown."""


@decoder("picture.inspect")
def picture_inspect(path: Path | None) -> Iterator[Message]:
    assert path is not None
    with open_picture(path) as image:
        count = _count(image) if image.format in _PAGED | _MOVING | _MANY else 1  # Photoshop counts its layers
        pages = count if image.format in _PAGED and count > 1 else None
        facts = _facts(Exif(image), displayed_size(image), pages=pages)
        if count > 1 and image.format in _MOVING:
            facts.details["frames"] = count
        elif count > 1 and image.format in _MANY:
            facts.details["pictures"] = count
    yield Message(facts.to_json())


@decoder("raw.inspect")
def raw_inspect(path: Path | None) -> Iterator[Message]:
    """RAW files are TIFF files but for a few, whose preview carries the same Exif."""
    assert path is not None
    with closing(RawPhoto(path)) as photo, photo.picture() as preview:
        exif = Image.Exif()
        try:
            with path.open("rb") as file:
                exif.load_from_fp(file)
        except DECODE_ERRORS:
            exif = preview.getexif()
        yield Message(_facts(Exif(preview, exif), photo.size).to_json())


@decoder("drawing.inspect")
def drawing_inspect(path: Path | None) -> Iterator[Message]:
    assert path is not None
    drawing = Drawing(path)
    width, height = drawing.size
    yield Message(Facts(width=width, height=height, title=title_of(drawing.title())).to_json())


def _facts(exif: Exif, size: tuple[int, int], *, pages: int | None = None) -> Facts:
    captured: Captured | None = exif.captured()
    return Facts(
        page_count=pages,
        width=size[0],
        height=size[1],
        title=exif.title(),
        captured=captured,
        date_source=captured.source if captured else None,
        details=exif.details(),
    )


def _count(image: Image.Image) -> int:
    try:
        return int(getattr(image, "n_frames", 1))
    except DECODE_ERRORS:
        return 1
