import json
import struct
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, PngImagePlugin
from PIL.TiffImagePlugin import IFDRational

from bowerbird.pipeline.decoding import run
from bowerbird.pipeline.inspect.exif import parse_date
from bowerbird.pipeline.inspect.facts import Facts
from bowerbird.pipeline.inspect.naming import place_name


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


def test_a_place_whose_seconds_are_nothing(tmp_path: Path) -> None:
    minutes = (IFDRational(33), IFDRational(303, 10), IFDRational(0, 0))
    facts = inspect(photo(tmp_path / "a.jpg", {}, gps={1: "S", 2: minutes, 3: "W", 4: degrees(70, 30, 0)}))
    assert facts.details["gps"] == {"latitude": -33.505, "longitude": -70.5}


def test_satellite_time_where_there_is_no_other(tmp_path: Path) -> None:
    facts = inspect(photo(tmp_path / "a.jpg", {}, gps={7: degrees(13, 14, 15), 29: "2024:05:06"}))
    assert facts.captured is not None
    assert (facts.captured.instant, facts.captured.source) == (datetime(2024, 5, 6, 13, 14, 15, tzinfo=UTC), "gps")


XMP = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:aux="http://ns.adobe.com/exif/1.0/aux/" xmlns:digiKam="http://www.digikam.org/ns/1.0/">
<rdf:Description exif:DateTimeOriginal="2013-07-05T03:18:27-04:00" exif:GPSLatitude="38,43.338N" exif:GPSLongitude="9,8,21.48W" exif:GPSAltitude="57/10"
 tiff:Make="Maker" tiff:Model="Model 5" aux:Lens="50 mm">
<dc:title><rdf:Alt><rdf:li xml:lang="de">Markt</rdf:li><rdf:li xml:lang="x-default">Market</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">Oranges and a ladder</rdf:li></rdf:Alt></dc:description>
<dc:subject><rdf:Bag><rdf:li>market</rdf:li><rdf:li>fruit</rdf:li></rdf:Bag></dc:subject>
<digiKam:TagsList><rdf:Seq><rdf:li>Places/Lisbon</rdf:li></rdf:Seq></digiKam:TagsList>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""


def test_what_xmp_says_where_exif_is_silent(tmp_path: Path) -> None:
    facts = inspect(photo(tmp_path / "a.jpg", {}, xmp=XMP.encode()))
    assert facts.captured is not None
    assert (facts.captured.instant.isoformat(), facts.date_source) == ("2013-07-05T07:18:27+00:00", "xmp")
    assert facts.title == "Market"
    assert facts.details == {
        "camera_make": "Maker",
        "camera_model": "Model 5",
        "lens": "50 mm",
        "description": "Oranges and a ladder",
        "keywords": ["market", "fruit", "Lisbon"],
        "gps": {"latitude": 38.7223, "longitude": -9.1393, "altitude": 5.7},
    }


def test_exif_goes_before_xmp(tmp_path: Path) -> None:
    facts = inspect(photo(tmp_path / "a.jpg", {0x010F: "Other"}, {0x9003: "2024:03:10 18:20:30"}, xmp=XMP.encode()))
    assert facts.details["camera_make"] == "Other"
    assert facts.date_source == "exif"


@pytest.mark.parametrize(
    "packet",
    [
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF",
        "<x:xmpmeta></x:xmpmeta>",
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + XMP.replace("Oranges and a ladder", "&e;"),
    ],
)
def test_xmp_that_is_broken_or_reaches_out_is_harmless(tmp_path: Path, packet: str) -> None:
    details = inspect(photo(tmp_path / "a.jpg", {}, xmp=packet.encode())).details
    assert "description" not in details


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "cp1251"])
def test_letters_that_the_standard_does_not_know(tmp_path: Path, encoding: str) -> None:
    said = "Blaue Mütze am Strand" if encoding != "cp1251" else "Находки"
    raw = said.encode(encoding) + b"\0"
    exif = b"Exif\0\0II*\0\x08\0\0\0\1\0" + struct.pack("<HHIII", 0x010E, 2, len(raw), 26, 0) + raw
    Image.new("RGB", (8, 8)).save(tmp_path / "a.jpg", exif=exif)
    assert inspect(tmp_path / "a.jpg").details["description"] == said


def test_where_a_person_said_it_was_taken(tmp_path: Path) -> None:
    said = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
        'xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:core="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
        'photoshop:City="Kiel" photoshop:Country="Germany" core:Location="Harbour" xmp:CreateDate="2024-01-31T12:15:30+01:00"/></rdf:RDF></x:xmpmeta>'
    )
    facts = inspect(photo(tmp_path / "a.jpg", {}, xmp=said.encode()))
    assert facts.details == {"location": "Harbour, Kiel, Germany"}
    assert place_name(facts.details) == "Harbour, Kiel, Germany", "there is no position"
    assert facts.captured is not None
    assert (facts.captured.instant, facts.date_source) == (datetime(2024, 1, 31, 11, 15, 30, tzinfo=UTC), "xmp")


def test_when_a_png_was_made(tmp_path: Path) -> None:
    said = PngImagePlugin.PngInfo()
    said.add_text("Creation Time", "2024-01-31T12:15:30+01:00")
    facts = inspect(photo(tmp_path / "a.png", {}, pnginfo=said))
    assert facts.captured is not None
    assert (facts.captured.instant, facts.date_source) == (datetime(2024, 1, 31, 11, 15, 30, tzinfo=UTC), "png")


def test_iptc(tmp_path: Path) -> None:
    def dataset(record: int, number: int, value: bytes) -> bytes:
        return bytes((0x1C, record, number)) + len(value).to_bytes(2) + value

    iptc = dataset(1, 90, b"\x1b%G") + dataset(2, 5, "Café".encode()) + dataset(2, 25, b"one") + dataset(2, 25, b"two")
    iptc += dataset(2, 90, "Münster".encode()) + dataset(2, 101, b"Germany")
    iptc += dataset(2, 120, b"Before the rain") + dataset(2, 55, b"20240310") + dataset(2, 60, b"182030+0200")
    resource = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + len(iptc).to_bytes(4) + iptc + b"\x00" * (len(iptc) % 2)
    path = photo(tmp_path / "a.jpg", {})
    data = path.read_bytes()
    path.write_bytes(data[:2] + b"\xff\xed" + (len(resource) + 2).to_bytes(2) + resource + data[2:])
    facts = inspect(path)
    assert (facts.title, facts.details) == (
        "Café",
        {"description": "Before the rain", "keywords": ["one", "two"], "location": "Münster, Germany"},
    )
    assert facts.captured is not None
    assert (facts.captured.instant, facts.date_source) == (datetime(2024, 3, 10, 16, 20, 30, tzinfo=UTC), "iptc")


@pytest.mark.parametrize(
    "said",
    [
        "OLYMPUS DIGITAL CAMERA         ",
        "Exif JPEG PICTURE",
        "SANYO DIGITAL CAMERA",
        "Created with GIMP",
        '{"shape": [32, 32]}',
        "<a><b c='d'/></a>",
    ],
)
def test_what_cameras_write_for_a_caption_is_none(tmp_path: Path, said: str) -> None:
    assert "description" not in inspect(photo(tmp_path / "a.jpg", {0x010E: said})).details


def test_windows_tags_and_comments(tmp_path: Path) -> None:
    path = photo(
        tmp_path / "a.jpg",
        {0x9C9B: "Über uns\0".encode("utf-16-le"), 0x9C9E: "sea;sky\0".encode("utf-16-le")},
        {0x9286: b"ASCII\0\0\0A word\0"},
    )
    facts = inspect(path)
    assert (facts.title, facts.details["keywords"], facts.details["description"]) == ("Über uns", ["sea", "sky"], "A word")


def test_texts_of_a_png(tmp_path: Path) -> None:
    said = PngImagePlugin.PngInfo()
    for name, text in {"Title": "Harbour", "Author": "Nobody", "Description": "Boats at ebb", "Software": "A program"}.items():
        said.add_text(name, text)
    facts = inspect(photo(tmp_path / "a.png", {}, pnginfo=said))
    assert (facts.title, facts.details) == ("Harbour", {"author": "Nobody", "description": "Boats at ebb"})


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


OFFSETS = {"heic__IMG_5195.HEIC": -300, "heic__mobile__iphone_13_pro_max.HEIC": 60}
"""Minutes east of Greenwich, by OffsetTimeOriginal, which the truth file leaves out; all others say none."""


@pytest.mark.shared
def test_pictures_say_what_exiftool_says(shared_data: Path) -> None:
    checked = 0
    for truth in json.loads((shared_data / "image-exif/exif-truth.json").read_text()):
        path = shared_data / "image-exif" / Path(truth["SourceFile"]).name
        if truth["FileType"] not in {"JPEG", "TIFF", "HEIC", "HEIF"} or not path.exists():
            continue
        facts = inspect(path)
        turned = truth.get("Orientation", 1) >= 5
        size = (truth["ImageHeight"], truth["ImageWidth"]) if turned else (truth["ImageWidth"], truth["ImageHeight"])
        if truth["FileType"] in {"HEIC", "HEIF"}:  # turned by the container as well, of which Exif knows nothing
            assert sorted((facts.width or 0, facts.height or 0)) == sorted(size), path.name
        else:
            assert (facts.width, facts.height) == size, path.name
        if date := truth.get("DateTimeOriginal"):
            assert facts.captured is not None, path.name
            assert facts.captured.local.strftime("%Y:%m:%d %H:%M:%S") == date[:19], path.name
            assert facts.captured.offset == OFFSETS.get(path.name), path.name
            zone = timezone(timedelta(minutes=OFFSETS.get(path.name, 0)))
            assert facts.captured.instant == facts.captured.local.replace(tzinfo=zone), path.name
        else:
            assert facts.captured is None or facts.captured.source != "exif", path.name
        assert facts.details.get("camera_make") == truth.get("Make"), path.name
        assert facts.details.get("camera_model") == truth.get("Model"), path.name
        gps = facts.details.get("gps")
        if truth.get("GPSLatitude", "") == "":
            assert gps is None, path.name
        else:
            assert gps is not None, path.name
            assert (gps["latitude"], gps["longitude"]) == pytest.approx((truth["GPSLatitude"], truth["GPSLongitude"]), abs=1e-5), path.name
        checked += 1
    assert checked > 45
