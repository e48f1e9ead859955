"""The parent's side of the decoder child. Trusts nothing that comes back: lengths are bounded, time is bounded, and a child that misbehaves is killed."""

import json
import os
import select
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, TypeVar

import psutil
import structlog

import bowerbird
from bowerbird.allowance import Allowance
from bowerbird.errors import StageError
from bowerbird.pipeline.decoder import frames
from bowerbird.pipeline.decoder.child import TOO_LARGE
from bowerbird.pipeline.decoder.room import Room
from bowerbird.pipeline.work import Message

DECODERS = ("bowerbird.pipeline.decoders",)
START_SECONDS = 120.0
"""Importing the decoders takes one second; on a machine that is busy starting everything, many."""
DRAIN_SECONDS = 2.0
"""How long a call that is ended early may take to end, before the child is killed instead."""
_LOOK_SECONDS = 0.2
_HEADROOM = 256 * 1024 * 1024
_CRASHED = "The program that reads this file crashed. The file may be damaged."
_log = structlog.get_logger(__name__)
T = TypeVar("T")


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


@lru_cache
def _spawner() -> ThreadPoolExecutor:
    """The parent-death signal is sent when the *thread* that started the child ends; so one that stays starts them all."""
    return ThreadPoolExecutor(1, thread_name_prefix="decoder-spawner")


class _Child:
    """One process and its pipes."""

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
        self.alone = self.receive(START_SECONDS)[0].get("alone") is True

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
            raise StageError(_CRASHED, code="decoder_crashed", retryable=True) from None

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
        return StageError(_CRASHED, code="decoder_crashed", retryable=True)

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


class _Call:
    """One run of a decoder. The child computes a message ahead: `next` is sent as soon as one has come, before it is worked on."""

    def __init__(self, child: _Child, timeout: float) -> None:
        self._child = child
        self._timeout = timeout
        self._ended = False
        self._broken = False

    def begin(self, request: Mapping[str, Any]) -> None:
        self._guarded(lambda: self._child.send(request, self._timeout))

    def messages(self) -> Iterator[Message]:
        while not self._ended and not self._broken:
            header, attachments = self._guarded(lambda: self._child.receive(self._timeout))
            message = header.get("message")
            if isinstance(message, dict):
                self._guarded(lambda: self._child.send({"next": True}, self._timeout))
                yield Message(message, attachments)
                continue
            self._ended = True
            if header.get("end") is not True:
                raise _reported(header.get("error"))

    def stop(self) -> bool:
        """End the call, however far it is. Returns whether the child is fit for another."""
        if not self._ended and not self._broken:
            try:
                while isinstance(self._child.receive(DRAIN_SECONDS)[0].get("message"), dict):
                    self._child.send({"stop": True}, DRAIN_SECONDS)
                self._ended = True
            except StageError:
                self._broken = True
        return self._ended and not self._broken

    def _guarded(self, step: Callable[[], T]) -> T:
        try:
            return step()
        except BaseException:
            self._broken = True
            raise


def _reported(error: object) -> StageError:
    """What the child says went wrong, as far as it keeps to the form."""
    if not isinstance(error, dict):
        return StageError(_CRASHED, code="decoder_crashed", retryable=True)
    if "trace" in error:
        _log.warning("decoder_failed", trace=str(error["trace"])[:4000])
    code, detail = str(error.get("code"))[:64], str(error.get("detail"))[:1000]
    return StageError("".join(c if c.isprintable() else " " for c in detail), code=code, retryable=error.get("retryable") is True)


class DecoderHost:
    """Implements `pipeline.work.Decoder`. One call at a time: other threads wait."""

    def __init__(
        self,
        limits: Limits,
        *,
        modules: Sequence[str] = DECODERS,
        environment: Mapping[str, str] | None = None,
        readable: Sequence[Path] = (),
        scratch: Path | None = None,
    ) -> None:
        """`modules` register the decoders; tests bring their own. The child sees only `environment` and what is set here: no secrets of the parent.
        Where the kernel has Landlock it can open its code, `readable`, and the file it is called for, and write only into a folder of its own in `scratch`."""
        self._limits = limits
        self._modules = tuple(modules)
        self._readable, self._scratch = tuple(readable), scratch
        self._environment = {
            "PYTHONPATH": str(Path(bowerbird.__file__).resolve().parents[1]),
            "LANG": "C.UTF-8",
            "HOME": "/nonexistent",
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "MALLOC_ARENA_MAX": "2",
            **{name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ},
            **(environment or {}),
        }
        self._lock = threading.Lock()
        self._holder: int | None = None
        self._child: _Child | None = None
        self._idle: threading.Timer | None = None

    @property
    def pid(self) -> int | None:
        """Of the child, while there is one."""
        child = self._child
        return child.pid if child else None

    @contextmanager
    def stream(self, name: str, path: Path | None, *, timeout: float, **arguments: Any) -> Iterator[Iterator[Message]]:
        """See `pipeline.work.Decoder`. Raises StageError from the iteration, and at the start if no child can be had."""
        if self._holder == threading.get_ident():
            raise RuntimeError("a decoder call inside another: finish the first one")
        with self._lock:
            self._holder = threading.get_ident()
            self._stop_idle_timer()
            call = None
            try:
                child = self._ready_child()
                with child.lent(path) as lent:
                    call = _Call(child, timeout)
                    call.begin({"call": name, "path": None if lent is None else str(lent), "arguments": arguments})
                    yield call.messages()
            finally:
                if call is None or not call.stop():
                    self._drop_child()
                self._drop_worn_child()
                self._start_idle_timer()
                self._holder = None

    def call(self, name: str, path: Path | None, *, timeout: float, **arguments: Any) -> Message:
        with self.stream(name, path, timeout=timeout, **arguments) as messages:
            found = list(messages)
        if len(found) != 1:
            raise RuntimeError(f"decoder {name} sent {len(found)} messages, not one")
        return found[0]

    def close(self) -> None:
        """End the child. The next call starts another."""
        with self._lock:
            self._stop_idle_timer()
            self._drop_child()

    def _ready_child(self) -> _Child:
        if self._child is not None and not self._child.alive():
            self._drop_child()
        if self._child is None:
            self._child = self._spawn()
            try:
                self._child.wait_ready()
            except BaseException:
                _log.error("decoder_did_not_start", stderr=self._child.complaints())
                self._drop_child()
                raise
        self._child.calls += 1
        self._child.forget_complaints()
        return self._child

    def _spawn(self) -> _Child:
        room = Room(self._scratch)
        try:
            return _spawner().submit(_Child, self._modules, self._limits, self._environment, self._readable, room).result()
        except BaseException:
            room.close()
            raise

    def _drop_worn_child(self) -> None:
        child = self._child
        if child and not (child.alive() and child.calls < self._limits.calls and child.memory() < self._limits.memory_bytes // 2):
            self._drop_child()

    def _drop_child(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.kill()

    def _start_idle_timer(self) -> None:
        if self._child is not None:
            self._idle = threading.Timer(self._limits.idle_seconds, self._end_idle_child)
            self._idle.daemon = True
            self._idle.start()

    def _stop_idle_timer(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None

    def _end_idle_child(self) -> None:
        mine = threading.current_thread()
        with self._lock:
            if self._idle is mine:  # else a call came between
                self._idle = None
                self._drop_child()
