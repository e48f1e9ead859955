"""Searching while a tenth of the largest library is deleted for good and vacuumed. Leaves the database a tenth smaller.

Phases: at rest; files go to the trash; the sweeper's purge empties it in its small transactions; VACUUM at the pace of autovacuum (it sleeps 2 ms for every 200
pages it touches); at rest again. Of VACUUM at most `most_seconds` are waited for, since at that pace it may take an hour; then it goes on at full pace.
"""

import sys
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import text

from benchmarks.collection import settle
from benchmarks.search_scale.build import library_id
from benchmarks.search_scale.cases import CASES, member
from benchmarks.search_scale.speed import ask, summary
from benchmarks.web_service import web_service
from bowerbird.db.session import transaction
from bowerbird.library.purge import purge_due
from bowerbird.storage import get_storage

BATCH = 1_000
"""Files put into the trash at once."""


def run(home: Path, superuser_url: str, queries: Sequence[str], *, most_seconds: float = 600) -> dict[str, Any]:
    case = CASES[0]
    with transaction() as session:
        key = member(session, case)
    report: dict[str, Any] = {}
    asked = cycle(queries)
    with web_service(home / "service") as running:

        def phase(name: str, work: Callable[[], Any]) -> None:
            """Search for as long as the work takes, and at least 30 times."""
            outcome: dict[str, Any] = {}
            thread = threading.Thread(target=lambda: outcome.update(result=work()))
            started = time.perf_counter()
            thread.start()
            times: list[float] = []
            while thread.is_alive() or len(times) < 30:
                times.append(ask(running.url, key, case, next(asked))[0])
                if not thread.is_alive():
                    outcome.setdefault("seconds", round(time.perf_counter() - started, 1))
            report[name] = {"search": summary(times), "searches": len(times), **outcome}
            print(f"{name}: {report[name]}", file=sys.stderr, flush=True)

        phase("at rest", lambda: None)
        phase("into the trash", _trash)
        phase("purge", _purge)
        phase("vacuum at the pace of autovacuum", lambda: _vacuum(superuser_url, pace="2ms", most_seconds=most_seconds))
        phase("vacuum at full pace", lambda: _vacuum(superuser_url, pace="0", most_seconds=most_seconds))
        phase("at rest again", lambda: None)
    return report


def _trash() -> int:
    """A tenth of the files, spread over the library, as if put there long ago."""
    done = 0
    while True:
        with transaction() as session:
            moved = session.execute(
                text(
                    "UPDATE assets SET deleted_at = now() - interval '10 years' WHERE id = ANY(ARRAY(SELECT id FROM assets"
                    " WHERE library_id = :library AND deleted_at IS NULL AND get_byte(sha256, 0) < 26 LIMIT :batch)) RETURNING 1"
                ),
                {"library": uuid.UUID(bytes=library_id(0)), "batch": BATCH},
            ).all()
        if not moved:
            settle()
            return done
        done += len(moved)


def _purge() -> int:
    """As the sweeper does. Returns the files purged."""
    done = 0
    storage = get_storage()
    while True:
        with transaction() as session:
            removed = purge_due(session, storage)
        if not removed:
            return done
        done += removed


def _vacuum(superuser_url: str, *, pace: str, most_seconds: float) -> dict[str, Any]:
    seconds: dict[str, Any] = {}
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        connection.execute(f"SET vacuum_cost_delay = '{pace}'")
        connection.execute(f"SET statement_timeout = '{int(most_seconds)}s'")
        space = connection.execute("SELECT id FROM embedding_spaces WHERE status = 'active' AND capability = 'text'").fetchone()
        assert space is not None
        for table in ("assets", "segments", "lexical_vectors", f"embeddings_s{space[0]}"):
            started = time.perf_counter()
            try:
                connection.execute(f"VACUUM {table}")
            except psycopg.errors.QueryCanceled:
                seconds[table] = f"not done in {most_seconds:.0f} s"
                continue
            seconds[table] = round(time.perf_counter() - started, 1)
    return seconds
