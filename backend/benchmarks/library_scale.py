"""Makes a library of a hundred thousand files out of the few that are in it, by SQL: `python -m benchmarks.library_scale --count 100000`.

For measuring the pages, not the pipeline: a copy has the name, date, size and thumbnail of a tile (its thumbnail a hard link to that of the file
it was copied from), and nothing to search. `cd frontend && npm run scale` runs it in a stack of its own and measures the library then.
"""

import argparse
import os
import time
import uuid

import psycopg

from bowerbird.embedded.attach import apply_environment, current_home

COPIES = """
INSERT INTO assets (id, library_id, uploaded_by, name, kind, mime_type, size, sha256, status, created_at, updated_at, captured_at,
                    width, height, duration_ms, page_count, thumbhash)
SELECT t.id, s.library_id, s.uploaded_by, 'Copy ' || t.n || ' of ' || s.name, s.kind, s.mime_type, s.size, sha256(t.id::text::bytea), 'ready', now(), now(),
       -- Ten years of days, each with none to some sixty files.
       now() - make_interval(days => (3650 * power(((t.n * 7919) % 100003) / 100003.0, 1.6))::int, secs => t.n % 50000),
       s.width, s.height, s.duration_ms, s.page_count, s.thumbhash
FROM bench t JOIN assets s ON s.id = t.source
"""
OBJECTS = """
INSERT INTO objects (key, asset_id, library_id, role, mime_type, size, sha256, state)
SELECT t.key, t.id, o.library_id, o.role, o.mime_type, o.size, o.sha256, 'stored' FROM bench t JOIN objects o ON o.key = t.thumbnail
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=100_000, help="How many files there shall be.")
    count: int = parser.parse_args().count
    apply_environment()
    objects = current_home().path / "objects"
    url = os.environ["BOWERBIRD_DB_OWNER_URL"].replace("+psycopg", "")
    started = time.perf_counter()
    with psycopg.connect(url) as connection:
        sources = connection.execute(
            "SELECT a.id, a.library_id, o.key FROM assets a JOIN objects o ON o.asset_id = a.id AND o.role = 'thumbnail' AND o.state = 'stored'"
            " WHERE a.deleted_at IS NULL AND a.thumbhash IS NOT NULL AND a.name NOT LIKE 'Copy %' ORDER BY a.id"
        ).fetchall()
        if not sources:
            raise SystemExit("There is no file with a thumbnail to copy. Import some first.")
        have = connection.execute("SELECT count(*) FROM assets WHERE deleted_at IS NULL").fetchone()
        missing = count - (have[0] if have else 0)
        connection.execute("CREATE TEMP TABLE bench (n int, id uuid, source uuid, thumbnail text, key text) ON COMMIT DROP")
        with connection.cursor().copy("COPY bench FROM STDIN") as copy:
            for n in range(missing):
                source, library, thumbnail = sources[n % len(sources)]
                copied = uuid.uuid4()
                # Beside the thumbnail that it is: a folder for each would take longer than all the rest.
                key = f"{library}/{source}/{uuid.uuid4()}"
                os.link(objects / thumbnail, objects / key)
                copy.write_row((n, copied, source, thumbnail, key))
        connection.execute(COPIES)
        connection.execute(OBJECTS)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE assets, objects")
    print(f"{max(missing, 0)} files added in {time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
