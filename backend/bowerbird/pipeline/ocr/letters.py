"""What looks like letters on a page, and how much of it lies in lines whose text is known."""

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from bowerbird.pipeline.blocks import Box

_SIDE = 1_600
"""Pixels of the longer side."""
_MARGIN = 0.02
"""Of the page, where scanners leave shadows."""


def letters_within(page: npt.NDArray[np.uint8], lines: Sequence[Box]) -> tuple[int, int]:
    """(how many shapes of a grey page have the size of the letters in these lines, how many of those lie in one of them)."""
    scale = min(1.0, _SIDE / max(page.shape))
    small = cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else page
    height, width = small.shape
    boxes = np.array(lines) * (width, height, width, height)
    sides = np.minimum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])  # lines may stand upright
    size = float(np.median(sides))
    dark = (small < np.percentile(small, 90) * 0.65).astype(np.uint8)
    _, _, stats, middles = cv2.connectedComponentsWithStats(dark)
    wide, high = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    longest, (x, y) = np.maximum(wide, high), middles.T
    letters = (longest > 0.35 * size) & (longest < 2.5 * size)
    letters &= (x > _MARGIN * width) & (x < (1 - _MARGIN) * width) & (y > _MARGIN * height) & (y < (1 - _MARGIN) * height)
    read = np.zeros((height, width), np.uint8)
    for x0, y0, x1, y1 in (boxes + np.array([-1, -1, 1, 1]) * 0.2 * size).round().astype(int).tolist():
        cv2.rectangle(read, (x0, y0), (x1, y1), 1, cv2.FILLED)
    return int(letters.sum()), int(read[y[letters].astype(int), x[letters].astype(int)].sum())
