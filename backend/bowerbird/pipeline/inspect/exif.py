"""What was written into a picture: when, with what, where, and what it shows (Exif 2.32, CIPA DC-008; where that is silent XMP, IPTC and the maker).

Cameras and programs write nonsense often enough; every value is checked alone, and a bad one is left out.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from math import isnan
from typing import Any

from PIL import Image

from bowerbird.pipeline.formats.encoding import detect_encoding
from bowerbird.pipeline.formats.picture import DECODE_ERRORS
from bowerbird.pipeline.inspect.facts import Captured
from bowerbird.pipeline.inspect.iptc import Iptc
from bowerbird.pipeline.inspect.maker import maker_says
from bowerbird.pipeline.inspect.wording import title_of
from bowerbird.pipeline.inspect.xmp import Xmp
from bowerbird.pipeline.text import shorten

_EXIF_IFD, _GPS_IFD = 0x8769, 0x8825
_MAKE, _MODEL, _SOFTWARE, _ARTIST, _DESCRIPTION = 0x010F, 0x0110, 0x0131, 0x013B, 0x010E
_LENS_MAKE, _LENS_MODEL = 0xA433, 0xA434
_EXPOSURE, _F_NUMBER, _ISO, _FOCAL_LENGTH = 0x829A, 0x829D, 0x8827, 0x920A
_DATES = ((0x9003, 0x9011, 0x9291), (0x9004, 0x9012, 0x9292))
"""(date, offset from UTC, fraction of a second) of taking the picture and of digitizing it."""
_LATITUDE_REF, _LATITUDE, _LONGITUDE_REF, _LONGITUDE, _ALTITUDE_REF, _ALTITUDE, _GPS_TIME, _GPS_DATE = 1, 2, 3, 4, 5, 6, 7, 29
_DATE = re.compile(r"\s*(\d{4})[:\-/.](\d\d?)[:\-/.](\d\d?)(?:[ T]+(\d\d?):(\d\d)(?::(\d\d))?(?:\.(\d{1,9}))?)?\s*(Z|[+\-]\d\d:?\d\d)?")
_OFFSET = re.compile(r"\s*([+\-])(\d\d):?(\d\d)")
_XMP_DATES = ("exif:DateTimeOriginal", "photoshop:DateCreated", "exif:DateTimeDigitized", "xmp:CreateDate")
_XMP_LOCATION = ("Iptc4xmpCore:Location", "photoshop:City", "photoshop:State", "photoshop:Country")
_XP_TITLE, _XP_COMMENT, _XP_KEYWORDS, _USER_COMMENT = 0x9C9B, 0x9C9C, 0x9C9E, 0x9286
_COMMENT_CODES = {b"ASCII\0\0\0": "ascii", b"UNICODE\0": "utf-16-le", b"JIS\0\0\0\0\0": "iso2022_jp"}
_MOST_KEYWORDS = 100
_XMP_OF_PHOTOSHOP = 1060
_NO_CAPTION = re.compile(
    r"(?:.{0,40}\bDIGITAL CAMERA|SONY DSC|SAMSUNG(?: CAMERA PICTURES)?|DCF 1\.0|Exif[_ ]JPEG(?:[_ ]PICTURE)?|Default|charset=.*|Screenshot|untitled"
    r"|binary comment|edf|oznor\w*|sdr|dav|hdr(?:pl)?|[0-9a-f]{32,}|<[?a-z].*|\{\W.*|Created with (?:The )?GIMP|SAMSUNG CSC|Software: .*"
    r"|File written by Adobe Photoshop.{0,10})\s*",
    re.IGNORECASE,
)
"""What cameras and programs write where a caption belongs, also settings as XML or JSON."""


class Exif:
    def __init__(self, image: Image.Image, exif: Image.Exif | None = None) -> None:
        """`exif` is given where it stands in another file than the picture does (RAW)."""
        if exif is None:
            try:
                exif = image.getexif()
            except DECODE_ERRORS:
                exif = Image.Exif()
        self._main: Mapping[int, Any] = exif
        self._exif = _directory(exif, _EXIF_IFD)
        self._gps = _directory(exif, _GPS_IFD)
        self._xmp = Xmp(_packet(image))
        self._iptc = Iptc(image)
        self._maker = maker_says(image, self._exif)
        self._png = _png_texts(image)

    def captured(self) -> Captured | None:
        """The first of: taken, digitized, the maker's own, XMP, IPTC, satellite time, what a PNG says of its making."""
        for date, offset, fraction in _DATES:
            if found := parse_date(_text(self._exif, date), _text(self._exif, offset), _text(self._exif, fraction)):
                return Captured(*found, "exif")
        if self._maker.taken:
            return Captured(self._maker.taken, None, "exif")
        for name in _XMP_DATES:
            if found := parse_date(self._xmp.text(name)):
                return Captured(*found, "xmp")
        if found := parse_date(self._iptc.created):
            return Captured(*found, "iptc")
        made = parse_date(self._png.get("Creation Time"))
        return self._satellite_time() or (Captured(*made, "png") if made else None)

    def title(self) -> str | None:
        by_program = self._xmp.text("dc:title", "photoshop:Headline") or self._iptc.title
        return title_of(by_program or _wide_text(self._main, _XP_TITLE) or self._png.get("Title"))

    def details(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "camera_make": shorten(_text(self._main, _MAKE) or self._maker.make or self._xmp.text("tiff:Make"), 100),
            "camera_model": shorten(_text(self._main, _MODEL) or self._maker.model or self._xmp.text("tiff:Model"), 100),
            "lens": shorten(_text(self._exif, _LENS_MODEL) or self._xmp.text("aux:Lens", "exifEX:LensModel"), 120),
            "author": shorten(_text(self._main, _ARTIST) or self._xmp.text("dc:creator") or self._png.get("Author"), 200),
            "description": self._caption(),
            "keywords": self._keywords() or None,
            "exposure_seconds": _number(self._exif, _EXPOSURE, 1e-6, 1e5),
            "aperture": _number(self._exif, _F_NUMBER, 0.1, 200),
            "iso": _number(self._exif, _ISO, 1, 1e8),
            "focal_length_mm": _number(self._exif, _FOCAL_LENGTH, 0.1, 1e5),
            "gps": self._position(),
            "location": self._location(),
        }
        return {name: value for name, value in found.items() if value is not None}

    def _position(self) -> dict[str, float] | None:
        latitude = _degrees(self._gps, _LATITUDE, _LATITUDE_REF, "S", 90)
        longitude = _degrees(self._gps, _LONGITUDE, _LONGITUDE_REF, "W", 180)
        if latitude is None or longitude is None:
            return self._position_of_xmp()
        if latitude == 0 and longitude == 0:
            return None
        position = {"latitude": latitude, "longitude": longitude}
        altitude = _number(self._gps, _ALTITUDE, 0, 20_000)
        if altitude is not None:
            below = _first(self._gps.get(_ALTITUDE_REF)) in {1, b"\x01"}
            position["altitude"] = -altitude if below else altitude
        return position

    def _position_of_xmp(self) -> dict[str, float] | None:
        latitude, longitude = self._xmp.degrees("exif:GPSLatitude"), self._xmp.degrees("exif:GPSLongitude")
        if latitude is None or longitude is None or not (abs(latitude) <= 90 and abs(longitude) <= 180) or latitude == longitude == 0:
            return None
        position = {"latitude": round(latitude, 7), "longitude": round(longitude, 7)}
        altitude = self._xmp.number("exif:GPSAltitude")
        if altitude is not None and 0 <= altitude <= 20_000:
            position["altitude"] = -altitude if self._xmp.text("exif:GPSAltitudeRef") == "1" else altitude
        return position

    def _location(self) -> str | None:
        """Where a person said it was taken: part of a town, town, region, country."""
        named = [self._xmp.text(name) for name in _XMP_LOCATION]
        parts = named if any(named) else self._iptc.location
        return shorten(", ".join(dict.fromkeys(part for part in parts if part)), 200)

    def _caption(self) -> str | None:
        """The first that a person wrote; what cameras put there by themselves is none."""
        candidates = (
            self._xmp.text("dc:description"),
            self._iptc.caption,
            _text(self._main, _DESCRIPTION),
            _wide_text(self._main, _XP_COMMENT),
            _comment(self._exif),
            self._png.get("Description"),
            self._png.get("Comment"),
        )
        captions = (shorten(text, 1_000) for text in candidates)
        return next((text for text in captions if text and not _NO_CAPTION.fullmatch(text)), None)

    def _keywords(self) -> list[str]:
        wide = (_wide_text(self._main, _XP_KEYWORDS) or "").split(";")
        tree = (path.rpartition("/")[2].rpartition("|")[2] for path in self._xmp.list("digiKam:TagsList", "lr:hierarchicalSubject"))
        found = (shorten(word, 100) for word in (*self._xmp.list("dc:subject"), *self._iptc.keywords, *wide, *tree))
        return list(dict.fromkeys(word for word in found if word))[:_MOST_KEYWORDS]

    def _satellite_time(self) -> Captured | None:
        time = self._gps.get(_GPS_TIME)
        found = parse_date(_text(self._gps, _GPS_DATE))
        if found is None or not isinstance(time, tuple) or len(time) != 3:
            return None
        try:
            seconds = sum(float(part) * unit for part, unit in zip(time, (3600, 60, 1), strict=True))
        except (TypeError, ValueError, ZeroDivisionError):
            return None
        if not 0 <= seconds < 86_400:
            return None
        return Captured(found[0] + timedelta(seconds=seconds), 0, "gps")


def parse_date(text: str | None, offset: str | None = None, fraction: str | None = None) -> tuple[datetime, int | None] | None:
    """(local time without zone, minutes east of UTC if known). Dates of zeros or blanks, which cameras write without a clock, are None."""
    found = _DATE.match(text) if text else None
    if not found:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    digits = found.group(7) or (fraction or "").strip()
    micro = int(digits[:6].ljust(6, "0")) if digits.isascii() and digits.isdigit() else 0
    try:
        local = datetime(year, month, day, hour, minute, min(second, 59), micro)  # noqa: DTZ001  the camera's clock has no zone
    except ValueError:
        return None
    if not 1826 <= year <= 2200:
        return None
    return local, _minutes(found.group(8) or offset)


def _minutes(offset: str | None) -> int | None:
    if offset and offset.strip() == "Z":
        return 0
    found = _OFFSET.match(offset) if offset else None
    if not found:
        return None
    minutes = int(found.group(2)) * 60 + int(found.group(3))
    return (minutes if found.group(1) == "+" else -minutes) if minutes <= 15 * 60 else None


def _directory(exif: Image.Exif, tag: int) -> Mapping[int, Any]:
    try:
        return exif.get_ifd(tag)
    except (*DECODE_ERRORS, KeyError, AttributeError):
        return {}


def _value(directory: Mapping[int, Any], tag: int) -> Any:
    try:
        return directory.get(tag)
    except (*DECODE_ERRORS, KeyError, AttributeError):
        return None


def _text(directory: Mapping[int, Any], tag: int) -> str | None:
    value = _first(_value(directory, tag))
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    return _respelled(value.split("\x00", 1)[0]).strip() or None if isinstance(value, str) else None


def _respelled(text: str) -> str:
    """Text that the standard wants in ASCII, programs write as UTF-8 or as their system does, and Pillow reads as Latin-1."""
    if text.isascii():
        return text
    try:
        raw = text.encode("latin-1")
    except UnicodeEncodeError:
        return text
    return raw.decode(detect_encoding(raw), "replace")


def _packet(image: Image.Image) -> bytes | None:
    """XMP, wherever the format keeps it."""
    for name in ("xmp", "XML:com.adobe.xmp"):
        found = image.info.get(name)
        if isinstance(found, (bytes, str)):
            return found if isinstance(found, bytes) else found.encode("utf-8", "replace")
    return next((data for kind, _, data in getattr(image, "resources", ()) if kind == _XMP_OF_PHOTOSHOP), None)


def _png_texts(image: Image.Image) -> Mapping[str, str]:
    """What stands in a PNG under the keywords of its specification (11.3.3)."""
    texts = image.info if image.format == "PNG" else {}
    return {name: text for name, text in texts.items() if isinstance(name, str) and isinstance(text, str)}


def _wide_text(directory: Mapping[int, Any], tag: int) -> str | None:
    """UTF-16, as Windows writes its own tags."""
    value = _value(directory, tag)
    value = bytes(value) if isinstance(value, tuple) and all(isinstance(part, int) and 0 <= part < 256 for part in value) else value
    return value.decode("utf-16-le", "replace").split("\x00", 1)[0].strip() or None if isinstance(value, bytes) else None


def _comment(exif: Mapping[int, Any]) -> str | None:
    """UserComment: eight bytes that name the encoding, then the text."""
    value = _value(exif, _USER_COMMENT)
    if not isinstance(value, bytes) or value[:8] not in _COMMENT_CODES:
        return None
    encoding = _COMMENT_CODES[value[:8]]
    if encoding == "utf-16-le" and value[8:9] == b"\0" and value[9:10] != b"\0":
        encoding = "utf-16-be"
    text = value[8:].decode(encoding, "ignore").replace("\x00", "").strip()
    return text if any(character.isalpha() for character in text) else None


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, tuple) and value else value


def _number(directory: Mapping[int, Any], tag: int, low: float, high: float) -> float | None:
    try:
        number = float(_first(_value(directory, tag)))
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    return round(number, 6) if low <= number <= high else None


def _degrees(directory: Mapping[int, Any], tag: int, reference: int, negative: str, limit: float) -> float | None:
    value = _value(directory, tag)
    if not isinstance(value, tuple) or not 1 <= len(value) <= 3:
        return None
    try:
        parts = [float(part) for part in value]
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    if isnan(parts[-1]):  # seconds as 0/0, by cameras that count in minutes
        parts.pop()
    degrees = sum(part / unit for part, unit in zip(parts, (1, 60, 3600), strict=False)) if parts else -1.0
    if not 0 <= degrees <= limit:  # also false for NaN
        return None
    return round(-degrees if (_text(directory, reference) or "").upper().startswith(negative) else degrees, 7)
