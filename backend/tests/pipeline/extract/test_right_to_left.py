from pathlib import Path

import pytest

from bowerbird.pipeline.blocks import blocks_of
from bowerbird.pipeline.decoding import run
from bowerbird.pipeline.extract.right_to_left import Span, in_order
from tests.factories.documents import pdf


def leftwards(text: str) -> list[Span]:
    return [(100.0 - at, 101.0 - at) for at in range(len(text))]


def rightwards(text: str) -> list[Span]:
    return [(float(at), at + 1.0) for at in range(len(text))]


def test_a_word_told_as_it_is_drawn_is_turned() -> None:
    text = "12 تبني (47)"
    assert in_order(text, leftwards(text).__getitem__) == text
    assert in_order("12 ينبت (47)", rightwards(text).__getitem__) == text


def test_latin_and_numbers_are_left_alone() -> None:
    for text in ("Bower 1958", "٤٧", "۱۳۳۷"):
        assert in_order(text, rightwards(text).__getitem__) == text


def test_the_two_letters_of_one_glyph_are_put_in_order() -> None:
    spans = [*leftwards("سا")[:1], (98.0, 99.5), (98.0, 99.5), (97.0, 98.0)]
    assert in_order("سالم", spans.__getitem__) == "سلام"
    assert in_order("سالم", leftwards("سالم").__getitem__) == "سالم", "with glyphs of their own it is another word"


def test_a_mark_stands_over_its_letter() -> None:
    text = "بِ"
    assert in_order(text, [(10.0, 14.0), (13.0, 15.0)].__getitem__) == text


def arabic(path: Path, content: str, *codes: str) -> Path:
    """A page in a font whose letters a, b, c, … stand for these."""
    pairs = " ".join(f"<{number:02x}> <{text.encode('utf-16-be').hex()}>" for number, text in enumerate(codes, ord("a")))
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <00> <ff> endcodespacerange "
        f"{len(codes)} beginbfchar {pairs} endbfchar endcmap end end"
    )
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>"
    more = [font, f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream"]
    return pdf(path, [[]], drawing=content, page_extra="/Resources << /Font << /F1 5 0 R >> >>", more=more)


def text(path: Path) -> str:
    (message,) = run("pdf.text", path, {"first": 1, "last": 1})
    return "".join(block.text for block in blocks_of(message)).strip()


@pytest.mark.parametrize(
    ("drawn", "letters", "read"),
    [
        ("(abcd) Tj", "ينبت", "تبني"),
        (" ".join(f"/Span << /ActualText <feff{ord(letter):04x}> >> BDC (a) Tj EMC 12 0 Td" for letter in "ينبت"), "xxxx", "تبني"),
        ("(abc) Tj", ("م", "لا", "س"), "سلام"),
    ],
    ids=["drawn", "told", "ligature"],
)
def test_words_of_a_page_however_it_tells_them(tmp_path: Path, drawn: str, letters: tuple[str, ...], read: str) -> None:
    path = arabic(tmp_path / "a.pdf", f"BT /F1 20 Tf 100 700 Td {drawn} ET", *letters)
    assert text(path) == read
