"""Which reader a page is for, by a cheap look at it.

Tesseract reads clean pages better (RapidOCR loses long lines there), RapidOCR what is photographed, coloured, skewed or small. So the question is whether
this is a clean page: much light and even ground, little but dark on it, hardly any colour, lines that run straight.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from bowerbird.ai.contracts import Picture

_SIDE = 640
_SMALLEST = 500
"""Pixels of the shorter side; below, letters are too small for Tesseract."""
_MOST_SKEW = 2.5
"""Degrees. At 2 Tesseract finds 92 % of the words, at 7 hardly any."""
_ANGLES = np.arange(-12.0, 12.1, 1.0)
Grey = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Look:
    ground: float
    """Share of the page that has the colour of the paper, give or take."""
    paper: int
    """Its brightness, 0..255."""
    ink: float
    """Share that is clearly darker."""
    middle: float
    """Share in between: shading, texture, pictures."""
    colour: float
    """Mean difference between the channels, 0..255."""
    skew: float
    """Degrees, of lines or of columns; 0 where there is nothing to measure."""

    @property
    def is_clean_page(self) -> bool:
        return (
            self.paper >= 170
            and self.ground >= 0.6
            and 0.002 <= self.ink <= 0.3
            and self.middle <= 0.15
            and self.colour <= 14
            and abs(self.skew) <= _MOST_SKEW
        )


def look(picture: Picture) -> Look:
    """A few milliseconds."""
    scale = min(1.0, _SIDE / max(picture.shape[:2]))
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else picture
    grey = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    paper = int(np.percentile(grey, 90))
    dark = grey < paper * 0.65
    ground = np.abs(grey.astype(np.int16) - paper) <= 24
    channels = small.astype(np.int16)
    colour = float((channels.max(axis=2) - channels.min(axis=2)).mean())
    ink, share = float(dark.mean()), float(ground.mean())
    return Look(share, paper, ink, max(0.0, 1 - share - ink), colour, _skew(dark.astype(np.uint8)))


def is_for_tesseract(picture: Picture) -> bool:
    return min(picture.shape[:2]) >= _SMALLEST and look(picture).is_clean_page


def _skew(dark: Grey) -> float:
    """The angle at which ink gathers most clearly in rows or in columns."""
    if not dark.any():
        return 0.0
    height, width = dark.shape
    best, found = -1.0, 0.0
    for angle in sorted(_ANGLES, key=abs):
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), float(angle), 1.0)
        turned = cv2.warpAffine(dark, turn, (width, height), flags=cv2.INTER_NEAREST)
        sharpness = max(_sharpness(turned.sum(axis=1)), _sharpness(turned.sum(axis=0)))
        if sharpness > best * 1.02:
            best, found = sharpness, float(angle)
    return found


def _sharpness(profile: npt.NDArray[np.unsignedinteger]) -> float:
    """How abruptly the amount of ink changes from row to row, against how much there is."""
    values = profile.astype(np.float64)
    return float((np.diff(values) ** 2).sum() / max((values**2).sum(), 1.0))
