"""The best hits in the order of a cross-encoder, where one is set (off by default).

It looks at the best passage of each of the first hits. Exact hits keep their place before all others, strong ones theirs before weak ones: it orders, and
does not decide what is worth showing.
"""

from collections.abc import Sequence

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from bowerbird.ai.contracts import CapabilityMissingError
from bowerbird.ai.reranking import get_reranker
from bowerbird.models import Segment
from bowerbird.search.explain import Trace
from bowerbird.search.fusion import EXACT, AssetHit
from bowerbird.search.terms import Strength

DEPTH = 30
"""Hits looked at: some 20 ms each with a small model."""
Hits = Sequence[tuple[AssetHit, Strength]]
_log = structlog.get_logger(__name__)


def rerank(session: Session, query: str, hits: Hits, trace: Trace) -> tuple[Hits, list[str]]:
    """The hits in their new order; and what could not take part, where the reranker that is set is not there."""
    try:
        reranker = get_reranker()
    except CapabilityMissingError as missing:
        _log.warning("search_without_reranker", reason=str(missing))
        return hits, ["reranker"]
    if reranker is None or not query:
        return hits, []
    looked_at = [hit.moments[0][0] for hit, _ in hits[:DEPTH] if hit.moments]
    texts = {row.id: row.text for row in session.execute(select(Segment.id, Segment.text).where(Segment.id.in_(looked_at)))}
    with trace.timed("rerank"):
        points = reranker.score(query, list(texts.values()))
    trace.reranked = scores = dict(zip(texts, (round(float(point), 6) for point in points), strict=True))

    def place(found: tuple[AssetHit, Strength]) -> tuple[bool, bool, float]:
        hit, how = found
        # a hit by its name alone has nothing to be read: it stays among those that answer
        score = scores.get(hit.moments[0][0], 0.0) if hit.moments else min(hit.score, 1.0)
        return how != "strong", hit.score < EXACT, -score if hit.score < EXACT else -hit.score

    return [*sorted(hits[:DEPTH], key=place), *hits[DEPTH:]], []
