from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bowerbird.errors import StageError
from bowerbird.pipeline.blocks import Block, blocks_of
from bowerbird.pipeline.decoding import run
from bowerbird.pipeline.formats.pdf import open_page, open_pdf, render
from tests.factories.documents import pdf


def read(path: Path, **arguments: Any) -> dict[int, list[Block]]:
    return {message.header["page"]: blocks_of(message) for message in run("pdf.text", path, {"first": 1, "last": 1, **arguments})}


def dark_box(path: Path) -> tuple[float, float, float, float]:
    """Where the ink of page 1 lies, in 0..1 of the rendered picture."""
    with open_pdf(path) as document, open_page(document, 1) as page:
        pixels = np.asarray(render(page, width=1000).convert("L")) < 128
    rows, columns = np.flatnonzero(pixels.any(axis=1)), np.flatnonzero(pixels.any(axis=0))
    height, width = pixels.shape
    return columns[0] / width, rows[0] / height, (columns[-1] + 1) / width, (rows[-1] + 1) / height


@pytest.mark.parametrize(
    "page_extra",
    [
        "",
        "/Rotate 90",
        "/Rotate 180",
        "/Rotate 270",
        "/CropBox [100 300 500 780]",
        "/Rotate 90 /CropBox [100 300 500 780]",
        "/Rotate 270 /CropBox [100 300 500 780]",
    ],
)
def test_boxes_lie_where_the_ink_is_displayed(tmp_path: Path, page_extra: str) -> None:
    path = pdf(tmp_path / "a.pdf", [[(150, 700, "Bowerbird HEM")]], page_extra=page_extra, size=20)
    (block,) = read(path)[1]
    assert block.text == "Bowerbird HEM\n"
    (line,) = block.lines
    assert (line.start, line.end) == (0, 13)
    assert np.abs(np.array(line.box) - dark_box(path)).max() < 0.01


def test_a_media_box_that_does_not_begin_at_zero(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", [[(-50, 1700, "Bowerbird HEM")]], media_box=(-100, 1000, 500, 1800), size=20)
    (block,) = read(path)[1]
    assert np.abs(np.array(block.lines[0].box) - dark_box(path)).max() < 0.01


def test_lines_join_to_paragraphs_and_divided_words_are_made_whole(tmp_path: Path) -> None:
    lines = [
        (50, 700, "The bowerbird collects blue things of every kind and arran-"),
        (50, 685, "ges them before its bower, where the females come and judge it,"),
        (50, 670, "and dances."),
        (50, 630, "A second paragraph begins after the gap, and it goes on for long."),
    ]
    (block,) = read(pdf(tmp_path / "a.pdf", [lines]))[1]
    first, second = block.text.splitlines()
    assert "and arranges them before" in first
    assert first.endswith("judge it, and dances.")
    assert second.startswith("A second paragraph")
    for line, words in zip(block.lines, ["The bowerbird", "ges them", "and dances.", "A second"], strict=True):
        assert block.text[line.start : line.end].startswith(words)


def test_text_outside_the_crop_box_has_no_box(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", [[(150, 700, "shown"), (150, 100, "cut away")]], page_extra="/CropBox [100 300 500 780]")
    (block,) = read(path)[1]
    assert [block.text[line.start : line.end] for line in block.lines] == ["shown"]


def test_pages_come_one_by_one_from_the_first_asked_for(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", [[(50, 700, f"page {number}")] for number in range(1, 6)])
    pages = read(path, first=3, last=5)
    assert {number: blocks[0].text for number, blocks in pages.items()} == {3: "page 3\n", 4: "page 4\n", 5: "page 5\n"}


@pytest.mark.parametrize(("text", "shapes", "scan"), [([], 150, True), ([], 20, False), ([(50, 700, "Blue")], 150, False)])
def test_a_page_whose_letters_may_be_drawn_is_for_ocr(
    tmp_path: Path, text: list[tuple[float, float, str]], shapes: int, scan: bool
) -> None:
    drawing = " ".join(f"{number} {number} m {number + 5} {number} l S" for number in range(shapes))
    (message,) = run("pdf.text", pdf(tmp_path / "a.pdf", [text], drawing=drawing), {"first": 1, "last": 1})
    assert message.header["scan"] is scan


def test_a_damaged_file_is_corrupt(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7 and then nothing")
    with pytest.raises(StageError) as error:
        read(path)
    assert error.value.code == "corrupt"


@pytest.mark.shared
def test_a_book_of_1151_pages_keeps_its_headings_and_boxes(shared_data: Path) -> None:
    path = shared_data / "documents/files/debian__cplusplus-annotations.en.pdf"
    pages = read(path, first=31, last=31)[31]
    assert [block.heading for block in pages] == ["Compiling a C program using a C++ compiler", "Compiling a C++ program"]
    assert "by specifying the appropriate flag" in pages[1].text
    assert "\ufffe" not in pages[1].text
    for block in pages:
        for line in block.lines:
            assert 0 <= line.box[0] < line.box[2] <= 1
            assert 0 <= line.box[1] < line.box[3] <= 1


@pytest.mark.shared
def test_every_public_broken_pdf_ends(shared_data: Path) -> None:
    for path in sorted((shared_data / "hostile/pdfjs").glob("*.pdf")):
        try:
            with open_pdf(path) as document:
                last = min(len(document), 50)
            for blocks in read(path, last=last).values():
                for block in blocks:
                    for line in block.lines:
                        assert block.text[line.start : line.end]
        except StageError as error:
            assert error.code in {"corrupt", "encrypted"}, path.name  # noqa: PT017


def form(path: Path, *fields: str, page_extra: str = "") -> Path:
    """One page with these annotations, those among them that are fields in a form."""
    numbers = " ".join(f"{number} 0 R" for number in range(5, 5 + len(fields)))
    return pdf(
        path,
        [[(50, 700, "Name of the finder")]],
        page_extra=f"/Annots [{numbers}] {page_extra}",
        catalog=f"/AcroForm << /Fields [{numbers}] /DA (/Helv 12 Tf 0 g) >>",
        more=[f"<< /Type /Annot {field} >>" for field in fields],
    )


def field(value: str, at: int, more: str = "/FT /Tx", appearance: str = "") -> str:
    return f"/Subtype /Widget /T (f{at}) /V {value} /Rect [50 {at} 250 {at + 20}] {more} {appearance}"


NOTE = "/Rect [300 100 320 120] /Contents"


def test_what_was_filled_in_and_noted_on_a_page(tmp_path: Path) -> None:
    path = form(
        tmp_path / "a.pdf",
        field("(Alma Blue)", 600),
        field("<FEFF00470072014D00DF0065>", 560),
        field("(blue)", 520, "/FT /Ch /Opt [(blue) (green)] /Ff 131072"),
        field("/Yes", 480, "/FT /Btn"),
        field("(secret)", 440, "/FT /Tx /Ff 8192"),
        f"/Subtype /Text {NOTE} (Found by the\r\nshore)",
        f"/Subtype /Highlight {NOTE} (Why it is marked)",
        f"/Subtype /Link {NOTE} (no words of the reader)",
        f"/Subtype /FreeText {NOTE} ()",
    )
    (printed, written) = read(path)[1]
    assert printed.text == "Name of the finder\n"
    assert written.text == "Alma Blue\nGrōße\nblue\nFound by the shore\nWhy it is marked\n"
    assert [written.text[line.start : line.end] for line in written.lines] == written.text.splitlines()
    assert written.lines[0].box == pytest.approx((50 / 600, 180 / 800, 250 / 600, 200 / 800), abs=0.002)


def test_what_was_filled_in_is_drawn(tmp_path: Path) -> None:
    drawn = "<< /N 6 0 R >>"
    stream = "<< /Type /XObject /Subtype /Form /BBox [0 0 200 20] /Length 20 >>\nstream\n0 g 0 0 200 20 re f \nendstream"
    path = tmp_path / "a.pdf"
    form(path, field("(x)", 300, appearance=f"/AP {drawn}"))
    blank = dark_box(path)
    pdf(
        path,
        [[(50, 700, "Name of the finder")]],
        page_extra="/Annots [5 0 R]",
        catalog="/AcroForm << /Fields [5 0 R] >>",
        more=[f"<< /Type /Annot {field('(x)', 300, appearance=f'/AP {drawn}')} >>", stream],
    )
    assert blank[3] < 0.2
    assert dark_box(path)[3] == pytest.approx(500 / 800, abs=0.01), "down to the lower edge of the field"


@pytest.mark.parametrize(
    "broken",
    [
        "/Subtype /Widget /FT /Tx /V 5 0 R /Rect [1 2 3 4] /Parent 5 0 R /Kids [5 0 R]",
        "/Subtype /Text /Contents 5 0 R /Rect [0 0 0 0]",
        "/Subtype /Nothing /Rect [1e30 -1e30 9 9] /Contents (far away)",
        "/Subtype /Widget /FT /Tx /V (x) /Rect [9 9] /AA << /K << /S /JavaScript /JS (app.alert(1)) >> >>",
        "/Subtype /Text /Rect [1 1 9 9] /Contents (" + "long " * 100_000 + ")",
    ],
)
def test_broken_annotations_cost_nothing_else(tmp_path: Path, broken: str) -> None:
    blocks = read(form(tmp_path / "a.pdf", broken))[1]
    assert blocks[0].text == "Name of the finder\n"
    assert sum(len(block.text) for block in blocks) < 100
