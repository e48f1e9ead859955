"""What tells pictures apart, on pictures made here and what programs and people do with them."""

import io
import uuid
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageEnhance, ImageOps

from bowerbird.library import likeness
from bowerbird.pipeline.preview.fingerprint import Fingerprint, fingerprint

Turn = Image.Transpose
TURNS: list[Turn | None] = [None, *Turn]


def landscape(seed: int, size: tuple[int, int] = (640, 420)) -> Image.Image:
    """Soft blobs of colour: as much going on as in a photo, and different for each seed."""
    noise = np.random.default_rng(seed).integers(0, 256, (7, 9, 3), dtype=np.uint8)
    return Image.fromarray(noise).resize(size, Image.Resampling.BICUBIC)


def recompressed(image: Image.Image, quality: int) -> Image.Image:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return Image.open(buffer).convert("RGB")


def cropped(image: Image.Image, share: float) -> Image.Image:
    across, down = image.width * share, image.height * share
    return image.crop((round(across), round(down), round(image.width - across), round(image.height - down)))


VERSIONS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "half": lambda image: image.resize((320, 210)),
    "tenth": lambda image: image.resize((64, 42), Image.Resampling.LANCZOS),
    "quality 70": lambda image: recompressed(image, 70),
    "quality 15": lambda image: recompressed(image, 15),
    "brighter": lambda image: ImageEnhance.Brightness(image).enhance(1.15),
    "darker": lambda image: ImageEnhance.Brightness(image).enhance(0.7),
    "contrast": lambda image: ImageEnhance.Contrast(image).enhance(1.2),
    "mirrored": ImageOps.mirror,
    "turned": lambda image: recompressed(image.transpose(Turn.ROTATE_90), 80),
    "upside down, smaller": lambda image: image.transpose(Turn.ROTATE_180).resize((200, 131)),
}
LIKE: dict[str, Callable[[Image.Image], Image.Image]] = {
    "grey": lambda image: image.convert("L").convert("RGB"),
    "cropped": lambda image: cropped(image, 0.03),
}


def alike(first: Fingerprint, second: Fingerprint) -> str | None:
    """The tier, with the way that the candidates are found."""
    library = uuid.UUID(int=7)
    assert min(first.detail, second.detail) >= likeness.DULL
    is_candidate = set(likeness.probes(library, first.bits)) & set(likeness.bands(library, second.bits))
    if not is_candidate or likeness.distance(first.bits, second.bits) > likeness.CANDIDATE:
        return None
    found = likeness.tier(first.tiny, second.tiny)
    return found[0] if found else None


@pytest.mark.parametrize("name", VERSIONS)
def test_versions_are_near(name: str) -> None:
    for seed in range(12):
        image = landscape(seed)
        assert alike(fingerprint(image), fingerprint(VERSIONS[name](image))) == "near", seed


@pytest.mark.parametrize("name", LIKE)
def test_what_was_touched_up_is_similar(name: str) -> None:
    for seed in range(12):
        image = landscape(seed)
        assert alike(fingerprint(image), fingerprint(LIKE[name](image))) in {"near", "similar"}, seed


def test_other_pictures_are_not_alike() -> None:
    prints = [fingerprint(landscape(seed)) for seed in range(40)]
    assert [(a, b) for a in range(40) for b in range(a) if alike(prints[a], prints[b])] == []


@given(bits=st.integers(0, 2**64 - 1), flips=st.sets(st.integers(0, 63), max_size=7), turn=st.integers(0, 7))
def test_within_seven_bits_none_is_missed(bits: int, flips: set[int], turn: int) -> None:
    other = likeness.variants(bits)[turn]
    for flip in flips:
        other ^= 1 << flip
    library = uuid.UUID(int=1)
    assert set(likeness.probes(library, bits)) & set(likeness.bands(library, other))
    assert likeness.distance(bits, other) <= len(flips)
    assert not set(likeness.probes(uuid.UUID(int=2), bits)) & set(likeness.bands(library, other))


@given(bits=st.integers(0, 2**64 - 1))
def test_hashes_survive_postgres(bits: int) -> None:
    assert likeness.unsigned(likeness.signed(bits)) == bits
    assert -(2**63) <= likeness.signed(bits) < 2**63


@pytest.mark.parametrize("turn", TURNS)
def test_a_turned_picture_has_a_variant_of_the_hash(turn: Turn | None) -> None:
    image = landscape(3, (512, 512))
    turned = image if turn is None else image.transpose(turn)
    assert min((fingerprint(turned).bits ^ variant).bit_count() for variant in likeness.variants(fingerprint(image).bits)) <= 1
