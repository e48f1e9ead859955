"""The real reader on pictures drawn here."""

import logging
import socket
from collections.abc import Iterator
from typing import NoReturn

import numpy as np
import pytest

from bowerbird import ai
from bowerbird.ai.contracts import CapabilityMissingError, Reader
from bowerbird.ai.local.reader import RapidOcrReader
from bowerbird.library_sample.pictures.canvas import Canvas
from bowerbird.settings import PROJECT_ROOT


@pytest.fixture(scope="module")
def reader() -> Iterator[RapidOcrReader]:
    made = ai.get_reader()
    assert isinstance(made, RapidOcrReader)
    yield made
    made.unload()


def test_lines_with_their_boxes_in_reading_order(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def no_network(*_: object) -> NoReturn:
        raise AssertionError("the reader asked the network")

    monkeypatch.setattr(socket.socket, "connect", no_network)
    page = Canvas(800, 400)
    page.text(60, 80, "Harvest supper", 48)
    page.text(60, 250, "Bring a candle", 40)
    lines = reader.read(np.array(page.image))
    assert [line.text for line in lines] == ["Harvest supper", "Bring a candle"]
    x0, y0, x1, y1 = lines[0].box
    assert abs(x0 - 60 / 800) < 0.03
    assert 0.15 < y0 < 0.25 < y1 < 0.4
    assert 0.4 < x1 < 0.6
    assert lines[0].confidence > 0.8
    assert not logging.getLogger("RapidOCR").handlers
    assert capfd.readouterr() == ("", "")


def test_a_tall_picture_is_read_in_strips_and_each_line_once(reader: Reader) -> None:
    page = Canvas(400, 2400)
    for row in range(12):
        page.text(40, 60 + row * 200, f"entry number {row + 10}", 32)
    lines = reader.read(np.array(page.image))
    assert [line.text for line in lines] == [f"entry number {row + 10}" for row in range(12)]
    assert abs(lines[11].box[1] - 2260 / 2400) < 0.02


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_lies_otherwise_is_read_from_its_own_top(reader: Reader, turn: int) -> None:
    said = [
        "The bower stands on the ground",
        "and is decorated with blue things",
        "that the male has found nearby",
        "feathers and flowers alike",
    ]
    page = Canvas(900, 600)
    for row, line in enumerate(said):
        page.text(60, 80 + row * 110, line, 40)
    lines = reader.read(np.array(page.image.rotate(turn, expand=True)))
    assert [line.text for line in lines] == said
    x0, y0, x1, y1 = lines[0].box
    assert ((x0 + x1) / 2, (y0 + y1) / 2) == pytest.approx({90: (0.17, 0.6), 180: (0.6, 0.83), 270: (0.83, 0.4)}[turn], abs=0.08)


@pytest.mark.parametrize("turn", [0, 180])
@pytest.mark.parametrize("label", ["0", "180"])
def test_a_line_is_read_the_way_in_which_it_reads_better(
    reader: RapidOcrReader, monkeypatch: pytest.MonkeyPatch, turn: int, label: str
) -> None:
    """Whatever the classifier says of all lines."""
    page = Canvas(900, 300)
    page.text(60, 60, "The bower stands on the ground", 40)
    page.text(60, 180, "and is decorated with blue things", 40)
    picture = np.array(page.image.rotate(turn))
    assert len(reader.read(picture)) == 2  # the model is loaded
    monkeypatch.setattr(reader._engine.text_cls.postprocess_op, "label_list", [label, label])
    assert [line.text for line in reader.read(picture)] == ["The bower stands on the ground", "and is decorated with blue things"]


@pytest.mark.parametrize("shape", [(1, 1), (900, 3)])
def test_odd_pictures_have_no_text(reader: Reader, shape: tuple[int, int]) -> None:
    assert reader.read(np.full((*shape, 3), 200, np.uint8)) == []


def test_what_is_no_rgb_picture_is_refused(reader: Reader) -> None:
    for picture in (np.zeros((5, 5), np.uint8), np.zeros((5, 5, 4), np.uint8), np.zeros((0, 5, 3), np.uint8)):
        with pytest.raises(ValueError, match="RGB"):
            reader.read(picture)


def test_a_missing_model_is_a_missing_capability_and_no_download() -> None:
    with pytest.raises(CapabilityMissingError, match="models verify"):
        RapidOcrReader("rapidocr", PROJECT_ROOT / "no-such-folder").read(np.zeros((50, 50, 3), np.uint8))
