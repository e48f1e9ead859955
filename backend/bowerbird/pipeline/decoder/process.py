"""One decoder process as its parent sees it. Nothing that comes back is trusted: lengths are bounded, time is bounded, memory is looked at while waiting."""

import json
import os
import select
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psutil
import structlog

from bowerbird.allowance import Allowance
from bowerbird.errors import StageError
from bowerbird.pipeline.decoder import frames
from bowerbird.pipeline.decoder.child import TOO_LARGE
from bowerbird.pipeline.decoder.room import Room

CRASHED = "The program that reads this file crashed. The file may be damaged."
_START_SECONDS = 120.0
"""Importing the decoders takes one second; on a machine that is busy starting everything, many."""
_LOOK_SECONDS = 0.2
_HEADROOM = 256 * 1024 * 1024
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    memory_bytes: int
    """Private memory of the child; above it the call ends as `too_large`."""
    message_bytes: int
    """One message with its attachments."""
    file_bytes: int
    """A file the child writes."""
    calls: int
    """After so many a new child is started; libraries leak."""
    idle_seconds: float


class Process:
    """One decoder process with its pipes and its room. What goes wrong with it is a StageError."""

    def __init__(
        self, modules: Sequence[str], limits: Limits, environment: Mapping[str, str], readable: Sequence[Path], room: Room
    ) -> None:
        self._limits = limits
        self.calls = 0
        self.room = room
        self.alone = False
        """Whether it can open nothing but what is lent to it in its room."""
        self._stderr: IO[bytes] = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  lives as long as the child
        theirs_in, self._requests = os.pipe()
        self._responses, theirs_out = os.pipe()
        os.set_blocking(self._requests, False)
        os.set_blocking(self._responses, False)
        configuration = {
            "requests": theirs_in,
            "responses": theirs_out,
            "parent": os.getpid(),
            "modules": list(modules),
            "memory_bytes": limits.memory_bytes + _HEADROOM,
            "file_bytes": limits.file_bytes,
            "readable": [str(room.lent), *map(str, readable)],
            "writable": [str(room.written)],
        }
        try:
            self._process = subprocess.Popen(  # noqa: S603  our own interpreter and module
                [sys.executable, "-P", "-m", "bowerbird.pipeline.decoder.child", json.dumps(configuration)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._stderr,
                pass_fds=(theirs_in, theirs_out),
                env={**environment, "TMPDIR": str(room.written)},
                cwd="/",
                start_new_session=True,
            )
        except BaseException:
            self._close_pipes()
            raise
        finally:
            os.close(theirs_in)
            os.close(theirs_out)
        self._stats = psutil.Process(self._process.pid)

    @property
    def pid(self) -> int:
        return self._process.pid

    def alive(self) -> bool:
        return self._process.poll() is None

    def memory(self) -> int:
        """Bytes it has for itself; pages of mapped files do not count."""
        try:
            usage = self._stats.memory_info()
        except psutil.Error:
            return 0
        return int(usage.rss - getattr(usage, "shared", 0))

    def wait_ready(self) -> None:
        self.alone = self.receive(_START_SECONDS)[0].get("alone") is True

    def lent(self, path: Path | None) -> AbstractContextManager[Path | None]:
        """The file under the path at which the child may open it."""
        return self.room.lend(path) if self.alone and path is not None else nullcontext(path)

    def send(self, header: Mapping[str, Any], timeout: float) -> None:
        allowance = Allowance(self.pid, timeout)
        for piece in frames.pack(header):
            rest = memoryview(piece)
            while rest:
                self._wait(self._requests, select.POLLOUT, allowance)
                try:
                    rest = rest[os.write(self._requests, rest) :]
                except BrokenPipeError:
                    raise self._crashed() from None

    def receive(self, timeout: float) -> frames.Frame:
        allowance = Allowance(self.pid, timeout)

        def exactly(length: int) -> bytes:
            data = bytearray()
            while len(data) < length:
                self._wait(self._responses, select.POLLIN, allowance)
                piece = os.read(self._responses, min(length - len(data), 1 << 20))
                if not piece:
                    raise self._crashed()
                data += piece
            return bytes(data)

        try:
            return frames.read(exactly, max_bytes=self._limits.message_bytes)
        except frames.FrameError:
            _log.warning("decoder_protocol_broken", pid=self.pid)
            raise StageError(CRASHED, code="decoder_crashed", retryable=True) from None

    def _wait(self, descriptor: int, event: int, allowance: Allowance) -> None:
        poll = select.poll()
        poll.register(descriptor, event)
        while not poll.poll(_LOOK_SECONDS * 1000):
            if self.memory() > self._limits.memory_bytes:
                raise StageError(TOO_LARGE, code="too_large")
            if allowance.is_spent():
                seconds = allowance.seconds
                raise StageError(f"Reading this file stopped making progress for {seconds:.0f} seconds.", code="timed_out", retryable=True)

    def _crashed(self) -> StageError:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        _log.warning("decoder_crashed", pid=self.pid, exit_code=self._process.returncode, stderr=self.complaints())
        return StageError(CRASHED, code="decoder_crashed", retryable=True)

    def complaints(self) -> str:
        """The end of what it printed."""
        with suppress(OSError):
            self._stderr.seek(max(0, os.fstat(self._stderr.fileno()).st_size - 2000))
            return self._stderr.read(2000).decode(errors="replace")
        return ""

    def forget_complaints(self) -> None:
        self._stderr.seek(0)  # shared with the child, which goes on from here
        self._stderr.truncate()

    def kill(self) -> None:
        self._process.kill()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(10)
        self._close_pipes()
        self.room.close()

    def _close_pipes(self) -> None:
        os.close(self._requests)
        os.close(self._responses)
        self._stderr.close()
