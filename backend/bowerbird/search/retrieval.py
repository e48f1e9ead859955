"""From a query to hits: retrievers side by side, completed scores, fusion, cut-off."""

import uuid
from dataclasses import dataclass, field, replace
from typing import get_args

from sqlalchemy.orm import Session

from bowerbird.db.beside import beside
from bowerbird.ops.lists import TotalRelation
from bowerbird.search import completion, dense, lexical, names
from bowerbird.search.cutoff import cut, lines, uncut
from bowerbird.search.explain import Trace
from bowerbird.search.fusion import (
    LEXICAL,
    VISUAL,
    by_moment,
    calibration_of,
    fuse,
    score_of,
    visual_calibration_of,
)
from bowerbird.search.meaning import Hint
from bowerbird.search.query import Query
from bowerbird.search.reranking import Hits, rerank
from bowerbird.search.scope import Scope
from bowerbird.search.terms import Group, Retriever
from bowerbird.settings import get_settings

ALL: frozenset[Retriever] = frozenset(get_args(Retriever))
ASSET_MOMENTS = 3
WORDS_ONLY = "The model that finds by meaning does not know this language, so only words and names were looked for."


@dataclass(frozen=True, slots=True)
class Retrieved:
    hits: Hits
    relation: TotalRelation = "eq"
    """`gte` where a retriever filled its list to the end with hits worth showing, so that there may be more."""
    degraded: list[str] = field(default_factory=list)
    hints: list[Hint] = field(default_factory=list)


def retrieve(
    session: Session,
    scope: Scope,
    query: Query,
    trace: Trace | None = None,
    *,
    group: Group = "asset",
    only: frozenset[Retriever] = frozenset(),
    cut_off: bool = True,
) -> Retrieved:
    """All hits worth showing, the best first. With `only`, the other retrievers bring nothing and their scores count nothing."""
    settings, trace, only = get_settings().search, trace or Trace(), only or ALL
    trace.segments, trace.matching = scope.total, scope.matching
    # With phrases, the passages that hold them are all there is to find, and people expect all of them.
    most = settings.window if query.phrases else settings.candidates
    spaces = dense.spaces(session)
    # What has to be embedded is embedded while the database looks for the words.
    embedding = spaces.embedding(query.text) if "dense" in only else dense.nothing
    seeing = spaces.seeing(query.text) if "visual" in only and not query.phrases else dense.nothing
    with trace.timed("lexical"):
        words = lexical.look_up(session, scope, query)
    with beside(session, lambda other: _near(other, scope, words, trace, embedding=embedding, seeing=seeing)) as near:
        with trace.timed("lexical"):
            by_words = lexical.retrieve(session, scope, words, limit=most, budget=settings.lexical_budget) if "lexical" in only else []
        with trace.timed("names"):
            by_name = names.retrieve(session, scope, query, limit=settings.candidates) if "names" in only else []
        embedded, seen, near_ones = near()
    lists = {"lexical": by_words, **near_ones}
    trace.plans["lexical"] = lexical.plan(scope, words, settings.lexical_budget)
    trace.lists.update(lists)
    trace.names = [(match.asset_id, match.similarity) for match in by_name]
    segment_ids = dict.fromkeys(segment_id for found in lists.values() for segment_id, _ in found)
    calibration = calibration_of(embedded.space.model, embedded.space.calibration) if embedded else LEXICAL
    visual = visual_calibration_of(seen.space.calibration) if seen else VISUAL
    with trace.timed("complete"):
        scores = completion.complete(session, words, segment_ids, embedded, seen) if segment_ids else []
    if "lexical" not in only:
        scores = [replace(score, lexical=None, is_exact=False) for score in scores]
    with trace.timed("fuse"):
        trace.scores = {score.segment_id: score for score in scores}
        moments = ASSET_MOMENTS if group == "asset" else max(len(scores), 1)
        fusion = fuse(scores, {match.asset_id: names.score(match) for match in by_name}, calibration, visual=visual, moments=moments)
        points = {score.segment_id: score_of(score, calibration, visual) for score in scores}
        worth = lines(points.values(), calibration, scope.matching)
        hits: Hits = (cut if cut_off else uncut)(fusion if group == "asset" else by_moment(fusion), worth)
    hits, missing = rerank(session, query.text, hits, trace)
    trace.calibrated(calibration, best=worth.best, **({"visual_mu": visual.mu, "visual_a": visual.a} if seen else {}))
    lengths = {"lexical": most, "dense": settings.candidates, "visual": settings.candidates}
    more = len(by_name) >= settings.candidates or any(
        len(found) >= lengths[name] and worth.strength(points.get(found[-1][0], 0.0)) for name, found in lists.items()
    )
    out_of_language = embedded is None and "dense" in only and spaces.in_other_language(query.text)
    hints = [Hint("other_language", query.text, WORDS_ONLY)] if out_of_language else []
    if embedded is None and "dense" in only and not out_of_language:
        missing.insert(0, "dense")
    return Retrieved(hits, "gte" if more else "eq", missing, hints)


def _near(
    session: Session, scope: Scope, words: lexical.LexicalQuery, trace: Trace, *, embedding: dense.Embedding, seeing: dense.Embedding
) -> tuple[dense.EmbeddedQuery | None, dense.EmbeddedQuery | None, dict[str, list[tuple[uuid.UUID, float]]]]:
    """The query as it is embedded for text and for pictures, and the passages near to it in each of the two spaces."""
    limit = get_settings().search.candidates
    with trace.timed("embed"):
        embedded, seen = embedding(), seeing()
    lists: dict[str, list[tuple[uuid.UUID, float]]] = {"dense": [], "visual": []}
    for name, asked in (("dense", None if words.query.phrases else embedded), ("visual", seen)):
        if asked is not None:
            with trace.timed(name):
                lists[name] = dense.retrieve(session, scope, words, asked, limit=limit)
            trace.plans[name] = dense.plan(scope.matching, asked.indexed, limit)
    return embedded, seen, lists
