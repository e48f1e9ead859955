"""What is worth showing: strong hits, weak ones behind a fold, or nothing.

Two questions are asked of each query's scores. Is there an answer at all? The best passage of a query on a subject that the library knows stands out from its
own candidates, while a foreign query finds fifty passages that are all equally far away: so the best score is held against the `level` of the list, the score
at rank 50. And where does the answer end? At a tenth of the way from that level to the best, or where a score says enough by itself.

The best of many passages that have nothing to do with a query is better than the best of few, so all these lines lie lower where there is little to search.
And what is asked about is mostly something that its library has a word of: where words of the query stand nowhere, something that is only like it (`books
about crochet` among books on programming) needs more evidence to be an answer.

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
FLOOR = 0.30
"""A strong hit has at least so much, whatever stands below it."""
SURE_STRONG, SURE_WEAK = 0.80, 0.45
"""Where there is an answer, a passage with so much belongs to it whatever stands beside it, for no foreign query finds as much: in a library about wings
`wing` brings more than the fifty best. The lower line only adds behind the fold: on Cranfield recall@100 goes from .72 to .80, and what is strong stays as it
is."""
MANY, FEW = 1_000, 25
SMALLER = 0.32
"""By how much of themselves the lines of FEW passages lie lower than those of MANY, in between by the logarithm. Of foreign questions to random parts of a
catalogue of software one in twenty had evidence above .24 among 25 passages, .34 among 100, .42 among 800. A library of 51 captions lost 7.4 % of its own
queries to the fold by the lines of MANY passages, and loses 2.9 %."""
UNKNOWN = 0.60
"""By how much of itself the line of a strong answer lies higher for a query of which nothing is known; by half of that in the smallest library, in which most
words are unknown."""
NAME_STRONG, NAME_WEAK = 0.50, 0.36
"""Lines for names, whose likeness needs no comparison."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The least scores of passages that are worth showing."""

    strong: float
    weak: float
    evidence: float
    """How far the best passage stands out; for the explanation."""

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


def lines(scores: Iterable[float], calibration: Calibration, among: int = MANY, unknown: float = 0.0) -> Lines:
    """From the scores of all candidates, in any order, found `among` so many passages that have no word of an `unknown` part of the query."""
    little = math.log(MANY / min(max(among, FEW), MANY)) / math.log(MANY / FEW)
    part = 1 - SMALLER * little
    ranked = sorted((score - EXACT if score >= EXACT else score for score in scores), reverse=True)
    if not ranked:
        return Lines(math.inf, math.inf, 0.0)
    counted = min(len(ranked), RANK)
    level = (counted * ranked[counted - 1] + (RANK - counted) * LEVEL) / RANK
    best = ranked[0]
    evidence = best - level / 2
    above = max(best - level, 0.0)
    weak = part * calibration.weak
    if evidence >= part * calibration.strong * (1 + UNKNOWN * unknown * (1 - little / 2)):
        strong = min(max(part * FLOOR, level + above / 10), SURE_STRONG)
        return Lines(strong, min(strong, max(weak, level), SURE_WEAK), evidence)
    if evidence >= weak:
        return Lines(math.inf, max(weak, level + above / 3), evidence)
    return Lines(math.inf, math.inf, evidence)


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
