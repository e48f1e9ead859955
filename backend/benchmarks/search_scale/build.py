"""Fills a database: 1,000 libraries of very different sizes, files of every kind over twenty years, passages with lexical and embedding vectors.

The largest library has as many segments as asked for; beside it, in the same indexes, stand one of a tenth of that, a hundredth, a thousandth, and 996 tiny
ones. Rows come by COPY past the triggers, indexes are built at once afterwards; the statistics are what the triggers would have counted.
"""

import hashlib
import json
import math
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
from sqlalchemy import text

from benchmarks.collection import settle
from benchmarks.search_scale.corpus import SENTENCES, Corpus, jittered, recombined, vectors_of
from benchmarks.search_scale.rows import copied, halfvec, identifier, int2, int4, int4_array, int8, moment, real, sparsevec
from benchmarks.search_scale.server import owner
from benchmarks.search_scale.words import Lexemes, Statistics, lexemes_of, weigh
from bowerbird.ai.contracts import Vector
from bowerbird.db.session import transaction
from bowerbird.pipeline.embed.repository import active_space
from bowerbird.search.lexical import DIMENSIONS
from bowerbird.search.spaces import ensure_default_space

LIBRARIES = 1_000
SHARES = {"one of one": 1.0, "one of 10": 0.1, "one of 100": 0.01, "one of 1,000": 0.001}
"""Size of the first libraries as a part of the size asked for."""
KINDS = {"document": (60, 8), "image": (25, 1), "audio": (8, 6), "video": (7, 4)}
"""Of each kind the share of files in percent, and the mean number of segments."""
FIRST_DAY, DAYS = datetime(2005, 1, 1, tzinfo=UTC), 7_300
BLOCK = 4_000
"""Files written at once."""
DEFERRED = ("ix_lexical_vectors_tokens", "ix_embeddings_s%_hnsw", "ix_assets_name_trgm", "ix_assets_name_title_trgm")
"""Indexes built after the rows are in."""


@dataclass(frozen=True, slots=True)
class File:
    number: int
    library: int
    kind: str
    happened: datetime
    first: int
    """Number of its first segment."""
    segments: int


def library_id(number: int) -> bytes:
    return identifier(1, number)


def asset_id(number: int) -> bytes:
    return identifier(2, number)


def segment_id(number: int) -> bytes:
    return identifier(3, number)


def files(size: int, *, seed: int = 1) -> Iterator[File]:
    source = random.Random(seed)
    wanted = [size * share for share in SHARES.values()] + [max(1.0, size / 100_000)] * (LIBRARIES - len(SHARES))
    total, first = sum(wanted), 0
    kinds = [kind for kind, (share, _) in KINDS.items() for _ in range(share)]
    libraries = source.choices(range(LIBRARIES), weights=wanted, k=int(total))
    for number, library in enumerate(libraries):
        kind = source.choice(kinds)
        segments = min(source.randint(1, 2 * KINDS[kind][1] - 1), int(total) - first)
        yield File(number, library, kind, FIRST_DAY + timedelta(minutes=source.randrange(DAYS * 1440)), first, segments)
        first += segments
        if first >= int(total):
            return


def build(superuser_url: str, corpus: Corpus, size: int, cache: Path, *, memory: str = "4GB", workers: int = 2) -> dict[str, Any]:
    """Fill the database of this process, which is migrated; what an interrupted run did is not done again."""
    engine = owner()
    ensure_default_space(engine)
    engine.dispose()
    with transaction() as session:
        space = active_space(session)
        if space is None:
            raise SystemExit("There is no embedding model. Run `bowerbird models install` first.")
        space_id = space.id
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        for statement in _PROGRESS:
            connection.execute(statement)
        steps = _Steps(connection)
        steps.once("rows", partial(_fill, connection, corpus, size))
        connection.execute(f"SET maintenance_work_mem = '{memory}'")
        connection.execute(f"SET max_parallel_maintenance_workers = {workers}")
        steps.once("vectors", lambda: _fill_vectors(connection, vectors_of(corpus, cache), size, space_id))
        for name, definition in connection.execute("SELECT name, definition FROM benchmark.deferred ORDER BY name").fetchall():
            steps.once(name, partial(_index, connection, name, definition))
        steps.once("vacuum", lambda: _run(connection, "VACUUM (ANALYZE)"))
        return steps.report()


_PROGRESS = (
    "CREATE SCHEMA IF NOT EXISTS benchmark",
    "CREATE TABLE IF NOT EXISTS benchmark.deferred (name text PRIMARY KEY, definition text NOT NULL)",
    "CREATE TABLE IF NOT EXISTS benchmark.steps (name text PRIMARY KEY, seconds int NOT NULL, report jsonb NOT NULL)",
)


class _Steps:
    """Steps done so far, so that an interrupted build goes on with the next one."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def once(self, name: str, work: Callable[[], dict[str, Any] | None]) -> None:
        if self._connection.execute("SELECT 1 FROM benchmark.steps WHERE name = %s", [name]).fetchone():
            return
        started = time.perf_counter()
        report = work() or {}
        seconds = round(time.perf_counter() - started)
        self._connection.execute("INSERT INTO benchmark.steps VALUES (%s, %s, %s)", [name, seconds, json.dumps(report)])
        print(f"{name}: {seconds} s", file=sys.stderr, flush=True)

    def report(self) -> dict[str, Any]:
        rows = self._connection.execute("SELECT name, seconds, report FROM benchmark.steps").fetchall()
        return {key: value for _, _, report in rows for key, value in report.items()} | {
            "seconds": {name: seconds for name, seconds, _ in rows}
        }


def _drop_deferred(connection: psycopg.Connection) -> None:
    """Begin anew: without rows, and without the indexes that are built after them."""
    connection.execute(
        "TRUNCATE libraries, lexical_vectors, lexical_statistics, lexical_populations, lexical_averages, lexical_deltas CASCADE"
    )
    rows = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexname LIKE ANY (%s)", [list(DEFERRED)]
    ).fetchall()
    for name, definition in rows:
        connection.execute("INSERT INTO benchmark.deferred VALUES (%s, %s) ON CONFLICT DO NOTHING", [name, definition])
        connection.execute(f"DROP INDEX {name}")


def _index(connection: psycopg.Connection, name: str, definition: str) -> None:
    _run(connection, f"DROP INDEX IF EXISTS {name}")
    _run(connection, definition)


def _run(connection: psycopg.Connection, statement: str) -> None:
    connection.execute(statement)


def _fill(connection: psycopg.Connection, corpus: Corpus, size: int) -> dict[str, Any]:
    _drop_deferred(connection)
    lexemes = lexemes_of(connection, corpus.sentences)
    average = lexemes.average(SENTENCES)
    connection.execute("SET session_replication_role = replica")
    with copied(connection, "libraries", ("id", "name")) as rows:
        for number in range(LIBRARIES):
            rows.add(library_id(number), f"Library {number}".encode())
    with copied(connection, "lexical_averages", ("library_id", "average_length", "rebaking")) as rows:
        for number in range(LIBRARIES):
            rows.add(library_id(number), real(average), b"\0")
    made = _Made(lexemes, average)
    count = 0
    for block in batched(files(size)):
        count += _write(connection, corpus, block, made)
    with copied(connection, "lexical_statistics", ("library_id", "term", "segments", "levels")) as rows:
        for library, term, levels in made.statistics.rows():
            rows.add(library_id(library), int4(term), int4(sum(levels)), int4_array(levels))
    with copied(connection, "lexical_populations", ("library_id", "kind", "config", "segments", "length")) as rows:
        for (library, kind), segments in made.populations.items():
            rows.add(library_id(library), kind.encode(), b"english", int8(segments), int8(made.lengths[library, kind]))
    connection.execute("SET session_replication_role = origin")
    # passages as they were written go the product's own way
    whole = min(len(corpus.passages), count)
    connection.execute(
        "INSERT INTO lexical_vectors SELECT * FROM lexical_compute(ARRAY(SELECT id FROM segments WHERE id <= %s::uuid))",
        [segment_id(whole - 1).hex()],
    )
    report = {
        "segments": count,
        "real": whole,
        "average_length": round(average, 1),
        "equal_to_the_product": _equal(connection, whole, count),
    }
    settle()
    return report


def batched(found: Iterator[File]) -> Iterator[list[File]]:
    while block := list(islice(found, BLOCK)):
        yield block


@dataclass(frozen=True, slots=True)
class _Made:
    """What is known of passages put together here, and counted of them so far."""

    lexemes: Lexemes
    average: float
    """Length of a passage."""
    statistics: Statistics = field(default_factory=Statistics)
    populations: Counter[tuple[int, str]] = field(default_factory=Counter)
    """Passages of each library and kind."""
    lengths: Counter[tuple[int, str]] = field(default_factory=Counter)


def _write(connection: psycopg.Connection, corpus: Corpus, block: Sequence[File], counted: _Made) -> int:
    first, seed = block[0].first, block[0].number
    of = [file for file in block for _ in range(file.segments)]
    real_ones = max(0, min(len(corpus.passages) - first, len(of)))
    chosen = recombined(corpus.sentences, len(of), seed=seed)
    made = slice(real_ones, None)
    texts = corpus.passages[first : first + real_ones] + [" ".join(corpus.sentences[number] for number in row) for row in chosen[made]]
    weighed = weigh(counted.lexemes, chosen[made], counted.average)
    counted.statistics.count(weighed, np.array([file.library for file in of[made]]))
    _write_files(connection, block, corpus.sentences)
    _write_segments(connection, of, texts, first)
    columns = ("segment_id", "asset_id", "library_id", "kind", "happened_at", "config", "length", "average_length", "vector")
    with copied(connection, "lexical_vectors", columns) as rows:
        for number, (file, (terms, weights, length)) in enumerate(zip(of[made], weighed, strict=True), start=first + real_ones):
            where = (segment_id(number), asset_id(file.number), library_id(file.library), file.kind.encode(), moment(file.happened))
            rows.add(*where, b"english", int4(length), real(counted.average), sparsevec(terms, weights, DIMENSIONS))
            counted.populations[file.library, file.kind] += 1
            counted.lengths[file.library, file.kind] += length
    return len(of)


def _write_files(connection: psycopg.Connection, block: Sequence[File], sentences: Sequence[str]) -> None:
    mime = {"document": b"text/plain", "image": b"image/jpeg", "audio": b"audio/mpeg", "video": b"video/mp4"}
    columns = ("id", "library_id", "name", "kind", "mime_type", "size", "sha256", "status", "captured_at", "title", "lang")
    with copied(connection, "assets", columns) as rows:
        for file in block:
            title = sentences[file.number * 7 % len(sentences)][:60]
            name = f"{title[:24].strip()} {file.number}.{mime[file.kind].decode().partition('/')[2]}"
            asset = asset_id(file.number)
            digest = hashlib.sha256(asset).digest()
            size = 1_000 + digest[0] * digest[1] * 400
            about = (asset, library_id(file.library), name.encode(), file.kind.encode(), mime[file.kind], int8(size), digest, b"ready")
            rows.add(*about, moment(file.happened), title.encode() if file.number % 2 else None, b"en")


def _write_segments(connection: psycopg.Connection, of: Sequence[File], texts: Sequence[str], first: int) -> None:
    columns = ("id", "asset_id", "library_id", "source", "ordinal", "batch", "run_id", "fingerprint", "text", "lang", "page")
    with copied(connection, "segments", columns) as rows:
        for number, (file, content) in enumerate(zip(of, texts, strict=True), start=first):
            page = number - file.first + 1
            ids = (segment_id(number), asset_id(file.number), library_id(file.library))
            rows.add(
                *ids, b"text", int4(page * 10_000), int4(0), asset_id(file.number), segment_id(number), content.encode(), b"en", int4(page)
            )


def _fill_vectors(connection: psycopg.Connection, real_ones: Vector, size: int, space_id: int) -> None:
    """What an interrupted run wrote stays: a block is there or not, and identifiers rise."""
    last = connection.execute(
        "SELECT segment_id FROM embeddings WHERE space_id = %s ORDER BY segment_id DESC LIMIT 1", [space_id]
    ).fetchone()
    connection.execute("SET session_replication_role = replica")
    space = int2(space_id)
    for block in batched(files(size)):
        first, of = block[0].first, [file for file in block for _ in range(file.segments)]
        if last is not None and segment_id(first) <= last[0].bytes:
            continue
        vectors = jittered(real_ones, len(of), seed=block[0].number)
        here = real_ones[first : first + len(of)]
        vectors[: len(here)] = here
        with copied(connection, "embeddings", ("space_id", "segment_id", "asset_id", "library_id", "kind", "vector")) as rows:
            for number, (file, vector) in enumerate(zip(of, vectors, strict=True), start=first):
                where = (segment_id(number), asset_id(file.number), library_id(file.library), file.kind.encode())
                rows.add(space, *where, halfvec(vector))
    connection.execute("SET session_replication_role = origin")


def _equal(connection: psycopg.Connection, whole: int, count: int) -> str:
    """Of a sample of forward vectors put together here, how many are what `lexical_compute` makes of their passages."""
    source = random.Random(3)
    numbers = source.sample(range(whole, count), min(300, count - whole))
    rows = connection.execute(
        "SELECT v.length = c.length, v.vector::text, c.vector::text FROM lexical_compute(%s::uuid[]) c JOIN lexical_vectors v USING (segment_id)",
        [[segment_id(number).hex() for number in numbers]],
    ).fetchall()
    same = sum(1 for is_as_long, ours, theirs in rows if is_as_long and _alike(ours, theirs))
    return f"{same} of {len(numbers)}"


def _alike(ours: str, theirs: str) -> bool:
    mine, others = (dict(pair.split(":") for pair in vector[1:].partition("}")[0].split(",")) for vector in (ours, theirs))
    return mine.keys() == others.keys() and all(math.isclose(float(mine[term]), float(others[term]), rel_tol=1e-5) for term in mine)


def sizes() -> dict[str, int]:
    """Bytes of what search reads."""
    with transaction() as session:
        rows = session.execute(
            text(
                "SELECT relname, pg_table_size(oid) AS bytes FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname ~"
                " '^(ix_embeddings_s[0-9]+_hnsw|embeddings_s[0-9]+|segments|lexical_vectors|ix_lexical_vectors_tokens|lexical_statistics|assets)$'"
            )
        )
        return {row.relname: row.bytes for row in rows}


def cache_of(home: Path) -> Path:
    return home / "cache"
