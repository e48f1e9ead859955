"""Pictures larger than memory, cut short, in rings, and drawings that call for others."""

import io
import struct
import zlib

from PIL import Image

from tests.factories import icons

_SVG = "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' width='90' height='90'{}>{}</svg>"


def files(address: str) -> dict[str, tuple[bytes, str]]:
    return _raster() | _cut_short() | {f"{name}.svg": (body.encode(), ending) for name, (body, ending) in _drawings(address).items()}


def endless() -> dict[str, bytes]:
    """Those that take longer than anybody waits."""
    filters = {
        "turbulence.svg": "<feTurbulence numOctaves='999999999' baseFrequency='9'/>",
        "dilation.svg": "<feMorphology operator='dilate' radius='1e9'/>",
    }
    filtered = "<filter id='f' width='9000%' height='9000%'>{}</filter><rect filter='url(#f)' width='90' height='90'/>"
    return {name: _SVG.format("", filtered.format(each)).encode() for name, each in filters.items()}


def saved(kind: str, *, mode: str = "RGB", **options: object) -> bytes:
    made = io.BytesIO()
    picture = Image.linear_gradient("L").resize((200, 120)).convert(mode)
    picture.save(made, kind, **options)
    return made.getvalue()


def png(width: int, height: int, *chunks: tuple[bytes, bytes], depth: int = 8, colour: int = 2, data: bytes = b"") -> bytes:
    everything = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)),
        *chunks,
        (b"IDAT", zlib.compress(data, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in everything
    )


def _raster() -> dict[str, tuple[bytes, str]]:
    rows = b"\0" + b"\x80" * 30
    small = (b"\0" + b"\x80\x40\x20" * 30) * 30
    zeros = zlib.compress(bytes(64 << 20), 9)
    jpeg, tiff, webp, avif, bmp, gif, jp2 = (saved(kind) for kind in ("JPEG", "TIFF", "WEBP", "AVIF", "BMP", "GIF", "JPEG2000"))
    size = jpeg.index(b"\xff\xc0") + 5
    return {
        "larger than the world.png": (png(2**31 - 1, 2**31 - 1), "failed too_large"),
        "larger than the world.ico": (icons.directory((0, png(2**31 - 1, 2**31 - 1))), "failed too_large"),
        "pictures without end.ico": (b"\0\0\1\0\xff\xff" + icons.directory((16, icons.bitmap(16, 8)))[6:22] * 65_535, "failed corrupt"),
        "a giant.cur": (icons.directory((0, icons.bitmap(16, 1, width=1_000_000, height=2_000_000)), cursor=True), "failed too_large"),
        "gigapixels of one bit.png": (png(60_000, 60_000, depth=1, colour=0, data=bytes(1 << 20)), "failed too_large"),
        "no pixels.png": (png(0, 0), "failed corrupt"),
        "texts.png": (png(30, 30, (b"zTXt", b"a\0\0" + zeros), (b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zeros), data=small), ""),
        "a profile.png": (png(30, 30, (b"iCCP", b"a\0\0" + zeros), data=small), ""),
        "laughs in its description.png": (png(30, 30, (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + _xmp_laughs()), data=small), "read"),
        "exif in a ring.png": (png(30, 30, (b"eXIf", _exif_ring()), data=small), "read"),
        "frames without end.png": (png(30, 30, (b"acTL", struct.pack(">II", 2**31 - 1, 0)), data=small), ""),
        "rows that are not there.png": (png(3000, 3000, colour=0, data=rows), ""),
        "65,500 a side.jpg": (jpeg[:size] + struct.pack(">HH", 65_500, 65_500) + jpeg[size + 4 :], "failed too_large"),
        "scans.jpg": (_scans(), ""),
        "exif in a ring.jpg": (
            jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(_exif_ring()) + 8) + b"Exif\0\0" + _exif_ring() + jpeg[2:],
            "read",
        ),
        "a profile that lies.jpg": (saved("JPEG", icc_profile=b"\xff" * 4000), "read"),
        "comment.jpg": (saved("JPEG", comment=b"<script>alert(1)</script>" * 1000), "read"),
        "65,535 a side.gif": (gif[:6] + b"\xff\xff\xff\xff" + gif[10:], ""),
        "frames.gif": (gif[:-1] + (b"!\xf9\x04\0\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0") * 100_000 + b";", ""),
        "noise.gif": (gif[:100] + bytes(range(256)) * 200, ""),
        "a canvas that lies.webp": (webp[:12] + b"VP8X\x0a\0\0\0\x02\0\0\0\xff\xff\xff\xff\xff\xff" + webp[12:], ""),
        "pages in a ring.tiff": (_tiff_ring(), ""),
        "strips.tiff": (_tiff((0x100, 4, 1, 4_000_000_000), (0x101, 4, 1, 1), (0x111, 4, 2**31 - 1, 8), (0x117, 4, 2**31 - 1, 8)), ""),
        "a gigapixel.tiff": (
            _tiff((0x100, 4, 1, 60_000), (0x101, 4, 1, 60_000), (0x103, 3, 1, 1), (0x106, 3, 1, 1), (0x111, 4, 1, 8), (0x117, 4, 1, 9)),
            "",
        ),
        "tags.tiff": (tiff[:4] + struct.pack("<I", len(tiff)) + tiff[8:] + struct.pack("<H", 65_535) + b"\xff" * 5000, ""),
        "a giant.avif": (_patched(avif, b"ispe", 8, struct.pack(">II", 65_535, 65_535)), ""),
        "a giant.bmp": (bmp[:18] + struct.pack("<ii", 2**31 - 1, -(2**31 - 1)) + bmp[26:], ""),
        "a giant.jp2": (_patched(jp2, b"ihdr", 4, struct.pack(">II", 2**31 - 1, 2**31 - 1)), ""),
        "a giant.ppm": (b"P6 99999999 99999999 255\n" + bytes(1000), ""),
        "numbers.ppm": (b"P3 " + b"9" * 100_000 + b" 1 255\n1", ""),
        "a quarter of a gigapixel.png": (png(15_000, 15_000, depth=1, colour=0, data=bytes(1 << 16)), "failed too_large"),
    }


def _cut_short() -> dict[str, tuple[bytes, str]]:
    found = {}
    for kind in ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "AVIF", "BMP", "JPEG2000"):
        whole = saved(kind)
        for percent in (5, 50, 98):
            found[f"{percent} of a hundred.{kind.lower()}"] = (whole[: len(whole) * percent // 100], "")
    return found


def _xmp_laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "' + f"&l{n - 1};" * 10 + '">' for n in range(1, 10))
    return (
        f'<!DOCTYPE x [<!ENTITY l0 "ha"><!ENTITY f SYSTEM "file:///etc/passwd">{entities}]><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<dc:title>&l9;&f;</dc:title></rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()


def _exif_ring() -> bytes:
    """A directory whose next, whose Exif and whose GPS directory is itself."""
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, 8) for tag in (0x8769, 0x8825, 0xA005)) + struct.pack(
        "<HHII", 0x010E, 2, 2**32 - 1, 8
    )
    return b"II*\0\x08\0\0\0" + struct.pack("<H", 4) + entries + struct.pack("<I", 8)


def _tiff(*tags: tuple[int, int, int, int]) -> bytes:
    return b"II*\0\x08\0\0\0" + struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", *tag) for tag in tags) + bytes(64)


def _tiff_ring() -> bytes:
    tags = ((0x100, 4, 1, 8), (0x101, 4, 1, 8), (0x102, 3, 1, 8), (0x103, 3, 1, 1), (0x106, 3, 1, 1), (0x111, 4, 1, 8), (0x117, 4, 1, 64))
    body = _tiff(*tags)[: 10 + 12 * len(tags)]
    return body + struct.pack("<I", 8) + bytes(64)


def _patched(data: bytes, box: bytes, offset: int, value: bytes) -> bytes:
    at = data.index(box) + offset
    return data[:at] + value + data[at + len(value) :]


def _scans() -> bytes:
    """A progressive JPEG whose last scans come thousands of times."""
    whole = saved("JPEG", progressive=True)
    scan = whole.rindex(b"\xff\xda")
    return whole[:scan] + whole[scan:-2] * 5_000 + whole[-2:]


def _drawings(address: str) -> dict[str, tuple[str, str]]:
    remote = f"http://{address}/"
    entities = "".join(f'<!ENTITY l{n} "' + f"&l{n - 1};" * 10 + '">' for n in range(1, 10))
    uses = "<g id='g0'><rect width='1' height='1'/></g>" + "".join(
        f"<g id='g{n}'>" + f"<use href='#g{n - 1}'/>" * 10 + "</g>" for n in range(1, 12)
    )
    nested = f"%3Csvg xmlns=%22http://www.w3.org/2000/svg%22%3E%3Cimage href=%22{remote}n.png%22/%3E%3C/svg%3E"
    return {
        "calls": (
            f"<?xml-stylesheet href='{remote}s.css'?>"
            + _SVG.format(
                f" xml:base='{remote}' onload='fetch(&quot;{remote}&quot;)'",
                f"<style>@import '{remote}a.css'; text {{ fill: url({remote}b.svg#a) }} @font-face {{ src: url({remote}f.woff) }}</style>"
                f"<image href='{remote}a.png' width='9' height='9'/><image xlink:href='file:///etc/passwd' width='9' height='9'/>"
                f"<image href='/etc/passwd' width='9' height='9'/><use href='{remote}u.svg#a'/><image href='data:image/svg+xml,{nested}' width='9' height='9'/>"
                f"<script href='{remote}s.js'/><foreignObject><iframe src='{remote}'/></foreignObject><a href='javascript:alert(1)'><text>words</text></a>"
                f"<feImage href='{remote}f.png'/><text y='20'>words</text>",
            ),
            "read",
        ),
        "laughs": (f'<!DOCTYPE svg [<!ENTITY l0 "ha">{entities}]>' + _SVG.format("", "<text>&l9;</text>"), "failed corrupt"),
        "outside": ('<!DOCTYPE svg [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + _SVG.format("", "<text>words &f;</text>"), ""),
        "outside, remote": (f'<!DOCTYPE svg [<!ENTITY % f SYSTEM "{remote}d.dtd"> %f;]>' + _SVG.format("", "<text>words</text>"), ""),
        "by tens": (_SVG.format("", f"<defs>{uses}</defs><use href='#g11'/>"), ""),
        "in itself": (
            _SVG.format(
                "", "<g id='a'><use href='#a'/></g><pattern id='p'><rect fill='url(#p)'/></pattern><rect fill='url(#p)' width='9'/>"
            ),
            "",
        ),
        "depth": (_SVG.format("", "<g>" * 50_000), ""),
        "depth that ends": (_SVG.format("", "<g>" * 240 + "<text>words</text>" + "</g>" * 240), ""),
        "size": ("<svg xmlns='http://www.w3.org/2000/svg' width='1e30' height='99999999999'><rect width='9' height='9'/></svg>", ""),
        "a thin one": ("<svg xmlns='http://www.w3.org/2000/svg' width='100000000' height='1'><rect width='9' height='9'/></svg>", ""),
        "dashes": (_SVG.format("", "<path d='M0 0H1e9' stroke='red' stroke-width='9' stroke-dasharray='0.00001'/>"), ""),
        "blur": (
            _SVG.format(
                "",
                "<filter id='f'><feGaussianBlur stdDeviation='1e9'/></filter><rect filter='url(#f)' width='90' height='90'/>",
            ),
            "",
        ),
        "letters": (_SVG.format("", f"<text font-size='1e9'>{'words ' * 200}</text>"), ""),
        "points": (_SVG.format("", f"<path d='M0 0{' L1 1' * 50_000}' stroke='red'/>"), ""),
        "no drawing": ("<svg", ""),
    }
