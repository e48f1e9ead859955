from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from bowerbird.errors import StageError
from bowerbird.pipeline.decoding import run
from bowerbird.pipeline.preview.thumbhash import thumbhash
from bowerbird.settings import get_settings


def preview(path: Path) -> tuple[Image.Image, Image.Image, bool]:
    (message,) = run("picture.preview", path, {})
    thumbnail, large, *_ = message.attachments
    return Image.open(BytesIO(thumbnail)), Image.open(BytesIO(large)), message.header["damaged"]


def test_sizes(tmp_path: Path) -> None:
    Image.new("RGB", (3000, 1500), "blue").save(tmp_path / "a.jpg")
    thumbnail, large, damaged = preview(tmp_path / "a.jpg")
    assert (thumbnail.size, large.size, thumbnail.format, damaged) == ((320, 160), (1280, 640), "WEBP", False)


def test_a_small_picture_is_not_enlarged(tmp_path: Path) -> None:
    Image.new("RGB", (40, 30), "blue").save(tmp_path / "a.png")
    thumbnail, large, _ = preview(tmp_path / "a.png")
    assert thumbnail.size == large.size == (40, 30)


@pytest.mark.parametrize("turn", range(1, 9))
def test_orientation(tmp_path: Path, turn: int) -> None:
    upright = Image.new("RGB", (200, 100), "white")
    upright.paste("red", (0, 0, 40, 40))
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    stored = upright if turn == 1 else upright.transpose(Image.Transpose(undo[turn]))
    exif = Image.Exif()
    exif[0x0112] = turn
    stored.save(tmp_path / "a.png", exif=exif)
    _, large, _ = preview(tmp_path / "a.png")
    assert large.size == (200, 100)
    red, green, _ = np.asarray(large.convert("RGB"))[20, 20]
    assert red > 200
    assert green < 80


@pytest.mark.parametrize("mode", ["1", "L", "P", "I;16", "RGBA", "LA", "CMYK"])
def test_modes(tmp_path: Path, mode: str) -> None:
    if mode == "I;16":
        image = Image.fromarray(np.full((60, 80), 40_000, dtype=np.uint16))
    else:
        image = Image.new("RGB", (80, 60), (160, 160, 160)).convert(mode, palette=Image.Palette.ADAPTIVE)
    path = tmp_path / ("a.jpg" if mode == "CMYK" else "a.png")
    image.save(path)
    _, large, damaged = preview(path)
    assert (large.mode, damaged) == ("RGB", False)
    if mode not in {"1"}:
        assert np.abs(np.asarray(large).astype(int) - 160).max() < 12


def test_a_wide_profile_is_converted(tmp_path: Path) -> None:
    swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB", 5000))
    lab = ImageCms.profileToProfile(Image.new("RGB", (80, 60), (200, 30, 30)), ImageCms.createProfile("sRGB"), swapped, outputMode="LAB")
    assert lab is not None
    lab.save(tmp_path / "a.tiff", icc_profile=swapped.tobytes())
    _, large, _ = preview(tmp_path / "a.tiff")
    assert np.abs(np.asarray(large)[30, 40].astype(int) - (200, 30, 30)).max() < 15


def test_transparent_drawings_get_a_ground_they_stand_out_from(tmp_path: Path) -> None:
    for ink, ground in (((255, 255, 255), 60), ((10, 10, 10), 240)):
        drawing = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
        drawing.paste((*ink, 255), (30, 30, 60, 60))
        drawing.save(tmp_path / "a.png")
        _, large, _ = preview(tmp_path / "a.png")
        corner = int(np.asarray(large.convert("L"))[5, 5])
        assert (corner < 60) if ground == 60 else (corner > 240)


def test_a_picture_cut_short_is_shown_as_far_as_it_goes(tmp_path: Path) -> None:
    noise = np.random.default_rng(7).integers(0, 255, (300, 400, 3), dtype=np.uint8)
    path = tmp_path / "a.jpg"
    Image.fromarray(noise).save(path)
    path.write_bytes(path.read_bytes()[:20_000])
    assert preview(path)[2]


def test_of_a_picture_cut_so_short_that_nothing_is_left_no_black_one_is_shown(tmp_path: Path) -> None:
    noise = np.random.default_rng(7).integers(0, 255, (300, 400, 3), dtype=np.uint8)
    path = tmp_path / "a.png"
    Image.fromarray(noise).save(path)
    path.write_bytes(path.read_bytes()[:60])
    with pytest.raises(StageError) as error:
        preview(path)
    assert error.value.code == "corrupt"


def test_a_picture_without_anything_to_see(tmp_path: Path) -> None:
    Image.new("RGBA", (100, 100), (0, 0, 0, 0)).save(tmp_path / "a.png")
    _, large, damaged = preview(tmp_path / "a.png")
    assert (large.getpixel((50, 50)), damaged) == ((255, 255, 255), False)


def test_a_fourth_channel_that_was_left_empty_hides_nothing(tmp_path: Path) -> None:
    image = Image.new("RGBA", (100, 100), (200, 30, 30, 0))
    image.paste((0, 0, 255, 0), (0, 0, 100, 30))
    image.save(tmp_path / "a.png")
    _, large, _ = preview(tmp_path / "a.png")
    assert np.abs(np.asarray(large)[50, 50].astype(int) - (200, 30, 30)).max() < 8


def test_bombs_are_refused_before_a_pixel_is_decoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Image.new("1", (4000, 4000)).save(tmp_path / "a.png")
    monkeypatch.setattr(get_settings().limits, "pixels", 15_000_000)
    with pytest.raises(StageError, match="16 million pixels") as error:
        preview(tmp_path / "a.png")
    assert error.value.code == "too_large"


@pytest.mark.parametrize("data", [b"", b"no picture at all", b"\x89PNG\r\n\x1a\n", b"GIF89a"])
def test_what_is_no_picture_is_corrupt(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.png").write_bytes(data)
    with pytest.raises(StageError) as error:
        preview(tmp_path / "a.png")
    assert error.value.code == "corrupt"


REFERENCE = [
    ((60, 40), "9b080e15987077778188787788788887787008f777"),
    ((30, 50), "149809241072078828888a489768888b20e8f8"),
    ((50, 50), "19e80927148087878288878488a88858877987b808808c0d"),
]
"""Made with the reference implementation in JavaScript (npm `thumbhash` 0.1.1) from the same pixels."""


@pytest.mark.parametrize(("size", "expected"), REFERENCE)
def test_thumbhash_is_that_of_the_reference_implementation(size: tuple[int, int], expected: str) -> None:
    x, y = np.meshgrid(np.arange(size[0]), np.arange(size[1]))
    pixels = np.stack([x * 4, y * 6, (x + y) * 2], axis=-1).astype(np.uint8)
    found = thumbhash(Image.fromarray(pixels)).hex()
    assert found[:10] == expected[:10]
    # Terms that are zero but for rounding errors lie halfway between 7 and 8.
    assert [abs(int(a, 16) - int(b, 16)) <= 1 for a, b in zip(found, expected, strict=True)] == [True] * len(expected)


@pytest.mark.shared
def test_all_turned_pictures_look_like_the_upright_one(shared_data: Path) -> None:
    for shape in ("Landscape", "Portrait"):
        reference = None
        for turn in range(1, 9):
            _, large, _ = preview(shared_data / f"image-orientation/recurser/{shape}_{turn}.jpg")
            small = np.asarray(large.convert("L").resize((32, 32)), dtype=np.float32)
            reference = small if reference is None else reference
            assert np.corrcoef(small.ravel(), reference.ravel())[0, 1] > 0.9, (shape, turn)
