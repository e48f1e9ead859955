"""How long a claim takes: `python -m benchmarks.claims POSTGRES_URL [JOBS]`, against an empty, migrated database whose jobs it replaces.

Compares the shipped claim (libraries take turns, two probes of one index) with counting running jobs per library before choosing, for few and many
libraries; then drains part of the queue with four workers, to see what dead index entries do.
"""

import statistics
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from bowerbird.db.engine import make_engine
from bowerbird.jobs.claims import Turns
from bowerbird.settings import DbSettings

COUNTING = text("""
UPDATE jobs SET status = 'running', claim_id = gen_random_uuid(), lease_until = clock_timestamp() + interval '1 minute' WHERE id = (
  SELECT id FROM jobs WHERE status = 'queued' AND queue = 'fast' AND library_id = (
    SELECT library_id FROM (SELECT DISTINCT library_id FROM jobs WHERE status = 'queued' AND queue = 'fast') waiting
    ORDER BY (SELECT count(*) FROM jobs running WHERE running.library_id = waiting.library_id AND running.status = 'running') LIMIT 1)
  ORDER BY priority, id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id""")


def fill(engine: Engine, jobs: int, libraries: int) -> None:
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM jobs"))
        connection.execute(
            text("""
            INSERT INTO jobs (subject_id, library_id, stage, queue, priority)
            SELECT uuidv7(), ids[1 + n % :libraries], 'inspect', 'fast', 10 + 10 * (n % 5)
            FROM generate_series(1, :jobs) n, (SELECT array_agg(uuidv7()) ids FROM generate_series(1, :libraries)) l"""),
            {"jobs": jobs, "libraries": libraries},
        )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE jobs"))


def milliseconds(engine: Engine, claims: int, *, counting: bool = False, queues: tuple[str, ...] = ("fast",)) -> list[float]:
    turns, times = Turns(queues, worker=str(uuid.uuid4()), lease=timedelta(minutes=1)), []
    for _ in range(claims):
        began = time.perf_counter()
        with Session(engine) as session, session.begin():
            found = session.execute(COUNTING).one_or_none() if counting else turns.claim(session)
        times.append((time.perf_counter() - began) * 1000)
        if found is None:
            break
    return times


def show(what: str, times: list[float]) -> None:
    p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    print(f"{what:<60} p50 {p50:7.2f} ms   p95 {p95:7.2f} ms   ({len(times)} claims)")


def main(url: str, jobs: int) -> None:
    engine = make_engine(DbSettings(), url=url, pool_size=8)
    for libraries in (1, 10, 1000):
        fill(engine, jobs, libraries)
        milliseconds(engine, 20)
        show(f"{jobs} jobs, {libraries} libraries: taking turns", milliseconds(engine, 500))
        show(f"{jobs} jobs, {libraries} libraries: counting", milliseconds(engine, 10, counting=True))
    with ThreadPoolExecutor(4) as pool:
        shares = list(pool.map(lambda _: milliseconds(engine, jobs // 20), range(4)))
    show("four workers at once, draining a fifth", [share for part in shares for share in part])
    show("then one", milliseconds(engine, 500))
    with engine.begin() as connection:
        connection.execute(text("UPDATE jobs SET status = 'done'"))
    show("nothing queued", [time for _ in range(200) for time in milliseconds(engine, 1)])
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM jobs"))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100_000)
