"""Keeps one decoder process ready, lends it to one call at a time, and kills it when it misbehaves, is worn, or rests."""

import os
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import structlog

import bowerbird
from bowerbird.pipeline.decoder.call import Call
from bowerbird.pipeline.decoder.process import Limits, Process
from bowerbird.pipeline.decoder.room import Room
from bowerbird.pipeline.work import Message

DECODERS = ("bowerbird.pipeline.decoders",)
_log = structlog.get_logger(__name__)


@lru_cache
def _spawner() -> ThreadPoolExecutor:
    """The parent-death signal is sent when the *thread* that started the child ends; so one that stays starts them all."""
    return ThreadPoolExecutor(1, thread_name_prefix="decoder-spawner")


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
        self._child: Process | None = None
        self._rests_since = 0.0
        """When the last call ended."""
        self._idle: threading.Timer | None = None
        """Looks once in a while, since a timer for each call would be a thread for each call."""

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
            call = None
            try:
                child = self._ready_child()
                with child.lent(path) as lent:
                    call = Call(child, timeout)
                    call.begin({"call": name, "path": None if lent is None else str(lent), "arguments": arguments})
                    yield call.messages()
            finally:
                if call is None or not call.stop():
                    self._drop_child()
                self._drop_worn_child()
                self._rests_since = time.monotonic()
                if self._child is not None and self._idle is None:
                    self._look_again(self._limits.idle_seconds)
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
            if self._idle is not None:
                self._idle.cancel()
                self._idle = None
            self._drop_child()

    def _ready_child(self) -> Process:
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

    def _spawn(self) -> Process:
        room = Room(self._scratch)
        try:
            return _spawner().submit(Process, self._modules, self._limits, self._environment, self._readable, room).result()
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

    def _look_again(self, seconds: float) -> None:
        self._idle = threading.Timer(seconds, self._end_idle_child)
        self._idle.daemon = True
        self._idle.start()

    def _end_idle_child(self) -> None:
        with self._lock:
            if self._idle is not threading.current_thread():  # the host was closed meanwhile
                return
            self._idle = None
            left = self._limits.idle_seconds - (time.monotonic() - self._rests_since)
            if self._child is not None and left > 0:
                self._look_again(left)
            else:
                self._drop_child()
