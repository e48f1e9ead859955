"""What is worth showing: strong hits, weak ones behind a fold, or nothing.

Two questions are asked of each query's scores. Is there an answer at all? The score of the best passage says so by itself: it is on a scale that does not depend
on the query, and a foreign one has nothing far up there. The best of many passages that have nothing to do with a query is better than the best of few, so that
line lies lower where there is little to search. And where does the answer end? Where a library has one answer, what comes after it lies far below; where it has
many, they lie close together, and so does what is only like them. So a strong hit lies well on the way to the best one, from what has nothing to do with the
query and from the `level` of the list, the score at rank 50.

What that does on collections of other subjects, and of parts of them, stands in ARCHITECTURE.md under "Search".
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bowerbird.search.fusion import EXACT, AssetHit, Calibration
from bowerbird.search.terms import Strength

RANK = 50
"""Where a list has come down to what has nothing to do with the query, unless the library is about little else."""
LEVEL = 0.10
"""What is at that rank for a foreign query: stands in for the part of a shorter list that is missing."""
FROM_FOREIGN, FROM_LEVEL = 0.375, 0.1
"""How far on the way to the best a strong hit lies: from what a foreign passage has, and from the level. The first decides where there is little to search or one
answer (of the sample library a question has 2 strong hits in the median, by the second alone 6), the second in large libraries: beyond it Cranfield loses hits."""
SURE_STRONG, SURE_WEAK = 0.80, 0.45
"""Where there is an answer, a passage with so much belongs to it whatever stands beside it, for no foreign query finds as much: in a library about wings
`wing` brings more than the fifty best. The lower line only adds behind the fold: on Cranfield recall@100 goes from .72 to .80, and what is strong stays as it
is."""
MANY, FEW = 500, 50
SMALLER = 0.40
"""By how much of itself the line of an answer lies lower among FEW passages than among MANY, in between by the logarithm. Of foreign questions one in ten finds
a best passage above .20 to .31 among 27 to 83 passages, .31 to .38 among a hundred, .40 to .49 among 300 or more."""
NAME_STRONG, NAME_WEAK = 0.50, 0.36
"""Lines for names, whose likeness needs no comparison."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The least scores of passages that are worth showing."""

    strong: float
    weak: float
    best: float
    """What the best passage has; for the explanation."""

    def strength(self, score: float) -> Strength | None:
        """None: not worth showing. A score with an exact phrase in it is strong."""
        if score >= self.strong or score >= EXACT:
            return "strong"
        return "weak" if score >= self.weak else None

    def hit(self, hit: AssetHit) -> Strength | None:
        """By its best passage or, where that says more, by its name."""
        best = hit.moments[0][1] if hit.moments else -math.inf
        found = {self.strength(best), _by_name(hit.score) if hit.score > best else None}
        return "strong" if "strong" in found else "weak" if "weak" in found else None


def lines(scores: Iterable[float], calibration: Calibration, among: int = MANY) -> Lines:
    """From the scores of all candidates, in any order, found `among` so many passages."""
    part = 1 - SMALLER * math.log(MANY / min(max(among, FEW), MANY)) / math.log(MANY / FEW)
    ranked = sorted((score - EXACT if score >= EXACT else score for score in scores), reverse=True)
    if not ranked:
        return Lines(math.inf, math.inf, 0.0)
    counted = min(len(ranked), RANK)
    level = (counted * ranked[counted - 1] + (RANK - counted) * LEVEL) / RANK
    best, least = ranked[0], part * calibration.weak
    if best >= part * calibration.strong:
        strong = min(max(_toward(best, LEVEL, FROM_FOREIGN), _toward(best, level, FROM_LEVEL)), SURE_STRONG)
        return Lines(strong, min(strong, max(least, level), SURE_WEAK), best)
    if best >= least:
        return Lines(math.inf, max(least, _toward(best, level, 1 / 3)), best)
    return Lines(math.inf, math.inf, best)


def _toward(best: float, start: float, part: float) -> float:
    return start + part * (best - start)


def cut(hits: Sequence[AssetHit], worth: Lines) -> list[tuple[AssetHit, Strength]]:
    """The hits worth showing, with the moments worth showing; the best of a hit stays in any case. Strong ones first."""
    kept: list[tuple[AssetHit, Strength]] = []
    for hit in hits:
        how = worth.hit(hit)
        if how is not None:
            moments = tuple(moment for moment in hit.moments if worth.strength(moment[1]))
            kept.append((AssetHit(hit.asset_id, hit.score, moments), how))
    return sorted(kept, key=lambda pair: pair[1] != "strong")


def uncut(hits: Sequence[AssetHit], worth: Lines) -> list[tuple[AssetHit, Strength]]:
    """All of them in their order, those not worth showing as weak ones."""
    return [(hit, worth.hit(hit) or "weak") for hit in hits]


def _by_name(score: float) -> Strength | None:
    return "strong" if score >= NAME_STRONG else "weak" if score >= NAME_WEAK else None
