"""Which reader a page is for, by a cheap look at it, and whether the quick one read it well.

Tesseract reads clean pages in a third of the time, RapidOCR what is photographed, coloured or small. So the question is whether this is a clean page: much
light and even ground, little but dark on it, hardly any colour. One that lies askew is turned straight for either.

What Tesseract has read is believed if it is sure of it, knows the language and has left out little that looks like letters: it passes over most of a table
or a receipt, and is as sure of German without umlauts as of English.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from bowerbird.ai.contracts import Picture
from bowerbird.ai.local.tesseract import GOOD, Grey, PageText
from bowerbird.pipeline.language import guess_language
from bowerbird.pipeline.ocr.letters import letters_within

_SIDE = 640
_SMALLEST = 500
"""Pixels of the shorter side; below, letters are too small for Tesseract."""
_LEAST_SKEW = 1.0
"""Degrees; a page that lies straighter is read as it is."""
_ANGLES = sorted(np.arange(-12.0, 12.1, 0.5), key=abs)
"""Half a degree farther, lines of text run into each other."""
_LEAST_READ = 0.93
"""Share of what looks like letters that must lie in lines that were read. Pages of prose have .97 and more, tables half of it, a receipt without its prices .9."""
_CODES = {
    "ca": "cat", "cs": "ces", "da": "dan", "de": "deu", "en": "eng", "es": "spa", "fi": "fin", "fr": "fra", "hr": "hrv", "hu": "hun", "id": "ind",
    "it": "ita", "nl": "nld", "no": "nor", "pl": "pol", "pt": "por", "ro": "ron", "sv": "swe", "tr": "tur", "vi": "vie",
}  # fmt: skip
"""ISO 639-1 to the names of Tesseract's languages."""


@dataclass(frozen=True, slots=True)
class Look:
    side: int
    """Pixels of the shorter side."""
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
    skew: float = 0.0
    """Degrees by which a clean page must be turned to the left for its lines or columns to run straight."""

    @property
    def is_clean_page(self) -> bool:
        """However it lies."""
        return (
            self.side >= _SMALLEST
            and self.paper >= 170
            and self.ground >= 0.6
            and 0.002 <= self.ink <= 0.3
            and self.middle <= 0.15
            and self.colour <= 14
        )

    @property
    def is_askew(self) -> bool:
        return abs(self.skew) >= _LEAST_SKEW


def look(picture: Picture) -> Look:
    """Some 70 ms for a clean page, a few for any other picture."""
    scale = min(1.0, _SIDE / max(picture.shape[:2]))
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else picture
    grey = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    paper = int(np.percentile(grey, 90))
    dark = grey < paper * 0.65
    ground = np.abs(grey.astype(np.int16) - paper) <= 24
    channels = small.astype(np.int16)
    colour = float((channels.max(axis=2) - channels.min(axis=2)).mean())
    ink, share = float(dark.mean()), float(ground.mean())
    seen = Look(min(picture.shape[:2]), share, paper, ink, max(0.0, 1 - share - ink), colour)
    return replace(seen, skew=_skew(dark)) if seen.is_clean_page else seen


def is_well_read(page: Grey, found: PageText, languages: Sequence[str]) -> bool:
    """`languages`: those that Tesseract was given, as it names them."""
    if found.confidence < GOOD:
        return False
    language = guess_language("\n".join(line.text for line in found.lines))
    return _CODES.get(language or "", languages[0]) in languages and _share_read(page, found) >= _LEAST_READ


def _share_read(page: Grey, found: PageText) -> float:
    """How many of the shapes that have the size of letters lie in lines; 1 where there is none."""
    shapes, read = letters_within(page, [line.box for line in found.lines])
    return read / shapes if shapes else 1.0


def _skew(dark: npt.NDArray[np.bool_]) -> float:
    """The angle at which ink gathers most clearly in rows or in columns."""
    down, across = np.nonzero(dark)
    best, found = 0.0, 0.0
    for angle in _ANGLES:
        sine, cosine = np.sin(np.radians(angle)), np.cos(np.radians(angle))
        sharpness = max(_sharpness(down * cosine - across * sine), _sharpness(across * cosine + down * sine))
        if sharpness > best * 1.02:
            best, found = sharpness, float(angle)
    return found


def _sharpness(places: npt.NDArray[np.float64]) -> float:
    """How abruptly the amount of ink changes from row to row, against how much there is."""
    if not places.size:
        return 0.0
    values = np.bincount((places - places.min()).astype(np.int64)).astype(np.float64)
    return float((np.diff(values, prepend=0, append=0) ** 2).sum() / (values**2).sum())
