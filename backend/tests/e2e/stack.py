"""A whole embedded stack of a test's own, driven through the command line as a person would."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from bowerbird.embedded.home import Home, Runtime
from bowerbird.settings import PROJECT_ROOT

CHILDREN = {"postgres", "valkey", "api", "worker-fast", "worker-all", "worker-all-2", "sweeper"}
"""With two workers for everything, however many cores this machine has."""


def eventually(what: str, holds: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until `holds()`; fail with `what` after so many seconds."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"not within {seconds:.0f} s: {what}"
        time.sleep(0.05)


@dataclass(slots=True)
class RunningStack:
    home: Path
    settings: dict[str, str] = field(default_factory=dict)

    def cli(self, *arguments: str | Path, check: bool = True, timeout: float = 180) -> subprocess.CompletedProcess[str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("BOWERBIRD_")}
        ended = subprocess.run(
            [sys.executable, "-P", "-m", "bowerbird.cli", *arguments],
            env={
                **inherited,
                "PYTHONPATH": str(PROJECT_ROOT / "backend"),
                "BOWERBIRD_HOME": str(self.home),
                "BOWERBIRD_WORKER_COUNT": "2",
                **self.settings,
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        assert not check or ended.returncode == 0, f"{arguments}: {ended.stdout}\n{ended.stderr}\n{self.logs()}"
        return ended

    def up(self) -> Runtime:
        self.cli("up", "--detach")
        return self.runtime()

    def down(self) -> None:
        self.cli("down")

    def status(self) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(self.cli("status", "--json", check=False).stdout)
        return said

    def runtime(self) -> Runtime:
        found = Home(self.home).running()
        assert found is not None, f"the stack does not run\n{self.logs()}"
        return found

    def logs(self) -> str:
        files = sorted((self.home / "logs").glob("*.log"))
        return "\n".join(f"--- {file.name}\n" + "\n".join(file.read_text(errors="replace").splitlines()[-15:]) for file in files)

    def kill(self, *names: str) -> None:
        """SIGKILL, and wait until the supervisor has started another and all of them run."""
        before = self.runtime()
        for name in names:
            os.kill(before.children[name].pid, signal.SIGKILL)

        def all_new() -> bool:
            children = self.runtime().children
            return set(children) == CHILDREN and all(children[name].pid != before.children[name].pid for name in names)

        eventually(f"{names} run again", all_new)

    def end_everything(self) -> None:
        """SIGKILL to the supervisor and all that descends from it, as when the machine loses its power."""
        processes = self.processes()
        for act in (psutil.Process.suspend, psutil.Process.kill):  # first, so that none can react to the death of another
            for process in processes:
                with suppress(psutil.NoSuchProcess):  # one that was about to end by itself
                    act(process)
        gone, alive = psutil.wait_procs(processes, 15)
        assert not alive, f"{len(gone)} of {len(processes)} have ended"

    def pids(self) -> dict[str, int]:
        runtime = self.runtime()
        return {"supervisor": runtime.pid, **{name: child.pid for name, child in runtime.children.items()}}

    def processes(self) -> list[psutil.Process]:
        """The supervisor and all that descends from it."""
        supervisor = psutil.Process(self.runtime().pid)
        return [supervisor, *supervisor.children(recursive=True)]

    def request(self, path: str, body: Any = None) -> Any:
        """GET, or POST with `body`, as the command line's own key."""
        request = urllib.request.Request(
            self.runtime().url + path,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {(self.home / 'cli-key').read_text().strip()}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.load(response)
