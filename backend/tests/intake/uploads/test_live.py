"""Resumable uploads over real connections: the real tus-js-client, networks that break, and servers that are killed."""

import hashlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import Engine, func, select, update

from bowerbird.db.session import transaction
from bowerbird.embedded.ports import free_port
from bowerbird.models import Asset, Upload
from bowerbird.settings import MIB, PROJECT_ROOT
from bowerbird.storage import ObjectStorage
from tests.fixtures_api import MadeUser
from tests.intake.uploads.conftest import TUS, URL, metadata

FRONTEND = PROJECT_ROOT / "frontend"
NODE = shutil.which("node")
needs_node = pytest.mark.skipif(
    NODE is None or not (FRONTEND / "node_modules" / "tus-js-client").is_dir(), reason="node or tus-js-client is not here"
)
DATA = (b"A bower of blue things. " * 800_000)[: 13 * MIB + 11]


def wait_until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 30
    while not true():
        assert time.monotonic() < until
        time.sleep(0.02)


def stored_offset() -> int:
    with transaction() as session:
        return session.scalars(select(Upload.offset)).one()


def begin(url: str, user: MadeUser, size: int) -> str:
    headers = {**TUS, "Authorization": f"Bearer {user.api_key}", "Upload-Length": str(size), "Upload-Metadata": metadata(filename="a")}
    answer = httpx.post(f"{url}{URL}", headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.headers["location"]


def patch(url: str, location: str, user: MadeUser, offset: int, data: bytes) -> httpx.Response:
    headers = {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream", "Authorization": f"Bearer {user.api_key}"}
    return httpx.patch(f"{url}{location}", headers={**TUS, **headers}, content=data, timeout=60)


class HalfSent:
    """A PATCH that has sent some of the bytes that it promised."""

    def __init__(self, url: str, location: str, user: MadeUser, data: bytes, promised: int) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
        self.connection.putrequest("PATCH", location)
        headers = {**TUS, "Authorization": f"Bearer {user.api_key}", "Upload-Offset": "0", "Content-Length": str(promised)}
        for name, value in {**headers, "Content-Type": "application/offset+octet-stream"}.items():
            self.connection.putheader(name, value)
        self.connection.endheaders()
        self.connection.send(data)


def node(url: str, user: MadeUser, file: Path, **more: Any) -> subprocess.CompletedProcess[str]:
    wanted = {"file": str(file), "endpoint": f"{url}{URL}", "key": user.api_key, "name": "bower.txt", "chunk": 6 * MIB, **more}
    assert NODE is not None
    script = Path(__file__).with_name("tus_client.mjs")
    return subprocess.run([NODE, str(script), str(FRONTEND), json.dumps(wanted)], capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "bower.txt"
    path.write_bytes(DATA)
    return path


@needs_node
def test_tus_js_client_uploads_and_resumes_after_it_was_killed(
    each_storage: ObjectStorage, live_url: str, user: MadeUser, file: Path
) -> None:
    cut = node(live_url, user, file, dieAt=7 * MIB)
    assert cut.returncode == -signal.SIGKILL, cut.stderr
    location = json.loads(cut.stdout)["url"]
    wait_until(lambda: stored_offset() >= 6 * MIB)
    kept = stored_offset()
    whole = node(live_url, user, file, resume=location)
    assert whole.returncode == 0, whole.stderr
    done = json.loads(whole.stdout)
    assert done["requests"][0] == "HEAD 200"
    assert not any(request.startswith("POST") for request in done["requests"])
    assert kept < len(DATA)
    headers = {"Authorization": f"Bearer {user.api_key}"}
    asset = httpx.get(f"{live_url}/api/v1/assets/{done['asset']}", headers=headers).json()
    assert (asset["name"], asset["path"]) == ("bower.txt", "folder/bower.txt")
    assert asset["sha256"] == hashlib.sha256(DATA).hexdigest()
    assert httpx.get(f"{live_url}/api/v1/assets/{done['asset']}/original", headers=headers).content == DATA


@needs_node
def test_tus_js_client_need_not_send_what_is_known(live_url: str, user: MadeUser, file: Path) -> None:
    first = json.loads(node(live_url, user, file).stdout)
    assert (first["duplicate"], first["requests"]) == ("false", ["POST 201", "PATCH 204", "PATCH 204", "PATCH 204"])
    again = json.loads(node(live_url, user, file, sha256=hashlib.sha256(DATA).hexdigest()).stdout)
    assert (again["asset"], again["duplicate"], again["requests"]) == (first["asset"], "true", ["POST 201"])


def test_what_arrived_before_the_network_broke_is_kept(each_storage: ObjectStorage, live_url: str, user: MadeUser) -> None:
    location = begin(live_url, user, len(DATA))
    half = HalfSent(live_url, location, user, DATA[: 9 * MIB + 5], len(DATA))
    wait_until(lambda: stored_offset() > 0)
    half.connection.sock.shutdown(socket.SHUT_RDWR)
    half.connection.close()
    wait_until(lambda: stored_offset() == 9 * MIB + 5)
    wait_until(lambda: patch(live_url, location, user, 9 * MIB + 5, DATA[9 * MIB + 5 :]).status_code == 204)
    with transaction() as session:
        assert session.scalars(select(Asset.sha256)).one() == hashlib.sha256(DATA).digest()


def test_a_second_request_is_turned_away_while_one_writes(live_url: str, user: MadeUser, object_storage: ObjectStorage) -> None:
    location = begin(live_url, user, len(DATA))
    half = HalfSent(live_url, location, user, DATA[: 9 * MIB], len(DATA))
    wait_until(lambda: stored_offset() > 0)
    second = patch(live_url, location, user, stored_offset(), b"x")
    assert (second.status_code, second.json()["code"]) == (423, "upload_locked")
    half.connection.send(DATA[9 * MIB :])
    answer = half.connection.getresponse()
    assert (answer.status, answer.headers["Upload-Offset"]) == (204, str(len(DATA)))
    half.connection.close()
    with transaction() as session:
        assert session.scalars(select(Asset.sha256)).one() == hashlib.sha256(DATA).digest()


@pytest.fixture
def killable(
    each_storage: ObjectStorage, database: Engine, database_url: str
) -> Iterator[Callable[[], tuple[str, subprocess.Popen[bytes]]]]:
    """Starts the service as a process of its own."""
    running: list[subprocess.Popen[bytes]] = []
    assert database_url

    def start() -> tuple[str, subprocess.Popen[bytes]]:
        port = free_port()
        command = [sys.executable, "-m", "uvicorn", "bowerbird.main:app", "--port", str(port), "--log-level", "warning"]
        running.append(
            subprocess.Popen(
                command, cwd=PROJECT_ROOT / "backend", env=os.environ.copy(), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
            )
        )
        url = f"http://127.0.0.1:{port}"

        def answers() -> bool:
            assert running[-1].poll() is None
            try:
                return httpx.get(f"{url}/health/live", timeout=1).status_code == 200
            except httpx.TransportError:
                return False

        wait_until(answers)
        return url, running[-1]

    yield start
    for process in running:
        process.kill()
        process.wait(10)


def test_the_service_is_killed_in_the_middle(killable: Callable[[], tuple[str, subprocess.Popen[bytes]]], user: MadeUser) -> None:
    """What the row says is what the storage has; the rest is sent again."""
    url, process = killable()
    location = begin(url, user, len(DATA))
    half = HalfSent(url, location, user, DATA[: 9 * MIB], len(DATA))
    wait_until(lambda: stored_offset() > 0)
    process.kill()
    process.wait(10)
    half.connection.close()
    url, _ = killable()
    headers = {**TUS, "Authorization": f"Bearer {user.api_key}"}
    offset = int(httpx.head(f"{url}{location}", headers=headers).headers["upload-offset"])
    assert 0 < offset <= 9 * MIB
    assert patch(url, location, user, offset, DATA[offset:]).status_code == 423, "the dead writer is still believed to live"
    with transaction() as session:  # time goes by
        session.execute(update(Upload).values(writer_until=func.clock_timestamp()))
    done = patch(url, location, user, offset, DATA[offset:])
    assert done.status_code == 204, done.text
    with transaction() as session:
        assert session.scalars(select(Asset.sha256)).one() == hashlib.sha256(DATA).digest()
