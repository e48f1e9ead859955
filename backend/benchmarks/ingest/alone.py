"""The same reading with nothing around it: no queue, database, storage, child process or pipe. A process for each core, since two at a time take more CPU than
one after another, here as in the import; one thread in each, each model loaded once.

It decodes what strangers made, so it runs with a bound on memory, and where a file crashes or hangs it, another goes on behind that file. Such a file counts
for nothing here, whatever it cost the import.
"""

import json
import os
import resource
import select
import subprocess
import sys
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

import bowerbird.pipeline.decoders  # noqa: F401  registers them
from bowerbird.ai import get_describer, get_text_embedder
from bowerbird.ai.contracts import CapabilityMissingError
from bowerbird.allowance import Allowance
from bowerbird.errors import StageError
from bowerbird.models import Asset
from bowerbird.pipeline import decoding
from bowerbird.pipeline.decoder import confine
from bowerbird.pipeline.decoder.child import FAILED, TOO_LARGE
from bowerbird.pipeline.handlers import HANDLERS
from bowerbird.pipeline.work import Message, Successor
from bowerbird.settings import PROJECT_ROOT, get_settings

WITHOUT_DATABASE = frozenset({"inspect", "preview", "extract", "ocr", "transcribe", "scenes", "playback", "visual"})
LIMIT_SECONDS = 120.0
"""Without a sign of progress."""
Seconds = dict[str, float]
"""CPU seconds by stage."""


class Alone:
    """The work of one file. Implements `pipeline.work.Work` and `Decoder`."""

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
        _say({})

    def commit(self, write: Callable[[Session], None], successors: Sequence[Successor] = ()) -> None:
        self.committed += successors

    def store(self, derived: Mapping[str, bytes], *, mime_type: str) -> None:
        """Nothing is kept."""

    @contextmanager
    def stream(self, name: str, path: Path | None, *, timeout: float, **arguments: Any) -> Iterator[Iterator[Message]]:
        yield _decoded(name, path, arguments)

    def call(self, name: str, path: Path | None, *, timeout: float, **arguments: Any) -> Message:
        (message,) = _decoded(name, path, arguments)
        return message


def _decoded(name: str, path: Path | None, arguments: dict[str, Any]) -> Iterator[Message]:
    """As the decoder child does it."""
    try:
        yield from decoding.run(name, path, arguments)
    except StageError:
        raise
    except MemoryError:
        raise StageError(TOO_LARGE, code="too_large") from None
    except Exception as error:
        raise StageError(FAILED, code="decoder_failed") from error


@dataclass(frozen=True, slots=True)
class Plan:
    files: Sequence[Mapping[str, Any]]
    """`path`, and `row`: columns of the asset."""
    passages: Sequence[str]
    """To embed."""
    texts: Sequence[tuple[Sequence[str], str | None]]
    """To describe, each with its language."""


def alone(plan: Plan, place: Path, processes: int) -> tuple[Seconds, list[str]]:
    """CPU seconds by stage, and the names of files that ended their process."""
    parts = [
        Plan(plan.files[first::processes], plan.passages[first::processes], plan.texts[first::processes]) for first in range(processes)
    ]
    spent: Seconds = defaultdict(float)
    fatal: list[str] = []
    with ThreadPoolExecutor(processes) as pool:
        for seconds, ended in pool.map(lambda number: _part(parts[number], place / f"plan-{number}.json"), range(processes)):
            fatal += ended
            for stage, used in seconds.items():
                spent[stage] += used
    return dict(spent), fatal


def _part(plan: Plan, file: Path) -> tuple[Seconds, list[str]]:
    file.write_text(json.dumps(asdict(plan), default=str), encoding="utf-8")
    spent: Seconds = defaultdict(float)
    fatal: list[str] = []
    following = 0
    while following <= len(plan.files):
        for unit, seconds in _run(file, following):
            following = unit + 1
            for stage, used in seconds.items():
                spent[stage] += used
        if following < len(plan.files):
            fatal.append(str(plan.files[following]["row"]["name"]))
        following += 1
    return dict(spent), fatal


def _run(plan: Path, following: int) -> Iterator[tuple[int, Seconds]]:
    """From this file on; after the last one come passages and texts. Ends early where the process does."""
    # one thread, as the workers' decoders have
    environment = {**os.environ, "PYTHONPATH": str(PROJECT_ROOT / "backend"), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    # what libraries print goes nowhere; what it says comes through another descriptor
    command = ["sh", "-c", 'exec "$@" 3>&1 >&2', "sh", sys.executable, "-P", "-m", "benchmarks.ingest.alone", str(plan), str(following)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, env=environment) as process:
        assert process.stdout
        allowance = Allowance(process.pid, LIMIT_SECONDS, descendants=True)
        rest = b""
        try:
            while not allowance.is_spent():
                if not select.select([process.stdout], [], [], 1.0)[0]:
                    continue
                data = os.read(process.stdout.fileno(), 65_536)
                if not data:
                    return
                allowance.renew()
                *lines, rest = (rest + data).split(b"\n")
                for line in lines:
                    if said := json.loads(line):
                        yield said["unit"], said["spent"]
        finally:
            process.kill()


def _say(said: Mapping[str, Any]) -> None:
    os.write(3, json.dumps(said).encode() + b"\n")


def _cpu_seconds() -> float:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _read(asset: Asset, path: Path) -> Seconds:
    spent: Seconds = defaultdict(float)
    todo = {("inspect", 0): Successor("inspect")}
    while todo:
        job = todo.pop(next(iter(todo)))
        if job.stage not in WITHOUT_DATABASE:
            continue
        work = Alone(asset, path, job)
        began = _cpu_seconds()
        successors: Sequence[Successor] = ()
        with suppress(StageError, CapabilityMissingError, MemoryError):
            successors = HANDLERS[job.stage](work).successors
        todo |= {(each.stage, each.part): each for each in (*work.committed, *successors)}  # asked for twice is done once
        spent[job.stage] += _cpu_seconds() - began
    return dict(spent)


def _embed(passages: Sequence[str]) -> Seconds:
    began = _cpu_seconds()
    embedder = get_text_embedder()
    for first in range(0, len(passages), 32):
        embedder.embed_passages(passages[first : first + 32])
        _say({})
    return {"embed": _cpu_seconds() - began}


def _describe(texts: Sequence[tuple[Sequence[str], str | None]]) -> Seconds:
    began = _cpu_seconds()
    describer = get_describer()
    for passages, language in texts:
        describer.describe(passages, lang=language)
        _say({})
    return {"describe": _cpu_seconds() - began}


def main() -> None:
    settings = get_settings()
    confine.limit_resources(memory_bytes=2 * settings.worker.child_rss_bytes, file_bytes=settings.limits.decoded_bytes)
    plan = Plan(**json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    for unit in range(int(sys.argv[2]), len(plan.files)):
        file = plan.files[unit]
        _say({"unit": unit, "spent": _read(Asset(**file["row"]), Path(file["path"]))})
    _say({"unit": len(plan.files), "spent": _embed(plan.passages) | _describe(plan.texts)})


if __name__ == "__main__":
    main()
