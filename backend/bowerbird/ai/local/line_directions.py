"""Which lines of a page stand on their head, and what they say.

RapidOCR's classifier looks at the beginning of a long line alone and is wrong about some, either way; what comes of those reads badly. So a long line that
reads badly is read the other way as well, and the better reading counts.
"""

from dataclasses import replace
from typing import Any, NamedTuple

import cv2

from bowerbird.ai.contracts import Picture

SURE = 0.9
"""Confidence. Lines of clean pages have .95 and more, those read upside down .5 to .8."""
LONG = 4
"""Heights."""


class LineDirection(NamedTuple):
    length: float
    """In heights."""
    on_head: bool


def note_directions(engine: Any, directions: list[LineDirection]) -> None:
    """Have an engine of RapidOCR read doubtful lines both ways, and add for each line that it finds how it stood to `directions`."""
    threshold: float = engine._load_cls_model().cls_thresh
    classify, recognise = engine.cls_and_rotate, engine.recognize_txt
    on_head: list[bool] = []

    def turn(crops: list[Picture]) -> Any:
        turned, said = classify(crops)
        on_head[:] = ["180" in label and score > threshold for label, score in said.cls_res]
        return turned, said

    def read(crops: list[Picture]) -> Any:
        found = recognise(crops)
        lengths = [crop.shape[1] / crop.shape[0] for crop in crops]
        texts, scores = list(found.txts), list(found.scores)
        doubtful = [number for number, score in enumerate(scores) if score < SURE and lengths[number] >= LONG]
        if doubtful:
            other = recognise([cv2.rotate(crops[number], cv2.ROTATE_180) for number in doubtful])
            for number, text, score in zip(doubtful, other.txts, other.scores, strict=True):
                if score > scores[number]:
                    texts[number], scores[number], on_head[number] = text, score, not on_head[number]
        directions.extend(map(LineDirection, lengths, on_head))
        return replace(found, txts=tuple(texts), scores=tuple(scores))

    engine.cls_and_rotate, engine.recognize_txt = turn, read
