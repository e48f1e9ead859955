"""Uploads over real connections: refused in the middle, broken off, too many at once, and slow ones that must hold nothing."""

import http.client
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import httpx
import pytest

from bowerbird.intake import slots
from bowerbird.settings import get_settings
from tests.fixtures_api import MadeUser
from tests.fixtures_files import reset_settings

BEGIN = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
END = b"\r\n--b--\r\n"


class SlowUpload:
    """An upload that has sent all but its end."""

    def __init__(self, url: str, user: MadeUser, data: bytes) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
        self.connection.putrequest("POST", "/api/v1/assets")
        for name, value in headers_of(user).items():
            self.connection.putheader(name, value)
        self.connection.putheader("Content-Length", str(len(BEGIN + data + END)))
        self.connection.endheaders(BEGIN + data)

    def finish(self) -> int:
        self.connection.send(END)
        return self.status()

    def status(self) -> int:
        response = self.connection.getresponse()
        response.read()
        return response.status

    def break_off(self) -> None:
        """With a reset, as when a phone leaves the network."""
        assert self.connection.sock is not None
        self.connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()

    def close(self) -> None:
        self.connection.close()


def headers_of(user: MadeUser) -> dict[str, str]:
    return {"Authorization": f"Bearer {user.api_key}", "Content-Type": "multipart/form-data; boundary=b"}


def wait_until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 30
    while not true():
        assert time.monotonic() < until
        threading.Event().wait(0.02)


@pytest.mark.parametrize("announced", [True, False])
def test_clients_that_write_all_before_they_read_see_the_413(
    live_url: str, user: MadeUser, nothing_is_left: Callable[[], bool], monkeypatch: pytest.MonkeyPatch, announced: bool
) -> None:
    monkeypatch.setenv("UPLOAD_MAX_BYTES", "1000000")
    reset_settings()

    def pieces() -> Iterator[bytes]:
        yield BEGIN
        for _ in range(300):
            yield bytes(100_000)
        yield END

    headers = headers_of(user)
    if announced:
        headers["Content-Length"] = str(len(BEGIN) + 30_000_000 + len(END))
    with httpx.Client() as client:
        response = client.post(f"{live_url}/api/v1/assets", content=pieces(), headers=headers)
        assert (response.status_code, response.json()["code"]) == (413, "too_large")
        assert client.get(f"{live_url}/api/v1/assets", headers=headers_of(user)).status_code == 200
    wait_until(nothing_is_left)


def test_a_connection_that_breaks_leaves_nothing(
    live_url: str, user: MadeUser, nothing_is_left: Callable[[], bool], stored_files: Callable[[], list[object]]
) -> None:
    upload = SlowUpload(live_url, user, bytes(5_000_000))
    wait_until(lambda: bool(stored_files()))
    upload.break_off()
    wait_until(nothing_is_left)


def test_uploads_under_way_hold_no_database_connection(live_url: str, user: MadeUser, stored_files: Callable[[], list[object]]) -> None:
    slow = get_settings().db.pool_size + 2
    assert slow <= get_settings().upload.concurrent
    with ExitStack() as stack:
        uploads = [SlowUpload(live_url, user, bytes([number]) * 100_000) for number in range(slow)]
        for upload in uploads:
            stack.callback(upload.close)
        wait_until(lambda: len(stored_files()) == slow)
        answer = httpx.get(f"{live_url}/api/v1/assets", headers=headers_of(user), timeout=10)
        assert (answer.status_code, answer.json()["total"]) == (200, 0)
        assert [upload.finish() for upload in uploads] == [201] * slow
        answer = httpx.get(f"{live_url}/api/v1/assets", headers=headers_of(user), timeout=10)
        assert answer.json()["total"] == slow


def test_one_too_many_waits_and_then_is_asked_to_come_again(
    live_url: str, user: MadeUser, stored_files: Callable[[], list[object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOWERBIRD_UPLOAD_CONCURRENT", "1")
    reset_settings()
    with ExitStack() as stack:

        def start(content: bytes) -> SlowUpload:
            upload = SlowUpload(live_url, user, content)
            stack.callback(upload.close)
            return upload

        first = start(b"1")
        wait_until(lambda: len(stored_files()) == 1)
        monkeypatch.setattr(slots, "WAIT_SECONDS", 0)
        refused = start(b"2").connection.getresponse()
        assert (refused.status, refused.headers["Retry-After"]) == (503, "5")
        refused.read()
        monkeypatch.setattr(slots, "WAIT_SECONDS", 30)
        waiting = start(b"3")
        wait_until(lambda: slots.limiter().statistics().tasks_waiting == 1)
        assert first.finish() == 201
        assert waiting.finish() == 201
