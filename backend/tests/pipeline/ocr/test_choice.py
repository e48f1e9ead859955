import numpy as np
import pytest
from PIL import Image

from bowerbird.ai.contracts import Picture, TextLine
from bowerbird.ai.local.tesseract import PageText
from bowerbird.library_sample.pictures.canvas import Canvas
from bowerbird.pipeline.ocr.choice import is_well_read, look


def page() -> Image.Image:
    canvas = Canvas(1000, 1400)
    for row in range(20):
        canvas.text(90, 100 + row * 60, "The bower stands on the ground and is decorated", 30)
    return canvas.image


def scanned(image: Image.Image) -> Picture:
    grain = np.random.default_rng(3).normal(0, 6, (image.height, image.width, 3))
    return np.clip(np.asarray(image.convert("RGB")) * 0.92 + 8 + grain, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_clean_pages_however_they_lie(turn: int) -> None:
    seen = look(scanned(page().rotate(turn, expand=True)))
    assert seen.is_clean_page
    assert not seen.is_askew


@pytest.mark.parametrize("turn", [7, -6, 2.5, -1.5])
def test_how_far_a_page_is_askew(turn: float) -> None:
    seen = look(scanned(page().rotate(turn, expand=True, fillcolor="white")))
    assert seen.is_askew
    assert seen.skew == pytest.approx(-turn, abs=0.5)


def test_what_is_no_page() -> None:
    red, dark = Image.new("RGB", (1000, 1400), (200, 40, 40)), Image.new("RGB", (1000, 1400), (30, 30, 30))
    noise = np.random.default_rng(1).integers(0, 255, (900, 900, 3), dtype=np.uint8)
    for picture in (np.asarray(red), np.asarray(dark), noise, scanned(page().resize((300, 420)))):
        assert not look(picture).is_clean_page
    assert not look(scanned(Image.new("RGB", (1000, 1400), "white"))).is_clean_page


def found(rows: int, text: str = "The bower stands on the ground and is decorated", confidence: float = 95) -> PageText:
    """What a reader says that has read the first `rows` lines of `page`."""
    boxes = [(0.08, (98 + row * 60) / 1400, 0.95, (134 + row * 60) / 1400) for row in range(rows)]
    return PageText([TextLine(text, box, confidence / 100) for box in boxes], [0] * rows, confidence)


def test_a_page_is_read_well_if_all_of_it_is_read() -> None:
    grey = scanned(page())[:, :, 0]
    assert is_well_read(grey, found(20), ["eng"])
    assert not is_well_read(grey, found(20, confidence=70), ["eng"])
    assert not is_well_read(grey, found(12), ["eng"])
    assert not is_well_read(grey, PageText([], [], 0.0), ["eng"])


def test_rules_and_pictures_are_no_letters() -> None:
    image = page()
    image.paste((0, 0, 0), (100, 1320, 900, 1330))
    image.paste((0, 0, 0), (950, 0, 1000, 1400))
    assert is_well_read(scanned(image)[:, :, 0], found(20), ["eng"])


def test_a_language_that_the_reader_has_not_learnt_is_not_read_well() -> None:
    grey, german = scanned(page())[:, :, 0], "die Laube steht auf dem Boden und ist mit blauen Dingen"
    assert not is_well_read(grey, found(20, german), ["eng"])
    assert is_well_read(grey, found(20, german), ["eng", "deu"])
