import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from bowerbird.pipeline import decoders as _decoders  # noqa: F401
from bowerbird.pipeline.decoding import run
from bowerbird.pipeline.inspect.exif import parse_date
from bowerbird.pipeline.inspect.facts import Facts


def inspect(path: Path) -> Facts:
    (message,) = run("picture.inspect", path, {})
    return Facts.from_json(json.loads(json.dumps(dict(message.header))))


def photo(path: Path, main: dict[int, Any], exif: dict[int, Any] | None = None, gps: dict[int, Any] | None = None, **save: Any) -> Path:
    tags = Image.Exif()
    tags.update(main)
    if exif:
        tags.get_ifd(0x8769).update(exif)
    if gps:
        tags.get_ifd(0x8825).update(gps)
    Image.new("RGB", (40, 30), "blue").save(path, exif=tags, **save)
    return path


def degrees(*parts: float) -> tuple[IFDRational, ...]:
    return tuple(IFDRational(part) for part in parts)


def test_what_a_phone_writes(tmp_path: Path) -> None:
    facts = inspect(
        photo(
            tmp_path / "a.jpg",
            {0x0112: 6, 0x010F: "Maker\x00", 0x0110: "Model 5"},
            {0x9003: "2024:03:10 18:20:30", 0x9011: "+02:00", 0x9291: "25", 0xA434: "50 mm", 0x829D: IFDRational(28, 10)},
            {1: "S", 2: degrees(33, 51, 30), 3: "E", 4: degrees(151, 12, 36), 5: b"\x01", 6: IFDRational(12)},
        )
    )
    assert (facts.width, facts.height) == (30, 40)
    assert facts.captured is not None
    assert facts.captured.local == datetime(2024, 3, 10, 18, 20, 30, 250_000)  # noqa: DTZ001
    assert facts.captured.offset == 120
    assert facts.captured.instant == datetime(2024, 3, 10, 16, 20, 30, 250_000, UTC)
    assert facts.date_source == "exif"
    assert facts.details == {
        "camera_make": "Maker",
        "camera_model": "Model 5",
        "lens": "50 mm",
        "aperture": 2.8,
        "gps": {"latitude": -33.8583333, "longitude": 151.21, "altitude": -12.0},
    }


@pytest.mark.parametrize("date", ["0000:00:00 00:00:00", "    :  :     :  :  ", "2024:13:40 10:00:00", "", "\x00" * 19, "yesterday"])
def test_dates_that_are_none(tmp_path: Path, date: str) -> None:
    assert inspect(photo(tmp_path / "a.jpg", {}, {0x9003: date})).captured is None


@pytest.mark.parametrize(
    "gps",
    [
        {1: "N", 2: degrees(0, 0, 0), 3: "E", 4: degrees(0, 0, 0)},
        {1: "N", 2: degrees(95, 0, 0), 3: "E", 4: degrees(10, 0, 0)},
        {1: "N", 2: (IFDRational(0, 0),) * 3, 3: "E", 4: degrees(10, 0, 0)},
        {1: "N", 2: degrees(10, 0, 0)},
    ],
)
def test_places_that_are_none(tmp_path: Path, gps: dict[int, Any]) -> None:
    assert "gps" not in inspect(photo(tmp_path / "a.jpg", {}, gps=gps)).details


def test_satellite_time_where_there_is_no_other(tmp_path: Path) -> None:
    facts = inspect(photo(tmp_path / "a.jpg", {}, gps={7: degrees(13, 14, 15), 29: "2024:05:06"}))
    assert facts.captured is not None
    assert (facts.captured.instant, facts.captured.source) == (datetime(2024, 5, 6, 13, 14, 15, tzinfo=UTC), "gps")


def test_dates_of_xmp(tmp_path: Path) -> None:
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description exif:DateTimeOriginal="2013-07-05T03:18:27-04:00"/></x:xmpmeta>'
    facts = inspect(photo(tmp_path / "a.jpg", {}, xmp=xmp))
    assert facts.captured is not None
    assert (facts.captured.instant.isoformat(), facts.date_source) == ("2013-07-05T07:18:27+00:00", "xmp")


@pytest.mark.parametrize("suffix", ["png", "webp", "avif"])
def test_other_formats_carry_exif_too(tmp_path: Path, suffix: str) -> None:
    facts = inspect(photo(tmp_path / f"a.{suffix}", {0x010F: "Maker", 0x0112: 6}, {0x9003: "2024:03:10 18:20:30"}))
    assert facts.details["camera_make"] == "Maker"
    assert facts.captured is not None
    assert (facts.width, facts.height) == (30, 40)


def test_parse_date_with_a_zone_in_the_text() -> None:
    assert parse_date("2022:01:10 15:15:44-04:00") == (datetime(2022, 1, 10, 15, 15, 44), -240)  # noqa: DTZ001
    assert parse_date("2022:01:10 15:15:44Z") == (datetime(2022, 1, 10, 15, 15, 44), 0)  # noqa: DTZ001
    assert parse_date("2022:01:10") == (datetime(2022, 1, 10), None)  # noqa: DTZ001


MAKER_FORMATS = {"jpg__exif-org__sony-powershota5.jpg", "jpg__exif-org__olympus-d320l.jpg", "jpg__Reconyx_HC500_Hyperfire.jpg"}
"""Their dates stand in formats of one maker only (CIFF, an APP12 segment, a maker note), which are not read."""


@pytest.mark.shared
def test_pictures_say_what_exiftool_says(shared_data: Path) -> None:
    checked = 0
    for truth in json.loads((shared_data / "image-exif/exif-truth.json").read_text()):
        path = shared_data / "image-exif" / Path(truth["SourceFile"]).name
        if truth["FileType"] not in {"JPEG", "TIFF"} or not path.exists():
            continue
        facts = inspect(path)
        turned = truth.get("Orientation", 1) >= 5
        size = (truth["ImageHeight"], truth["ImageWidth"]) if turned else (truth["ImageWidth"], truth["ImageHeight"])
        assert (facts.width, facts.height) == size, path.name
        if path.name in MAKER_FORMATS:
            continue
        if date := truth.get("DateTimeOriginal"):
            assert facts.captured is not None, path.name
            assert facts.captured.local.strftime("%Y:%m:%d %H:%M:%S") == date[:19], path.name
        else:
            assert facts.captured is None or facts.captured.source == "xmp", path.name
        assert facts.details.get("camera_make") == truth.get("Make"), path.name
        assert facts.details.get("camera_model") == truth.get("Model"), path.name
        gps = facts.details.get("gps")
        if truth.get("GPSLatitude", "") == "":
            assert gps is None, path.name
        else:
            assert gps is not None, path.name
            assert (gps["latitude"], gps["longitude"]) == pytest.approx((truth["GPSLatitude"], truth["GPSLongitude"]), abs=1e-5), path.name
        checked += 1
    assert checked > 30
