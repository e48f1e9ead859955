"""Wake-ups over a real Valkey: they arrive, and they never make the committing transaction wait."""

import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bowerbird.embedded.ports import free_port
from bowerbird.embedded.valkey import binary
from bowerbird.settings import PROJECT_ROOT
from bowerbird.worker import dispatch as dispatch_module
from bowerbird.worker.app import make_app
from bowerbird.worker.dispatch import Dispatcher


class Broker:
    """A Valkey of the test's own, that it may stop, freeze and start again."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self._directory)]
        self._process = subprocess.Popen([str(binary()), *options], stdout=subprocess.DEVNULL)
        wait_until(self._answers)

    def kill(self) -> None:
        if self._process:
            self._process.send_signal(signal.SIGCONT)
            self._process.kill()
            self._process.wait(10)
            self._process = None

    def freeze(self) -> None:
        assert self._process
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self._process
        self._process.send_signal(signal.SIGCONT)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def wait_until(true: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited too long"
        threading.Event().wait(0.01)


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    made = Broker(tmp_path)
    made.start()
    yield made
    made.kill()


@pytest.fixture
def dispatcher(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> Iterator[Dispatcher]:
    monkeypatch.setattr(dispatch_module, "PAUSE_SECONDS", 0.05)
    made = Dispatcher(make_app(broker.url, socket_timeout=0.3))
    yield made
    made.close()


class Ears:
    """A process that listens as a worker does and says when it heard something."""

    PROGRAM = (
        "import sys, threading; from bowerbird.worker.listener import Listener\n"
        "listener = Listener(sys.argv[1], sys.argv[2:], lambda: print('heard', flush=True), name='test')\n"
        "listener.start(); sys.stdin.read()"
    )

    def __init__(self, url: str, *queues: str) -> None:
        self.heard = 0
        self._process = subprocess.Popen(
            [sys.executable, "-c", self.PROGRAM, url, *queues], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=PROJECT_ROOT / "backend"
        )
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        assert self._process.stdout
        for _ in self._process.stdout:
            self.heard += 1

    def wait_connected(self) -> None:
        wait_until(lambda: self.heard > 0)

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()


@pytest.fixture
def listen(broker: Broker) -> Iterator[Callable[..., Ears]]:
    """`listen("fast", ...)`: ears for these queues."""
    opened: list[Ears] = []

    def make(*queues: str) -> Ears:
        opened.append(Ears(broker.url, *queues))
        return opened[-1]

    yield make
    for ears in opened:
        ears.close()


Listen = Callable[..., Ears]


def say_until_heard(dispatcher: Dispatcher, queue: str, *ears: Ears) -> None:
    before = [each.heard for each in ears]

    def all_heard() -> bool:
        dispatcher.send(queue)
        return all(each.heard > count for each, count in zip(ears, before, strict=True))

    wait_until(all_heard)


def test_every_worker_of_the_queue_hears_and_no_other(dispatcher: Dispatcher, listen: Listen) -> None:
    one, two, other = listen("fast"), listen("fast", "heavy"), listen("heavy")
    for ears in (one, two, other):
        ears.wait_connected()
    others = other.heard
    say_until_heard(dispatcher, "fast", one, two)
    assert other.heard == others
    say_until_heard(dispatcher, "heavy", two, other)


def test_a_frozen_broker_delays_nobody(broker: Broker, dispatcher: Dispatcher) -> None:
    dispatcher.send("fast")
    broker.freeze()
    began = time.monotonic()
    for _ in range(1000):
        dispatcher.send("fast")
    took = time.monotonic() - began
    dispatcher.close(timeout=1.0)
    closed = time.monotonic() - began
    broker.thaw()
    assert took < 0.1
    assert closed < 2.0


def test_one_publish_to_a_frozen_broker_gives_up_at_the_socket_timeout(broker: Broker) -> None:
    app = make_app(broker.url, socket_timeout=0.3)
    warm = Dispatcher(app)
    assert warm._publish(["fast"])
    broker.freeze()
    for publisher in (warm, Dispatcher(make_app(broker.url, socket_timeout=0.3))):
        began = time.monotonic()
        assert not publisher._publish(["fast"])
        assert time.monotonic() - began < 1.5
    broker.thaw()


def test_without_a_broker_nothing_is_raised(broker: Broker, dispatcher: Dispatcher) -> None:
    broker.kill()
    dispatcher.send("fast")
    dispatcher.close()
    assert not dispatcher._publish(["fast"])


def test_both_sides_come_back_when_the_broker_does(broker: Broker, dispatcher: Dispatcher, listen: Listen) -> None:
    ears = listen("fast")
    ears.wait_connected()
    say_until_heard(dispatcher, "fast", ears)
    broker.kill()
    dispatcher.send("fast")
    broker.start()
    say_until_heard(dispatcher, "fast", ears)


def test_a_listener_that_starts_before_its_broker(broker: Broker, dispatcher: Dispatcher, listen: Listen) -> None:
    broker.kill()
    ears = listen("fast")
    broker.start()
    ears.wait_connected()
    say_until_heard(dispatcher, "fast", ears)
