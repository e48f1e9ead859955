import numpy as np
import pytest
from PIL import Image

from bowerbird.ai.contracts import Picture
from bowerbird.library_sample.pictures.canvas import Canvas
from bowerbird.pipeline.ocr.choice import is_for_tesseract


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
    assert is_for_tesseract(scanned(page().rotate(turn, expand=True)))


@pytest.mark.parametrize("turn", [7, -6])
def test_skewed_pages_are_for_the_other(turn: int) -> None:
    assert not is_for_tesseract(scanned(page().rotate(turn, expand=True, fillcolor="white")))


def test_what_is_no_page() -> None:
    red, dark = Image.new("RGB", (1000, 1400), (200, 40, 40)), Image.new("RGB", (1000, 1400), (30, 30, 30))
    noise = np.random.default_rng(1).integers(0, 255, (900, 900, 3), dtype=np.uint8)
    for picture in (np.asarray(red), np.asarray(dark), noise, scanned(page().resize((300, 420)))):
        assert not is_for_tesseract(picture)
    assert not is_for_tesseract(scanned(Image.new("RGB", (1000, 1400), "white")))
