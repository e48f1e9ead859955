"""IPTC-IIM (record 2): title, caption, keywords and place as agencies and older programs write them."""

from PIL import Image, ImageFile, IptcImagePlugin

from bowerbird.pipeline.formats.encoding import detect_encoding
from bowerbird.pipeline.formats.picture import DECODE_ERRORS

_CHARSET, _TITLE, _KEYWORDS, _HEADLINE, _CAPTION, _DATE, _TIME = (1, 90), (2, 5), (2, 25), (2, 105), (2, 120), (2, 55), (2, 60)
_LOCATION = ((2, 92), (2, 90), (2, 95), (2, 101))
"""Part of a town, town, region, country."""
_UTF8 = b"\x1b%G"


class Iptc:
    """Empty where there is none."""

    def __init__(self, image: Image.Image) -> None:
        try:
            found = (IptcImagePlugin.getiptcinfo(image) if isinstance(image, ImageFile.ImageFile) else None) or {}
        except (*DECODE_ERRORS, KeyError, AttributeError):
            found = {}
        self._records = found
        self._is_utf8 = self._raw(_CHARSET)[:1] == [_UTF8]

    @property
    def title(self) -> str | None:
        return self._text(_TITLE) or self._text(_HEADLINE)

    @property
    def caption(self) -> str | None:
        return self._text(_CAPTION)

    @property
    def keywords(self) -> list[str]:
        return [text for raw in self._raw(_KEYWORDS) if (text := self._decoded(raw))]

    @property
    def location(self) -> list[str | None]:
        return [self._text(key) for key in _LOCATION]

    @property
    def created(self) -> str | None:
        """As Exif writes it, with its offset, as far as it is there."""
        date, time = self._text(_DATE), self._text(_TIME)
        if date is None or len(date) != 8 or not date.isdigit():
            return None
        day = f"{date[:4]}:{date[4:6]}:{date[6:]}"
        return f"{day} {time[:2]}:{time[2:4]}:{time[4:6]}{time[6:]}" if time and time[:6].isdigit() else day

    def _text(self, key: tuple[int, int]) -> str | None:
        return next((text for raw in self._raw(key) if (text := self._decoded(raw))), None)

    def _raw(self, key: tuple[int, int]) -> list[bytes]:
        value = self._records.get(key)
        values = value if isinstance(value, list) else [value]
        return [raw for raw in values if isinstance(raw, bytes)]

    def _decoded(self, raw: bytes) -> str:
        return (
            (raw.decode("utf-8", "replace") if self._is_utf8 else raw.decode(detect_encoding(raw), "replace")).replace("\x00", "").strip()
        )
