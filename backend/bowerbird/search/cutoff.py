"""What is worth showing: strong hits, weak ones behind a fold, or nothing.

The calibrated score means the same in every query, so a fixed line can be drawn on it: below `weak` lies what a query on a foreign subject finds.
"""

from collections.abc import Sequence

from bowerbird.search.fusion import AssetHit, Calibration
from bowerbird.search.terms import Strength


def strength(score: float, calibration: Calibration) -> Strength | None:
    """None: not worth showing."""
    if score >= calibration.strong:
        return "strong"
    return "weak" if score >= calibration.weak else None


def cut(hits: Sequence[AssetHit], calibration: Calibration) -> list[tuple[AssetHit, Strength]]:
    """The hits worth showing, with the moments worth showing; an asset keeps its best one in any case."""
    kept: list[tuple[AssetHit, Strength]] = []
    for hit in hits:
        how = strength(hit.score, calibration)
        if how is not None:
            moments = tuple(moment for moment in hit.moments if strength(moment[1], calibration))
            kept.append((AssetHit(hit.asset_id, hit.score, moments), how))
    return kept
