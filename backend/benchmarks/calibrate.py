"""Constants of score fusion for the configured embedding model, from queries nobody has judged.

    python -m benchmarks.calibrate COLLECTION... [--cache DIR]

Each collection's queries are put to every collection. On their own, a query's best passage tells what a good score is (`a`, `g`); on a foreign one, what
is found where there is nothing to find (the lines of the cut-off). Only corpus.jsonl and queries.jsonl of each folder are read for that.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.collection import embedded, library, load
from bowerbird.accounts.access import Actor
from bowerbird.ai import get_text_embedder
from bowerbird.db.engine import get_engine, make_engine
from bowerbird.db.session import transaction
from bowerbird.search import completion, dense, lexical
from bowerbird.search.fusion import calibration_of, fused
from bowerbird.search.meaning import parse
from bowerbird.search.scope import measure, tune
from bowerbird.search.spaces import ensure_default_space
from bowerbird.settings import get_settings


def best(actor: Actor, query: str) -> dict[str, float]:
    """The best cosine, the best lexical score, and the best fused one with the constants there are now, with and without the dense side."""
    with transaction() as session:
        tune(session)
        scope, parsed = measure(session, actor.readable, ()), parse(query)
        words = lexical.look_up(session, scope, parsed)
        embedded_query = dense.embed(session, parsed.text)
        assert embedded_query is not None
        lists = (
            lexical.retrieve(session, scope, words, limit=100, budget=3_000),
            dense.retrieve(session, scope, words, embedded_query, limit=100),
        )
        union = dict.fromkeys(segment for found in lists for segment, _ in found)
        scores = completion.complete(session, words, union, embedded_query)
    now = calibration_of(embedded_query.space.model, embedded_query.space.calibration)
    return {
        "cosine": max(score.cosine or 0.0 for score in scores),
        "lexical": max(score.lexical or 0.0 for score in scores),
        "fused": max(fused(score.cosine, score.lexical, now) for score in scores),
        "lexical only": max(fused(None, score.lexical, now) for score in scores),
    }


def summary(values: Sequence[float]) -> dict[str, float]:
    cuts = np.percentile(values, [1, 3, 5, 10, 25, 50, 75, 90, 95, 99])
    return {"mean": round(float(np.mean(values)), 4)} | {
        f"p{p}": round(float(cut), 3) for p, cut in zip((1, 3, 5, 10, 25, 50, 75, 90, 95, 99), cuts, strict=True)
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("collections", type=Path, nargs="+")
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--queries", type=int, default=100, help="at most so many of each collection")
    arguments = parser.parse_args()
    settings = get_settings().db
    owner = make_engine(settings, url=settings.owner_url.get_secret_value() or settings.url.get_secret_value(), pool_size=1)
    ensure_default_space(owner)
    owner.dispose()
    collections = {folder.name: load(folder) for folder in arguments.collections}
    report: dict[str, Any] = {}
    for name, collection in collections.items():
        vectors = embedded(list(collection.documents.values()), arguments.cache)
        with library(list(collection.documents.items()), vectors) as actor:
            for asked, other in collections.items():
                queries = list(other.queries.values())[: arguments.queries]
                if not queries:
                    continue
                background = vectors @ np.stack([get_text_embedder().embed_query(query) for query in queries]).T
                found = [best(actor, query) for query in queries]
                report[f"{asked} -> {name}"] = {
                    "mu": round(float(background.mean()), 4),
                    **{measure_: summary([each[measure_] for each in found]) for measure_ in found[0]},
                }
    get_engine().dispose()
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
