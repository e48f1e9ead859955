"""The processes of the embedded stack: started again when they die, after a pause that grows, and ended in order."""

import signal
import subprocess
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from bowerbird.embedded.home import ChildState, created

FIRST_DELAY, LONGEST_DELAY, STEADY = 0.5, 30.0, 60.0
"""Back-off between restarts, in seconds: doubled each time, and forgotten after a minute without a death."""


@dataclass(slots=True)
class Child:
    """A process that is kept running."""

    name: str
    start: Callable[[], subprocess.Popen[bytes]]
    stop_signal: int
    process: subprocess.Popen[bytes]
    began: float
    created: float
    restarts: int = 0
    delay: float = FIRST_DELAY
    due: float | None = None
    """When to start it again, where it is dead."""


@dataclass(slots=True)
class Children:
    say: Callable[[str], None]
    _of: dict[str, Child] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Child:
        return self._of[name]

    def states(self) -> dict[str, ChildState]:
        """Of those that run."""
        return {
            child.name: ChildState(child.process.pid, child.created, child.restarts) for child in self._of.values() if child.due is None
        }

    def waiting(self) -> list[str]:
        """Names of those that died and are to be started again."""
        return [child.name for child in self._of.values() if child.due is not None]

    def keep(self, name: str, start: Callable[[], subprocess.Popen[bytes]], stop_signal: int = signal.SIGTERM) -> Child:
        process = start()
        self._of[name] = Child(name, start, stop_signal, process, time.monotonic(), created(process.pid))
        return self._of[name]

    def look_after(self) -> bool:
        """Notice deaths and start again what is due. Returns whether anything changed."""
        now = time.monotonic()
        changed = False
        for child in self._of.values():
            if child.due is None and child.process.poll() is not None:
                if now - child.began > STEADY:
                    child.delay = FIRST_DELAY
                child.due = now + child.delay
                child.delay = min(child.delay * 2, LONGEST_DELAY)
                self.say(f"{child.name} ended ({_how(child.process.returncode)}); starting it again in {child.due - now:.1f} s")
                changed = True
            elif child.due is not None and child.due <= now:
                self._start_again(child, now)
                changed = True
        return changed

    def rest(self, longest: float) -> float:
        """Seconds until one is due, `longest` at most."""
        now = time.monotonic()
        return max(0.0, min([longest, *(child.due - now for child in self._of.values() if child.due is not None)]))

    def end(self, deadline: float, *, but: Collection[str] = (), harder: int = signal.SIGKILL) -> None:
        """Ask all at once, except those named, and wait; who is still there at `deadline` (time.monotonic) gets the signal `harder`."""
        ending = [child for name, child in self._of.items() if name not in but]
        living = [child.process for child in ending if child.process.poll() is None]
        for child in ending:
            if child.process in living:
                child.process.send_signal(child.stop_signal)
            del self._of[child.name]
        for process in living:
            try:
                process.wait(max(0.05, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.send_signal(harder)
        for process in living:
            try:
                process.wait(2)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _start_again(self, child: Child, now: float) -> None:
        try:
            child.process = child.start()
        except OSError as refused:  # no memory, no room for its log: it may be there later
            child.due = now + LONGEST_DELAY
            self.say(f"{child.name} could not be started ({refused}); trying again in {LONGEST_DELAY:.0f} s")
            return
        child.began, child.created, child.due = now, created(child.process.pid), None
        child.restarts += 1


def _how(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
