"""Search at 10,000, 100,000 and 1,000,000 segments.

    python -m benchmarks.search_scale build  --segments 100000 [COLLECTION ...]     fills a database, builds its indexes
    python -m benchmarks.search_scale recall --segments 100000 [COLLECTION ...]     dense against exact search, lexical against full BM25
    python -m benchmarks.search_scale speed  --segments 100000 [COLLECTION ...]     over HTTP, beside the floor
    python -m benchmarks.search_scale purge  --segments 100000 [COLLECTION ...]     searching while a tenth is deleted for good
    python -m benchmarks.search_scale serve                                         keeps its Postgres running

Each prints JSON. Everything is kept under --home: a Postgres of its own, one database for each size, vectors of the real text. COLLECTION is a folder in
BEIR's layout, whose text and queries are used first; without one the documentation in the installed packages is all there is.
"""

import argparse
import json
import os
import signal
import time
from pathlib import Path
from typing import Any

from benchmarks.search_scale import build, purge, recall, speed
from benchmarks.search_scale.corpus import corpus, vectors_of
from benchmarks.search_scale.server import connect, server, superuser_url
from bowerbird.db.engine import get_engine


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("build", "recall", "speed", "purge", "serve"))
    parser.add_argument("collections", type=Path, nargs="*", metavar="COLLECTION")
    parser.add_argument("--segments", type=int, default=100_000, help="of the largest library")
    parser.add_argument("--passages", type=int, default=10_000, help="of real text, embedded once")
    parser.add_argument("--queries", type=int, help="200; for speed 1,500")
    parser.add_argument("--home", type=Path, default=Path("/tmp/bowerbird-scale"))
    arguments = parser.parse_args()
    with server(arguments.home) as postgres:
        if arguments.what == "serve":
            signal.sigwait({signal.SIGINT, signal.SIGTERM})
            return
        database = f"scale_{arguments.segments}"
        connect(postgres, database)
        queries = arguments.queries or (1_500 if arguments.what == "speed" else 200)
        held = corpus(arguments.collections, passages=arguments.passages, queries=queries, cache=build.cache_of(arguments.home))
        report: dict[str, Any] = {"load": os.getloadavg()[0], "began": time.strftime("%H:%M:%S")}
        if arguments.what == "build":
            report |= build.build(superuser_url(postgres, database), held, arguments.segments, build.cache_of(arguments.home))
        elif arguments.what == "recall":
            report["cases"] = recall.run(superuser_url(postgres, database), held.queries)
        elif arguments.what == "speed":
            report |= speed.run(arguments.home, postgres, held, vectors_of(held, build.cache_of(arguments.home)))
        elif arguments.what == "purge":
            report |= purge.run(arguments.home, superuser_url(postgres, database), held.queries)
        report["bytes"] = build.sizes()
        get_engine().dispose()
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
