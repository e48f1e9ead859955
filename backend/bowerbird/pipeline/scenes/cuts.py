"""Where a film cuts from one scene to the next, from small samples of its frames.

Two measures, of which the larger counts: how much of the colours is exchanged (histograms of the three channels), and how much brightness moves
between the cells of a grid of 16 x 9. A cut is where that is large, and larger than around it, so that a pan or a flicker is none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from PIL import Image

MAX_SCENES = 100
"""More are joined where the cuts are weakest. At 160 pixels each they just fit side by side into a WebP of 16,383."""
LONGEST_MS, PARTS = 15_000, 48
"""A longer scene is divided into equal stretches, into no more than so many over the whole film, so that there is something to see of all of it."""
_CUT, _AROUND = 0.3, 2.0
_NEIGHBOURS, _NEAR_MS = 4, 6_000
"""How many changes before and after are looked at, and how far away; where frames are far apart, each change stands for itself."""
_LEVELS = 8
_SHORTEST_MS = 800


@dataclass(frozen=True, slots=True)
class Sample:
    ms: int
    colours: npt.NDArray[np.float32]
    grid: npt.NDArray[np.float32]

    @property
    def detail(self) -> float:
        return float(self.grid.std())


@dataclass(frozen=True, slots=True)
class Scene:
    start_ms: int
    end_ms: int
    at_ms: int
    """The frame that stands for it."""
    new: bool
    """It does not look like the one before."""


def sample(image: Image.Image, ms: int) -> Sample:
    small = np.asarray(image.resize((64, 36), Image.Resampling.BOX), dtype=np.uint8)
    grey = small.astype(np.float32) @ np.array([0.299, 0.587, 0.114], dtype=np.float32) / 255
    grid = grey.reshape(9, 4, 16, 4).mean(axis=(1, 3))
    return Sample(ms, _colours(small), np.asarray(grid, dtype=np.float32))


def _colours(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """For each channel how much of the picture lies in each of eight levels. A value between two counts for both, so that a fade moves slowly."""
    levels = pixels.reshape(-1, 3).astype(np.float32) * ((_LEVELS - 1) / 255)
    below = np.minimum(levels.astype(np.int32), _LEVELS - 2)
    above = levels - below
    bins = [
        np.bincount(below[:, channel], 1 - above[:, channel], _LEVELS) + np.bincount(below[:, channel] + 1, above[:, channel], _LEVELS)
        for channel in range(3)
    ]
    return np.asarray(np.concatenate(bins) / levels.size, dtype=np.float32)


def difference(one: Sample, other: Sample) -> float:
    """0..1 and a little more."""
    return max(float(np.abs(one.colours - other.colours).sum()) / 2, 2 * float(np.abs(one.grid - other.grid).mean()))


def scenes(samples: Sequence[Sample], length_ms: int) -> list[Scene]:
    """In order and without gaps, from the beginning to `length_ms`."""
    if not samples:
        return []
    length_ms = max(length_ms, samples[-1].ms + 1)
    changes = [difference(one, other) for one, other in pairwise(samples)]
    starts = [0, *(samples[index + 1].ms for index in _cuts(samples, changes))]
    longest = max(LONGEST_MS, length_ms // PARTS)
    found: list[Scene] = []
    before: Sample | None = None
    for start, end in pairwise([*starts, length_ms]):
        parts = -(-(end - start) // longest) if len(starts) < MAX_SCENES // 2 else 1
        for part in range(parts):
            first, last = start + (end - start) * part // parts, start + (end - start) * (part + 1) // parts
            shown = _representative(samples, first, last)
            found.append(Scene(first, last, shown.ms, before is None or difference(before, shown) > _CUT / 3))
            before = shown
    return found


def _cuts(samples: Sequence[Sample], changes: Sequence[float]) -> list[int]:
    """Indexes of changes that are cuts."""
    found: list[int] = []
    for index, change in enumerate(changes):
        here = samples[index + 1].ms
        near = range(max(0, index - _NEIGHBOURS), min(len(changes), index + 1 + _NEIGHBOURS))
        around = [changes[other] for other in near if other != index and abs(samples[other + 1].ms - here) <= _NEAR_MS]
        usual = float(np.median(around)) if around else 0.0
        if change < _CUT or change < _AROUND * usual:
            continue
        since = here - (samples[found[-1] + 1].ms if found else 0)
        if since >= _SHORTEST_MS:
            found.append(index)
        elif found and change > changes[found[-1]]:
            found[-1] = index
    strongest = sorted(found, key=lambda index: -changes[index])[: MAX_SCENES - 1]
    return sorted(strongest)


def _representative(samples: Sequence[Sample], start: int, end: int) -> Sample:
    """The one with most to see, the middle favoured; of a stretch without samples the one before it."""
    within = [each for each in samples if start <= each.ms < end]
    if not within:
        return max((each for each in samples if each.ms <= start), key=lambda each: each.ms, default=samples[0])
    middle, width = (start + end) / 2, max(end - start, 1)
    return max(within, key=lambda each: each.detail * (1.2 - abs(each.ms - middle) / width))
