"""Decoders for the tests of the host; the child imports this module in place of the real ones."""

import ctypes
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bowerbird.errors import StageError
from bowerbird.pipeline.decoding import decoder
from bowerbird.pipeline.work import Message


@decoder("echo")
def echo(path: Path | None, **arguments: Any) -> Iterator[Message]:
    read = path.read_text() if path is not None else None
    yield Message({"pid": os.getpid(), "read": read, "arguments": arguments}, (b"attached", b""))


@decoder("count")
def count(path: Path | None, *, upto: int) -> Iterator[Message]:
    for number in range(upto):
        yield Message({"number": number})


@decoder("abort")
def abort(path: Path | None, *, after: int = 0) -> Iterator[Message]:
    for number in range(after):
        yield Message({"number": number})
    os.abort()


@decoder("hang")
def hang(path: Path | None) -> Iterator[Message]:
    yield Message({})
    threading.Event().wait()


@decoder("slow_to_end")
def slow_to_end(path: Path | None) -> Iterator[Message]:
    yield Message({})
    time.sleep(60)


@decoder("fill")
def fill(path: Path | None, *, megabytes: int, hold: bool) -> Iterator[Message]:
    """Touches memory; with `hold` it stays and waits for the watchdog, else it wants all at once."""
    blocks = [b"x" * (megabytes << 20)]
    if hold:
        threading.Event().wait()
    yield Message({"bytes": len(blocks[0])})


@decoder("noise")
def noise(path: Path | None) -> Iterator[Message]:
    """Prints as C libraries do, past Python."""
    print("to stdout", flush=True)  # noqa: T201
    ctypes.CDLL(None).puts(b"from C")
    ctypes.CDLL(None).fflush(None)
    sys.stderr.write("to stderr\n")
    yield Message({"ok": True})


@decoder("garbage")
def garbage(path: Path | None, *, descriptor_offset: int = 0) -> Iterator[Message]:
    """Writes to every descriptor it has."""
    for descriptor in range(3, 256):
        try:
            os.write(descriptor, b"GARBAGE" * 10)
        except OSError:
            continue
    yield Message({})


@decoder("boast")
def boast(path: Path | None) -> Iterator[Message]:
    """A frame that says it is 2^63 bytes long."""
    for descriptor in range(3, 256):
        try:
            os.write(descriptor, b"BWB1" + (2).to_bytes(4, "big") + (1).to_bytes(2, "big") + (1 << 63).to_bytes(8, "big") + b"{}")
        except OSError:
            continue
    yield Message({})


@decoder("raise_stage_error")
def raise_stage_error(path: Path | None) -> Iterator[Message]:
    yield Message({})
    raise StageError("This document is protected\x1b[31m by a password.", code="encrypted")


@decoder("raise_anything")
def raise_anything(path: Path | None) -> Iterator[Message]:
    raise ZeroDivisionError("/secret/path of the server")
    yield


@decoder("try_network")
def try_network(path: Path | None) -> Iterator[Message]:
    """Python's way, and C's way past any hook of Python."""
    try:
        socket.socket().close()
        python = "open"
    except OSError:
        python = "refused"
    yield Message({"python": python, "libc": ctypes.CDLL(None).socket(2, 1, 0)})


@decoder("try_program")
def try_program(path: Path | None) -> Iterator[Message]:
    try:
        subprocess.run(["/bin/true"], check=False)
        yield Message({"result": "ran"})
    except OSError:
        yield Message({"result": "refused"})


@decoder("try_files")
def try_files(path: Path | None, *, other: str) -> Iterator[Message]:
    assert path is not None
    attempts: dict[str, tuple[Callable[[], object], str]] = {
        "its file": (path.read_text, "read"),
        "its file, to write": (lambda: path.open("r+"), "open"),
        "another beside it": (Path(other).read_text, "read"),
        "/etc/passwd": (Path("/etc/passwd").read_text, "read"),
        "all files of its folder": (lambda: list(Path(other).parent.iterdir()), "read"),
        "a new file there": (lambda: Path(other).with_name("new").write_text("new"), "written"),
        "a scratch file": (lambda: tempfile.NamedTemporaryFile().write(b"new"), "written"),  # noqa: SIM115
    }
    found = {}
    for what, (attempt, done) in attempts.items():
        try:
            attempt()
            found[what] = done
        except PermissionError:
            found[what] = "refused"
    yield Message(found)


@decoder("environment")
def environment(path: Path | None) -> Iterator[Message]:
    yield Message(dict(os.environ))


@decoder("loop")
def loop(path: Path | None) -> Iterator[Message]:
    yield Message({})
    while True:
        pass


@decoder("work")
def work(path: Path | None, *, seconds: float) -> Iterator[Message]:
    """Takes so many seconds of a processor, however long it waits for one."""
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass
    yield Message({})
