"""The sample library is the same every time and is what its names say."""

import os
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from PIL import Image, ImageOps
from PIL.ExifTags import GPS, IFD, Base
from typer import Typer
from typer.testing import CliRunner

from bowerbird.library_sample.commands import seed as seed_command
from bowerbird.library_sample.queries import DEMO_QUERIES
from bowerbird.library_sample.seed import FileInTheWayError, seed


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "made here"
    seed(folder)
    return folder


def contents(folder: Path) -> dict[str, tuple[bytes, float]]:
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime) for path in sorted(folder.rglob("*")) if path.is_file()
    }


def test_the_same_bytes_and_times_every_time(sample: Path, tmp_path: Path) -> None:
    seed(tmp_path)
    assert contents(tmp_path) == contents(sample)


def test_a_few_dozen_files_of_many_kinds_and_years(sample: Path) -> None:
    files = contents(sample)
    assert len(files) >= 40
    assert {Path(path).suffix for path in files} >= {".txt", ".md", ".html", ".pdf", ".docx", ".jpg", ".png", ".webp"}
    assert sum(len(data) for data, _ in files.values()) < 4_000_000
    years = [time for _, time in files.values()]
    assert max(years) - min(years) > 3 * 365 * 86_400


def test_running_again_leaves_what_is_there_and_refuses_other_files(tmp_path: Path) -> None:
    written = seed(tmp_path).written
    again = seed(tmp_path)
    assert (again.written, again.unchanged) == ([], written)
    (tmp_path / "kitchen" / "sourdough.md").write_text("my own", encoding="utf-8")
    with pytest.raises(FileInTheWayError, match=r"sourdough\.md"):
        seed(tmp_path)
    assert seed(tmp_path, overwrite=True).written == ["kitchen/sourdough.md"]


def test_pdf_text_stands_on_its_page_and_the_scan_has_none(sample: Path) -> None:
    boiler = pypdfium2.PdfDocument(sample / "house/boiler-manual.pdf")
    assert len(boiler) == 5
    page = " ".join(boiler[3].get_textpage().get_text_bounded().split())
    assert "filling loop" in page
    assert "4 / 5" in page
    boiler.close()
    papers = pypdfium2.PdfDocument(sample / "house/washing-machine.pdf")
    assert [len(papers[number].get_textpage().get_text_bounded()) > 100 for number in range(3)] == [True, False, True]
    papers.close()


def test_word_files_have_headings_and_tables(sample: Path) -> None:
    document = Document(str(sample / "garden/rules.docx"))
    assert document.core_properties.title == "Rules of the Alder Lane Allotment Society"
    assert "4. Animals" in [paragraph.text for paragraph in document.paragraphs]
    assert document.tables[0].cell(1, 0).text == "plot not worked"


def test_photos_carry_date_place_and_orientation(sample: Path) -> None:
    with Image.open(sample / "journeys/sunset-tern-island.jpg") as photo:
        exif = photo.getexif()
        assert exif.get_ifd(IFD.Exif)[Base.DateTimeOriginal] == "2023:06:17 22:10:31"
        assert exif.get_ifd(IFD.GPSInfo)[GPS.GPSLongitudeRef] == "W"
        assert [float(part) for part in exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude]] == [54, 28, 5.16]
    with Image.open(sample / "workshop/whiteboard.jpg") as photo:
        assert photo.height > photo.width
        upright = ImageOps.exif_transpose(photo)
        assert upright.size == (1600, 1100)
        # the blue title stands at the top left when shown upright
        assert any(_is_blue(upright.getpixel((x, y))) for x in range(80, 400, 2) for y in range(70, 140, 3))


def _is_blue(pixel: object) -> bool:
    assert isinstance(pixel, tuple)
    return bool(pixel[2] - pixel[0] > 50)


def test_demo_queries_name_files_and_pages_that_exist(sample: Path) -> None:
    assert len(DEMO_QUERIES) == 3
    for query in DEMO_QUERIES:
        assert (sample / query.path).is_file()
        if query.page is not None:
            document = pypdfium2.PdfDocument(sample / query.path)
            assert query.page <= len(document)
            document.close()


def test_without_espeak_the_recording_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.fspath(tmp_path))
    app = Typer()
    app.command()(seed_command)
    result = CliRunner().invoke(app, [str(tmp_path / "out")])
    assert result.exit_code == 0
    assert "left out, because espeak-ng is not installed: workshop/answering-machine.wav" in result.stdout
    assert not (tmp_path / "out/workshop/answering-machine.wav").exists()
