"""What an SVG says: title, description and lettering."""

from collections.abc import Iterator
from pathlib import Path

from bowerbird.pipeline.blocks import Block, page_message
from bowerbird.pipeline.decoding import decoder
from bowerbird.pipeline.formats.svg import Drawing
from bowerbird.pipeline.text import clean_line
from bowerbird.pipeline.work import Message


@decoder("drawing.text")
def drawing_text(path: Path | None) -> Iterator[Message]:
    assert path is not None
    lines = [line for text in Drawing(path).texts() if (line := clean_line(text))]
    yield page_message([Block("\n".join(lines))] if lines else [])
