"""The real program, where this machine has it."""

import numpy as np
import pytest
from PIL import Image

from bowerbird.ai.local.tesseract import Tesseract, TesseractError, find_tesseract
from bowerbird.library_sample.pictures.canvas import Canvas

LINES = ["The bower stands on the ground", "and is decorated with blue things", "that the male has found nearby."]


@pytest.fixture
def tesseract() -> Tesseract:
    found = find_tesseract("eng")
    if found is None:
        pytest.skip("there is no program called tesseract on this machine")
    return found


def page() -> Image.Image:
    canvas = Canvas(1200, 1600)
    for row, line in enumerate(LINES * 3):
        canvas.text(100, 120 + row * 120, line, 40)
    return canvas.image.convert("L")


@pytest.mark.parametrize("turn", [0, 90, 180])
def test_a_page_however_it_lies(tesseract: Tesseract, turn: int) -> None:
    found = tesseract.read(np.asarray(page().rotate(turn, expand=True)), timeout=120)
    assert [line.text for line in found.lines] == LINES * 3
    assert found.confidence > 75
    x0, y0, x1, y1 = found.lines[0].box
    middle = {0: (0.35, 0.09), 90: (0.09, 0.65), 180: (0.65, 0.91)}[turn]
    assert ((x0 + x1) / 2, (y0 + y1) / 2) == pytest.approx(middle, abs=0.06)


def test_too_slow_is_an_error(tesseract: Tesseract, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bowerbird.ai.local.tesseract._POLL_SECONDS", 0.05)  # it is looked at twice before it can have ended
    with pytest.raises(TesseractError, match="too long"):
        tesseract.read(np.asarray(page().resize((3600, 4800))), timeout=0)


def test_without_such_a_program_or_language_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_tesseract("xyz") is None
    monkeypatch.setenv("PATH", "")
    assert find_tesseract() is None
