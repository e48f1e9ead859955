"""Many small files, and what must hold of them after any number of kills. Used by the test and by benchmarks/chaos.py."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from PIL import Image, ImageDraw, ImageFont

from bowerbird.embedded.home import Home
from bowerbird.embedded.privileges import LaunchPlan
from bowerbird.embedded.stack import DATABASE, Stack
from tests.e2e.stack import RunningStack

VICTIMS = ("worker-fast", "worker-all", "valkey", "postgres", "api")
"""Processes that are killed, one after another and all at once."""
PLACES = ("harbour", "orchard", "library", "station", "bakery", "lighthouse", "quarry", "mill", "market", "observatory")
THINGS = ("ledger", "violin", "compass", "kettle", "telescope", "bicycle", "lantern", "anchor", "clock", "typewriter")


def make_files(directory: Path, count: int) -> None:
    """Text, Markdown, HTML and, one in ten, a picture of a line of text; no two have the same bytes."""
    directory.mkdir()
    for number in range(count):
        place, thing = PLACES[number % 10], THINGS[number // 10 % 10]
        sentence = f"The {thing} number {number} was left at the {place} and nobody has asked for it since."
        name = directory / f"{number:03} {place}"
        if number % 10 == 9:
            picture = Image.new("RGB", (640, 120), "white")
            ImageDraw.Draw(picture).text((20, 40), f"{thing.upper()} NUMBER {number}", "black", ImageFont.load_default(32))
            picture.save(name.with_suffix(".png"))
        elif number % 3 == 0:
            name.with_suffix(".txt").write_text(sentence * 3 + "\n")
        elif number % 3 == 1:
            name.with_suffix(".md").write_text(f"# The {thing} {number}\n\n{sentence}\n")
        else:
            name.with_suffix(".html").write_text(f"<!doctype html><title>The {thing} {number}</title><p>{sentence}</p>\n")


@contextmanager
def rows(stack: RunningStack) -> Iterator[psycopg.Connection]:
    home = Home(stack.home)
    running = stack.runtime()
    database = Stack(home, home.secrets(), running.host, running.ports, LaunchPlan()).postgres
    with psycopg.connect(database.url("postgres", database.password, DATABASE)) as connection:
        yield connection


def finished(stack: RunningStack) -> int:
    """How many files are no longer being processed; -1 while the database does not answer."""
    try:
        with rows(stack) as connection:
            found = connection.execute("SELECT count(*) FROM assets WHERE status <> 'processing'").fetchone()
    except psycopg.OperationalError:
        return -1
    assert found is not None
    return int(found[0])


def violations(stack: RunningStack, count: int) -> list[str]:
    """What does not hold: every file is there and ready once, with its passages, vectors and thumbnail once, and no job is left."""
    checks = {
        "files": ("SELECT count(*) FROM assets WHERE deleted_at IS NULL", count),
        "different files": ("SELECT count(DISTINCT sha256) FROM assets", count),
        "files not ready": ("SELECT count(*) FROM assets WHERE status <> 'ready'", 0),
        "jobs not done": ("SELECT count(*) FROM jobs WHERE status NOT IN ('done', 'skipped')", 0),
        "claims held": ("SELECT count(*) FROM jobs WHERE claim_id IS NOT NULL AND status = 'running'", 0),
        "files without a passage": ("SELECT count(*) FROM assets a WHERE NOT EXISTS (SELECT FROM segments s WHERE s.asset_id = a.id)", 0),
        "passages that come twice": (
            "SELECT count(*) FROM (SELECT FROM segments GROUP BY asset_id, source, ordinal HAVING count(*) > 1) AS twice",
            0,
        ),
        "passages without a vector": (
            # of a picture that says nothing of itself only the colours are known
            "SELECT count(*) FROM segments s WHERE source <> 'picture' AND NOT EXISTS (SELECT FROM embeddings e WHERE e.segment_id = s.id)",
            0,
        ),
        "files whose objects are not one of each role": (
            "SELECT count(*) FROM (SELECT FROM objects GROUP BY asset_id, role HAVING count(*) > 1) AS twice",
            0,
        ),
        "originals": ("SELECT count(*) FROM objects WHERE role = 'original' AND state = 'stored'", count),
    }
    found = []
    with rows(stack) as connection:
        for what, (query, wanted) in checks.items():
            row = connection.execute(query.encode()).fetchone()
            if row is None or row[0] != wanted:
                found.append(f"{what}: {row and row[0]}, not {wanted}")
        if found:
            found += [
                str(row)
                for row in connection.execute(
                    "SELECT subject_id, stage, status, attempts, lost, error_code, error_detail FROM jobs WHERE status NOT IN ('done', 'skipped') LIMIT 20"
                )
            ]
    return found
