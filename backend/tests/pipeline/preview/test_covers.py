"""Pictures that documents bring of themselves."""

import io
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy.orm import Session

from bowerbird.pipeline.decoding import run
from bowerbird.storage.filesystem import FilesystemStorage
from tests.factories.documents import docx, paragraph
from tests.factories.office import epub, opendocument, pptx, relations, shape, zipped
from tests.factories.pipeline import keep_file, run_stages


def picture(kind: str = "JPEG", *, drawn: bool = True) -> bytes:
    data, image = io.BytesIO(), Image.new("RGB", (200, 300), "white")
    if drawn:
        image.paste("navy", (20, 20, 180, 60))
    image.save(data, kind)
    return data.getvalue()


def with_thumbnail(path: Path, name: str, data: bytes) -> Path:
    thumbnail = (
        f'<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail" Target="{name}"/>'
    )
    return pptx(path, [shape("One")], more={"_rels/.rels": relations(more=thumbnail), name: data})


def test_documents_with_a_picture_of_themselves(tmp_path: Path) -> None:
    made = {
        "ooxml": with_thumbnail(tmp_path / "a.pptx", "docProps/thumbnail.jpeg", picture()),
        "opendocument": opendocument(tmp_path / "a.odt", "text", "", more={"Thumbnails/thumbnail.png": picture("PNG")}),
        "epub": epub(
            tmp_path / "a.epub",
            {"a.xhtml": "x"},
            metadata='<meta name="cover" content="c"/>',
            items='<item id="c" href="c.jpg" media-type="image/jpeg"/>',
            more={"OEBPS/c.jpg": picture()},
        ),
    }
    for name, member in (("new", "preview.jpg"), ("old", "QuickLook/Thumbnail.jpg")):
        made[f"iwork {name}"] = zipped(tmp_path / f"{name}.pages", {"Index/Document.iwa": b"\0", member: picture()})
    for kind, path in made.items():
        (message,) = run(f"{kind.split()[0]}.preview", path, {})
        thumbnail, preview, thumbhash = message.attachments
        assert Image.open(io.BytesIO(preview)).size == (200, 300), kind
        assert thumbnail
        assert thumbhash


@pytest.mark.parametrize("data", [b"\xd7\xcd\xc6\x9a metafile", b"", b"\x89PNG\r\n\x1a\n"])
def test_pictures_that_cannot_be_read_are_none(tmp_path: Path, data: bytes) -> None:
    (message,) = run("ooxml.preview", with_thumbnail(tmp_path / "a.pptx", "docProps/thumbnail.wmf", data), {})
    assert message.attachments == ()


def test_an_empty_page_is_none(tmp_path: Path) -> None:
    (message,) = run("ooxml.preview", with_thumbnail(tmp_path / "a.pptx", "docProps/thumbnail.jpeg", picture(drawn=False)), {})
    assert message.attachments == ()


def test_pages_and_keynote_are_documents_that_say_what_helps(session: Session, storage: FilesystemStorage, tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.key", {"Index/Document.iwa": b"\0", "Index/Slide.iwa": b"\0", "preview.jpg": picture()})
    ran = run_stages(*keep_file(path, storage), storage, stages=frozenset({"inspect", "preview", "extract"}))
    assert ran.asset is not None
    assert (ran.asset.kind, ran.asset.mime_type) == ("document", "application/vnd.apple.iwork")
    assert set(ran.stored) == {"thumbnail", "preview"}
    assert ran.outcomes["extract", 0].note is not None
    assert "Save it as PDF" in ran.outcomes["extract", 0].note[1]


def test_without_one_the_stage_is_skipped(session: Session, storage: FilesystemStorage, tmp_path: Path) -> None:
    ran = run_stages(*keep_file(docx(tmp_path / "a.docx", paragraph("text")), storage), storage, stages=frozenset({"inspect", "preview"}))
    assert ran.outcomes["preview", 0].skipped
    assert not ran.errors
