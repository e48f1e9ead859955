"""Processes that are kept running: real ones, that end when they are told to."""

import subprocess
import time
from collections.abc import Callable

from bowerbird.embedded.children import FIRST_DELAY, Children


def command(*argv: str) -> Callable[[], subprocess.Popen[bytes]]:
    return lambda: subprocess.Popen(argv)


def test_one_that_dies_waits_and_is_started_again() -> None:
    said: list[str] = []
    children = Children(said.append)
    child = children.keep("brief", command("false"))
    child.process.wait(10)
    assert children.look_after()
    assert (children.waiting(), children.states()) == (["brief"], {})
    assert 0 < children.rest(60) <= FIRST_DELAY
    assert not children.look_after(), "not before its time"
    assert said == ["brief ended (exit code 1); starting it again in 0.5 s"]
    child.due = time.monotonic()
    assert children.look_after()
    assert (children.waiting(), children.states()["brief"].restarts) == ([], 1)
    child.process.wait(10)
    children.look_after()
    assert children.rest(60) > FIRST_DELAY, "the pause grows"


def test_one_that_cannot_be_started_again_is_tried_later() -> None:
    said: list[str] = []
    children = Children(said.append)
    child = children.keep("gone", command("true"))
    child.process.wait(10)
    child.start = command("/nowhere/to/be/found")
    children.look_after()
    child.due = time.monotonic()
    assert children.look_after()
    assert children.waiting() == ["gone"]
    assert "could not be started" in said[-1]


def test_some_end_before_others_and_one_that_does_not_listen_is_killed() -> None:
    children = Children(print)
    last = children.keep("last", command("sleep", "60"))
    deaf = children.keep("deaf", command("sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done"))
    children.end(time.monotonic() + 0.2, but=("last",))
    assert (deaf.process.poll() is not None, last.process.poll()) == (True, None)
    children.end(time.monotonic() + 10)
    assert last.process.returncode == -15
    assert children.states() == {}
