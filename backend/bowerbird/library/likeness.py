"""Perceptual hashes of pictures: 64 bits, compared under the 8 ways a picture can be turned and mirrored, and looked up in a table of millions.

A hash holds the signs of the lowest 8 x 8 terms of the cosine transform of the picture, row by row, the most significant bit first (the mean, which comes
first, is always 0). So the hash of a turned or mirrored picture follows from the hash alone: mirroring changes the sign of the odd terms of one direction,
and laying a picture on its side swaps the two directions.

Hashes within a few bits of each other have one of their four 16-bit parts equal or different in one bit. The table keeps the parts of each picture once,
and whoever looks for a picture asks for all neighbours of all parts of its 8 variants: within 7 bits none can be missed.

Symmetrical drawings share hashes by chance, because terms that are zero have no sign; so the candidates are compared by a tiny picture as well, whose
correlation does not mind brightness and contrast.
"""

import hashlib
import uuid
from collections.abc import Iterator
from typing import Literal

import numpy as np
import numpy.typing as npt

BITS = 64
POSITIONS = 8
"""Upright, turned, mirrored."""
PARTS = 4
_PART_BITS = BITS // PARTS
SIDE = 8
"""Pixels of the tiny picture that decides among candidates."""
CANDIDATE = 20
"""Bits by which the hashes of candidates differ at most."""
NEAR = 2.0
"""Percent by which two versions of one picture differ at most: resized, compressed again, turned, mirrored."""
SIMILAR = 7.0
"""The same for what shows the same thing: cropped or touched up."""
GREY = 3.0
"""Mean difference between the channels, of 255, of a picture without colours."""
Tiny = npt.NDArray[np.float64]
"""(SIDE, SIDE, channels)."""
DULL = 6
"""The least `detail` of pictures that can be compared at all: two empty skies have nothing that tells them apart."""


def _mask(odd: int) -> int:
    """Bits of the terms that are odd across (`odd` 0) or down (1)."""
    return sum(1 << (BITS - 1 - 8 * row - column) for row in range(8) for column in range(8) if (row if odd else column) % 2)


_ACROSS, _DOWN = _mask(0), _mask(1)


def variants(bits: int) -> list[int]:
    """Hashes (unsigned) of the picture in its 8 positions, its own first."""
    found = []
    for start in (bits, _swapped(bits)):
        found += [start, _flipped(start, _ACROSS), _flipped(start, _DOWN), _flipped(start, _ACROSS ^ _DOWN)]
    return found


def distance(one: int, other: int) -> int:
    """Bits in which two pictures differ in the positions in which they are most alike."""
    return min((one ^ variant).bit_count() for variant in variants(other))


def tier(one: bytes, other: bytes) -> tuple[Literal["near", "similar"], float] | None:
    """Of two tiny pictures (SIDE x SIDE RGB), with the percent by which they differ; None for two pictures that have nothing to do with each other.

    Where one of them has no colours, both are compared without: `similar`, since colours were taken away.
    """
    percent = difference(_pixels(one), _pixels(other))
    if percent <= NEAR:
        return "near", percent
    if _is_grey(one) != _is_grey(other) and (without := difference(_grey(one), _grey(other))) <= NEAR:
        return "similar", max(NEAR, without)
    return ("similar", percent) if percent <= SIMILAR else None


def difference(one: Tiny, other: Tiny) -> float:
    """Of two tiny pictures in the positions in which they are most alike: 100 x (1 - correlation)."""
    mine, theirs = _normalised(one), _normalised(other)
    laid = theirs.transpose(1, 0, 2)
    best = max(
        float((mine * turned).sum()) for start in (theirs, laid) for turned in (start, start[:, ::-1], start[::-1], start[::-1, ::-1])
    )
    return max(0.0, 100 * (1 - best))


def _pixels(tiny: bytes) -> Tiny:
    return np.frombuffer(tiny, dtype=np.uint8).reshape(SIDE, SIDE, 3).astype(np.float64)


def _is_grey(tiny: bytes) -> bool:
    return float(np.ptp(_pixels(tiny), axis=2).mean()) < GREY


def _grey(tiny: bytes) -> Tiny:
    """By the weights of ITU-R BT.601, with which pictures are made grey."""
    return np.asarray(_pixels(tiny) @ np.array([0.299, 0.587, 0.114]))[:, :, None]


def _normalised(pixels: Tiny) -> Tiny:
    pixels = pixels - pixels.mean()
    return np.asarray(pixels / (np.linalg.norm(pixels) + 1e-9))


def bands(library_id: uuid.UUID, bits: int) -> list[int]:
    """Index keys of a picture: one for each part of its hash."""
    return [_key(library_id, part, value) for part, value in enumerate(_parts(bits))]


def probes(library_id: uuid.UUID, bits: int) -> list[int]:
    """Index keys of everything that may be near: parts of all positions, as they are and with each one bit changed."""
    keys = set()
    for variant in set(variants(bits)):
        for part, value in enumerate(_parts(variant)):
            keys.add(_key(library_id, part, value))
            keys.update(_key(library_id, part, value ^ (1 << bit)) for bit in range(_PART_BITS))
    return sorted(keys)


def signed(bits: int) -> int:
    """As Postgres keeps it."""
    return bits - (1 << BITS) if bits >> (BITS - 1) else bits


def unsigned(bits: int) -> int:
    return bits % (1 << BITS)


def _parts(bits: int) -> Iterator[int]:
    for part in range(PARTS):
        yield bits >> (_PART_BITS * part) & ((1 << _PART_BITS) - 1)


def _key(library_id: uuid.UUID, part: int, value: int) -> int:
    content = library_id.bytes + bytes((part,)) + value.to_bytes(2)
    return int.from_bytes(hashlib.blake2b(content, digest_size=8).digest(), signed=True)


def _flipped(bits: int, mask: int) -> int:
    return bits ^ mask


def _swapped(bits: int) -> int:
    """Rows for columns."""
    swapped = 0
    for row in range(8):
        for column in range(8):
            if bits >> (BITS - 1 - 8 * row - column) & 1:
                swapped |= 1 << (BITS - 1 - 8 * column - row)
    return swapped
