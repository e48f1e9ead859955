"""Which reader gets a page, and what becomes of it, with a Tesseract of the test's own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from bowerbird.ai.contracts import TextLine
from bowerbird.ai.local.tesseract import Grey, PageText, TesseractError
from bowerbird.library_sample.pictures.canvas import Canvas
from bowerbird.models import Segment
from bowerbird.pipeline.ocr import pages as ocr_pages
from bowerbird.settings import get_settings
from bowerbird.storage.filesystem import FilesystemStorage
from tests.factories.pipeline import Ran, keep_file, run_stages

STAGES = frozenset({"inspect", "ocr"})


class FakeTesseract:
    model = "tesseract-test"
    languages = ("eng",)

    def __init__(self, confidence: float) -> None:
        self.confidence = confidence
        self.shapes: list[tuple[int, ...]] = []

    def read(self, page: Grey, *, timeout: float, alive: Callable[[], None]) -> PageText:
        assert timeout > 0
        alive()
        self.shapes.append(page.shape)
        if self.confidence < 0:
            raise TesseractError
        lines = [TextLine("read by the other pro-", (0.05, 0.05, 0.9, 0.2), 0.9), TextLine("gram", (0.05, 0.2, 0.9, 0.4), 0.9)]
        return PageText([*lines, TextLine("A new paragraph", (0.1, 0.5, 0.9, 0.6), 0.9)], [0, 0, 1], self.confidence)


def page(*lines: str) -> Image.Image:
    canvas = Canvas(900, 1200)
    for row, line in enumerate(lines):
        canvas.text(80, 120 + row * 110, line, 44)
    return canvas.image


def run(storage: FilesystemStorage, path: Path) -> Ran:
    return run_stages(*keep_file(path, storage), storage, stages=STAGES)


def texts(session: Session, ran: Ran) -> list[tuple[int | None, str]]:
    assert ran.asset is not None
    rows = session.execute(select(Segment.page, Segment.text).where(Segment.asset_id == ran.asset.id).order_by(Segment.ordinal))
    return [(row.page, row.text) for row in rows]


@pytest.fixture
def tesseract(monkeypatch: pytest.MonkeyPatch) -> FakeTesseract:
    fake = FakeTesseract(95)
    monkeypatch.setattr(ocr_pages, "find_tesseract", lambda _: fake)
    return fake


def test_a_clean_page_is_handed_over(session: Session, storage: FilesystemStorage, tmp_path: Path, tesseract: FakeTesseract) -> None:
    page("Harvest supper", "Bring a candle", "and a chair").save(tmp_path / "a.png")
    ran = run(storage, tmp_path / "a.png")
    assert tesseract.shapes == [(1200, 900)]
    assert ran.outcomes["ocr", 0].model_version == "tesseract-test"
    assert texts(session, ran) == [(1, "read by the other program\nA new paragraph\n")]


def test_a_page_askew_is_turned_straight_and_its_places_back(
    session: Session, storage: FilesystemStorage, tmp_path: Path, tesseract: FakeTesseract
) -> None:
    page(*["Bring a candle and a chair"] * 9).rotate(6, expand=True, fillcolor="white").save(tmp_path / "a.png")
    ran = run(storage, tmp_path / "a.png")
    ((height, width),) = tesseract.shapes
    assert height > 1300  # turned again, and nothing cut off
    assert width > 1100
    assert ran.asset is not None
    first = next(iter(session.scalars(select(Segment.boxes).where(Segment.asset_id == ran.asset.id).order_by(Segment.ordinal)))) or []
    assert 0.2 < first[0][3] - first[0][1] < 0.3  # .15 of the straight page, and what a line rises on this one


@pytest.mark.parametrize("confidence", [40.0, -1.0])
def test_what_it_cannot_read_goes_to_the_other_reader(
    session: Session, storage: FilesystemStorage, tmp_path: Path, tesseract: FakeTesseract, confidence: float
) -> None:
    tesseract.confidence = confidence
    page("Harvest supper", "Bring a candle", "and a chair").save(tmp_path / "a.png")
    ran = run(storage, tmp_path / "a.png")
    ((number, text),) = texts(session, ran)
    assert number == 1
    assert "Harvest supper" in text
    assert ran.outcomes["ocr", 0].model_version == "rapidocr"


def test_a_photo_is_not_handed_over(session: Session, storage: FilesystemStorage, tmp_path: Path, tesseract: FakeTesseract) -> None:
    Image.effect_noise((900, 900), 90).convert("RGB").save(tmp_path / "a.jpg")
    run(storage, tmp_path / "a.jpg")
    assert session
    assert tesseract.shapes == []


def test_every_page_of_a_tiff(session: Session, storage: FilesystemStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr_pages, "find_tesseract", lambda _: None)
    sheets = [page("The first page"), page("The second page"), page("The third page")]
    sheets[0].save(tmp_path / "a.tiff", save_all=True, append_images=sheets[1:])
    ran = run(storage, tmp_path / "a.tiff")
    assert ran.asset is not None
    assert ran.asset.page_count == 3
    assert [(number, text.strip()) for number, text in texts(session, ran)] == [
        (1, "The first page"),
        (2, "The second page"),
        (3, "The third page"),
    ]


def test_more_pages_than_the_limit_are_said_and_read_as_far_as_it_goes(
    session: Session, storage: FilesystemStorage, tmp_path: Path, tesseract: FakeTesseract, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(get_settings().limits, "pages", 18)
    sheets = [page(f"Page {number}", "of a long file", "that nobody reads") for number in range(20)]
    sheets[0].save(tmp_path / "a.tiff", save_all=True, append_images=sheets[1:], compression="tiff_lzw")
    ran = run(storage, tmp_path / "a.tiff")
    assert ran.note("inspect") == "cut"
    assert [number for number, _ in texts(session, ran)] == list(range(1, 19))
    assert set(ran.outcomes) == {("inspect", 0), ("ocr", 0), ("ocr", 1)}
    assert len(tesseract.shapes) == 18
