"""A page that lies a little askew is turned straight before it is read, and the places of its lines are turned back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from bowerbird.ai.contracts import Picture
from bowerbird.pipeline.blocks import Block, Box, Line


@dataclass(frozen=True, slots=True)
class Askew:
    """A page of `width` x `height` pixels that stands straight once it is turned to the left by `degrees`."""

    width: int
    height: int
    degrees: float

    def straighten(self, page: Picture, *, paper: int) -> Picture:
        """The whole page, turned about its middle; `paper` (0..255) fills what it has not covered."""
        turn, size = self._turn()
        return np.asarray(cv2.warpAffine(page, turn, size, flags=cv2.INTER_CUBIC, borderValue=(paper, paper, paper)), dtype=np.uint8)

    def turn_back(self, blocks: Sequence[Block]) -> list[Block]:
        """The same text with its boxes on the page as it lies."""
        turn, size = self._turn()
        back = np.asarray(cv2.invertAffineTransform(turn), dtype=np.float64)
        return [
            replace(block, lines=tuple(Line(line.start, line.end, self._box(line.box, back, size)) for line in block.lines))
            for block in blocks
        ]

    def _turn(self) -> tuple[npt.NDArray[np.float64], tuple[int, int]]:
        turn = cv2.getRotationMatrix2D((self.width / 2, self.height / 2), self.degrees, 1.0)
        across, down = np.abs(turn[:, :2]) @ (self.width, self.height)
        turn[:, 2] += (across - self.width) / 2, (down - self.height) / 2
        return np.asarray(turn, dtype=np.float64), (round(across), round(down))

    def _box(self, box: Box, back: npt.NDArray[np.float64], size: tuple[int, int]) -> Box:
        x0, y0, x1, y1 = np.array(box) * (*size, *size)
        corners = np.array([(x0, y0, 1), (x1, y0, 1), (x1, y1, 1), (x0, y1, 1)]) @ back.T / (self.width, self.height)
        (left, top), (right, bottom) = np.clip(corners.min(axis=0), 0, 1), np.clip(corners.max(axis=0), 0, 1)
        return float(left), float(top), float(right), float(bottom)
