import zipfile
from pathlib import Path

import pytest

from bowerbird.errors import StageError
from bowerbird.pipeline.blocks import Block, blocks_of
from bowerbird.pipeline.decoding import run
from tests.factories.documents import docx, paragraph


def read(path: Path) -> list[Block]:
    return [block for message in run("docx.text", path, {}) for block in blocks_of(message)]


STYLES = (
    '<w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:styleId="Own"><w:name w:val="Chapter"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    '<w:style w:styleId="Body"><w:name w:val="Body Text"/></w:style>'
)


def test_headings_by_style_name_and_outline_level(tmp_path: Path) -> None:
    body = (
        paragraph("Before")
        + paragraph("Bowers", "berschrift1")
        + paragraph("Sticks.", "Body")
        + paragraph("Blue", "Own")
        + paragraph("Things.")
    )
    blocks = read(docx(tmp_path / "a.docx", body, styles=STYLES))
    assert [(block.heading, block.text) for block in blocks] == [
        (None, "Before\n"),
        ("Bowers", "Bowers\nSticks.\n"),
        ("Blue", "Blue\nThings.\n"),
    ]


def test_tables_keep_their_rows_and_the_names_of_their_columns(tmp_path: Path) -> None:
    def row(*cells: str) -> str:
        return "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in cells) + "</w:tr>"

    body = paragraph("Prices", "berschrift1") + f"<w:tbl>{row('Thing', 'Colour')}{row('bottle cap', 'blue')}</w:tbl>" + paragraph("After.")
    blocks = read(docx(tmp_path / "a.docx", body, styles=STYLES))
    assert [(block.heading, block.text) for block in blocks] == [
        ("Prices", "Prices\n"),
        ("Prices · Thing | Colour", "Thing | Colour\nbottle cap | blue\n"),
        ("Prices", "After.\n"),
    ]


def test_joined_cells_keep_the_columns(tmp_path: Path) -> None:
    joined = f'<w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{paragraph("both")}</w:tc><w:tc>{paragraph("third")}</w:tc></w:tr>'
    names = "<w:tr>" + "".join(f"<w:tc>{paragraph(name)}</w:tc>" for name in ("Thing", "Colour", "Found")) + "</w:tr>"
    (block,) = read(docx(tmp_path / "a.docx", f"<w:tbl>{names}{joined}</w:tbl>"))
    assert block.text == "Thing | Colour | Found\nboth |  | third\n"


def test_what_word_does_not_show_is_left_out(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>kept</w:t></w:r><w:del><w:r><w:delText>deleted</w:delText></w:r></w:del>"
        "<w:r><w:instrText>PAGEREF</w:instrText></w:r><w:r><w:tab/><w:t>too</w:t></w:r></w:p>"
        '<w:p><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice>{paragraph('in a box')}</mc:Choice><mc:Fallback>{paragraph('in a box')}</mc:Fallback></mc:AlternateContent></w:p>"
    )
    (block,) = read(docx(tmp_path / "a.docx", body))
    assert block.text == "kept\ttoo\nin a box\n"


def test_what_stands_beside_the_text_is_read_without_its_heading(tmp_path: Path) -> None:
    more = {"header3": paragraph("Annual report"), "comments": f"<w:comment>{paragraph('Who says so?')}</w:comment>"}
    path = docx(tmp_path / "a.docx", paragraph("Bowers", "berschrift1") + paragraph("Sticks."), styles=STYLES, more=more)
    assert [(block.heading, block.text) for block in read(path)] == [
        ("Bowers", "Bowers\nSticks.\n"),
        (None, "Who says so?\nAnnual report\n"),
    ]


def test_the_text_is_found_by_the_relations_of_the_file(tmp_path: Path) -> None:
    """Word in a browser calls it document2.xml."""
    path = docx(tmp_path / "a.docx", paragraph("Sticks."), main="document2", more={"footnotes": paragraph("Of wood.")})
    assert [block.text for block in read(path)] == ["Sticks.\n", "Of wood.\n"]


def test_what_was_moved_is_read_where_it_is_now(tmp_path: Path) -> None:
    body = (
        "<w:p><w:moveFrom><w:r><w:t>Blue things.</w:t></w:r></w:moveFrom></w:p>"
        + paragraph("Sticks.")
        + "<w:p><w:moveTo><w:r><w:t>Blue things.</w:t></w:r></w:moveTo></w:p>"
    )
    (block,) = read(docx(tmp_path / "a.docx", body))
    assert block.text == "Sticks.\nBlue things.\n"


def test_words_are_not_divided_by_how_they_are_pronounced(tmp_path: Path) -> None:
    body = "".join(
        f"<w:r><w:ruby><w:rt><w:r><w:t>{over}</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>{base}</w:t></w:r></w:rubyBase></w:ruby></w:r>"
        for base, over in (("漢", "かん"), ("字", "じ"))
    )
    assert [block.text for block in read(docx(tmp_path / "a.docx", f"<w:p>{body}</w:p>"))] == ["漢字\n"]


def test_descriptions_of_pictures_are_text(tmp_path: Path) -> None:
    drawing = (
        '<wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><wp:docPr descr="{}"/></wp:inline>'
    )
    body = "".join(f"<w:p><w:r><w:drawing>{drawing.format(said)}</w:drawing></w:r></w:p>" for said in ("A bower of sticks", "IMG_1.jpeg"))
    (block,) = read(docx(tmp_path / "a.docx", body))
    assert block.text == "A bower of sticks\n"


@pytest.mark.parametrize("prologue", ['<!DOCTYPE w [<!ENTITY a "x">]>', '<!DOCTYPE w SYSTEM "file:///etc/passwd">'])
def test_declarations_of_entities_are_refused(tmp_path: Path, prologue: str) -> None:
    path = docx(tmp_path / "a.docx", paragraph("text"), prologue=prologue)
    with pytest.raises(StageError, match="document type declaration") as error:
        read(path)
    assert error.value.code == "corrupt"


def test_deep_nesting_is_an_error_and_no_crash(tmp_path: Path) -> None:
    path = docx(tmp_path / "a.docx", "<w:p>" * 60_000 + "</w:p>" * 60_000)
    with pytest.raises(StageError) as error:
        read(path)
    assert error.value.code == "corrupt"


def test_a_bomb_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as container, container.open("word/document.xml", "w") as part:
        part.write(b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>')
        for _ in range(30):
            part.write(b"<w:p><w:r><w:t>" + b"x" * 1_000_000 + b"</w:t></w:r></w:p>")
    with pytest.raises(StageError) as error:
        read(path)
    assert error.value.code == "too_large"


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 and then nothing", b"nothing of a zip"])
def test_a_damaged_container_is_corrupt(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(data)
    with pytest.raises(StageError) as error:
        read(path)
    assert error.value.code == "corrupt"
