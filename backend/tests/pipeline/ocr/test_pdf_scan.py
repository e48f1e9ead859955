"""Which pages of a PDF go to OCR, and what OCR then sees of them."""

from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from bowerbird.library_sample.pictures.canvas import Canvas
from bowerbird.pipeline.blocks import blocks_of
from bowerbird.pipeline.decoding import run
from bowerbird.pipeline.formats.pdf import open_page, open_pdf, render
from bowerbird.pipeline.ocr.pdf_scan import without_its_text
from tests.factories.documents import pdf

WORDS = "The bower stands on the ground and is decorated with blue things"
FOOTER = "Downloaded from the archive on 17 March 2020; all use is subject to its terms and conditions"
UNDER = "q 600 0 0 800 0 0 cm /Scan Do Q"


def scan(rows: int = 20) -> Image.Image:
    canvas = Canvas(1200, 1600)
    for row in range(rows):
        canvas.text(110, 120 + row * 70, WORDS, 30)
    return canvas.image.convert("L")


def scanned(path: Path, text: str, *, picture: Image.Image) -> Path:
    """A page that is this picture, and has text of its own."""
    buffer = BytesIO()
    picture.save(buffer, "JPEG")
    hexadecimal = buffer.getvalue().hex() + ">"
    size = f"/Width {picture.width} /Height {picture.height} /ColorSpace /DeviceGray /BitsPerComponent 8"
    image = (
        f"<< /Subtype /Image {size} /Filter [/ASCIIHexDecode /DCTDecode] /Length {len(hexadecimal)} >>\nstream\n{hexadecimal}\nendstream"
    )
    font = "<< /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
    return pdf(path, [[]], drawing=f"{UNDER} {text}", page_extra=f"/Resources << /Font {font} /XObject << /Scan 5 0 R >> >>", more=[image])


def printed(*lines: str, mode: int = 0, top: int = 30) -> str:
    return " ".join(f"BT /F1 8 Tf {mode} Tr 40 {top - row * 10} Td ({line}) Tj ET" for row, line in enumerate(lines))


def told(path: Path) -> tuple[bool, str]:
    (message,) = run("pdf.text", path, {"first": 1, "last": 1})
    header: dict[str, Any] = dict(message.header)
    return header["scan"], "".join(block.text for block in blocks_of(message)).strip()


def test_a_scan_with_a_long_footer_is_read_and_keeps_it(tmp_path: Path) -> None:
    assert told(scanned(tmp_path / "a.pdf", printed(FOOTER), picture=scan())) == (True, FOOTER)


def test_a_picture_without_letters_under_a_title_is_not_read(tmp_path: Path) -> None:
    sky = Image.linear_gradient("L").resize((1200, 1600))
    assert told(scanned(tmp_path / "a.pdf", printed(FOOTER), picture=sky)) == (False, FOOTER)


def test_an_earlier_reading_is_kept_where_it_is_words(tmp_path: Path) -> None:
    layer = [f"BT /F1 14 Tf 3 Tr 55 {(1600 - 145 - row * 70) / 2} Td 100 Tz ({WORDS}) Tj ET" for row in range(20)]
    is_for_ocr, text = told(scanned(tmp_path / "a.pdf", " ".join(layer), picture=scan()))
    assert not is_for_ocr
    assert text.startswith(WORDS)


def test_and_read_again_where_it_is_not(tmp_path: Path) -> None:
    spoilt = "Tbe b^wer st~nds oi th; gr|und a1d i! d.co,at:d w1th b~ue th!ngs"
    path = scanned(tmp_path / "a.pdf", printed(*[spoilt] * 20, mode=3, top=700), picture=scan())
    assert told(path) == (True, "")
    visible = scanned(tmp_path / "b.pdf", printed(*[spoilt] * 20, top=700), picture=scan())
    assert told(visible)[1].startswith("Tbe b^wer"), "what is printed there is what the page says"


def test_text_whose_font_does_not_say_its_letters_is_read_from_the_page(tmp_path: Path) -> None:
    inside = (
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
    )
    more = ["<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /DescendantFonts [6 0 R] >>", inside]
    drawing = "BT /F1 12 Tf 50 700 Td <" + "".join(f"{code:04x}" for code in range(3, 90)) + "> Tj ET"
    path = pdf(tmp_path / "a.pdf", [[]], drawing=drawing, page_extra="/Resources << /Font << /F1 5 0 R >> >>", more=more)
    assert told(path) == (True, "")
    with open_pdf(path) as document, open_page(document, 1) as page:
        drawn = len(list(page.get_objects()))
        without_its_text(page)
        assert len(list(page.get_objects())) == drawn, "its picture is all that tells it"


def test_ocr_sees_the_picture_without_what_is_printed_over_it(tmp_path: Path) -> None:
    path = scanned(tmp_path / "a.pdf", printed(FOOTER), picture=Image.new("L", (600, 800), "white"))
    with open_pdf(path) as document, open_page(document, 1) as page:
        assert np.asarray(render(page, width=600)).min() < 128
        without_its_text(page)
        assert np.asarray(render(page, width=600)).min() > 200
