"""XMP (ISO 16684-1): what programs write about a picture. Properties come as attributes or as elements, single or in lists; all are read alike."""

import re
from collections.abc import Sequence

from lxml import etree

from bowerbird.pipeline.formats.xml import XML_ERRORS, parse

_MOST_BYTES = 4 * 1024 * 1024
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_SPACES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://ns.adobe.com/exif/1.0/": "exif",
    "http://cipa.jp/exif/1.0/": "exifEX",
    "http://ns.adobe.com/exif/1.0/aux/": "aux",
    "http://ns.adobe.com/tiff/1.0/": "tiff",
    "http://ns.adobe.com/photoshop/1.0/": "photoshop",
    "http://ns.adobe.com/xap/1.0/": "xmp",
    "http://www.digikam.org/ns/1.0/": "digiKam",
    "http://ns.adobe.com/lightroom/1.0/": "lr",
    "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/": "Iptc4xmpCore",
    "http://ns.microsoft.com/photo/1.0/": "MicrosoftPhoto",
}
_COORDINATE = re.compile(r"\s*(\d{1,3}),(\d{1,2}(?:\.\d{1,12})?)(?:,(\d{1,2}(?:\.\d{1,12})?))?\s*([NSEW])\s*")
_PACKET = re.compile(rb"<(?:\w{1,20}:)?xmpmeta\b.*</(?:\w{1,20}:)?xmpmeta>|<(?:\w{1,20}:)?RDF\b.*</(?:\w{1,20}:)?RDF>", re.DOTALL)


class Xmp:
    """Empty where there is none, or none that can be read."""

    def __init__(self, packet: bytes | None) -> None:
        self._values: dict[str, list[str]] = {}
        found = _PACKET.search(packet[:_MOST_BYTES]) if packet else None
        if found is None:
            return
        try:
            root = parse(found.group(), recover=True)
        except XML_ERRORS:
            return
        if root is not None:
            for description in root.iter(f"{{{_RDF}}}Description"):
                self._read(description)

    def text(self, *names: str) -> str | None:
        """The first value of the first property that has one; of alternatives in several languages the default one."""
        return next((values[0] for name in names if (values := self._values.get(name))), None)

    def list(self, *names: str) -> list[str]:
        """All values of all these properties, each once."""
        return list(dict.fromkeys(value for name in names for value in self._values.get(name, ())))

    def degrees(self, name: str) -> float | None:
        """A GPSCoordinate, "DDD,MM.mmk" or "DDD,MM,SSk", with its sign."""
        found = _COORDINATE.fullmatch(self.text(name) or "")
        if found is None:
            return None
        degrees = int(found[1]) + float(found[2]) / 60 + float(found[3] or 0) / 3600
        return -degrees if found[4] in "SW" else degrees

    def number(self, name: str) -> float | None:
        """Also a rational, "57/10"."""
        top, _, bottom = (self.text(name) or "").partition("/")
        try:
            return float(top) / float(bottom or 1)
        except (ValueError, ZeroDivisionError, OverflowError):
            return None

    def _read(self, description: etree._Element) -> None:
        for name, value in description.attrib.items():
            self._add(name, [str(value)])
        for child in description:
            if not isinstance(child.tag, str):
                continue
            items = [item for item in child.iter(f"{{{_RDF}}}li") if item.text and item.text.strip()]
            items.sort(key=lambda item: item.get(_XML_LANG) not in {None, "x-default"})
            self._add(child.tag, [item.text or "" for item in items] if items else [child.text or ""])

    def _add(self, tag: object, values: Sequence[str]) -> None:
        name = etree.QName(str(tag))
        prefix = _SPACES.get(name.namespace or "")
        kept = [value.strip() for value in values if value.strip()]
        if prefix and kept:
            self._values.setdefault(f"{prefix}:{name.localname}", []).extend(kept)
