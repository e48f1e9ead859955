"""SVG: what it shows, drawn by resvg; what it says, read by lxml.

resvg knows no scripts and no network, but it reads pictures that a drawing names by path. So a drawing is parsed first, and handed on without entities,
scripts, style imports, foreign objects, and references to anything but itself and pictures that it carries along.
"""

import math
import re
import zlib
from io import BytesIO
from pathlib import Path

import resvg_py
from lxml import etree
from PIL import Image

from bowerbird.errors import StageError
from bowerbird.pipeline.formats.xml import XML_ERRORS, parse

SIDE = 1600
"""Pixels of the longer side when drawn."""
MAX_BYTES = 32 * 1024 * 1024
MAX_ELEMENTS = 200_000
_SVG = "http://www.w3.org/2000/svg"
_DROPPED = frozenset(
    {"script", "foreignObject", "iframe", "object", "embed", "audio", "video", "set", "animate", "animateTransform", "animateMotion"}
)
_CARRIED = re.compile(r"data:image/(?:png|jpeg|jpg|gif|webp)[;,]", re.IGNORECASE)
_OUTSIDE = re.compile(r"@import\b[^;]{0,2000};?|url\(\s*['\"]?\s*(?!\s*['\"]?\s*#)[^)]{0,2000}\)", re.IGNORECASE)
_LENGTH = re.compile(r"\s*(\d{1,12}(?:\.\d{0,6})?)\s*(px|pt|pc|mm|cm|in|em|ex|)\s*", re.IGNORECASE)
_PIXELS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0, "em": 16.0, "ex": 8.0}
_TOO_LARGE = f"This drawing has more than {MAX_BYTES >> 20} MiB."
_DAMAGED = "This drawing is damaged and cannot be read."


class Drawing:
    """A parsed SVG, harmless. Raises StageError `corrupt` or `too_large`."""

    def __init__(self, path: Path) -> None:
        if path.stat().st_size > MAX_BYTES:
            raise StageError(_TOO_LARGE, code="too_large")
        # Entities of its own are common in drawings by Illustrator.
        try:
            self.root = parse(_unpacked(path.read_bytes()), entities="internal")
        except (*XML_ERRORS, zlib.error):
            raise StageError(_DAMAGED, code="corrupt") from None
        self._disarm()

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels as a browser would show it, at least 1 each."""
        width, height = _pixels(self.root.get("width")), _pixels(self.root.get("height"))
        box = self._view_box()
        if box and not (width and height):
            ratio = box[1] / box[0]
            width, height = (width, width * ratio) if width else (height / ratio, height) if height else box
        return max(1, round(width or 100)), max(1, round(height or 100))

    def rasterise(self, side: int = SIDE) -> Image.Image:
        """RGBA, the longer side `side` pixels, whatever size the drawing claims for itself."""
        width, height = self.size
        scale = side / max(width, height)
        try:
            data = resvg_py.svg_to_bytes(
                svg_string=etree.tostring(self.root, encoding="unicode"),
                width=max(1, math.floor(width * scale)),
                height=max(1, math.floor(height * scale)),
            )
        except (ValueError, OSError):
            raise StageError(_DAMAGED, code="corrupt") from None
        return Image.open(BytesIO(data)).convert("RGBA")

    def texts(self) -> list[str]:
        """Title, description and lettering in the order of the file."""
        found = []
        for element in self.root.iter(f"{{{_SVG}}}title", f"{{{_SVG}}}desc", f"{{{_SVG}}}text", "title", "desc", "text"):
            text = " ".join("".join(element.itertext()).split())
            if text:
                found.append(text)
        return found

    def title(self) -> str | None:
        element = self.root.find(f"{{{_SVG}}}title")
        return " ".join("".join(element.itertext()).split()) or None if element is not None else None

    def _disarm(self) -> None:
        for count, element in enumerate(list(self.root.iter()), start=1):
            if count > MAX_ELEMENTS:
                raise StageError(f"This drawing has more than {MAX_ELEMENTS:,} parts.", code="too_large")
            if not isinstance(element.tag, str) or etree.QName(element).localname in _DROPPED:
                parent = element.getparent()
                if parent is not None:
                    parent.remove(element)
                continue
            if element.text and etree.QName(element).localname == "style":
                element.text = _OUTSIDE.sub("", element.text)
            for name, value in list(element.attrib.items()):
                local = etree.QName(name).localname.lower()
                if local.startswith("on") or (local in {"href", "src"} and not _stays_inside(value)):
                    del element.attrib[name]
                elif "url(" in value.lower() or "@import" in value.lower():
                    element.attrib[name] = _OUTSIDE.sub("none", value)

    def _view_box(self) -> tuple[float, float] | None:
        try:
            _, _, width, height = (float(part) for part in (self.root.get("viewBox") or "").replace(",", " ").split())
        except ValueError:
            return None
        return (width, height) if 0 < width < 1e12 and 0 < height < 1e12 else None


def _unpacked(data: bytes) -> bytes:
    """Of an SVGZ."""
    if data[:2] != b"\x1f\x8b":
        return data
    found = zlib.decompressobj(wbits=31).decompress(data, MAX_BYTES + 1)
    if len(found) > MAX_BYTES:
        raise StageError(_TOO_LARGE, code="too_large")
    return found


def _stays_inside(reference: str) -> bool:
    reference = reference.strip()
    return reference.startswith("#") or _CARRIED.match(reference) is not None


def _pixels(length: str | None) -> float:
    """0 where it is missing or relative."""
    found = _LENGTH.fullmatch(length or "")
    return min(float(found[1]) * _PIXELS[found[2].lower()], 1e9) if found else 0.0
