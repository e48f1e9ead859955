"""Which reader a page is for, by a cheap look at it, and whether the quick one read it well.

Tesseract reads clean pages better (RapidOCR loses long lines there), RapidOCR what is photographed, coloured, skewed or small. So the question is whether
this is a clean page: much light and even ground, little but dark on it, hardly any colour, lines that run straight.

What Tesseract has read is believed if it is sure of it, knows the language and has left out little that looks like letters: it passes over most of a table
or a receipt, and is as sure of German without umlauts as of English.
"""

from collections.abc import Sequence
from dataclasses import dataclass

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
_MOST_SKEW = 2.5
"""Degrees. At 2 Tesseract finds 92 % of the words, at 7 hardly any."""
_ANGLES = np.arange(-12.0, 12.1, 1.0)
_LEAST_READ = 0.93
"""Share of what looks like letters that must lie in lines that were read. Pages of prose have .97 and more, tables half of it, a receipt without its prices .9."""
_CODES = {
    "ca": "cat", "cs": "ces", "da": "dan", "de": "deu", "en": "eng", "es": "spa", "fi": "fin", "fr": "fra", "hr": "hrv", "hu": "hun", "id": "ind",
    "it": "ita", "nl": "nld", "no": "nor", "pl": "pol", "pt": "por", "ro": "ron", "sv": "swe", "tr": "tur", "vi": "vie",
}  # fmt: skip
"""ISO 639-1 to the names of Tesseract's languages."""


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
