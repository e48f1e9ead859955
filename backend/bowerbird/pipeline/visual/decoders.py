"""Pictures as the visual embedder wants them."""

from collections.abc import Iterator
from pathlib import Path

from bowerbird.pipeline.decoding import decoder
from bowerbird.pipeline.formats.picture import load_upright, open_picture
from bowerbird.pipeline.work import Message

SIDE = 768
"""Pixels of the longer side: three times what the model looks at, so that little is lost of wide pictures."""


@decoder("picture.pixels")
def picture_pixels(path: Path | None, *, form: str = "picture") -> Iterator[Message]:
    """`{"width", "height"}` and the upright RGB pixels, row by row."""
    assert path is not None
    with open_picture(path, form) as image:
        upright = load_upright(image, SIDE).image
    yield Message({"width": upright.width, "height": upright.height}, (upright.tobytes(),))
