"""Looks after the embedded stack: starts Postgres, Valkey, the preparation of the tables, the API, the workers and the sweeper, restarts what
dies, and stops all in order.

    bowerbird up ──► supervisor ──┬── postgres      stopped last, by SIGINT (fast shutdown)
                                  ├── valkey
                                  ├── api           stopped first, together:
                                  ├── worker-fast     they finish or release their work
                                  ├── worker-all      and more of them, one for each core
                                  └── sweeper

Killed outright, it takes its children with it (parent-death signals); where the system has none, the next start finds them in runtime.json.
"""

import contextlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from types import FrameType

from bowerbird import __version__
from bowerbird.db import roles
from bowerbird.embedded import postgres as pg
from bowerbird.embedded import valkey
from bowerbird.embedded.children import Child, Children
from bowerbird.embedded.home import Home, Runtime
from bowerbird.embedded.ports import answers
from bowerbird.embedded.postgres import tail
from bowerbird.embedded.privileges import CannotStartError
from bowerbird.embedded.stack import DATABASE, Program, Stack

STOP_SECONDS = 15.0
PATIENCE = 120.0
"""How long the service may take until it first answers."""
LOG_BYTES = 16 * 1024 * 1024


class _StopRequestedError(Exception):
    pass


@dataclass(slots=True)
class Supervisor:
    stack: Stack
    runtime: Runtime
    listener: socket.socket
    """Where the service answers. Held here, so that nobody else can take the port and no connection is refused while the service is started again."""
    say: Callable[[str], None]
    welcome: bool = True
    """Whether to say the one-time link. It stays out of log files."""
    children: Children = field(init=False)
    _wake: tuple[int, int] = field(default_factory=os.pipe)
    _stopping: bool = False

    def __post_init__(self) -> None:
        self.children = Children(self.say)

    @property
    def home(self) -> Home:
        return self.stack.home

    # Life

    def run(self) -> None:
        """Start, look after, and stop. Returns after a stop that was asked for; raises CannotStartError when a start is not possible."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        os.set_blocking(self._wake[1], False)
        signal.set_wakeup_fd(self._wake[1], warn_on_full_buffer=False)
        with contextlib.suppress(_StopRequestedError):
            try:
                self._start()
                while True:
                    self._look_after()
            finally:
                self._stop()

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _pause(self, seconds: float) -> None:
        """Wait, or until a signal; raise when asked to stop."""
        if select.select([self._wake[0]], [], [], seconds)[0]:
            os.read(self._wake[0], 4096)
        if self._stopping:
            raise _StopRequestedError

    def _phase(self, phase: str, state: str = "starting") -> None:
        self.runtime.phase, self.runtime.state = phase, state
        self._publish()
        self.say(phase)

    def _publish(self) -> None:
        self.runtime.children, self.runtime.waiting = self.children.states(), self.children.waiting()
        try:
            self.home.write_runtime(self.runtime)
        except OSError as full:  # a full disk must not stop what runs
            self.say(f"{self.home.path} cannot be written: {full}")

    # Start

    def _start(self) -> None:
        self.runtime.versions = {
            "bowerbird": __version__,
            "postgres": pg.version(),
            "valkey": valkey.version(),
            "python": sys.version.split()[0],
        }
        self._start_postgres()
        self._keep("valkey", self._start_valkey)
        self._phase("Preparing the tables")
        self._provision()
        self._phase("Starting the service and its workers")
        for program in self.stack.programs(self.listener.fileno()):
            self._keep(program.name, partial(self._spawn, program), program.stop_signal)
        self._wait_for_service()
        self.runtime.url = self.stack.url
        self._phase(f"Running at {self.stack.url}", "running")
        if self.welcome and self.runtime.welcome:
            self.say(f"To make the owner account, open {self.runtime.welcome}")

    def _start_postgres(self) -> None:
        database = self.stack.postgres
        if (database.data / "PG_VERSION").exists():
            database.refuse_other_major()
            self._phase("Starting Postgres")
        else:
            self._phase("Making the database (once)")
            database.create(self.stack.environment())
        child = self._keep("postgres", self._start_database, signal.SIGINT)
        told = 0.0

        def waiting(seconds: float) -> None:
            nonlocal told
            self._pause(0)
            if seconds - told >= 5:
                told = seconds
                self._phase(
                    f"Postgres is recovering after it was not stopped properly: {seconds:.0f} s so far (this takes as long as it takes)"
                )

        database.wait(child.process, waiting)
        roles.ensure_roles(database.superuser_url, owner_password=self.stack.secrets.owner, app_password=self.stack.secrets.app)
        roles.ensure_database(database.superuser_url, DATABASE)

    def _provision(self) -> None:
        program = self.stack.provision()
        with self._log("provision") as log:
            process = self.stack.plan.popen(program.argv, env=program.environment, stdout=subprocess.PIPE, stderr=log)
        assert process.stdout is not None
        try:
            while process.poll() is None:
                self._pause(0.2)
        except _StopRequestedError:
            process.kill()
            process.wait()
            raise
        said = process.stdout.read()
        process.stdout.close()
        if process.returncode != 0:
            raise CannotStartError(
                f"The tables could not be prepared. The end of {self.home.logs / 'provision.log'}:\n{tail(self.home.logs / 'provision.log')}"
            )
        self.runtime.welcome = str(json.loads(said).get("welcome") or "")

    def _wait_for_service(self) -> None:
        api, began = self.children["api"], time.monotonic()
        while not answers(f"{self.stack.url}/health/live"):
            self._look_after(0.1)
            if api.restarts >= 3 or time.monotonic() - began > PATIENCE:
                raise CannotStartError(
                    f"The service does not start. The end of {self.home.logs / 'api.log'}:\n{tail(self.home.logs / 'api.log', 25)}"
                )

    # Children

    @contextlib.contextmanager
    def _log(self, name: str) -> Iterator[int]:
        """Opened to append, so that the file can be cut under its writer."""
        handle = os.open(self.home.logs / f"{name}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            yield handle
        finally:
            os.close(handle)

    def _start_database(self) -> subprocess.Popen[bytes]:
        with self._log("postgres") as log:
            return self.stack.postgres.start(self.stack.environment(), log)

    def _start_valkey(self) -> subprocess.Popen[bytes]:
        with self._log("valkey") as log:
            return self.stack.valkey.start(self.stack.environment(), log)

    def _spawn(self, program: Program) -> subprocess.Popen[bytes]:
        with self._log(program.name) as log:
            return self.stack.plan.popen(
                program.argv, env=program.environment, stdout=log, stderr=subprocess.STDOUT, nice=program.nice, pass_fds=program.pass_fds
            )

    def _keep(self, name: str, start: Callable[[], subprocess.Popen[bytes]], stop_signal: int = signal.SIGTERM) -> Child:
        child = self.children.keep(name, start, stop_signal)
        self._publish()
        return child

    def _look_after(self, pause: float = 1.0) -> None:
        if self.children.look_after():
            self._publish()
        self._cut_logs()
        self._pause(self.children.rest(pause))

    def _cut_logs(self) -> None:
        for file in self.home.logs.glob("*.log"):
            with contextlib.suppress(OSError):
                if file.stat().st_size > LOG_BYTES:
                    shutil.copyfile(file, file.with_suffix(".log.1"))
                    os.truncate(file, 0)

    # Stop

    def _stop(self) -> None:
        """The API, workers and sweeper together, then Valkey, then Postgres, which writes all down and needs no recovery; 15 s for all of it."""
        deadline = time.monotonic() + STOP_SECONDS
        self._stopping = True
        self._phase("Stopping", "stopping")
        self.children.end(deadline - 6, but=("postgres", "valkey"))
        self.listener.close()
        self.children.end(deadline - 4.5, but=("postgres",))
        self.children.end(deadline - 0.5, harder=signal.SIGQUIT)
        self._phase("Stopped", "stopped")
