"""Icons and cursors of Windows: the largest of their pictures, whatever their directories say."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from sqlalchemy.orm import Session

from bowerbird.errors import StageError
from bowerbird.models import Asset
from bowerbird.pipeline.decoding import run
from bowerbird.pipeline.inspect.facts import Facts
from bowerbird.storage.filesystem import FilesystemStorage
from tests.factories import icons
from tests.factories.hostile import pictures
from tests.factories.pipeline import keep_file, run_stages

ORANGE, BLUE = (200, 120, 40, 255), (20, 40, 200, 255)


def size(path: Path) -> tuple[int | None, int | None]:
    (message,) = run("picture.inspect", path, {})
    facts = Facts.from_json(json.loads(json.dumps(dict(message.header))))
    return facts.width, facts.height


def seen(path: Path, *, across: float = 0.75) -> Any:
    """The colour at this part of its width."""
    (message,) = run("picture.preview", path, {"form": "picture"})
    image = np.asarray(Image.open(BytesIO(message.attachments[1])).convert("RGB"))
    return tuple(int(value) for value in image[image.shape[0] // 2, int(image.shape[1] * across)])


def near(colour: tuple[int, ...]) -> Any:
    return pytest.approx(colour[:3], abs=8)


@pytest.mark.parametrize("depth", [1, 4, 8, 24, 32])
@pytest.mark.parametrize("cursor", [False, True])
def test_bitmaps_of_each_depth_with_their_masks(tmp_path: Path, depth: int, cursor: bool) -> None:
    path = tmp_path / "a.ico"
    path.write_bytes(icons.icon((32, depth), cursor=cursor))
    assert size(path) == (32, 32)
    assert seen(path) == near(ORANGE)
    assert seen(path, across=0.2) == near(ORANGE if depth == 32 else (255, 255, 255)), "hidden, where there is no alpha"


def test_the_largest_wherever_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "a.ico"
    parts = [(16, icons.bitmap(16, 32, BLUE)), (256, icons.png(256)), (48, icons.bitmap(48, 8, BLUE))]
    for made in (parts, parts[::-1]):
        path.write_bytes(icons.directory(*made))
        assert size(path) == (256, 256)
        assert seen(path) == near(ORANGE)


def test_of_one_size_the_one_with_more_colours(tmp_path: Path) -> None:
    path = tmp_path / "a.ico"
    path.write_bytes(icons.directory((32, icons.bitmap(32, 4, BLUE)), (32, icons.bitmap(32, 32)), (32, icons.bitmap(32, 8, BLUE))))
    assert seen(path) == near(ORANGE)


def test_as_pillow_writes_them(tmp_path: Path) -> None:
    path = tmp_path / "a.ico"
    for form in ("png", "bmp"):
        Image.new("RGBA", (64, 64), ORANGE).save(path, sizes=[(16, 16), (64, 64)], bitmap_format=form)
        assert (size(path), seen(path)) == ((64, 64), near(ORANGE))


def test_a_directory_that_lies_about_sizes(tmp_path: Path) -> None:
    path = tmp_path / "a.ico"
    path.write_bytes(icons.directory((255, icons.bitmap(16, 32, BLUE)), (1, icons.png(512))))
    assert (size(path), seen(path)) == ((512, 512), near(ORANGE))


def test_one_that_is_cut_shows_what_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.ico"
    whole = icons.directory((16, icons.bitmap(16, 32, BLUE)), (64, icons.bitmap(64, 32)))
    path.write_bytes(whole[:-6000])
    assert (size(path), seen(path)) == ((16, 16), near(BLUE))
    path.write_bytes(icons.icon((32, 24))[:-32])
    assert seen(path) == near(ORANGE), "half of the mask is missing, nothing is hidden"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (icons.icon((32, 24))[:2000], "corrupt"),
        (icons.icon((32, 32))[:40], "corrupt"),
        (icons.directory((16, b"no picture" * 10)), "corrupt"),
        (icons.directory((0, icons.bitmap(16, 32, width=30_000, height=60_000))), "too_large"),
        (icons.directory((0, icons.bitmap(16, 32, width=-5))), "corrupt"),
        (icons.directory((0, pictures.png(60_000, 60_000, depth=1, colour=0, data=bytes(1000)))), "too_large"),
        (icons.directory((0, icons.bitmap(16, 1, width=4000, height=8000) + bytes(5_000_000))), "too_large"),
        (b"\0\0\1\0\xff\xff" + bytes(100), "corrupt"),
    ],
)
def test_what_is_no_sound_icon_says_so(tmp_path: Path, data: bytes, code: str) -> None:
    path = tmp_path / "a.ico"
    path.write_bytes(data)
    for decoder in ("picture.inspect", "picture.preview"):
        with pytest.raises(StageError) as raised:
            list(run(decoder, path, {}))
        assert raised.value.code == code


def test_an_icon_is_a_picture_like_others(session: Session, storage: FilesystemStorage, tmp_path: Path) -> None:
    path = tmp_path / "favicon.ico"
    path.write_bytes(icons.icon((48, 32), (16, 4)))
    asset, key = keep_file(path, storage)
    ran = run_stages(asset, key, storage, stages=frozenset({"inspect", "preview"}))
    found = session.get_one(Asset, asset.id)
    assert (found.kind, found.mime_type, found.width, ran.errors) == ("image", "image/vnd.microsoft.icon", 48, {})
    assert {"thumbnail", "preview"} <= ran.stored.keys()
