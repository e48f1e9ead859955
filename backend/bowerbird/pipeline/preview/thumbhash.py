"""ThumbHash: about 25 bytes that a browser turns into a blurred picture while the real one loads.

The format is Evan Wallace's, https://evanw.github.io/thumbhash/ (reference implementation MIT); pictures here are opaque.
"""

import math

import numpy as np
import numpy.typing as npt
from PIL import Image

_Array = npt.NDArray[np.float64]
MAX_SIDE = 100


def thumbhash(image: Image.Image) -> bytes:
    """The hash of an RGB picture of any size."""
    small = image.copy()
    small.thumbnail((MAX_SIDE, MAX_SIDE))
    width, height = small.size
    pixels = np.asarray(small, dtype=np.float64) / 255
    red, green, blue = pixels[..., 0], pixels[..., 1], pixels[..., 2]
    terms_x = max(1, _round(7 * width / max(width, height)))
    terms_y = max(1, _round(7 * height / max(width, height)))
    luminance = _Channel((red + green + blue) / 3, max(3, terms_x), max(3, terms_y))
    yellow_blue = _Channel((red + green) / 2 - blue, 3, 3)
    red_green = _Channel(red - green, 3, 3)

    landscape = width > height
    head = (
        _round(63 * luminance.mean)
        | _round(31.5 + 31.5 * yellow_blue.mean) << 6
        | _round(31.5 + 31.5 * red_green.mean) << 12
        | _round(31 * luminance.scale) << 18
    )
    tail = (terms_y if landscape else terms_x) | _round(63 * yellow_blue.scale) << 3 | _round(63 * red_green.scale) << 9 | landscape << 15
    nibbles = [_round(15 * factor) for channel in (luminance, yellow_blue, red_green) for factor in channel.factors]
    nibbles += [0] * (len(nibbles) % 2)
    packed = bytes(low | high << 4 for low, high in zip(nibbles[0::2], nibbles[1::2], strict=True))
    return head.to_bytes(3, "little") + tail.to_bytes(2, "little") + packed


class _Channel:
    """The lowest terms of a cosine transform: the mean, and the others scaled to 0..1 by the largest of them."""

    def __init__(self, values: _Array, terms_x: int, terms_y: int) -> None:
        height, width = values.shape
        across = np.cos(np.pi / width * np.outer(np.arange(terms_x), np.arange(width) + 0.5))
        down = np.cos(np.pi / height * np.outer(np.arange(terms_y), np.arange(height) + 0.5))
        terms = down @ values @ across.T / (width * height)
        order = [(y, x) for y in range(terms_y) for x in range(terms_x) if x * terms_y < terms_x * (terms_y - y)]
        chosen = [float(terms[at]) for at in order[1:]]
        self.mean = float(terms[0, 0])
        self.scale = max((abs(term) for term in chosen), default=0.0)
        self.factors = [0.5 + 0.5 * term / self.scale if self.scale else term for term in chosen]


def _round(value: float) -> int:
    return math.floor(value + 0.5)
