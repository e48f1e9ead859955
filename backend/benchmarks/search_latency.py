"""Latency and recall of search at a given size: real text recombined, real vectors jittered.

    python -m benchmarks.search_latency COLLECTION --segments 100000 [--cache DIR]

Passages are made of sentences of the collection, vectors are those of its documents with noise of a third of their length. Dense recall is measured
against the exact search, lexical overlap against scoring every segment, both among the ten best; times are those of the whole search in this process,
and of the floor under it (embedding the query, and the bare vector query) in the same run.
"""

import argparse
import json
import random
import re
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import numpy as np
from sqlalchemy import Engine, select, text

from benchmarks.collection import embedded, library, load
from bowerbird.accounts.access import Actor
from bowerbird.ai import get_text_embedder
from bowerbird.db.engine import get_engine, make_engine
from bowerbird.db.session import transaction
from bowerbird.models import EmbeddingSpace
from bowerbird.search import dense, lexical, service
from bowerbird.search.meaning import parse
from bowerbird.search.schemas import SearchIn
from bowerbird.search.scope import measure, tune
from bowerbird.search.spaces import ensure_default_space
from bowerbird.settings import get_settings

T = TypeVar("T")
P = ParamSpec("P")


def recombined(documents: Sequence[str], count: int) -> list[tuple[str, str]]:
    """(name, text) of passages of about 200 tokens, the same every time."""
    source = random.Random(1)
    sentences = [sentence for document in documents for sentence in re.split(r"(?<= \.) ", document) if len(sentence) > 30]
    return [(f"{source.choice(sentences)[:24]} {number}.txt", " ".join(source.choices(sentences, k=6))) for number in range(count)]


def jittered(vectors: np.ndarray, count: int) -> np.ndarray:
    source = np.random.default_rng(1)
    chosen = vectors[source.integers(len(vectors), size=count)]
    noise = source.normal(size=chosen.shape).astype(np.float32)
    made = chosen + noise / np.linalg.norm(noise, axis=1, keepdims=True) / 3
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), dtype=np.float32)


def timed(into: list[float], call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    started = time.perf_counter()
    result = call(*args, **kwargs)
    into.append((time.perf_counter() - started) * 1000)
    return result


def summary(times: Sequence[float]) -> dict[str, float]:
    cuts = statistics.quantiles(times, n=100)
    return {"p50_ms": round(cuts[49], 1), "p95_ms": round(cuts[94], 1), "least_ms": round(min(times), 1)}


def run(actor: Actor, queries: Sequence[str]) -> dict[str, Any]:
    whole: list[float] = []
    embedding: list[float] = []
    words_times: list[float] = []
    meaning_times: list[float] = []
    recalls, overlaps = [], []
    plans = set()
    settings = get_settings().search
    for query in queries:
        timed(embedding, get_text_embedder().embed_query, query)
        with transaction() as session:
            timed(whole, service.search, session, actor, SearchIn(query=query))
        with transaction() as session:
            tune(session)
            scope = measure(session, actor.readable, ())
            words = lexical.look_up(session, scope, parse(query))
            embedded_query = dense.embed(session, parse(query).text)
            assert embedded_query is not None
            near = timed(meaning_times, dense.retrieve, session, scope, words, embedded_query, limit=settings.candidates)
            exact = dense.search(session, scope, words, embedded_query, limit=10, how="exact")
            matched = timed(words_times, lexical.retrieve, session, scope, words, limit=settings.candidates, budget=settings.lexical_budget)
            full = lexical.retrieve(session, scope, words, limit=10, budget=10**9)
            recalls.append(len({segment for segment, _ in near[:10]} & {segment for segment, _ in exact}) / max(len(exact), 1))
            overlaps.append(len({segment for segment, _ in matched[:10]} & {segment for segment, _ in full}) / max(len(full), 1))
            plans.add(dense.plan(scope.matching, scope.total, settings.candidates))
    return {
        "search": summary(whole),
        "query embedding": summary(embedding),
        "dense retriever": {**summary(meaning_times), "recall@10": round(statistics.fmean(recalls), 4), "plans": sorted(plans)},
        "lexical retriever": {**summary(words_times), "overlap@10": round(statistics.fmean(overlaps), 4)},
    }


def _index(owner: Engine, statement: str) -> None:
    with owner.begin() as connection:
        space = connection.execute(select(EmbeddingSpace.id, EmbeddingSpace.dimensions).where(EmbeddingSpace.status == "active")).one()
        names = {"index": f"ix_embeddings_s{space.id}_hnsw", "partition": f"embeddings_s{space.id}", "dimensions": space.dimensions}
        connection.execute(text("SET LOCAL maintenance_work_mem = '1GB'"))
        connection.execute(text(statement.format(**names)))


def sizes() -> dict[str, int]:
    with transaction() as session:
        rows = session.execute(
            text(
                "SELECT relname, pg_relation_size(oid) AS bytes FROM pg_class"
                " WHERE relname ~ '^(ix_embeddings_s[0-9]+_hnsw|embeddings_s[0-9]+|lexical_vectors|ix_lexical_vectors_tokens|lexical_statistics)$'"
            )
        )
        return {row.relname: row.bytes for row in rows}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("collection", type=Path)
    parser.add_argument("--segments", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--ef", type=int, nargs="*", default=[], help="further sizes of the index's candidate list to measure")
    parser.add_argument("--budget", type=int, nargs="*", default=[], help="further budgets of lexical candidates to measure")
    arguments = parser.parse_args()
    settings = get_settings().db
    owner = make_engine(settings, url=settings.owner_url.get_secret_value() or settings.url.get_secret_value(), pool_size=1)
    ensure_default_space(owner)
    collection = load(arguments.collection)
    vectors = jittered(embedded(list(collection.documents.values()), arguments.cache), arguments.segments)
    queries = list(collection.queries.values())[: arguments.queries]
    _index(owner, "DROP INDEX {index}")  # built at once afterwards: this measures searching, not inserting
    started = time.perf_counter()
    with library(recombined(list(collection.documents.values()), arguments.segments), vectors) as actor:
        loaded = time.perf_counter() - started
        started = time.perf_counter()
        _index(owner, "CREATE INDEX {index} ON {partition} USING hnsw ((vector::halfvec({dimensions})) halfvec_ip_ops)")
        built = time.perf_counter() - started
        with owner.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text("VACUUM ANALYZE lexical_vectors, embeddings, segments, assets, lexical_statistics"))
        run(actor, queries[:20])  # warm
        report = run(actor, queries)
        for ef in arguments.ef:
            dense.EF_SEARCH = ef
            report[f"dense retriever, ef {ef}"] = run(actor, queries)["dense retriever"]
        for budget in arguments.budget:
            get_settings().search.lexical_budget = budget
            report[f"lexical retriever, budget {budget}"] = run(actor, queries)["lexical retriever"]
        report |= {"segments": arguments.segments, "load_seconds": round(loaded), "index_build_seconds": round(built), "bytes": sizes()}
    owner.dispose()
    get_engine().dispose()
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
