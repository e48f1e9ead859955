"""How fast a folder becomes searchable, and how much of the machine's time went into reading it: `make bench-ingest DATA=dir`.

A stack of its own imports the folder. Then, in the same run, this process alone has the same files decoded and embedded again, without queue, database or
storage, and counts its CPU seconds. Efficiency is these seconds / (wall seconds of the import x cores used); what is missing to 1 went into everything else.
Cores used are those that the workers could use: one each, at most as many as there are.
"""

import json
import os
import resource
import shutil
import sys
import tempfile
import threading
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg
from sqlalchemy.orm import Session

import bowerbird.pipeline.decoders  # noqa: F401  registers them
from bowerbird.ai import get_text_embedder
from bowerbird.ai.contracts import CapabilityMissingError
from bowerbird.db.roles import OWNER
from bowerbird.embedded.home import Home
from bowerbird.embedded.privileges import LaunchPlan
from bowerbird.embedded.stack import DATABASE, Stack
from bowerbird.errors import StageError
from bowerbird.models import Asset
from bowerbird.pipeline import decoding
from bowerbird.pipeline.handlers import HANDLERS
from bowerbird.pipeline.work import Message, Successor
from bowerbird.settings import MIB
from tests.e2e.stack import RunningStack

WORKERS = 2
WITHOUT_DATABASE = frozenset({"inspect", "preview", "extract", "ocr", "transcribe", "scenes", "playback", "visual"})


class Alone:
    """The work of one file with nothing around it. Implements `pipeline.work.Work` and `Decoder`."""

    storage: Any = None

    def __init__(self, asset: Asset, path: Path, job: Successor) -> None:
        self.asset, self.path, self.job = asset, path, job
        self.run_id = uuid.uuid4()
        self.decoder = self
        self.committed: list[Successor] = []

    @property
    def part(self) -> int:
        return self.job.part

    @property
    def input(self) -> Mapping[str, Any]:
        return self.job.input

    def original(self) -> Any:
        return nullcontext(self.path)

    def progress(self, done: int, total: int | None = None, unit: str = "") -> None:
        """Nobody looks."""

    def commit(self, write: Callable[[Session], None], successors: Sequence[Successor] = ()) -> None:
        self.committed += successors

    def store(self, role: str, data: bytes, *, mime_type: str) -> None:
        """Nothing is kept."""

    @contextmanager
    def stream(self, name: str, path: Path | None, *, timeout: float, **arguments: Any) -> Iterator[Iterator[Message]]:
        yield decoding.run(name, path, arguments)

    def call(self, name: str, path: Path | None, *, timeout: float, **arguments: Any) -> Message:
        (message,) = decoding.run(name, path, arguments)
        return message


class Watch:
    """The most memory of each process of a stack, by name; a worker's decoder beside it."""

    def __init__(self, stack: RunningStack) -> None:
        self.most: dict[str, int] = defaultdict(int)
        self._processes = {name: psutil.Process(pid) for name, pid in stack.pids().items()}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(0.25):
            for name, process in self._processes.items():
                self._look(name, process)
                if name.startswith("worker"):
                    for child in process.children():
                        self._look(f"{name} decoder", child)

    def _look(self, name: str, process: psutil.Process) -> None:
        try:
            self.most[name] = max(self.most[name], process.memory_info().rss)
        except psutil.Error:
            return


def cpu_by_process(stack: RunningStack) -> dict[str, float]:
    """CPU seconds of each child of the supervisor with all that it has started, also what has ended since."""
    found = {}
    for name, pid in stack.pids().items():
        tree = [psutil.Process(pid), *(psutil.Process(pid).children(recursive=True) if name != "supervisor" else ())]
        found[name] = 0.0
        for process in tree:
            with suppress(psutil.Error):
                times = process.cpu_times()
                ended = 0.0 if name == "supervisor" else times.children_user + times.children_system
                found[name] += times.user + times.system + ended
    return found


def cpu_seconds() -> float:
    return sum(
        usage.ru_utime + usage.ru_stime for usage in (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def alone(files: Sequence[tuple[Path, dict[str, Any]]], passages: Sequence[str]) -> dict[str, float]:
    """CPU seconds of each stage."""
    spent: dict[str, float] = defaultdict(float)
    for path, row in files:
        asset = Asset(**row)
        todo = [Successor("inspect")]
        while todo:
            job = todo.pop(0)
            if job.stage not in WITHOUT_DATABASE:
                continue
            work = Alone(asset, path, job)
            began = cpu_seconds()
            with suppress(StageError, CapabilityMissingError):
                todo += HANDLERS[job.stage](work).successors
            todo += work.committed
            spent[job.stage] += cpu_seconds() - began
    began = cpu_seconds()
    embedder = get_text_embedder()
    for first in range(0, len(passages), 32):
        embedder.embed_passages(passages[first : first + 32])
    spent["embed"] = cpu_seconds() - began
    return dict(spent)


def main() -> int:
    data = Path(sys.argv[1]).resolve()
    place = Path(tempfile.mkdtemp(prefix="bowerbird-ingest-"))
    place.chmod(0o755)
    stack = RunningStack(place / "data")
    stack.cli("up", "--detach", timeout=900)  # also on a busy machine
    try:
        before, began = cpu_by_process(stack), time.monotonic()
        with Watch(stack) as watch:
            said = stack.cli("import", "--wait", "--json", data, check=False, timeout=24 * 3600)
        wall = time.monotonic() - began
        used = {name: seconds - before.get(name, 0.0) for name, seconds in cpu_by_process(stack).items()}
        imported = {file["id"]: Path(file["path"]) for file in json.loads(said.stdout)["files"] if file["id"]}
        rows, passages, slowest = look_up(database_url(stack), list(imported))
    finally:
        stack.down()
    report(rows, wall, watch.most, busy(stack))
    if slowest:
        print(slowest)
    files = [(imported[str(row["id"])], row) for row in rows]
    spent = alone(files, passages)
    shutil.rmtree(place)
    cores = min(WORKERS, os.cpu_count() or 1)
    print(
        "CPU of the import:  " + "  ".join(f"{name} {seconds:.1f} s" for name, seconds in sorted(used.items(), key=lambda pair: -pair[1]))
    )
    print("CPU alone:  " + "  ".join(f"{stage} {seconds:.1f} s" for stage, seconds in sorted(spent.items(), key=lambda pair: -pair[1])))
    print(f"efficiency  {sum(spent.values()):.1f} s / ({wall:.1f} s x {cores} cores) = {sum(spent.values()) / (wall * cores):.2f}")
    print(
        f"of the CPU time that the import took {sum(spent.values()) / (sum(used.values()) or 1):.2f}, which a busy machine does not change"
    )
    return 0


def database_url(stack: RunningStack) -> str:
    home, runtime = Home(stack.home), stack.runtime()
    secrets = home.secrets()
    return Stack(home, secrets, runtime.host, runtime.ports, LaunchPlan()).postgres.url(OWNER, secrets.owner, DATABASE)


def look_up(url: str, ids: list[str]) -> tuple[list[dict[str, Any]], list[str], str]:
    """The assets, the passages that were embedded, and how soon the longest document could be searched."""
    with psycopg.connect(url) as connection:
        cursor = connection.execute(
            "SELECT id, library_id, name, kind, mime_type, size, status, page_count, duration_ms, details FROM assets WHERE id = ANY(%s::uuid[])",
            (ids,),
        )
        names = [column.name for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor]
        passages = [
            text
            for (text,) in connection.execute(
                "SELECT DISTINCT s.text FROM segments s JOIN embeddings e ON e.segment_id = s.id WHERE s.text <> ''"
            )
        ]
        longest = connection.execute(
            "SELECT a.name, a.page_count, extract(epoch FROM min(j.started_at) - a.created_at),"
            " extract(epoch FROM min(s.created_at) - min(j.started_at)), extract(epoch FROM max(s.created_at) - min(j.started_at))"
            " FROM assets a JOIN segments s ON s.asset_id = a.id JOIN jobs j ON j.subject_id = a.id AND j.stage = 'extract'"
            " WHERE a.page_count > 100 GROUP BY a.id ORDER BY a.page_count DESC LIMIT 1"
        ).fetchone()
    said = (
        f"{longest[0]}: {longest[1]:,} pages; reading began {longest[2]:.1f} s after upload,"
        f" the first passages could be searched {longest[3]:.1f} s later, the last after {longest[4]:.1f} s"
        if longest
        else ""
    )
    return rows, passages, said


def busy(stack: RunningStack) -> dict[str, float]:
    """Worker seconds by asset id."""
    spent: dict[str, float] = defaultdict(float)
    for log in (stack.home / "logs").glob("worker*.log"):
        for line in log.read_text(errors="replace").splitlines():
            if '"job_done"' in line:
                entry = json.loads(line)
                spent[entry["asset_id"]] += entry["seconds"]
    return spent


def report(rows: Sequence[Mapping[str, Any]], wall: float, most: Mapping[str, int], spent: Mapping[str, float]) -> None:
    statuses: dict[str, int] = defaultdict(int)
    kinds: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        statuses[row["status"]] += 1
        kinds[row["kind"]].append(row)
    total = sum(row["size"] for row in rows)
    print(
        f"{len(rows)} files, {total / MIB:.1f} MiB in {wall:.1f} s: {len(rows) / wall * 60:.0f} files/minute, {total / MIB / wall:.2f} MiB/s"
    )
    print("  ".join(f"{count} {status}" for status, count in sorted(statuses.items())))
    everything = sum(spent.values()) or 1.0
    print(f"{'kind':10} {'files':>6} {'MiB':>8} {'files/min':>10} {'MiB/s':>8}   while the workers were at that kind")
    for kind, members in sorted(kinds.items()):
        share = wall * sum(spent.get(str(row["id"]), 0.0) for row in members) / everything or 1e-9
        size = sum(row["size"] for row in members) / MIB
        print(f"{kind:10} {len(members):6} {size:8.1f} {len(members) / share * 60:10.0f} {size / share:8.2f}")
    print("peak memory  " + "  ".join(f"{name} {used / MIB:.0f} MiB" for name, used in sorted(most.items())))


if __name__ == "__main__":
    sys.exit(main())
