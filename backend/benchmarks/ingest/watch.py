"""What a running stack takes of the machine."""

import threading
from collections import defaultdict
from contextlib import suppress
from pathlib import Path

import psutil

from tests.e2e.stack import RunningStack

EVERY_SECONDS = 5.0
"""Looking for the children of three workers reads what all processes of the machine say: every second that took a hundredth of two cores from what is measured."""


class Watch:
    """The most memory of each process of a stack, by name; a worker's decoder beside it."""

    def __init__(self, stack: RunningStack) -> None:
        self.most: dict[str, int] = defaultdict(int)
        self._processes = {name: psutil.Process(pid) for name, pid in stack.pids().items()}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(EVERY_SECONDS):
            for name, process in self._processes.items():
                self._look(name, process)
                if name.startswith("worker"):
                    with suppress(psutil.Error):
                        for child in process.children():
                            self._look(f"{name} decoder", child)

    def _look(self, name: str, process: psutil.Process) -> None:
        with suppress(psutil.Error):
            self.most[name] = max(self.most[name], _most_resident(process))


def _most_resident(process: psutil.Process) -> int:
    """Bytes, in all its life where the kernel says that (proc(5)), else now."""
    with suppress(OSError):
        for line in Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return int(process.memory_info().rss)


def cpu_by_process(stack: RunningStack) -> dict[str, float]:
    """CPU seconds of each child of the supervisor with all that it has started, also what has ended since."""
    found = {}
    for name, pid in stack.pids().items():
        tree = [psutil.Process(pid), *(psutil.Process(pid).children(recursive=True) if name != "supervisor" else ())]
        found[name] = 0.0
        for process in tree:
            with suppress(psutil.Error):
                times = process.cpu_times()
                ended = 0.0 if name == "supervisor" else times.children_user + times.children_system
                found[name] += times.user + times.system + ended
    return found
