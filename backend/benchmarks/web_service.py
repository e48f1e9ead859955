"""The web service as a process of its own, on the database of BOWERBIRD_DB_URL."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from bowerbird.embedded.ports import free_port
from bowerbird.settings import PROJECT_ROOT


@dataclass(frozen=True, slots=True)
class Running:
    url: str
    pid: int


@contextmanager
def web_service(home: Path, **settings: str) -> Iterator[Running]:
    """`bowerbird serve` with these settings, ready to answer; ends with the context."""
    port = free_port()
    environment = {**os.environ, "BOWERBIRD_HOME": str(home), "PYTHONPATH": str(PROJECT_ROOT / "backend"), **settings}
    home.mkdir(parents=True, exist_ok=True)
    log = home / "service.log"
    command = [sys.executable, "-m", "bowerbird.cli", "serve", "--host", "127.0.0.1", "--port", str(port)]
    with log.open("wb") as out, subprocess.Popen(command, env=environment, stdout=out, stderr=out) as process:
        try:
            url = f"http://127.0.0.1:{port}"
            until = time.monotonic() + 120
            while not _answers(url):
                if process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError(log.read_text())
                time.sleep(0.1)
            yield Running(url, process.pid)
        finally:
            process.terminate()


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health/live").is_success
    except httpx.TransportError:
        return False
