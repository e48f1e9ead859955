"""A whole Bowerbird for one benchmark, with an empty library, driven over HTTP."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from benchmarks.judged import Judged, write_files
from bowerbird.intake.commands import upload, wait_for
from bowerbird.intake.local_files import LocalFile
from bowerbird.ops.client import ApiClient, find_address
from bowerbird.settings import Settings
from tests.e2e.stack import RunningStack

UPLOADS_AT_ONCE = 4


@dataclass(frozen=True)
class Library:
    """A collection that was imported."""

    client: ApiClient
    documents: dict[str, list[str]]
    """By asset; equal files are one asset."""
    statuses: dict[str, int]
    import_seconds: float

    def search(self, query: str, **fields: Any) -> "Answer":
        started = time.perf_counter()
        answer = self.client.post("/search", payload={"query": query, "limit": 100, **fields})
        return Answer(answer, self.documents, (time.perf_counter() - started) * 1000)


@dataclass(frozen=True)
class Answer:
    body: dict[str, Any]
    of: Mapping[str, Sequence[str]]
    milliseconds: float

    @cached_property
    def documents(self) -> list[str]:
        """In the order of the answer, whether strong or weak."""
        return [document for item in self.body["items"] for document in self.of.get(item["asset"]["id"], ())]

    @cached_property
    def strong(self) -> list[str]:
        items = [item for item in self.body["items"] if item["strength"] == "strong"]
        return [document for item in items for document in self.of.get(item["asset"]["id"], ())]


@contextmanager
def imported(judged: Judged, home: Path | None = None) -> Iterator[Library]:
    """The collection in a library of its own, for as long as the context lasts. In `home` it is kept, so that another run need not import it again."""
    place = Path(tempfile.mkdtemp(prefix="bowerbird-quality-"))
    place.chmod(0o755)  # as root the stack runs as another user, who has to get through
    kept = {name: value for name, value in os.environ.items() if name.startswith(("BOWERBIRD_MODELS_", "BOWERBIRD_SEARCH_"))}
    stack = RunningStack(home or place / "home", {"BOWERBIRD_WORKER_COUNT": "0", **kept})
    try:
        stack.cli("up", "--detach", timeout=900)  # also on a busy machine
        try:
            address = find_address(Settings(home=stack.home))
            with ApiClient(lambda: address) as client:
                started = time.monotonic()
                files = write_files(judged, place / "files")
                with ThreadPoolExecutor(UPLOADS_AT_ONCE) as pool:
                    sent = list(pool.map(lambda path: upload(client, LocalFile(path, None)), files))
                wait_for(client, sent)
                documents: dict[str, list[str]] = {}
                statuses: dict[str, int] = {}
                for document, file in zip(files.values(), sent, strict=True):
                    statuses[file.status] = statuses.get(file.status, 0) + 1
                    if file.id:
                        documents.setdefault(file.id, []).append(document)
                yield Library(client, documents, statuses, round(time.monotonic() - started, 1))
        finally:
            stack.down()
    finally:
        shutil.rmtree(place)
