"""OCR by RapidOCR (PP-OCRv6 small, ONNX) from the models that its wheel brings.

The models are named by path, so RapidOCR has nothing to look for and asks no network; where a file is missing, loading fails with a sentence that says so.
It turns lines that stand on their head or on their side one by one, not always rightly (`line_directions.py`). From how most of them lie follows how the
page does, and a page that does not stand upright is turned and read again: lines come out better, and in their order.
"""

import logging
import threading
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np

from bowerbird.ai.contracts import CapabilityMissingError, Picture, TextLine
from bowerbird.ai.local.line_directions import LineDirection, note_directions
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
TALL = 1.5
"""A line this much higher than wide stands on its side, to RapidOCR as well."""
ON_SIDE = 0.7
"""The page lies on its side if so much of its text does, by length."""
ON_HEAD = 0.3
"""It stands on its head if so much of its text does: none of upright pages, .58 and more of pages on their head."""


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
        self._directions: list[LineDirection] = []
        """Of the lines of this picture."""

    @property
    def model(self) -> str:
        return self._name

    def read(self, picture: Picture) -> list[TextLine]:
        if picture.ndim != 3 or picture.shape[2] != 3 or picture.dtype != np.uint8 or not picture.size:
            raise ValueError(f"the reader wants an RGB picture of bytes, not {picture.dtype} of shape {picture.shape}")
        with self._lock:
            if self._engine is None:
                self._engine = self._load()
            lines = self._read(picture)
            turns = quarter_turns(lines, picture.shape[0] / picture.shape[1], directions=self._directions)
            if turns:
                before = share_on_head(self._directions)
                again = self._read(np.rot90(picture, turns))
                lines, turns = (again, turns) if share_on_head(self._directions) <= before else (lines, 0)
        ordered = in_reading_order(lines)
        return [replace(line, box=turned_right(line.box, turns)) for line in ordered] if turns else ordered

    def _read(self, picture: Picture) -> list[TextLine]:
        self._directions.clear()
        return [line for strip in strips(*picture.shape[:2]) for line in self._read_strip(picture, strip)]

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
        engine: Any = RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.max_side_len": MAX_SIDE,
                "Global.text_score": MIN_CONFIDENCE,
                "EngineConfig.onnxruntime.intra_op_num_threads": self._threads,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
                **{f"{part}.model_path": str(path) for part, path in paths.items()},
            }
        )
        note_directions(engine, self._directions)
        return engine

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


def quarter_turns(lines: Sequence[TextLine], aspect: float, *, directions: Sequence[LineDirection]) -> int:
    """How often a page must be turned to the left to stand upright: 0..3. `aspect` is its height in widths."""
    if len(lines) < 2:
        return 0
    sizes = [(line.box[2] - line.box[0], (line.box[3] - line.box[1]) * aspect) for line in lines]
    whole = sum(max(size) for size in sizes)
    on_side = sum(height for width, height in sizes if height >= TALL * width) > ON_SIDE * whole
    return on_side + 2 * (share_on_head(directions) > ON_HEAD)


def share_on_head(lines: Sequence[LineDirection]) -> float:
    """0..1 of the text, by length."""
    return sum(line.length for line in lines if line.on_head) / max(sum(line.length for line in lines), 1e-9)


def turned_right(box: tuple[float, float, float, float], quarter_turns: int) -> tuple[float, float, float, float]:
    """Where a box lies on a page that is turned to the right so often."""
    for _ in range(quarter_turns):
        x0, y0, x1, y1 = box
        box = (1 - y1, x0, 1 - y0, x1)
    return box


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
