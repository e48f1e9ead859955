"""What a picture looks like, in few bits, for near-duplicates; see library/likeness.py."""

import hashlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from bowerbird.library.likeness import SIDE
from bowerbird.pipeline.formats.picture import is_deep, plain_alpha

_SIZE = 32
_TERMS = 8
_STRIPE_BYTES = 8 * 1024 * 1024
_WAYS = np.arange(_SIZE)
_COSINES = np.cos(np.pi / _SIZE * np.outer(np.arange(_TERMS), _WAYS + 0.5))


@dataclass(frozen=True, slots=True)
class Fingerprint:
    bits: int
    """64, unsigned."""
    detail: int
    """How much there is to compare, 0..100: deviation in grey levels of what the hash is made of."""
    tiny: bytes
    """8 x 8 pixels of 3 bytes."""


def fingerprint(image: Image.Image) -> Fingerprint:
    """Of an upright RGB picture of any size; its shape does not count."""
    grey = np.asarray(image.convert("L").resize((_SIZE, _SIZE), Image.Resampling.BOX), dtype=np.float64)
    terms = _COSINES @ grey @ _COSINES.T
    terms[0, 0] = 0.0
    bits = 0
    for positive in (terms > 0).ravel():
        bits = bits << 1 | int(positive)
    # Parseval: of an orthonormal transform; terms of the first row or column weigh half.
    weights = np.where(np.arange(_TERMS) == 0, 0.5, 1.0)
    energy = float((terms**2 * np.outer(weights, weights)).sum()) * 4 / _SIZE**2
    tiny = image.resize((SIDE, SIDE), Image.Resampling.BOX).tobytes()
    return Fingerprint(bits, min(100, round((energy / _SIZE**2) ** 0.5)), tiny)


def pixels_digest(image: Image.Image, turn: Image.Transpose | None) -> bytes:
    """128 bits of the decoded pixels as displayed, whatever file they came in. `image` is loaded and as it lies in the file; `turn` makes it upright."""
    image = plain_alpha(image)
    if image.mode not in {"RGB", "RGBA"} and not is_deep(image):
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    # Turned as a view: a copy of the picture in memory is what large ones cannot afford.
    array = _turned(np.atleast_3d(np.asarray(image)), turn)
    values = {"u": "<i4", "i": "<i4", "f": "<f4"}[array.dtype.kind] if is_deep(image) else "u1"
    digest = hashlib.blake2b(repr(array.shape).encode(), digest_size=16)
    rows = max(1, _STRIPE_BYTES // max(1, array.shape[1] * array.shape[2]))
    for top in range(0, array.shape[0], rows):
        digest.update(array[top : top + rows].astype(values, copy=False).tobytes())
    return digest.digest()


def _turned(array: npt.NDArray[np.generic], turn: Image.Transpose | None) -> npt.NDArray[np.generic]:
    across, down, laid = _TURNS.get(turn, (1, 1, False))
    array = array.transpose(1, 0, 2) if laid else array
    return array[::down, ::across]


_TURNS: dict[Image.Transpose | None, tuple[int, int, bool]] = {
    Image.Transpose.FLIP_LEFT_RIGHT: (-1, 1, False),
    Image.Transpose.FLIP_TOP_BOTTOM: (1, -1, False),
    Image.Transpose.ROTATE_180: (-1, -1, False),
    Image.Transpose.TRANSPOSE: (1, 1, True),
    Image.Transpose.TRANSVERSE: (-1, -1, True),
    Image.Transpose.ROTATE_90: (1, -1, True),
    Image.Transpose.ROTATE_270: (-1, 1, True),
}
"""Steps across and down (-1: mirrored), after laying it on its side where that is wanted."""
