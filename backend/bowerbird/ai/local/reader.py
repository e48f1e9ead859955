"""OCR by RapidOCR (PP-OCRv6 small, ONNX) from the models that its wheel brings.

The models are named by path, so RapidOCR has nothing to look for and asks no network; where a file is missing, loading fails with a sentence that says so.
It turns lines that stand on their head, so a page scanned at 180 degrees comes out right line by line but in reverse order.
"""

import logging
import threading
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np

from bowerbird.ai.contracts import CapabilityMissingError, Picture, TextLine
from bowerbird.ai.local.memory import give_back
from bowerbird.ai.local.reading_order import in_reading_order

MAX_SIDE = 2000
"""Pixels. An A4 page at 170 dpi; larger pictures are scaled down to it."""
MAX_ASPECT = 4
"""Narrower pictures get a margin: the detector wants some context around a line."""
DETECTOR_SIDE = 736
"""Pixels of the shorter side that RapidOCR scales small pictures up to."""
MAX_ENLARGEMENT = 2
"""But no more than this. Scaled up to 736 whatever it is, a strip of 30 x 400 became one of 736 x 2,944 and took 5.9 s; doubled it takes .2 s, and letters
that can be read at all are large enough then."""
STRIP_ASPECT = 2
"""Taller pictures (long screenshots, receipts) are read in strips of this height in widths, so that their text stays legible."""
STRIP_OVERLAP = 0.2
"""Of a strip's height; no line of text is taller than half of it."""
MIN_CONFIDENCE = 0.5


class Strip(NamedTuple):
    """Rows `[top, bottom)` are read; a line whose middle lies in `[first, last)` is kept. The strips' own ranges meet in the middle of their overlaps."""

    top: int
    bottom: int
    first: float
    last: float


def strips(height: int, width: int) -> list[Strip]:
    """How to read a picture: in one, unless it is so tall that scaling it down would make it illegible."""
    size = max(width * STRIP_ASPECT, MAX_SIDE // 2)
    if height <= MAX_SIDE or height <= size * 1.5:
        return [Strip(0, height, 0, height + 1)]
    tops = [*range(0, height - size, int(size * (1 - STRIP_OVERLAP))), height - size]
    seams = [0, *((following + top + size) / 2 for top, following in pairwise(tops)), height + 1]
    return [Strip(top, top + size, first, last) for top, (first, last) in zip(tops, pairwise(seams), strict=True)]


class RapidOcrReader:
    """Loads on first use. One picture at a time: RapidOCR keeps state of the picture in itself."""

    def __init__(self, name: str, directory: Path, *, threads: int = 1) -> None:
        self._name = name
        self._directory = directory
        self._threads = threads
        self._lock = threading.Lock()
        self._engine: Any = None

    @property
    def model(self) -> str:
        return self._name

    def read(self, picture: Picture) -> list[TextLine]:
        if picture.ndim != 3 or picture.shape[2] != 3 or picture.dtype != np.uint8 or not picture.size:
            raise ValueError(f"the reader wants an RGB picture of bytes, not {picture.dtype} of shape {picture.shape}")
        with self._lock:
            if self._engine is None:
                self._engine = self._load()
            lines = [line for strip in strips(*picture.shape[:2]) for line in self._read_strip(picture, strip)]
        return in_reading_order(lines)

    def unload(self) -> None:
        with self._lock:
            self._engine = None
        give_back()

    def _load(self) -> Any:
        from rapidocr import RapidOCR  # noqa: PLC0415  (80 MiB, and only where something is read)

        logger = logging.getLogger("RapidOCR")
        logger.handlers.clear()  # it writes to the console by itself
        logger.propagate = True
        cv2.setNumThreads(1)
        paths = {part: self._directory / name for part, name in _MODEL_FILES.items()}
        for path in paths.values():
            if not path.is_file():
                raise CapabilityMissingError(
                    f"The reader's model {path.name} is missing. Run `bowerbird models verify`, which says how to get it back."
                )
        return RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.max_side_len": MAX_SIDE,
                "Global.text_score": MIN_CONFIDENCE,
                "EngineConfig.onnxruntime.intra_op_num_threads": self._threads,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
                **{f"{part}.model_path": str(path) for part, path in paths.items()},
            }
        )

    def _read_strip(self, picture: Picture, strip: Strip) -> list[TextLine]:
        height, width = picture.shape[:2]
        padded = _padded(np.ascontiguousarray(picture[strip.top : strip.bottom, :, ::-1]))  # it wants BGR
        self._engine._load_det_model().limit_side_len = min(DETECTOR_SIDE, max(32, MAX_ENLARGEMENT * min(padded.shape[:2])))
        found = self._engine(padded)
        if found.boxes is None or found.txts is None:
            return []
        lines = []
        for corners, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
            x0, y0 = np.clip(corners.min(axis=0) + np.array((0, strip.top)), 0, (width, height))
            x1, y1 = np.clip(corners.max(axis=0) + np.array((0, strip.top)), 0, (width, height))
            if text.strip() and strip.first <= (y0 + y1) / 2 < strip.last and x1 > x0 and y1 > y0:
                box = (float(x0 / width), float(y0 / height), float(x1 / width), float(y1 / height))
                lines.append(TextLine(text=text.strip(), box=box, confidence=float(score)))
        return lines


_MODEL_FILES = {
    "Det": "PP-OCRv6_det_small.onnx",
    "Cls": "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
    "Rec": "PP-OCRv6_rec_small.onnx",
}


def _padded(picture: Picture) -> Picture:
    """With a margin at the right or bottom where it is narrower than MAX_ASPECT allows; coordinates stay as they are."""
    height, width = picture.shape[:2]
    right, bottom = max(height // MAX_ASPECT - width, 0), max(width // MAX_ASPECT - height, 0)
    if not right and not bottom:
        return picture
    return np.pad(picture, ((0, bottom), (0, right), (0, 0)), mode="edge")
