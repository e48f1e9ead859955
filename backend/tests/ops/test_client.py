"""How the command line finds a server, and what it does while the server is away."""

import http.server
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from bowerbird.ops.client import Address, ApiClient, ApiError, Body, UnreachableError, find_address
from bowerbird.settings import Settings


def settings(home: Path, url: str = "", key: str = "") -> Settings:
    return Settings(home=home, url=url, api_key=SecretStr(key))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "runtime.json").write_text(json.dumps({"url": "http://127.0.0.1:8420"}))
    (tmp_path / "cli-key").write_text("bb_local\n")
    return tmp_path


def test_the_environment_comes_first(home: Path) -> None:
    assert find_address(settings(home, "https://far.example/", "bb_far")) == Address("https://far.example", "bb_far")


def test_else_the_instance_on_this_machine(home: Path) -> None:
    assert find_address(settings(home)) == Address("http://127.0.0.1:8420", "bb_local")
    assert find_address(settings(home, url="http://127.0.0.1:8420")).api_key == "bb_local"


def test_the_local_key_goes_nowhere_else(home: Path) -> None:
    with pytest.raises(UnreachableError, match="no API key"):
        find_address(settings(home, url="https://far.example"))


@pytest.mark.parametrize("content", [None, "", "not json", "[]", "{}"])
def test_no_server_says_what_to_do(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "runtime.json").write_text(content)
    with pytest.raises(UnreachableError, match=r"\./start\.sh"):
        find_address(settings(tmp_path))


@pytest.mark.parametrize("said", [{"state": "stopped"}, {"state": "running", "pid": 2**22 + 1}])
def test_an_instance_that_was_stopped_or_killed_is_not_there(home: Path, said: dict[str, object]) -> None:
    (home / "runtime.json").write_text(json.dumps({"url": "http://127.0.0.1:8420", **said}))
    with pytest.raises(UnreachableError, match="does not run here"):
        find_address(settings(home))


Answer = tuple[int, dict[str, str], bytes]


class Script:
    """A server that gives these answers one after another; None breaks the connection."""

    def __init__(self, answers: list[Answer | None]) -> None:
        self.answers = answers
        self.bodies: list[bytes] = []
        script = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                script.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
                answer = script.answers.pop(0)
                if answer is None:
                    self.close_connection = True
                    return
                status, headers, body = answer
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None: ...

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def serve() -> Iterator[Callable[[list[Answer | None]], Script]]:
    scripts: list[Script] = []

    def start(answers: list[Answer | None]) -> Script:
        script = Script(answers)
        threading.Thread(target=script.server.serve_forever, args=(0.01,), daemon=True).start()
        scripts.append(script)
        return script

    yield start
    for script in scripts:
        script.server.shutdown()
        script.server.server_close()


class Clock:
    """Time passes only in sleep."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []
        self.said: list[str] = []

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.slept.append(seconds)


def client_of(url: str, clock: Clock) -> ApiClient:
    return ApiClient(lambda: Address(url, "bb_key"), sleep=clock.sleep, clock=lambda: clock.now, say=clock.said.append)


FINE: Answer = (200, {}, b'{"fine": true}')


def test_busy_servers_and_broken_connections_are_tried_again(serve: Callable[[list[Answer | None]], Script]) -> None:
    script = serve([(503, {"Retry-After": "7"}, b""), None, (502, {}, b"<html>"), FINE])
    clock = Clock()
    with client_of(script.url, clock) as client:
        body = Body(lambda: iter([b"the ", b"body"]), 8, "text/plain")
        assert client.post("/x", body=body) == {"fine": True}
    assert script.bodies == [b"the body"] * 4
    assert clock.slept[0] == 7
    assert len(clock.slept) == 3
    assert clock.said == ["The server answered 503 Service Unavailable. Trying again for up to 120 s."], "once for all three"


def test_problems_are_not_tried_again(serve: Callable[[list[Answer | None]], Script]) -> None:
    script = serve([(507, {}, b'{"code": "storage_full", "detail": "Full."}'), (500, {}, b"oops")])
    clock = Clock()
    with client_of(script.url, clock) as client:
        with pytest.raises(ApiError, match="Full") as full:
            client.post("/x")
        assert (full.value.http_status, full.value.code) == (507, "storage_full")
        with pytest.raises(ApiError, match="500") as broken:
            client.post("/x")
        assert broken.value.code == "unexpected_answer"
    assert clock.slept == []


def test_patience_ends(serve: Callable[[list[Answer | None]], Script]) -> None:
    script = serve([(503, {}, b'{"code": "unavailable", "detail": "Not now."}')] * 50)
    clock = Clock()
    with client_of(script.url, clock) as client, pytest.raises(ApiError, match="Not now"):
        client.post("/x")
    assert 100 < clock.now <= 120


def test_nobody_there(unused_port: int) -> None:
    clock = Clock()
    with client_of(f"http://127.0.0.1:{unused_port}", clock) as client, pytest.raises(UnreachableError, match="does not answer at"):
        client.get("/x")


@pytest.fixture
def unused_port(serve: Callable[[list[Answer | None]], Script]) -> int:
    script = serve([])
    script.server.shutdown()
    script.server.server_close()
    return int(script.server.server_port)


def test_after_a_restart_the_address_is_found_anew(serve: Callable[[list[Answer | None]], Script], unused_port: int) -> None:
    there = serve([FINE])
    addresses = iter([f"http://127.0.0.1:{unused_port}"] * 2 + [there.url] * 2)
    clock = Clock()
    with ApiClient(lambda: Address(next(addresses), "bb_key"), sleep=clock.sleep, clock=lambda: clock.now) as client:
        assert client.post("/x") == {"fine": True}


def test_an_instance_that_starts_again_is_waited_for(serve: Callable[[list[Answer | None]], Script]) -> None:
    before, after = serve([FINE]), serve([FINE])
    found: list[str | None] = [before.url, None, None, after.url]

    def find() -> Address:
        url = found.pop(0)
        if url is None:
            raise UnreachableError("Bowerbird does not run here.")
        return Address(url, "bb_key")

    clock = Clock()
    with ApiClient(find, sleep=clock.sleep, clock=lambda: clock.now) as client:
        client.post("/x")
        before.server.shutdown()
        before.server.server_close()
        assert client.post("/x") == {"fine": True}
    assert found == []


def test_one_that_does_not_run_is_not_waited_for() -> None:
    def find() -> Address:
        raise UnreachableError("Bowerbird does not run here.")

    clock = Clock()
    with ApiClient(find, sleep=clock.sleep, clock=lambda: clock.now) as client, pytest.raises(UnreachableError, match="does not run"):
        client.get("/x")
    assert clock.slept == []
