"""Every kind of picture: what is seen of it, in which colours, and what its small pictures do not tell."""

import gzip
import json
import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageCms, PngImagePlugin
from PIL.TiffImagePlugin import IFDRational
from sqlalchemy.orm import Session

from bowerbird.errors import StageError
from bowerbird.intake.sniff import sniff_file
from bowerbird.pipeline.decoding import run
from bowerbird.pipeline.inspect.facts import Facts
from bowerbird.storage.filesystem import FilesystemStorage
from tests.factories.pipeline import keep_file, run_stages
from tests.factories.raw_photo import dng

Colour = tuple[int, int, int]


def seen(path: Path, form: str = "picture") -> Image.Image:
    """The preview."""
    (message,) = run("picture.preview", path, {"form": form})
    return Image.open(BytesIO(message.attachments[1])).convert("RGB")


def facts(path: Path, decoder: str = "picture.inspect") -> Facts:
    (message,) = run(decoder, path, {})
    return Facts.from_json(json.loads(json.dumps(dict(message.header))))


def middle(image: Image.Image) -> Colour:
    red, green, blue = np.asarray(image)[image.height // 2, image.width // 2]
    return int(red), int(green), int(blue)


def near(colour: Colour, by: int = 6) -> Any:
    return pytest.approx(colour, abs=by)


@pytest.mark.parametrize(("suffix", "more"), [("gif", {}), ("webp", {"lossless": True}), ("png", {}), ("avif", {"quality": 95})])
def test_of_what_moves_the_first_frame_and_how_many(tmp_path: Path, suffix: str, more: dict[str, Any]) -> None:
    frames = [Image.new("RGB", (80, 60), colour) for colour in ("red", "lime", "blue")]
    path = tmp_path / f"a.{suffix}"
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=100, loop=0, **more)
    assert facts(path).details["frames"] == 3
    assert facts(path).page_count is None
    assert middle(seen(path)) == near((255, 0, 0), 12)
    frames[0].save(path)
    assert "frames" not in facts(path).details


def test_of_a_tiff_the_first_page_and_how_many(tmp_path: Path) -> None:
    sheets = [Image.new("RGB", (80, 60), colour) for colour in ("red", "lime")]
    sheets[0].save(tmp_path / "a.tiff", save_all=True, append_images=sheets[1:])
    assert facts(tmp_path / "a.tiff").page_count == 2
    assert middle(seen(tmp_path / "a.tiff")) == near((255, 0, 0))


@pytest.mark.parametrize(
    ("suffix", "more"),
    [
        ("avif", {"quality": 90}),
        ("jp2", {}),
        ("j2k", {}),
        ("bmp", {}),
        ("ppm", {}),
        ("tiff", {"compression": "tiff_lzw"}),
        ("tga", {}),
        ("tga", {"compression": "tga_rle"}),
    ],
)
def test_other_containers(tmp_path: Path, suffix: str, more: dict[str, Any]) -> None:
    path = tmp_path / f"a.{suffix}"
    Image.new("RGB", (120, 90), (200, 120, 40)).save(path, **more)
    assert (facts(path).width, facts(path).height) == (120, 90)
    assert middle(seen(path)) == near((200, 120, 40))


def test_sixteen_bits_a_channel(tmp_path: Path) -> None:
    row = b"\0" + struct.pack(">3H", 200 * 257, 120 * 257, 40 * 257) * 50
    head = struct.pack(">IIBBBBB", 50, 40, 16, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(row * 40)), (b"IEND", b""))
    data = b"".join(struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks)
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + data)
    assert middle(seen(tmp_path / "a.png")) == near((200, 120, 40))


def test_deep_pictures_are_the_same_only_where_every_value_is(tmp_path: Path) -> None:
    values = np.random.default_rng(7).integers(300, 60_000, (40, 50)).astype(np.uint16)

    def digest(name: str, what: npt.NDArray[Any]) -> bytes:
        Image.fromarray(what).save(tmp_path / name)
        (message,) = run("picture.preview", tmp_path / name, {"form": "picture"})
        return message.attachments[3]

    known = digest("a.tiff", values)
    assert known == digest("b.png", values) == digest("c.tiff", values.astype(">u2"))
    assert known != digest("d.tiff", values + 1)
    assert digest("e.tiff", values.astype(np.float32)) != digest("f.tiff", values.astype(np.float32) + 1)


def test_grey_with_its_alpha_multiplied_in(tmp_path: Path) -> None:
    image = Image.new("LA", (80, 60), (120, 255))
    image.save(tmp_path / "a.tiff")
    data = (tmp_path / "a.tiff").read_bytes()
    unassociated, associated = (struct.pack("<HHIHH", 338, 3, 1, kind, 0) for kind in (2, 1))
    assert unassociated in data, "the test could not fail"
    (tmp_path / "a.tiff").write_bytes(data.replace(unassociated, associated))
    assert middle(seen(tmp_path / "a.tiff")) == near((120, 120, 120))


def test_a_coarse_fax_is_as_high_as_its_sheet(tmp_path: Path) -> None:
    Image.new("1", (1728, 1100), 1).save(tmp_path / "a.tiff", compression="group3", dpi=(204, 98))
    assert (facts(tmp_path / "a.tiff").width, facts(tmp_path / "a.tiff").height) == (1728, 2290)
    assert seen(tmp_path / "a.tiff").size == (966, 1280)


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize(("dark", "bright"), [(0, 4000), (7300, 8200)])
def test_sixteen_bits_of_which_few_are_used_are_not_black(tmp_path: Path, order: str, dark: int, bright: int) -> None:
    values = np.full((60, 80), dark, dtype=f"{order}u2")
    values[:, 40:] = bright
    Image.fromarray(values).save(tmp_path / "a.tiff")
    shown = seen(tmp_path / "a.tiff")
    assert (shown.getpixel((5, 30)), shown.getpixel((75, 30))) == (near((0, 0, 0)), near((255, 255, 255)))


def photoshop(colour: Colour, bits: int = 8) -> bytes:
    """A file of Photoshop with its merged picture of 60 x 40 pixels alone, and a packet of XMP."""
    says = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:title="Pier"/></rdf:RDF>'
    )
    packet = f"{says}{' ' * (len(says) % 2)}".encode()
    resource = struct.pack(">4sHHI", b"8BIM", 1060, 0, len(packet)) + packet
    head = struct.pack(">4sH6xHIIHH", b"8BPS", 1, 3, 40, 60, bits, 3) + struct.pack(">II", 0, len(resource)) + resource
    return head + struct.pack(">IH", 0, 0) + b"".join(bytes([channel]) * (60 * 40 * bits // 8) for channel in colour)


def test_photoshop_by_its_merged_picture(session: Session, storage: FilesystemStorage, tmp_path: Path) -> None:
    assert session
    path = tmp_path / "a.psd"
    path.write_bytes(photoshop((200, 120, 40)))
    asset = run_stages(*keep_file(path, storage), storage, stages=frozenset({"inspect", "preview"})).asset
    assert asset is not None
    assert (asset.title, asset.width, asset.height) == ("Pier", 60, 40)
    assert middle(seen(path)) == near((200, 120, 40))
    path.write_bytes(photoshop((200, 120, 40), bits=16))
    with pytest.raises(StageError, match="Photoshop") as refused:
        facts(path)
    assert refused.value.code == "unsupported"


def test_cmyk(tmp_path: Path) -> None:
    """Without a profile by the simple rule, with one by the profile (see the shared photo below)."""
    Image.new("CMYK", (50, 40), (0, 255, 255, 0)).save(tmp_path / "a.jpg", quality=95)
    assert middle(seen(tmp_path / "a.jpg")) == near((255, 0, 0))


# -- colour spaces

SRGB_TO_XYZ = np.array([[0.4360747, 0.3850649, 0.1430804], [0.2225045, 0.7168786, 0.0606169], [0.0139322, 0.0971045, 0.7141733]])
P3_TO_XYZ = np.array([[0.5151187, 0.2919778, 0.1571035], [0.2411892, 0.6922441, 0.0665668], [-0.0010505, 0.0418791, 0.7840713]])
"""Columns are the primaries, adapted to D50 (brucelindbloom.com; Display P3 as in its ICC profile)."""


def display_p3() -> bytes:
    """The profile of sRGB with the primaries of P3: both share the transfer curve."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    (count,) = struct.unpack_from(">I", profile, 128)
    for entry in range(132, 132 + 12 * count, 12):
        name, place, _ = struct.unpack_from(">4sII", profile, entry)
        if name in {b"rXYZ", b"gXYZ", b"bXYZ"}:
            column = P3_TO_XYZ[:, b"rgb".index(name[0])]
            struct.pack_into(">3i", profile, place + 8, *(round(value * 65536) for value in column))
    return bytes(profile)


def linear(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def encoded(values: npt.NDArray[np.float64]) -> Colour:
    values = np.clip(values, 0, 1)
    red, green, blue = np.rint(255 * np.where(values <= 0.0031308, 12.92 * values, 1.055 * values ** (1 / 2.4) - 0.055)).astype(int)
    return int(red), int(green), int(blue)


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tiff", "avif"])
def test_display_p3(tmp_path: Path, suffix: str) -> None:
    colour = (190, 90, 70)
    path = tmp_path / f"a.{suffix}"
    Image.new("RGB", (64, 48), colour).save(path, icc_profile=display_p3(), quality=97)
    expected = encoded(np.linalg.solve(SRGB_TO_XYZ, P3_TO_XYZ @ linear(np.array(colour) / 255)))
    assert expected[0] > colour[0] + 8, "wider colours are stronger in sRGB"
    assert middle(seen(path)) == near(expected)


def test_adobe_rgb_that_only_exif_tells(tmp_path: Path) -> None:
    """As cameras write it: no profile, colour space `uncalibrated`, interoperability index R03."""
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0xA001] = 0xFFFF
    exif.get_ifd(0x8769)[0xA005] = {1: "R03"}
    Image.new("RGB", (64, 48), (180, 100, 80)).save(tmp_path / "a.jpg", exif=exif, quality=97)
    light = (np.array((180, 100, 80)) / 255) ** (563 / 256)
    matrix = np.array([[1.3983557, -0.3983557, 0.0], [0.0, 1.0, 0.0], [0.0, -0.0429289, 1.0429289]])
    assert middle(seen(tmp_path / "a.jpg")) == near(encoded(matrix @ light))
    assert encoded(matrix @ light)[0] > 195


# -- drawings and RAW


def test_a_drawing_is_drawn_and_reaches_nowhere(tmp_path: Path) -> None:
    Image.new("RGB", (50, 50), "blue").save(tmp_path / "secret.png")
    (tmp_path / "a.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="200" height="100">'
        '<title>A red field</title><script>alert(1)</script><rect width="200" height="100" fill="#c8321e"/>'
        f'<image xlink:href="{tmp_path / "secret.png"}" width="200" height="100"/>'
        '<image href="secret.png" width="200" height="100"/><foreignObject width="200" height="100"><p>x</p></foreignObject></svg>'
    )
    found = facts(tmp_path / "a.svg", "drawing.inspect")
    assert (found.width, found.height, found.title) == (200, 100, "A red field")
    picture = seen(tmp_path / "a.svg", "drawing")
    assert picture.width == 2 * picture.height
    assert middle(picture) == near((200, 50, 30))


def test_a_packed_drawing(tmp_path: Path) -> None:
    field = b'<title>Blue</title><rect width="80" height="40" fill="#0000ff"/>'
    drawing = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="80" height="40">' + field + b"</svg>"
    (tmp_path / "a.svgz").write_bytes(gzip.compress(drawing))
    assert sniff_file(tmp_path / "a.svgz").mime_type == "image/svg+xml"
    assert facts(tmp_path / "a.svgz", "drawing.inspect").title == "Blue"
    assert middle(seen(tmp_path / "a.svgz", "drawing")) == near((0, 0, 255))
    for data, code in ((gzip.compress(b"<svg>" + bytes(40_000_000)), "too_large"), (gzip.compress(drawing)[:20], "corrupt")):
        (tmp_path / "b.svgz").write_bytes(data)
        with pytest.raises(StageError) as refused:
            facts(tmp_path / "b.svgz", "drawing.inspect")
        assert refused.value.code == code


@pytest.mark.parametrize(("turn", "size"), [(1, (640, 480)), (6, (480, 640)), (3, (640, 480))])
def test_raw_by_its_preview(tmp_path: Path, turn: int, size: tuple[int, int]) -> None:
    preview = Image.new("RGB", (640, 480), (30, 160, 60))
    preview.paste((250, 250, 0), (0, 0, 160, 120))
    path = dng(tmp_path / "a.dng", (200, 20, 20), turn=turn, preview=preview)
    found = facts(path, "raw.inspect")
    assert (found.width, found.height) == size
    assert (found.details["camera_make"], found.details["camera_model"]) == ("Maker", "Model R")
    picture = seen(path, "raw")
    assert picture.size == size
    assert middle(picture) == near((30, 160, 60), 12)
    corner = {1: (40, 40), 6: (size[0] - 40, 40), 3: (size[0] - 40, size[1] - 40)}[turn]
    red, green, blue = picture.getpixel(corner)  # type: ignore[misc]
    assert (red > 200, green > 200, blue < 90) == (True, True, True)


def test_raw_without_a_preview_is_developed(tmp_path: Path) -> None:
    picture = seen(dng(tmp_path / "a.dng", (200, 20, 20)), "raw")
    red, green, blue = middle(picture)
    assert red > 150
    assert max(green, blue) < red / 2


def test_raw_goes_through_the_stages(session: Session, storage: FilesystemStorage, tmp_path: Path) -> None:
    assert session
    ran = run_stages(*keep_file(dng(tmp_path / "a.dng", (200, 20, 20)), storage), storage, stages=frozenset({"inspect", "preview"}))
    assert ran.asset is not None
    assert ran.asset.mime_type == "image/x-raw-dng"
    assert {"thumbnail", "preview"} <= ran.stored.keys()


# -- what small pictures do not tell

SECRETS = (b"Somebody", b"SECRET", b"Serial 12345", b"Exif", b"http://ns.adobe.com", b"ICCP", b"EXIF", b"XMP ")
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><!-- SECRET --></rdf:RDF></x:xmpmeta>'


def telling(path: Path) -> Path:
    """A picture that says where, when, by whom and with what it was taken."""
    exif = Image.Exif()
    exif.update({0x010E: "SECRET", 0x010F: "Maker", 0x013B: "Somebody", 0x8298: "SECRET", 0x0112: 6})
    exif.get_ifd(0x8769).update({0x9003: "2024:03:10 18:20:30", 0xA431: "Serial 12345", 0x9286: b"ASCII\0\0\0SECRET"})
    exif.get_ifd(0x8825).update(
        {1: "N", 2: tuple(IFDRational(part) for part in (48, 12, 30)), 3: "E", 4: (IFDRational(16), IFDRational(22), IFDRational(5))}
    )
    more: dict[str, Any] = {"exif": exif, "icc_profile": display_p3()}
    match path.suffix:
        case ".jpg":
            more |= {"xmp": XMP, "comment": b"SECRET"}
        case ".webp":
            more |= {"xmp": XMP}
        case ".png":
            text = PngImagePlugin.PngInfo()
            text.add_text("Comment", "SECRET")
            text.add_itxt("XML:com.adobe.xmp", XMP.decode())
            more |= {"pnginfo": text}
        case ".gif":
            more = {"comment": b"SECRET"}
        case ".jp2" | ".bmp":
            more = {}
    Image.new("RGB", (900, 600), (200, 120, 40)).save(path, **more)
    return path


def tells_nothing(data: bytes) -> None:
    for secret in SECRETS:
        assert secret not in data, secret
    image = Image.open(BytesIO(data))
    assert image.format == "WEBP"
    assert dict(image.getexif()) == {}
    assert not {"exif", "xmp", "icc_profile", "comment"} & {name for name, value in image.info.items() if value}


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "avif", "tiff", "gif", "jp2", "bmp"])
def test_small_pictures_carry_pixels_alone(session: Session, storage: FilesystemStorage, tmp_path: Path, suffix: str) -> None:
    assert session
    path = telling(tmp_path / f"a.{suffix}")
    if suffix in {"jpg", "png", "webp", "tiff"}:
        assert b"Somebody" in path.read_bytes(), "the test could not fail"
    ran = run_stages(*keep_file(path, storage), storage, stages=frozenset({"inspect", "preview"}))
    assert {"thumbnail", "preview"} <= ran.stored.keys()
    for data in ran.stored.values():
        tells_nothing(data)


def test_pages_of_a_tiff_carry_pixels_alone(tmp_path: Path) -> None:
    (message,) = run("picture.page", telling(tmp_path / "a.tiff"), {"page": 1, "width": 320})
    tells_nothing(message.attachments[0])


def test_small_pictures_of_raw_and_drawings_carry_pixels_alone(tmp_path: Path) -> None:
    preview = Image.open(telling(tmp_path / "a.jpg"))
    for path, form in ((dng(tmp_path / "a.dng", (200, 20, 20), preview=preview), "raw"), (tmp_path / "a.svg", "drawing")):
        if form == "drawing":
            path.write_text(
                '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"><title>SECRET</title><desc>Somebody</desc></svg>'
            )
        (message,) = run("picture.preview", path, {"form": form})
        for data in message.attachments[:2]:
            tells_nothing(data)


# -- real files


@pytest.mark.shared
def test_one_photo_in_every_container_looks_the_same(shared_data: Path) -> None:
    folder = shared_data / "image-formats"
    same = {
        "photo_progressive.jpg": ("photo_16bit.png", "photo_lossless.webp", "photo_adobergb1998_compat.jpg", "photo_cmyk_icc.jpg"),
        "photo.tiff": ("photo.heic", "photo.avif", "photo.jp2"),
    }
    for first, others in same.items():
        wanted = np.asarray(seen(folder / first).resize((64, 64)), dtype=np.float64)
        for name in others:
            off = np.abs(np.asarray(seen(folder / name).resize((64, 64)), dtype=np.float64) - wanted).mean()
            assert off < 8, (name, off)


@pytest.mark.shared
def test_real_heic_and_animations(shared_data: Path) -> None:
    for name in ("heic__IMG_5195.HEIC", "heic__mobile__iphone_13_pro_max.HEIC"):
        path = shared_data / "image-exif" / name
        found, picture = facts(path), seen(path)
        assert found.captured is not None
        assert abs((found.width or 0) / (found.height or 1) - picture.width / picture.height) < 0.01
        (message,) = run("picture.preview", path, {})
        for data in message.attachments[:2]:
            tells_nothing(data)
    for name in ("anim.webp", "anim_two_photos.gif"):
        assert facts(shared_data / "image-formats" / name).details["frames"] >= 2
