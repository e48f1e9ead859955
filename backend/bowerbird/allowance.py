"""How long somebody else's work may take, however busy the machine is.

Wall time alone would end good work on a machine where forty processes share a core, and CPU time alone never ends what sleeps. So each look at a process
charges what passed since the last one: where a thread of it could run, the CPU time that it got, else all of it. What waits for a processor is not charged for
waiting, an endless loop is charged for its turns, and what hangs for its sleep. Only Linux says who could run; elsewhere the wall decides.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import psutil


class Look(NamedTuple):
    """At a process and, where asked for, its descendants."""

    could_run: bool
    """Whether a thread of it runs or waits for a processor."""
    cpu: float
    """Seconds so far."""


class Allowance:
    def __init__(
        self,
        pid: int,
        seconds: float,
        *,
        descendants: bool = False,
        look: Callable[[], Look] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.seconds = seconds
        self.besides: int | None = None
        """A thread that does not count: the one that looks, where a process looks at itself."""
        self.look = look or (lambda: _look(pid, self.besides, descendants=descendants))
        self._clock = clock
        self._spent = 0.0
        self._at = clock()
        self._cpu: float | None = None

    def is_spent(self) -> bool:
        """Look at the process. To be called every second or oftener: it is taken to have been all the time as it is now."""
        now, (could_run, cpu) = self._clock(), self.look()
        passed, used = now - self._at, 0.0 if self._cpu is None else max(0.0, cpu - self._cpu)
        self._at, self._cpu = now, cpu
        self._spent += min(passed, used) if could_run else passed
        return self._spent > self.seconds

    def renew(self) -> None:
        """The work moved on. From any thread."""
        self._spent = 0.0


def _look(pid: int, besides: int | None, *, descendants: bool) -> Look:
    could_run, cpu = False, 0.0
    with suppress(psutil.Error):
        process = psutil.Process(pid)
        for each in (process, *(process.children(recursive=True) if descendants else ())):
            with suppress(psutil.Error):
                times = each.cpu_times()
                cpu += times.user + times.system
                could_run = could_run or _could_run(each.pid, besides)
    return Look(could_run, cpu)


def _could_run(pid: int, besides: int | None) -> bool:
    """By the states in proc(5)."""
    with suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            with suppress(OSError):
                said = (thread / "stat").read_bytes()
                if int(thread.name) != besides and said[said.rindex(b")") + 2 :].startswith(b"R"):
                    return True
    return False
