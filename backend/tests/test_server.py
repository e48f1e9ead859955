"""The web service as a process of its own: many clients at once, event streams, and how it stops."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine

from bowerbird.db.session import transaction
from bowerbird.events.publish import asset_changed
from bowerbird.events.stream import start_publishing, stop_publishing
from bowerbird.models import Asset
from bowerbird.settings import PROJECT_ROOT
from tests.fixtures_api import MadeUser

pytestmark = pytest.mark.e2e
CLIENTS = 200
STALL = 10.0
"""Seconds in which nobody at all is answered."""


@pytest.fixture
def server(database: Engine, tmp_path: Path) -> Iterator["Server"]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path / "log"
    environment = {
        **os.environ,
        "BOWERBIRD_HOME": str(tmp_path),
        "BOWERBIRD_DB_POOL_SIZE": "3",
        "PYTHONPATH": str(PROJECT_ROOT / "backend"),
    }
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "bowerbird.cli", "serve", "--host", "127.0.0.1", "--port", str(port)],
            env=environment,
            stderr=out,
            stdout=out,
        )
    url = f"http://127.0.0.1:{port}"
    until = time.monotonic() + 60
    while True:
        try:
            httpx.get(f"{url}/health/live")
            break
        except httpx.TransportError:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.1)
    yield Server(url, process, log)
    if process.poll() is None:
        process.kill()
    process.wait(10)


class Server:
    def __init__(self, url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
        self.url, self.process, self.log = url, process, log


def bearer(user: MadeUser) -> dict[str, str]:
    return {"Authorization": f"Bearer {user.api_key}"}


def test_two_hundred_clients_at_once_see_no_error_and_no_stall(server: Server, user: MadeUser) -> None:
    """Three connections serve them all. Were the actor looked up with a slot or connection of its own beside the endpoint's, this would stand still."""

    async def one(client: httpx.AsyncClient, answered: list[float]) -> None:
        for path in ("/api/v1/assets", "/api/v1/auth/session", "/api/v1/api-keys"):
            answer = await client.get(path)
            answered.append(time.monotonic())
            assert answer.status_code == 200, answer.text

    async def all_of_them() -> list[float]:
        answered = [time.monotonic()]
        limits = httpx.Limits(max_connections=CLIENTS, max_keepalive_connections=CLIENTS)
        async with httpx.AsyncClient(base_url=server.url, headers=bearer(user), timeout=120, limits=limits) as client:
            await asyncio.gather(*(one(client, answered) for _ in range(CLIENTS)))
        return answered

    answered = asyncio.run(all_of_them())
    assert len(answered) == 3 * CLIENTS + 1
    longest_silence = max(later - sooner for sooner, later in pairwise(answered))
    assert longest_silence < STALL
    assert "QueuePool" not in server.log.read_text()


class Stream:
    """An event stream, line by line."""

    def __init__(self, response: httpx.Response) -> None:
        self._lines = response.iter_lines()

    def until(self, start: str) -> str:
        return next(line for line in self._lines if line.startswith(start))

    def rest(self) -> list[str]:
        return list(self._lines)


@pytest.fixture
def publishing() -> Iterator[Callable[[uuid.UUID], uuid.UUID]]:
    """Commits a change of an asset as a worker would: in another process than the server."""
    start_publishing()

    def change(library_id: uuid.UUID) -> uuid.UUID:
        with transaction() as session:
            asset = Asset(library_id=library_id, name="x", kind="other", mime_type="text/plain", size=1, sha256=uuid.uuid4().bytes)
            session.add(asset)
            session.flush()
            asset_changed(session, library_id, asset.id, "created")
        return asset.id

    yield change
    stop_publishing()


def test_a_commit_elsewhere_reaches_the_browser_that_may_see_it(
    server: Server, make_user: Callable[[], MadeUser], publishing: Callable[[uuid.UUID], uuid.UUID]
) -> None:
    me, other = make_user(), make_user()
    with httpx.stream("GET", f"{server.url}/api/v1/events", headers=bearer(me), timeout=20) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        stream = Stream(response)
        stream.until("event: ready")
        hidden, seen = publishing(other.library_id), publishing(me.library_id)
        line = stream.until('data: {"type"')
        assert str(seen) in line
        assert str(hidden) not in line


def test_revoking_the_key_ends_its_stream(server: Server, user: MadeUser) -> None:
    with httpx.Client(base_url=server.url, headers=bearer(user), timeout=20) as client:
        (key,) = client.get("/api/v1/api-keys").json()["items"]
        with client.stream("GET", "/api/v1/events") as response:
            stream = Stream(response)
            stream.until("event: ready")
            assert client.delete(f"/api/v1/api-keys/{key['id']}").status_code == 204
            stream.rest()
        assert client.get("/api/v1/events").status_code == 401


def test_it_stops_soon_although_streams_are_open(server: Server, user: MadeUser) -> None:
    with httpx.stream("GET", f"{server.url}/api/v1/events", headers=bearer(user), timeout=20) as response:
        stream = Stream(response)
        stream.until("event: ready")
        started = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        stream.rest()
        code = server.process.wait(15)
    assert time.monotonic() - started < 10
    assert code in {0, -signal.SIGTERM}
    assert "Traceback" not in server.log.read_text()
