"""The dominant colours of a picture as words, so that they can be searched."""

import numpy as np
import numpy.typing as npt
from PIL import Image

_SIDE = 64
_MOST = 4
_LEAST = {"black": 0.25, "grey": 0.3, "white": 0.25, "beige": 0.2, "brown": 0.15}
"""Shares of the picture below which a colour is not named; a bright one counts from `_LEAST_BRIGHT` on, because it is what one remembers."""
_LEAST_BRIGHT = 0.08
_HUES = (
    (12, "red"),
    (42, "orange"),
    (68, "yellow"),
    (165, "green"),
    (192, "turquoise"),
    (255, "blue"),
    (290, "purple"),
    (342, "pink"),
    (361, "red"),
)
"""Upper ends in degrees."""
NAMES = ("black", "grey", "white", "beige", "brown", *dict.fromkeys(name for _, name in _HUES))


def colour_names(image: Image.Image) -> list[str]:
    """At most four of NAMES, the largest share first."""
    small = image.convert("RGB")
    small.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX)
    found = _named((np.asarray(small, dtype=np.float32) / 255).reshape(-1, 3).astype(np.float32))
    shares = np.bincount(found, minlength=len(NAMES)) / len(found)
    order = sorted(range(len(NAMES)), key=lambda index: -shares[index])
    return [NAMES[index] for index in order if shares[index] >= _LEAST.get(NAMES[index], _LEAST_BRIGHT)][:_MOST]


def _named(pixels: npt.NDArray[np.float32]) -> npt.NDArray[np.intp]:
    """Index into NAMES for each pixel (0..1)."""
    high, low = pixels.max(axis=1), pixels.min(axis=1)
    chroma = high - low
    saturation = chroma / np.maximum(high, 1e-6)
    hue = _hue(pixels, high, chroma)
    index = np.full(len(pixels), NAMES.index("red"), dtype=np.intp)
    start = 0
    for end, name in _HUES:
        index[(hue >= start) & (hue < end)] = NAMES.index(name)
        start = end
    warm = (hue >= 12) & (hue < 55)
    index[warm & ((high < 0.62) | ((saturation < 0.6) & (high < 0.75)))] = NAMES.index("brown")
    index[warm & (saturation < 0.38) & (high >= 0.7)] = NAMES.index("beige")
    index[((hue < 12) | (hue >= 342)) & (saturation < 0.5) & (high > 0.75)] = NAMES.index("pink")
    grey = (saturation < 0.14) | (chroma < 0.08)
    index[grey] = NAMES.index("grey")
    index[grey & (high > 0.86)] = NAMES.index("white")
    index[(high < 0.16) | (grey & (high < 0.24))] = NAMES.index("black")
    return index


def _hue(pixels: npt.NDArray[np.float32], high: npt.NDArray[np.float32], chroma: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Degrees, 0 for grey."""
    red, green, blue = pixels.T
    width = np.maximum(chroma, 1e-6)
    hue = np.where(high == red, ((green - blue) / width) % 6, np.where(high == green, (blue - red) / width + 2, (red - green) / width + 4))
    return np.asarray(np.where(chroma == 0, 0, hue * 60), dtype=np.float32)
