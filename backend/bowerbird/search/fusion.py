"""Fusion of completed, calibrated scores.

For the union of all candidate lists both scores of every segment are known, also of those that only one retriever found. Each is brought to a scale on
which 0 is what an unrelated passage has and 1 what the best passage of an average query has, and their weighted mean is the segment's score:

    w * (cosine - mu) / a  +  (1 - w) * bm25 / (g * 2.2 * sum idf),      or .45 of the second fraction alone where that is more

Where a query has a vector and a passage has none, because the passage is in a language that the model does not know, one word of the query in it must not count
as much as it would where all passages have only words: there half of the words count a quarter, and all of them count in full.

What a picture shows is calibrated in the same way, `(cosine - mu) / a` in its own space, and counts where it is more.

Rank fusion throws the distances away; measured on two collections, fusion of completed scores gave .438 / .743 nDCG@10, reciprocal rank fusion .425 /
.725. And because the scale does not depend on the query, the cut-off can use it.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

EXACT = 2.0
"""Added to the score of an exact phrase or file name; other scores stay below it, so that no such hit is ever buried."""

WORDS_ALONE = 0.45
"""What the lexical score counts where the dense one is low: a passage with every word of the query is shown even if the model makes nothing of them (part
numbers, names). No more, so that some common words of a question do not carry a passage."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Constants of an embedding model and of BM25, set from unlabelled queries (benchmarks/calibrate.py)."""

    mu: float
    """Mean cosine of a query and a passage that has nothing to do with it."""
    a: float
    """How far above `mu` the best passage lies, in the mean over queries."""
    g: float
    """bm25 / (2.2 * sum idf) of the best passage, in the mean over queries."""
    w: float
    """Weight of the dense score; 0 where the query has no vector."""
    strong: float
    weak: float
    """The least that the best passage of a strong and of a weak answer has, among many; see cutoff.py."""


@dataclass(frozen=True, slots=True)
class VisualCalibration:
    """Constants of a model of pictures and words."""

    mu: float
    """Cosine of a query and a picture of something else, where a library has many of them: the best of those."""
    a: float
    """How far above `mu` the right picture lies."""


VISUAL = VisualCalibration(mu=0.20, a=0.10)
"""Of CLIP ViT-B/32 and its like, whose words and pictures lie at .15 to .22 when they have nothing to do with each other, and at .27 to .33 when they have."""


GENERIC = Calibration(mu=0.45, a=0.32, g=0.40, w=0.65, strong=0.52, weak=0.36)
LEXICAL = replace(GENERIC, w=0.0, strong=0.49, weak=0.27)
"""Where the query has no vector."""
MODELS: Mapping[str, Calibration] = {
    # Cranfield abstracts, photo captions and a programming manual, each asked its own and the others' queries: unrelated text has .38 to .48 (.62 inside the
    # one narrow subject), the best passage .765 to .80. Scores of best hits: own subject 1st percentile .56, median 1.0; foreign subjects median .10 to .29,
    # 99th percentile .43.
    "bge-small-en-v1.5": GENERIC,
}


def calibration_of(model: str, overrides: Mapping[str, Any]) -> Calibration:
    """The constants of a space: its own, else those known of its model, else cautious ones."""
    known = MODELS.get(model, GENERIC)
    return Calibration(**{name: float(overrides.get(name, getattr(known, name))) for name in Calibration.__slots__})


def visual_calibration_of(overrides: Mapping[str, Any]) -> VisualCalibration:
    return VisualCalibration(**{name: float(overrides.get(name, getattr(VISUAL, name))) for name in VisualCalibration.__slots__})


@dataclass(frozen=True, slots=True)
class SegmentScore:
    """What the retrievers know of a segment."""

    segment_id: uuid.UUID
    asset_id: uuid.UUID
    cosine: float | None
    """None where the segment has no vector yet, or the dense retriever stays out."""
    lexical: float | None
    """bm25 / (2.2 * sum idf), 0 to 1; None where the query has no word to look up."""
    is_exact: bool
    visual: float | None = None
    """Cosine in the visual space; None where the segment has no vector there."""


@dataclass(frozen=True, slots=True)
class AssetHit:
    asset_id: uuid.UUID
    score: float
    moments: tuple[tuple[uuid.UUID, float], ...]
    """Segments and their scores, the best first."""


def fused(
    cosine: float | None, lexical: float | None, calibration: Calibration, *, is_exact: bool = False, seen: float | None = None
) -> float:
    """A score in [0, 2), or in [2, 4) for an exact phrase. Where one side is missing the other speaks alone. `seen` is what a picture shows, calibrated:
    it counts where it says more than the words, since what is said about a picture is little."""
    dense = None if cosine is None else max(cosine - calibration.mu, 0.0) / calibration.a
    words = None if lexical is None else lexical / calibration.g
    if dense is None:
        score = (words or 0.0) * (min(words or 0.0, 1.0) if calibration.w else 1.0)
    elif words is None:
        score = dense
    else:
        score = max(calibration.w * dense + (1 - calibration.w) * words, WORDS_ALONE * words)
    score = max(score, seen or 0.0)
    return min(max(score, 0.0), EXACT - 1e-6) + (EXACT if is_exact else 0.0)


def score_of(segment: SegmentScore, calibration: Calibration, visual: VisualCalibration = VISUAL) -> float:
    return fused(segment.cosine, segment.lexical, calibration, is_exact=segment.is_exact, seen=seen_of(segment, visual))


def seen_of(segment: SegmentScore, visual: VisualCalibration) -> float | None:
    """What a picture shows, calibrated."""
    return None if segment.visual is None else max(segment.visual - visual.mu, 0.0) / visual.a


def fuse(
    segments: Iterable[SegmentScore],
    names: Mapping[uuid.UUID, float],
    calibration: Calibration,
    *,
    visual: VisualCalibration = VISUAL,
    moments: int = 3,
) -> list[AssetHit]:
    """Assets by their best segment or their name, the best first; equals in the order of their ids, so that a search repeats itself."""
    of_asset: dict[uuid.UUID, list[tuple[uuid.UUID, float]]] = {asset_id: [] for asset_id in names}
    for segment in segments:
        score = score_of(segment, calibration, visual)
        of_asset.setdefault(segment.asset_id, []).append((segment.segment_id, score))
    hits = []
    for asset_id, found in of_asset.items():
        best = sorted(found, key=lambda pair: (-pair[1], pair[0]))[:moments]
        hits.append(AssetHit(asset_id, max([names.get(asset_id, 0.0), *(score for _, score in best)]), tuple(best)))
    return sorted(hits, key=lambda hit: (-hit.score, hit.asset_id))


def by_moment(hits: Iterable[AssetHit]) -> list[AssetHit]:
    """A hit for each moment, the best first. The best moment of a file keeps the file's score, which may be its name's."""
    split = []
    for hit in hits:
        for number, moment in enumerate(hit.moments):
            split.append(AssetHit(hit.asset_id, moment[1] if number else hit.score, (moment,)))
        if not hit.moments:
            split.append(hit)
    return sorted(split, key=lambda hit: (-hit.score, hit.asset_id, hit.moments))
