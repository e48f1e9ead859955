"""How long a search takes over HTTP, and the floor under it in the same run on the same database.

The floor is what no search by meaning can do without: the query's vector, and the bare vector query with as many candidates as the dense retriever takes.
No query is asked twice, so that no cache helps.
"""

import statistics
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import psutil
from sqlalchemy import text

from benchmarks.collection import write
from benchmarks.search_scale.build import LIBRARIES, library_id
from benchmarks.search_scale.cases import CASES, Case, member
from benchmarks.search_scale.corpus import Corpus, jittered
from benchmarks.search_scale.server import Memory, memory
from benchmarks.web_service import web_service
from bowerbird.ai import get_text_embedder
from bowerbird.ai.contracts import Vector
from bowerbird.db.session import transaction
from bowerbird.embedded.postgres import Postgres
from bowerbird.pipeline.embed.repository import active_space
from bowerbird.search import dense
from bowerbird.settings import get_settings

CLIENTS = (1, 8)
MEASURED = ("one of one", "one of 10", "one of 100", "one of 1,000", "kind: image", "one year", "one month")
INSERTED = 20
"""Segments in one transaction while searches run."""


def run(home: Path, postgres: Postgres, corpus: Corpus, vectors: Vector) -> dict[str, Any]:
    cases = [case for case in CASES if case.name in MEASURED]
    runs = len(cases) * (len(CLIENTS) + 1) + 3
    queries = different(corpus.queries, runs)
    report: dict[str, Any] = {"queries_each": len(queries[0]), "floor": floor(queries.pop())}
    with transaction() as session:
        keys = {case.name: member(session, case) for case in cases}
    with web_service(home / "service") as running, sampled(postgres, psutil.Process(running.pid)) as most:
        url = running.url
        for query in queries.pop():
            ask(url, keys["one of one"], cases[0], query)  # warm
        report["cases"] = [_case(url, keys[case.name], case, [queries.pop() for _ in range(len(CLIENTS) + 1)]) for case in cases]
        report["while_inserting"] = while_inserting(url, keys["one of one"], cases[0], queries.pop(), corpus=corpus, vectors=vectors)
        report["most_memory_mib"] = {
            name: {kind: round(size / 2**20) for kind, size in asdict(each).items()} for name, each in most.items()
        }
    bare = report["floor"]["p50_ms"]
    for case in report["cases"]:
        case["dense_retrieval_to_floor"] = round(case["retrieval"]["p50_ms"] / bare, 2)
    return report


def different(queries: Sequence[str], runs: int) -> list[list[str]]:
    """So many lists of queries, none twice."""
    once = list(dict.fromkeys(queries))
    each = len(once) // runs
    return [once[run * each : (run + 1) * each] for run in range(runs)]


def floor(queries: Sequence[str]) -> dict[str, float]:
    times = []
    with transaction() as session:
        space = active_space(session)
        assert space is not None
        kind = f"halfvec({space.dimensions})"
        statement = text(
            f"SELECT segment_id FROM embeddings_s{space.id} ORDER BY vector::{kind} <#> CAST(:vector AS {kind}) LIMIT {get_settings().search.candidates}"
        )
        ef = dense.ef_search(dense.in_space(session, space, "").indexed, get_settings().search.candidates)
        session.execute(text(f"SET LOCAL hnsw.ef_search = {ef}"))
        for query in queries:
            started = time.perf_counter()
            vector = get_text_embedder().embed_query(query)
            session.execute(statement, {"vector": str(vector.tolist())}).all()
            times.append((time.perf_counter() - started) * 1000)
    return summary(times[len(times) // 5 :])


def _case(url: str, key: str, case: Case, queries: Sequence[Sequence[str]]) -> dict[str, Any]:
    explained = [ask(url, key, case, query, explain=True)[1]["explain"] for query in queries[0]]
    report: dict[str, Any] = {
        "case": case.name,
        "retrieval": summary([each["times_ms"].get("embed", 0.0) + each["times_ms"].get("dense", 0.0) for each in explained]),
        "parts_p50_ms": {
            name: round(statistics.median(each["times_ms"].get(name, 0.0) for each in explained), 1) for name in explained[0]["times_ms"]
        },
        "plans": explained[0]["plans"],
    }
    for clients, asked in zip(CLIENTS, queries[1:], strict=True):
        with ThreadPoolExecutor(clients) as pool:
            started = time.perf_counter()
            times = [each[0] for each in pool.map(lambda query: ask(url, key, case, query), asked)]
            report[f"{clients} clients"] = summary(times) | {"per_second": round(len(asked) / (time.perf_counter() - started), 1)}
    return report


def ask(url: str, key: str, case: Case, query: str, *, explain: bool = False) -> tuple[float, dict[str, Any]]:
    """Milliseconds, and the answer."""
    started = time.perf_counter()
    body = {"query": query, "filters": case.filters, "explain": explain}
    answer = _client().post(f"{url}/api/v1/search", json=body, headers={"Authorization": f"Bearer {key}"})
    took = (time.perf_counter() - started) * 1000
    return took, answer.raise_for_status().json()


_local = threading.local()


def _client() -> httpx.Client:
    """One connection for each thread, as a browser keeps one."""
    if not hasattr(_local, "client"):
        _local.client = httpx.Client(timeout=120)
    client: httpx.Client = _local.client
    return client


def while_inserting(url: str, key: str, case: Case, queries: Sequence[str], *, corpus: Corpus, vectors: Vector) -> dict[str, Any]:
    """Searches of one client while passages arrive as fast as one writer can."""
    library = uuid.UUID(bytes=library_id(LIBRARIES - 1))
    stop = threading.Event()
    written = 0

    def insert() -> None:
        nonlocal written
        source = np.random.default_rng(5)
        while not stop.is_set():
            rows = [int(row) for row in source.integers(len(corpus.passages), size=INSERTED)]
            with transaction() as session:
                texts = [(f"new {uuid.uuid4()}.txt", corpus.passages[row]) for row in rows]
                write(session, library, texts, jittered(vectors[rows], INSERTED), ["document"] * INSERTED)
            written += INSERTED

    writer = threading.Thread(target=insert)
    started = time.perf_counter()
    writer.start()
    times = [ask(url, key, case, query)[0] for query in queries]
    stop.set()
    writer.join()
    return {"search": summary(times), "segments_per_second": round(written / (time.perf_counter() - started))}


@contextmanager
def sampled(postgres: Postgres, service: psutil.Process) -> Iterator[dict[str, Memory]]:
    """The most memory that Postgres and the service took, looked at twice a second."""
    greatest = {"postgres": Memory(0, 0), "service": Memory(0, 0)}
    stop = threading.Event()

    def look() -> None:
        while not stop.wait(0.5):
            for name, processes in (("postgres", postgres.processes()), ("service", [service])):
                now, most = memory(processes), greatest[name]
                greatest[name] = Memory(max(now.rss, most.rss), max(now.pss, most.pss))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield greatest
    finally:
        stop.set()
        thread.join()


def summary(times: Sequence[float]) -> dict[str, float]:
    cuts = statistics.quantiles(times, n=100)
    return {"p50_ms": round(cuts[49], 1), "p95_ms": round(cuts[94], 1), "p99_ms": round(cuts[98], 1), "least_ms": round(min(times), 1)}
