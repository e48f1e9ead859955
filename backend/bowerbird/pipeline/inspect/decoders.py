"""What pictures say of themselves: size, frames, camera, when and where."""

from collections.abc import Iterator
from pathlib import Path

from bowerbird.pipeline.decoding import decoder
from bowerbird.pipeline.formats.picture import displayed_size, open_picture
from bowerbird.pipeline.inspect.exif import Exif
from bowerbird.pipeline.inspect.facts import Facts
from bowerbird.pipeline.work import Message


@decoder("picture.inspect")
def picture_inspect(path: Path | None) -> Iterator[Message]:
    assert path is not None
    with open_picture(path) as image:
        exif = Exif(image)
        width, height = displayed_size(image)
        details = exif.details()
        frames = getattr(image, "n_frames", 1) if image.format in {"GIF", "WEBP", "TIFF", "PNG", "AVIF"} else 1
        if frames > 1:
            details["frames"] = frames
        captured = exif.captured()
        yield Message(
            Facts(
                width=width, height=height, captured=captured, date_source=captured.source if captured else None, details=details
            ).to_json()
        )
