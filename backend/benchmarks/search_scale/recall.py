"""Recall of the dense retriever against exact search, overlap of the lexical one with full BM25, both among the ten best.

What is exact comes from all vectors that a plain join lets through, compared in numpy; full BM25 scores every passage in scope. A passage as near as the tenth
nearest counts as found, so that ties do not. The estimate of how many segments pass the filters stands beside their number.
"""

import statistics
import struct
import time
import uuid
from collections.abc import Sequence
from typing import Any

import numpy as np
import psycopg
from sqlalchemy import text
from sqlalchemy.orm import Session

from benchmarks.search_scale.cases import CASES, Case
from bowerbird.ai.contracts import Vector
from bowerbird.db.session import transaction
from bowerbird.search import dense, lexical, service
from bowerbird.search.schemas import SearchIn
from bowerbird.search.scope import Scope, measure, tune
from bowerbird.search.structured import SearchFilters
from bowerbird.settings import get_settings

BEST = 10
SAME = 1e-4
"""Cosines of half floats that differ by less are equal."""
SCORED = 2_000_000
"""Passages that full BM25 looks at in one case; larger libraries get fewer queries."""


def run(superuser_url: str, queries: Sequence[str]) -> list[dict[str, Any]]:
    # A dash before a word excludes it, which exact search knows nothing of.
    words = [query.replace(" -", " ") for query in queries]
    return [_case(superuser_url, case, words) for case in CASES]


def _case(superuser_url: str, case: Case, queries: Sequence[str]) -> dict[str, Any]:
    settings = get_settings().search
    vectors = np.stack([_vector(query) for query in queries])
    population, nearest = exact(superuser_url, case, vectors)
    recalls, overlaps, dense_ms, lexical_ms = [], [], [], []
    lexical_queries = min(len(queries), max(20, SCORED // max(population, 1)))
    plans: dict[str, set[str]] = {"dense": set(), "lexical": set()}
    estimate = 0
    for number, query in enumerate(queries):
        with transaction() as session:
            scope, words, embedded = prepared(session, case, query)
            estimate = scope.matching
            started = time.perf_counter()
            found = dense.retrieve(session, scope, words, embedded, limit=settings.candidates)
            dense_ms.append((time.perf_counter() - started) * 1000)
            plans["dense"].add(dense.plan(scope.matching, embedded.indexed, settings.candidates))
            if len(nearest[number]):
                line = nearest[number][-1] - SAME
                recalls.append(sum(1 for _, cosine in found[:BEST] if cosine >= line) / len(nearest[number]))
            if number >= lexical_queries:
                continue
            started = time.perf_counter()
            matched = lexical.retrieve(session, scope, words, limit=settings.candidates, budget=settings.lexical_budget)
            lexical_ms.append((time.perf_counter() - started) * 1000)
            plans["lexical"].add(lexical.plan(scope, words, settings.lexical_budget))
            session.execute(text("SET LOCAL statement_timeout = 0"))  # all postings of a million segments
            full = lexical.retrieve(session, scope, words, limit=BEST, budget=10**9)
            if full:
                line = full[-1][1] * (1 - 1e-5)
                overlaps.append(sum(1 for _, score in matched[:BEST] if score >= line) / len(full))
    return {
        "case": case.name,
        "segments": population,
        "estimated": estimate,
        "dense": {"recall@10": _mean(recalls), "least": _least(recalls), "p50_ms": _median(dense_ms), "plans": sorted(plans["dense"])},
        "lexical": {
            "overlap@10": _mean(overlaps),
            "queries": lexical_queries,
            "p50_ms": _median(lexical_ms),
            "plans": sorted(plans["lexical"]),
        },
    }


def prepared(session: Session, case: Case, query: str) -> tuple[Scope, lexical.LexicalQuery, dense.EmbeddedQuery]:
    """What the retrievers are given."""
    request = SearchIn(query=query, filters=SearchFilters.model_validate(case.filters))
    meaning, clauses = service.understand(session, case.actor.readable, request)
    tune(session)
    scope = measure(session, case.actor.readable, clauses=clauses)
    words = lexical.look_up(session, scope, meaning.query)
    embedded = dense.embed(session, meaning.query.text)
    if embedded is None:
        raise SystemExit(f"The query has no vector: {query!r}")
    return scope, words, embedded


def exact(superuser_url: str, case: Case, queries: Vector) -> tuple[int, list[np.ndarray]]:
    """Segments that pass the filters, and of each query the cosines of the ten nearest, falling."""
    statement = (
        "COPY (SELECT e.vector FROM embeddings e JOIN assets a ON a.id = e.asset_id"
        f" WHERE e.library_id = ANY(ARRAY[{','.join(_quoted(each) for each in case.actor.readable)}]::uuid[]) AND {case.condition})"
        " TO STDOUT (FORMAT binary)"
    )
    width = 4 + 2 * queries.shape[1]
    row = np.dtype([("fields", ">i2"), ("length", ">i4"), ("header", "V4"), ("vector", ">f2", queries.shape[1])])
    best = np.full((len(queries), BEST), -np.inf, dtype=np.float32)
    count = 0
    with psycopg.connect(superuser_url) as connection, connection.cursor().copy(statement) as copy:
        held = bytearray()
        for piece in copy:
            held += piece
            if count == 0 and len(held) >= 19 and held.startswith(b"PGCOPY"):
                del held[:19]
            if len(held) > 64_000_000:
                usable = len(held) // row.itemsize * row.itemsize
                best = _better(best, queries, np.frombuffer(bytes(held[:usable]), dtype=row))
                count += usable // row.itemsize
                del held[:usable]
    usable = len(held) // row.itemsize * row.itemsize  # behind it comes a mark of two bytes
    rows = np.frombuffer(bytes(held[:usable]), dtype=row)
    if len(rows):
        assert struct.unpack("!i", held[2:6]) == (width,)
        best = _better(best, queries, rows)
    return count + len(rows), [line[np.isfinite(line)] for line in best]


def _better(best: np.ndarray, queries: Vector, rows: np.ndarray) -> np.ndarray:
    for first in range(0, len(rows), 20_000):
        cosines = queries @ rows["vector"][first : first + 20_000].astype(np.float32).T
        best = -np.sort(-np.concatenate([best, cosines], axis=1), axis=1)[:, :BEST]
    return best


def _vector(query: str) -> Vector:
    """As the retriever compares it, in half floats."""
    with transaction() as session:
        embedded = dense.embed(session, query)
    if embedded is None:
        raise SystemExit(f"The query has no vector: {query!r}")
    return np.array([float(value) for value in embedded.vector[1:-1].split(",")], dtype=np.float16).astype(np.float32)


def _quoted(identifier: uuid.UUID) -> str:
    return f"'{identifier}'"


def _mean(values: Sequence[float]) -> float | None:
    return round(statistics.fmean(values), 4) if values else None


def _least(values: Sequence[float]) -> float | None:
    return min(values, default=None)


def _median(values: Sequence[float]) -> float | None:
    return round(statistics.median(values), 1) if values else None
