"""The data directory of an embedded run (`BOWERBIRD_HOME`): what lies where, its secrets, its lock, and what a running stack says of itself."""

import contextlib
import fcntl
import json
import os
import secrets
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import psutil

from bowerbird.embedded.privileges import CannotStartError, RunAs

MARKER = "bowerbird.json"


@dataclass(frozen=True, slots=True)
class Secrets:
    """Made at the first start; they never leave this directory but through the environment of our own children."""

    superuser: str
    owner: str
    app: str
    valkey: str
    instance: str
    """Not secret: names this instance in its cookies."""


def _new_secrets() -> Secrets:
    superuser, owner, app, valkey = (secrets.token_hex(24) for _ in range(4))
    return Secrets(superuser, owner, app, valkey, instance=secrets.token_hex(4))


@dataclass(slots=True)
class ChildState:
    pid: int
    created: float
    """When the process began, by the system's clock: with the pid it names the process for good."""
    restarts: int = 0


@dataclass(slots=True)
class Runtime:
    """What a running stack says of itself in `runtime.json`."""

    state: str
    """starting, running, stopping"""
    phase: str
    pid: int
    created: float
    host: str
    ports: dict[str, int]
    url: str = ""
    welcome: str = ""
    """The one-time link, until the owner account is claimed."""
    versions: dict[str, str] = field(default_factory=dict)
    children: dict[str, ChildState] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)
    """Children that died and will be started again."""

    def alive(self) -> bool:
        return is_process(self.pid, self.created)


def created(pid: int) -> float:
    """When the process began, in seconds since the epoch; 0 where it is gone."""
    try:
        return float(psutil.Process(pid).create_time())
    except psutil.Error:
        return 0.0


def is_process(pid: int, created: float) -> bool:
    """Whether the process with this pid is still the one that began then."""
    try:
        process = psutil.Process(pid)
        return abs(process.create_time() - created) < 1.5 and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


@dataclass(frozen=True, slots=True)
class Home:
    path: Path

    @property
    def postgres(self) -> Path:
        return self.path / "postgres"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def scratch(self) -> Path:
        return self.path / "scratch"

    @property
    def cli_key(self) -> Path:
        return self.path / "cli-key"

    def owner(self) -> int:
        """The uid whose data this is; 0 where there is none yet."""
        try:
            return self.path.stat().st_uid if (self.path / MARKER).exists() else 0
        except PermissionError as barred:
            raise CannotStartError(
                f"The data directory {self.path} belongs to another user. Start as that user or root, or set BOWERBIRD_HOME."
            ) from barred

    def prepare(self, user: RunAs | None) -> None:
        """Make the directory, or take over one that is ours. One with other things in it is left alone."""
        marker = self.path / MARKER
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            if not marker.exists():
                if any(self.path.iterdir()):
                    raise CannotStartError(
                        f"{self.path} is not empty and holds no Bowerbird data. Set BOWERBIRD_HOME to an empty or new directory."
                    )
                marker.write_text('{"layout": 1, "mode": "embedded"}\n')
            for directory in (self.logs, self.scratch):
                directory.mkdir(mode=0o700, exist_ok=True)
            if user and self.path.stat().st_uid != user.uid:
                for folder, directories, files in os.walk(self.path):
                    for name in (*directories, *files):
                        os.chown(Path(folder) / name, user.uid, user.gid, follow_symlinks=False)
            if user:
                for each in (marker, self.logs, self.scratch, self.path):
                    os.chown(each, user.uid, user.gid)
            self.path.chmod(0o700)
        except PermissionError as barred:
            raise CannotStartError(
                f"The data directory {self.path} belongs to another user ({barred}). Start as that user or as root, or set BOWERBIRD_HOME to another directory."
            ) from barred

    def secrets(self) -> Secrets:
        file = self.path / "secrets.json"
        if not file.exists():
            self.write(file, asdict(_new_secrets()))
        return Secrets(**json.loads(file.read_text()))

    def write(self, file: Path, value: Any) -> None:
        """Whole or not at all, and readable by its owner alone."""
        handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=self.path)
        with os.fdopen(handle, "w") as opened:
            json.dump(value, opened, indent=1)
            opened.flush()
            os.fsync(opened.fileno())
        Path(name).replace(file)

    @property
    def _runtime(self) -> Path:
        return self.path / "runtime.json"

    def write_runtime(self, runtime: Runtime) -> None:
        self.write(self._runtime, asdict(runtime))

    def runtime(self) -> Runtime | None:
        """What the last run said of itself; ask `alive()` whether it still runs."""
        try:
            said = json.loads(self._runtime.read_text())
        except (FileNotFoundError, NotADirectoryError, json.JSONDecodeError):
            return None
        said["children"] = {name: ChildState(**child) for name, child in said["children"].items()}
        return Runtime(**said)

    def running(self) -> Runtime | None:
        found = self.runtime()
        return found if found and found.alive() else None

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Held by the supervisor for as long as it runs; the kernel lets go of it however the supervisor ends."""
        with (self.path / "lock").open("a+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as taken:
                raise CannotStartError(self.refusal()) from taken
            yield

    def refusal(self) -> str:
        running = self.running()
        who = f" (process {running.pid}, {running.url or running.phase})" if running else ""
        return f"Bowerbird already runs on {self.path}{who}.\nStop it with `./start.sh --stop`, or set BOWERBIRD_HOME to another directory."
