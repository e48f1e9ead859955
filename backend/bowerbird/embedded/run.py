"""Runs the embedded stack: `python -m bowerbird.embedded.run`, entered through `bowerbird up`."""

import contextlib
import os
import shutil
import socket
import sys
import time

import psutil

from bowerbird.embedded.home import Home, Runtime, created, is_process
from bowerbird.embedded.ports import free_port, listen
from bowerbird.embedded.privileges import CannotStartError, LaunchPlan
from bowerbird.embedded.stack import Stack
from bowerbird.embedded.supervisor import Supervisor
from bowerbird.settings import get_settings


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
    """Already as the user that everything runs as. Arguments: host, port (0: the usual one or the next free),
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
            runtime = Runtime("starting", "Starting", os.getpid(), created(os.getpid()), host, dict(ports))
            Supervisor(stack, runtime, listener, say, welcome=attached).run()
    except CannotStartError as reason:
        sys.stderr.write(f"\n{reason}\n")
        sys.exit(1)


if __name__ == "__main__":
    main()
