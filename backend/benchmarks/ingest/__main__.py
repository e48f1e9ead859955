"""How fast a folder becomes searchable, and how much of the machine's time went into reading it: `make bench-ingest DATA=dir [MORE="--sample 4"]`.

A stack of its own imports the folder. Then, in the same run, a process for each core has the same files, and those that came out of them, decoded and
embedded again, with nothing around (alone.py). Efficiency is their CPU seconds / (wall seconds of the import x cores); what is missing to 1 went into
everything else: the queue, the database, the service, processes and models that start, files that were tried in vain, cores that had
nothing to do, and other programs.
"""

import argparse
import json
import resource
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil
import psycopg
from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.ingest.alone import Plan, alone
from benchmarks.ingest.watch import Watch, cpu_by_process
from bowerbird.db.engine import make_engine
from bowerbird.db.roles import OWNER
from bowerbird.embedded.home import Home
from bowerbird.embedded.privileges import LaunchPlan
from bowerbird.embedded.stack import DATABASE, Stack, cores
from bowerbird.intake.local_files import walk
from bowerbird.models import Segment
from bowerbird.pipeline.describe.handler import MAX_PASSAGES, main_language
from bowerbird.pipeline.describe.repository import languages, sampled_texts
from bowerbird.pipeline.embed.handler import passage_of
from bowerbird.pipeline.embed.repository import Unembedded
from bowerbird.pipeline.segments import PICTURE
from bowerbird.settings import MIB, get_settings
from tests.e2e.stack import RunningStack


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--sample", type=int, default=1, metavar="N", help="every N-th file of each folder in it")
    arguments = parser.parse_args()
    place = Path(tempfile.mkdtemp(prefix="bowerbird-ingest-"))
    place.chmod(0o755)
    stack = RunningStack(place / "data", settings={"BOWERBIRD_WORKER_COUNT": "0"})
    stack.cli("up", "--detach", timeout=900)  # also on a busy machine
    try:
        before, client, idle, began = cpu_by_process(stack), _cpu_of_children(), _idle(), time.monotonic()
        with Watch(stack) as watch:
            ended = stack.cli("import", "--wait", "--json", *sample(arguments.data, arguments.sample), check=False, timeout=24 * 3600)
        wall, idle = time.monotonic() - began, _idle() - idle
        used = {name: seconds - before.get(name, 0.0) for name, seconds in cpu_by_process(stack).items()}
        used["client"] = _cpu_of_children() - client
        imported = [file for file in json.loads(ended.stdout)["files"] if file["id"]]
        plan, slowest = look_up(database_url(stack), place / "data" / "objects")
    finally:
        stack.down()
    print(f"{len(imported)} files, {len(imported) - len({file['id'] for file in imported})} of them known already")
    report([file["row"] for file in plan.files], wall, watch.most, stack)
    if slowest:
        print(slowest)
    spent, fatal = alone(plan, place, cores())
    shutil.rmtree(place)
    if fatal:
        print(f"ended the process that reads alone, and count for nothing: {', '.join(fatal)}")
    print("CPU of the import:  " + _seconds(used))
    print("CPU alone:          " + _seconds(spent))
    useful, busy, there = sum(spent.values()), sum(used.values()), wall * cores()
    print(f"efficiency  {useful:.1f} s / ({wall:.1f} s x {cores()} cores) = {useful / there:.2f}")
    print(f"the cores were busy with the import {busy / there:.2f} of the time; of that time {useful / busy:.2f} was reading")
    print(f"they had nothing to do {idle / there:.2f} of the time, and the rest went to other programs")
    return 0


def sample(data: Path, every: int) -> list[Path]:
    folders: dict[str, list[Path]] = defaultdict(list)
    for file in walk([data]):
        folders[(file.relative or "").split("/")[1]].append(file.path)
    return [data.resolve()] if every == 1 else [path for files in folders.values() for path in files[::every]]


def _cpu_of_children() -> float:
    """Of those that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _idle() -> float:
    """Seconds of all cores together in which nobody wanted them."""
    times = psutil.cpu_times()
    return float(times.idle + getattr(times, "iowait", 0.0))


def _seconds(by_name: Mapping[str, float]) -> str:
    return "  ".join(f"{name} {seconds:.1f} s" for name, seconds in sorted(by_name.items(), key=lambda pair: -pair[1]))


def database_url(stack: RunningStack) -> str:
    home, runtime = Home(stack.home), stack.runtime()
    secrets = home.secrets()
    return Stack(home, secrets, runtime.host, runtime.ports, LaunchPlan()).postgres.url(OWNER, secrets.owner, DATABASE)


def look_up(url: str, objects: Path) -> tuple[Plan, str]:
    """All assets with their bytes, the passages that were embedded, the texts that were described; and how soon the longest document could be searched."""
    with psycopg.connect(url) as connection:
        cursor = connection.execute(
            "SELECT o.key, a.id, a.library_id, a.name, a.kind, a.mime_type, a.size, a.status, a.error_code, a.page_count, a.duration_ms, a.details"
            " FROM assets a JOIN objects o ON o.asset_id = a.id AND o.role = 'original' AND o.state = 'stored' ORDER BY a.id"
        )
        names = [column.name for column in cursor.description or ()][1:]
        files = [{"path": str(objects / key), "row": dict(zip(names, row, strict=True))} for key, *row in cursor]
        embedded = connection.execute(
            "SELECT DISTINCT s.asset_id, s.batch, s.text, s.heading FROM segments s JOIN embeddings e ON e.segment_id = s.id WHERE s.text <> ''"
        )
        passages = [passage_of(Unembedded(asset_id, text, heading)) for asset_id, _, text, heading in embedded]
        longest = connection.execute(
            "SELECT a.name, a.page_count, extract(epoch FROM min(j.started_at) - a.created_at),"
            " extract(epoch FROM min(s.created_at) - min(j.started_at)), extract(epoch FROM max(s.created_at) - min(j.started_at))"
            " FROM assets a JOIN segments s ON s.asset_id = a.id JOIN jobs j ON j.subject_id = a.id AND j.stage = 'extract'"
            " WHERE a.page_count > 100 GROUP BY a.id ORDER BY a.page_count DESC LIMIT 1"
        ).fetchone()
    with Session(make_engine(get_settings().db, url=url, pool_size=1)) as session:
        described = session.scalars(select(Segment.asset_id).where(Segment.source != PICTURE).distinct()).all()
        texts = [(sampled_texts(session, each, MAX_PASSAGES), main_language(languages(session, each))) for each in described]
    said = (
        f"{longest[0]}: {longest[1]:,} pages; reading began {longest[2]:.1f} s after upload,"
        f" the first passages could be searched {longest[3]:.1f} s later, the last after {longest[4]:.1f} s"
        if longest
        else ""
    )
    return Plan(files, passages, texts), said


def jobs_done(stack: RunningStack) -> list[dict[str, Any]]:
    """What the workers said of each job that ended well."""
    found = []
    for log in (stack.home / "logs").glob("worker*.log"):
        found += [json.loads(line) for line in log.read_text(errors="replace").splitlines() if '"job_done"' in line]
    return found


def report(rows: Sequence[Mapping[str, Any]], wall: float, most: Mapping[str, int], stack: RunningStack) -> None:
    outcomes: dict[str, int] = defaultdict(int)
    kinds: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    by_asset: dict[str, float] = defaultdict(float)
    by_stage: dict[str, float] = defaultdict(float)
    for row in rows:
        outcomes[f"{row['status']} ({row['error_code']})" if row["error_code"] else row["status"]] += 1
        kinds[row["kind"]].append(row)
    for job in jobs_done(stack):
        by_asset[job["asset_id"]] += job["seconds"]
        by_stage[job["stage"]] += job["seconds"]
    total = sum(row["size"] for row in rows)
    print(
        f"{len(rows)} assets, {total / MIB:.1f} MiB in {wall:.1f} s: {len(rows) / wall * 60:.0f} files/minute, {total / MIB / wall:.2f} MiB/s"
    )
    print("  ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items(), key=lambda pair: -pair[1])))
    everything = sum(by_asset.values()) or 1.0
    print(f"{'kind':10} {'files':>6} {'MiB':>8} {'files/min':>10} {'MiB/s':>8}   while the workers were at that kind")
    for kind, members in sorted(kinds.items()):
        share = wall * sum(by_asset.get(str(row["id"]), 0.0) for row in members) / everything or 1e-9
        size = sum(row["size"] for row in members) / MIB
        print(f"{kind:10} {len(members):6} {size:8.1f} {len(members) / share * 60:10.0f} {size / share:8.2f}")
    print("time of the workers' jobs:  " + _seconds(by_stage))
    print("peak memory  " + "  ".join(f"{name} {used / MIB:.0f} MiB" for name, used in sorted(most.items())))


if __name__ == "__main__":
    sys.exit(main())
