"""Runs the embedded stack: starts Postgres, Valkey, the preparation of the tables, the API, the workers and the sweeper, restarts what dies,
and stops all in order.

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
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from types import FrameType

import psutil

from bowerbird import __version__
from bowerbird.db import roles
from bowerbird.embedded import postgres as pg
from bowerbird.embedded import valkey
from bowerbird.embedded.home import ChildState, Home, Runtime, is_process
from bowerbird.embedded.ports import free_port, listen
from bowerbird.embedded.postgres import tail
from bowerbird.embedded.privileges import CannotStartError, LaunchPlan
from bowerbird.embedded.stack import DATABASE, Program, Stack
from bowerbird.settings import get_settings

FIRST_DELAY, LONGEST_DELAY, STEADY = 0.5, 30.0, 60.0
"""Back-off between restarts, in seconds: doubled each time, and forgotten after a minute without a death."""
STOP_SECONDS = 15.0
PATIENCE = 120.0
"""How long the service may take until it first answers."""
LOG_BYTES = 16 * 1024 * 1024


class _StopRequestedError(Exception):
    pass


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
class Supervisor:
    stack: Stack
    runtime: Runtime
    listener: socket.socket
    """Where the service answers. Held here, so that nobody else can take the port and no connection is refused while the service is started again."""
    say: Callable[[str], None]
    welcome: bool = True
    """Whether to say the one-time link. It stays out of log files."""
    children: dict[str, Child] = field(default_factory=dict)
    _wake: tuple[int, int] = field(default_factory=os.pipe)
    _stopping: bool = False

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
        self.runtime.children = {
            name: ChildState(child.process.pid, child.created, child.restarts) for name, child in self.children.items() if child.due is None
        }
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
        process = start()
        child = Child(name, start, stop_signal, process, time.monotonic(), _created(process.pid))
        self.children[name] = child
        self._publish()
        return child

    def _look_after(self, pause: float = 1.0) -> None:
        """Notice deaths, start again what is due."""
        now = time.monotonic()
        changed = False
        for child in self.children.values():
            if child.due is None and child.process.poll() is not None:
                if now - child.began > STEADY:
                    child.delay = FIRST_DELAY
                child.due = now + child.delay
                child.delay = min(child.delay * 2, LONGEST_DELAY)
                self.say(f"{child.name} ended ({_how(child.process.returncode)}); starting it again in {child.due - now:.1f} s")
                changed = True
            elif child.due is not None and child.due <= now:
                changed = True
                self._start_again(child, now)
        if changed:
            self._publish()
        self._cut_logs()
        due = [child.due - now for child in self.children.values() if child.due is not None]
        self._pause(max(0.0, min([pause, *due])))

    def _start_again(self, child: Child, now: float) -> None:
        try:
            child.process = child.start()
        except OSError as refused:  # no memory, no room for its log: it may be there later
            child.due = now + LONGEST_DELAY
            self.say(f"{child.name} could not be started ({refused}); trying again in {LONGEST_DELAY:.0f} s")
            return
        child.began, child.created, child.due = now, _created(child.process.pid), None
        child.restarts += 1

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
        first = [child for name, child in self.children.items() if name not in {"postgres", "valkey"}]
        _end(first, deadline - 6)
        self.listener.close()
        _end([self.children[name] for name in ("valkey",) if name in self.children], deadline - 4.5)
        _end([self.children[name] for name in ("postgres",) if name in self.children], deadline - 0.5, harder=signal.SIGQUIT)
        self.children.clear()
        self._phase("Stopped", "stopped")


def _end(children: list[Child], deadline: float, harder: int = signal.SIGKILL) -> None:
    living = [child.process for child in children if child.process.poll() is None]
    for child in children:
        if child.process.poll() is None:
            child.process.send_signal(child.stop_signal)
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


def _created(pid: int) -> float:
    try:
        return float(psutil.Process(pid).create_time())
    except psutil.Error:
        return 0.0


def _how(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def answers(url: str, timeout: float = 2.0) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # never through a proxy of the environment
    try:
        with opener.open(url, timeout=timeout) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def end_leftovers(home: Home) -> None:
    """Children of a supervisor that was killed, where the system did not end them with it. Call with the lock held."""
    before = home.runtime()
    for name, child in (before.children if before else {}).items():
        if name != "postgres" and is_process(child.pid, child.created):  # Postgres is dealt with where it is started
            with contextlib.suppress(psutil.Error):
                process = psutil.Process(child.pid)
                process.kill()
                process.wait(10)


def listen_for_clients(home: Home, *, host: str, port: int | None) -> socket.socket:
    """On `port`, or else on the port of the last run, the usual one, or the next free one. Raises CannotStartError where none can be had."""
    former = before.ports.get("http") if (before := home.runtime()) else None
    standard = get_settings().http.port
    wanted = [port] if port else [*([former] if former else []), *range(standard, standard + 20)]
    refused = ""
    for each in wanted:
        try:
            return listen(host, each)
        except OSError as taken:
            refused = taken.strerror or str(taken)
    raise CannotStartError(
        f"Bowerbird cannot answer on port {wanted[0]} of {host}: {refused}. Choose another with --port, or stop the program that has it."
    )


def choose_ports(home: Home) -> dict[str, int]:
    """For the servers nobody else talks to: the ports of the last run where they are still free."""
    former = before.ports if (before := home.runtime()) else {}
    return {name: free_port([former.get(name)]) for name in ("postgres", "valkey")}


def main() -> None:
    """Entered through `bowerbird up`, already as the user that everything runs as. Arguments: host, port (0: the usual one or the next free),
    `attached` or `detached`."""
    host, port, attached = sys.argv[1], int(sys.argv[2]), sys.argv[3] == "attached"
    home = Home(get_settings().home)
    os.umask(0o077)
    began = time.monotonic()

    def say(line: str) -> None:
        with contextlib.suppress(OSError):  # the terminal may be gone; the stack stays
            print(f"[{time.monotonic() - began:5.1f} s] {line}", flush=True)  # noqa: T201

    try:
        with home.lock():
            end_leftovers(home)
            shutil.rmtree(home.scratch, ignore_errors=True)
            home.scratch.mkdir(mode=0o700, exist_ok=True)
            listener = listen_for_clients(home, host=host, port=port or None)
            ports = {"http": listener.getsockname()[1], **choose_ports(home)}
            stack = Stack(home, home.secrets(), host, ports, LaunchPlan())
            runtime = Runtime("starting", "Starting", os.getpid(), _created(os.getpid()), host, dict(ports))
            Supervisor(stack, runtime, listener, say, welcome=attached).run()
    except CannotStartError as reason:
        sys.stderr.write(f"\n{reason}\n")
        sys.exit(1)


if __name__ == "__main__":
    main()
