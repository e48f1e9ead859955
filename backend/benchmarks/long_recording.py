"""How much memory a recording of hours takes, in the worker and in its decoder.

    python -m benchmarks.long_recording SOURCE [--minutes 120] [--stages inspect preview transcribe scenes playback]

Repeats SOURCE, a short recording or film, without encoding it anew until it is that long, sends it through the stages with the real decoder child and a
database of its own, and prints as JSON what the kernel says (Linux) of both processes.
"""

import argparse
import json
import os
import secrets
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
from alembic import command
from alembic.config import Config
from sqlalchemy import func, select

from benchmarks.peak_memory import peak, reset_peak
from bowerbird.db import roles
from bowerbird.db.session import transaction
from bowerbird.models import Asset, Segment
from bowerbird.pipeline.decoder import get_decoder
from bowerbird.pipeline.playback.ffmpeg import programs
from bowerbird.settings import MIB, PROJECT_ROOT, get_settings
from bowerbird.storage.filesystem import FilesystemStorage
from tests.factories.pipeline import Ran, keep_file, run_stages
from tests.servers import ensure_servers

STAGES = ("inspect", "preview", "transcribe", "scenes", "playback")


def repeated(source: Path, target: Path, minutes: float) -> Path:
    """Without encoding it anew."""
    ffmpeg = [
        programs()[0],
        "-v",
        "error",
        "-nostdin",
        "-stream_loop",
        "-1",
        "-i",
        str(source),
        "-t",
        str(minutes * 60),
        "-c",
        "copy",
        str(target),
    ]
    subprocess.run(ffmpeg, check=True)
    return target


@dataclass(frozen=True, slots=True)
class Measured:
    """Bytes and seconds."""

    ran: Ran
    seconds: float
    rss_before: dict[str, int]
    rss_peak: dict[str, int]

    def growth(self, process: str) -> int:
        """Of the `worker` or the `decoder`."""
        return self.rss_peak[process] - self.rss_before[process]


def measure(path: Path, storage: FilesystemStorage, stages: frozenset[str]) -> Measured:
    """Stages in this process, decoders in their child, which runs already when another recording went before."""
    asset, key = keep_file(path, storage)
    decoder = get_decoder()
    pids = {"worker": os.getpid()} | ({"decoder": decoder.pid} if decoder.pid else {})
    before = {"decoder": 0} | {process: reset_peak(pid) for process, pid in pids.items()}
    began = time.monotonic()
    ran = run_stages(asset, key, storage, stages=stages, decoder=decoder)
    seconds = time.monotonic() - began
    assert decoder.pid is not None
    after = {process: peak(pid) for process, pid in (("worker", os.getpid()), ("decoder", decoder.pid))}
    return Measured(ran, seconds, before, after)


def _report(measured: Measured) -> dict[str, Any]:
    asset, decoder = measured.ran.asset, get_decoder()
    assert asset is not None
    used = psutil.Process(decoder.pid).cpu_times()
    return {
        "file_bytes": asset.size,
        "minutes": round((asset.duration_ms or 0) / 60_000, 1),
        "seconds": round(measured.seconds, 1),
        "cpu_seconds": {"worker": round(time.process_time(), 1), "decoder": round(used.user + used.system, 1)},
        "rss_mib": {
            process: {"before": rss // MIB, "peak": measured.rss_peak[process] // MIB} for process, rss in measured.rss_before.items()
        },
        **_outcome(measured.ran, asset),
    }


def _outcome(ran: Ran, asset: Asset) -> dict[str, Any]:
    with transaction() as session:
        query = select(Segment.source, func.count(), func.max(Segment.end_ms)).where(Segment.asset_id == asset.id).group_by(Segment.source)
        segments = {source: {"count": count, "last_ms": last} for source, count, last in session.execute(query)}
    return {
        "parts": sum(stage == "transcribe" for stage, _ in ran.outcomes),
        "segments": segments,
        "scenes": len(asset.details.get("scenes", [])),
        "stored_bytes": {role: len(data) for role, data in ran.stored.items()},
        "errors": [error.detail for error in ran.errors.values()],
    }


def _own_database() -> None:
    ensure_servers()
    superuser = os.environ["BOWERBIRD_TEST_PG"]
    name, password = f"bowerbird_bench_{os.getpid()}", secrets.token_hex(8)
    roles.ensure_roles(superuser, owner_password=password, app_password=password)
    roles.ensure_database(superuser, name)
    parts = urlsplit(superuser)
    for setting, role in (("BOWERBIRD_DB_URL", roles.APP), ("BOWERBIRD_DB_OWNER_URL", roles.OWNER)):
        os.environ[setting] = f"postgresql://{role}:{password}@{parts.hostname}:{parts.port}/{name}"
    os.environ["BOWERBIRD_ENVIRONMENT"] = "test"
    get_settings.cache_clear()
    command.upgrade(Config(str(PROJECT_ROOT / "backend" / "alembic.ini")), "head")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--stages", nargs="+", choices=STAGES, default=list(STAGES))
    arguments = parser.parse_args()
    _own_database()
    with tempfile.TemporaryDirectory() as folder:
        path = repeated(arguments.source, Path(folder) / f"long{arguments.source.suffix}", arguments.minutes)
        print(json.dumps(_report(measure(path, FilesystemStorage(Path(folder) / "objects"), frozenset(arguments.stages))), indent=2))


if __name__ == "__main__":
    main()
