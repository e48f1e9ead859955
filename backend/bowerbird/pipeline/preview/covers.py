"""The picture that a document brings of itself: the cover of a book, the thumbnail that an office program saved.

A document without one gets none: a picture of its first words would say less than the words, which are shown where it is found. Nor does one whose picture is
an empty page, as what python-docx writes brings along.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from bowerbird.errors import StageError
from bowerbird.pipeline.decoding import decoder
from bowerbird.pipeline.formats.archive import open_container, read_part
from bowerbird.pipeline.formats.epub import open_book
from bowerbird.pipeline.formats.ooxml import relations
from bowerbird.pipeline.formats.opendocument import open_document
from bowerbird.pipeline.formats.picture import is_flat, load_upright, open_picture
from bowerbird.pipeline.preview.decoders import PREVIEW_SIDE, picture_message
from bowerbird.pipeline.work import Message

_WHAT = "document"
_IWORK_PREVIEWS = ("preview.jpg", "QuickLook/Thumbnail.jpg", "preview-web.jpg", "preview-micro.jpg")


@decoder("ooxml.preview")
def ooxml_preview(path: Path | None) -> Iterator[Message]:
    """As `pdf.preview`; without attachments where there is no picture that can be read (some programs save metafiles of Windows)."""
    assert path is not None
    with open_container(path, _WHAT) as container:
        member = next((relation.target for relation in relations(container, "", _WHAT).values() if relation.kind == "thumbnail"), None)
        yield _drawn(read_part(container, member, _WHAT) if member else None)


@decoder("opendocument.preview")
def opendocument_preview(path: Path | None) -> Iterator[Message]:
    assert path is not None
    with open_document(path) as container:
        yield _drawn(read_part(container, "Thumbnails/thumbnail.png", _WHAT))


@decoder("epub.preview")
def epub_preview(path: Path | None) -> Iterator[Message]:
    assert path is not None
    with open_book(path) as book:
        yield _drawn(read_part(book.container, book.cover, _WHAT) if book.cover else None)


@decoder("iwork.preview")
def iwork_preview(path: Path | None) -> Iterator[Message]:
    assert path is not None
    with open_container(path, _WHAT) as container:
        member = next((name for name in _IWORK_PREVIEWS if name in container.NameToInfo), None)
        yield _drawn(read_part(container, member, _WHAT) if member else None)


def _drawn(data: bytes | None) -> Message:
    if not data:
        return Message({"damaged": False})
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        try:
            with open_picture(Path(file.name)) as image:
                upright = load_upright(image, PREVIEW_SIDE).image
                return Message({"damaged": False}) if is_flat(upright) else picture_message(upright, damaged=False)
        except StageError:
            return Message({"damaged": False})
