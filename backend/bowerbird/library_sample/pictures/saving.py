"""Pictures as files: JPEG with the EXIF of a camera, PNG, WebP."""

import io
from dataclasses import dataclass
from fractions import Fraction

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from PIL.TiffImagePlugin import IFDRational


@dataclass(frozen=True, slots=True)
class Shot:
    """What a camera notes beside a photo. `taken` is local time without a zone, in the form of EXIF (`2024:06:09 08:12:40`); `place` is (latitude,
    longitude) in degrees."""

    taken: str
    place: tuple[float, float] | None = None
    quarter_turns: int = 0
    """How often the camera was turned clockwise: the pixels lie turned, and the orientation tag says so."""


_ORIENTATION = {0: 1, 1: 8, 2: 3, 3: 6}
_TURN_BACK = {1: Image.Transpose.ROTATE_270, 2: Image.Transpose.ROTATE_180, 3: Image.Transpose.ROTATE_90}


def save(image: Image.Image, suffix: str, shot: Shot | None) -> bytes:
    out = io.BytesIO()
    if suffix == ".png":
        image.save(out, "PNG", optimize=True)
    elif suffix == ".webp":
        image.save(out, "WEBP", quality=82, method=4)
    else:
        turned = image.transpose(_TURN_BACK[shot.quarter_turns]) if shot and shot.quarter_turns else image
        turned.save(out, "JPEG", quality=84, exif=_exif(shot) if shot else Image.Exif())
    return out.getvalue()


def _exif(shot: Shot) -> Image.Exif:
    exif = Image.Exif()
    exif[Base.Make] = "Bowerbird"
    exif[Base.Model] = "Sketchbook 1"
    exif[Base.Orientation] = _ORIENTATION[shot.quarter_turns]
    exif[Base.DateTime] = shot.taken
    exif.get_ifd(IFD.Exif).update(
        {Base.DateTimeOriginal: shot.taken, Base.FocalLength: IFDRational(35, 1), Base.FNumber: IFDRational(56, 10)}
    )
    if shot.place:
        latitude, longitude = shot.place
        exif.get_ifd(IFD.GPSInfo).update(
            {
                GPS.GPSLatitudeRef: "N" if latitude >= 0 else "S",
                GPS.GPSLatitude: _degrees(latitude),
                GPS.GPSLongitudeRef: "E" if longitude >= 0 else "W",
                GPS.GPSLongitude: _degrees(longitude),
            }
        )
    return exif


def _degrees(angle: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    """Degrees, minutes and hundredths of seconds, as EXIF wants them."""
    hundredths = round(Fraction(str(abs(angle))) * 360_000)
    return IFDRational(hundredths // 360_000, 1), IFDRational(hundredths // 6_000 % 60, 1), IFDRational(hundredths % 6_000, 100)
