"""Search quality on a judged collection: nDCG@10 and recall@100 of the search as people get it, of each retriever alone, and of other ways to fuse.

    python -m benchmarks.search_quality ../../shared/data/text-cranfield [--cache DIR]

Needs a migrated database (BOWERBIRD_DB_URL, BOWERBIRD_DB_OWNER_URL) and the text embedding model. Everything is put in a library of its own and removed.
"""

import argparse
import json
import math
import statistics
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from benchmarks.collection import Collection, embedded, library, load, names_of
from bowerbird.accounts.access import Actor
from bowerbird.db.engine import get_engine, make_engine
from bowerbird.db.session import transaction
from bowerbird.search import completion, dense, lexical, retrieval
from bowerbird.search.fusion import calibration_of, fuse
from bowerbird.search.meaning import parse
from bowerbird.search.scope import measure, tune
from bowerbird.search.spaces import ensure_default_space
from bowerbird.settings import get_settings

Ranking = list[uuid.UUID]
System = Callable[[Session, Actor, str], Ranking]


def ndcg(ranking: Sequence[str], judged: Mapping[str, float], depth: int = 10) -> float:
    """With graded gains as they are, as BEIR's evaluation has it."""
    gained = sum(max(judged.get(document, 0.0), 0.0) / math.log2(place + 2) for place, document in enumerate(ranking[:depth]))
    ideal = sum(
        grade / math.log2(place + 2) for place, grade in enumerate(sorted((max(g, 0.0) for g in judged.values()), reverse=True)[:depth])
    )
    return gained / ideal if ideal else 0.0


def recall(ranking: Sequence[str], judged: Mapping[str, float], depth: int = 100) -> float:
    relevant = {document for document, grade in judged.items() if grade > 0}
    return len(relevant & set(ranking[:depth])) / len(relevant) if relevant else 0.0


def as_served(session: Session, actor: Actor, query: str) -> Ranking:
    """With cut-off."""
    tune(session)
    return [hit.asset_id for hit, _ in retrieval.retrieve(session, measure(session, actor.readable, ()), parse(query)).hits]


def only_lexical(session: Session, actor: Actor, query: str) -> Ranking:
    tune(session)
    scope, parsed = measure(session, actor.readable, ()), parse(query)
    words = lexical.look_up(session, scope, parsed)
    settings = get_settings().search
    return _assets(session, [segment for segment, _ in lexical.retrieve(session, scope, words, limit=100, budget=settings.lexical_budget)])


def only_dense(session: Session, actor: Actor, query: str) -> Ranking:
    tune(session)
    scope, parsed = measure(session, actor.readable, ()), parse(query)
    words = lexical.look_up(session, scope, parsed)
    embedded_query = dense.embed(session, parsed.text)
    assert embedded_query is not None
    return _assets(session, [segment for segment, _ in dense.retrieve(session, scope, words, embedded_query, limit=100)])


def reciprocal_rank(session: Session, actor: Actor, query: str) -> Ranking:
    """What the product does not do: fusion by rank alone, k 60."""
    points: dict[uuid.UUID, float] = {}
    for ranking in (only_lexical(session, actor, query), only_dense(session, actor, query)):
        for place, asset in enumerate(ranking):
            points[asset] = points.get(asset, 0.0) + 1 / (60 + place + 1)
    return sorted(points, key=lambda asset: (-points[asset], asset))


def weighted(w: float) -> System:
    """Fusion with another weight of the dense score, without the cut-off."""

    def system(session: Session, actor: Actor, query: str) -> Ranking:
        tune(session)
        scope, parsed = measure(session, actor.readable, ()), parse(query)
        words = lexical.look_up(session, scope, parsed)
        embedded_query = dense.embed(session, parsed.text)
        assert embedded_query is not None
        settings = get_settings().search
        by_words = lexical.retrieve(session, scope, words, limit=settings.candidates, budget=settings.lexical_budget)
        by_meaning = dense.retrieve(session, scope, words, embedded_query, limit=settings.candidates)
        union = dict.fromkeys(segment for found in (by_words, by_meaning) for segment, _ in found)
        constants = calibration_of(embedded_query.space.model, {**embedded_query.space.calibration, "w": w})
        return [hit.asset_id for hit in fuse(completion.complete(session, words, union, embedded_query), {}, constants)]

    return system


def _assets(session: Session, segments: Sequence[uuid.UUID]) -> Ranking:
    of = {
        row.segment_id: row.asset_id
        for row in completion.complete(session, lexical.LexicalQuery(parse(""), {}, frozenset()), segments, None)
    }
    return list(dict.fromkeys(of[segment] for segment in segments))


SYSTEMS: dict[str, System] = {
    "search": as_served,
    "lexical alone": only_lexical,
    "dense alone": only_dense,
    "reciprocal rank fusion": reciprocal_rank,
    **{f"fusion without cut-off, w {w}": weighted(w) for w in (0.5, 0.6, 0.65, 0.7, 0.8)},
}


def evaluate(collection: Collection, actor: Actor, system: System, names: Mapping[uuid.UUID, str]) -> dict[str, Any]:
    gains, recalls, times = [], [], []
    for query_id, judged in collection.judgements.items():
        with transaction() as session:
            started = time.perf_counter()
            ranking = [names[asset] for asset in system(session, actor, collection.queries[query_id])]
            times.append((time.perf_counter() - started) * 1000)
        gains.append(ndcg(ranking, judged))
        recalls.append(recall(ranking, judged))
    cuts = statistics.quantiles(times, n=100)
    return {
        "ndcg@10": round(statistics.fmean(gains), 4),
        "recall@100": round(statistics.fmean(recalls), 4),
        "p50_ms": round(cuts[49], 1),
        "p95_ms": round(cuts[94], 1),
    }


def lost_to_the_fold(collection: Collection, actor: Actor, names: Mapping[uuid.UUID, str]) -> dict[str, float]:
    """Share of queries that have a relevant document among the ten best without cut-off, but not above the fold, or not at all."""
    folded = gone = 0
    for query_id, judged in collection.judgements.items():
        with transaction() as session:
            tune(session)
            shown = retrieval.retrieve(session, measure(session, actor.readable, ()), parse(collection.queries[query_id])).hits
            ten = [
                names[asset]
                for asset in weighted(calibration_of(get_settings().models.text_embedder, {}).w)(
                    session, actor, collection.queries[query_id]
                )[:10]
            ]
        relevant = {document for document in ten if judged.get(document, 0) > 0}
        folded += bool(relevant - {names[hit.asset_id] for hit, strength in shown if strength == "strong"})
        gone += bool(relevant - {names[hit.asset_id] for hit, _ in shown})
    return {"behind the fold": round(folded / len(collection.judgements), 4), "not shown": round(gone / len(collection.judgements), 4)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("collection", type=Path)
    parser.add_argument("--cache", type=Path, help="where vectors are kept between runs")
    arguments = parser.parse_args()
    settings = get_settings().db
    owner = make_engine(settings, url=settings.owner_url.get_secret_value() or settings.url.get_secret_value(), pool_size=1)
    ensure_default_space(owner)
    owner.dispose()
    collection = load(arguments.collection)
    vectors = embedded(list(collection.documents.values()), arguments.cache)
    with library(list(collection.documents.items()), vectors) as actor:
        with transaction() as session:
            names = names_of(session, actor)
        report = {name: evaluate(collection, actor, system, names) for name, system in SYSTEMS.items()}
        lost = lost_to_the_fold(collection, actor, names)
    get_engine().dispose()
    print(
        json.dumps(
            {
                "documents": len(collection.documents),
                "queries": len(collection.judgements),
                "systems": report,
                "queries that lose a relevant document": lost,
            },
            indent=2,
        )
    )


if __name__ == "__main__":
    main()
