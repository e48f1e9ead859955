"""The processes of an embedded run and what each is told, always through the environment: command lines are public, environments are not."""

import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import psutil

from bowerbird.db.roles import APP, OWNER
from bowerbird.embedded.home import Home, Secrets
from bowerbird.embedded.postgres import Postgres
from bowerbird.embedded.privileges import LaunchPlan
from bowerbird.embedded.valkey import Valkey
from bowerbird.settings import GIB, PROJECT_ROOT, get_settings

DATABASE = "bowerbird"
PYTHON = (sys.executable, "-m")
WORKER_MEMORY = 3 * GIB
"""Of the machine, for each worker with its decoder and models, so that there is room for the rest."""
MOST_WORKERS = 6
"""Each holds up to four of the database's 60 connections."""


@dataclass(frozen=True, slots=True)
class Program:
    """A child that the supervisor keeps running."""

    name: str
    argv: Sequence[str]
    environment: Mapping[str, str]
    stop_signal: int = signal.SIGTERM
    nice: int = 0
    pass_fds: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Stack:
    home: Home
    secrets: Secrets
    host: str
    ports: Mapping[str, int]
    plan: LaunchPlan

    @property
    def postgres(self) -> Postgres:
        return Postgres(self.home.postgres, self.ports["postgres"], self.secrets.superuser, self.plan, self.home.logs / "postgres.log")

    @property
    def valkey(self) -> Valkey:
        return Valkey(self.home.path, self.ports["valkey"], self.secrets.valkey, self.plan)

    @property
    def url(self) -> str:
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, f"[{self.host}]" if ":" in self.host else self.host)  # noqa: S104
        return f"http://{host}:{self.ports['http']}"

    def settings(self) -> dict[str, str]:
        """What every part of the product has to know."""
        return {
            "BOWERBIRD_HOME": str(self.home.path),
            "BOWERBIRD_ENVIRONMENT": "production",
            "BOWERBIRD_INSTANCE": self.secrets.instance,
            "BOWERBIRD_HTTP_HOST": self.host,
            "BOWERBIRD_HTTP_PORT": str(self.ports["http"]),
            "BOWERBIRD_DB_URL": self.postgres.url(APP, self.secrets.app, DATABASE),
            "BOWERBIRD_REDIS_URL": self.valkey.url,
        }

    def environment(self, **more: str) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if name != "BOWERBIRD_DB_OWNER_URL"}
        return {
            **inherited,
            **self.settings(),
            "HOME": str(self.home.path),
            "TMPDIR": str(self.home.scratch),
            "PYTHONPATH": str(PROJECT_ROOT / "backend"),
            "PYTHONUNBUFFERED": "1",
            # Each thread of glibc otherwise keeps a heap of its own; two are enough and save some 100 MB over the stack.
            "MALLOC_ARENA_MAX": "2",
            **more,
        }

    def provision(self) -> Program:
        """Runs to its end before the others start."""
        owner = self.postgres.url(OWNER, self.secrets.owner, DATABASE)
        return Program("provision", (*PYTHON, "bowerbird.provision"), self.environment(BOWERBIRD_DB_OWNER_URL=owner))

    def programs(self, listener: int) -> list[Program]:
        """`listener` is the file descriptor of the socket that the service answers on."""
        worker = self.environment(BOWERBIRD_DB_POOL_SIZE="4")
        everything = (*PYTHON, "bowerbird.cli", "worker", "--queues", "heavy,ai,fast,bulk,maintenance")
        return [
            Program("api", (*PYTHON, "bowerbird.cli", "serve", "--fd", str(listener)), self.environment(), pass_fds=(listener,)),
            Program("worker-fast", (*PYTHON, "bowerbird.cli", "worker", "--queues", "fast"), worker, nice=5),
            *(Program(name, everything, worker, nice=10) for name in worker_names()),
            Program("sweeper", (*PYTHON, "bowerbird.cli", "sweeper"), self.environment(BOWERBIRD_DB_POOL_SIZE="2"), nice=5),
        ]


def worker_names() -> list[str]:
    """The workers that take any work, beside the one for quick steps, which no long film holds up: as many as the settings say, else one for each core, as far as
    memory goes."""
    count = get_settings().worker.count or max(1, min(cores(), psutil.virtual_memory().total // WORKER_MEMORY, MOST_WORKERS))
    return ["worker-all", *(f"worker-all-{number}" for number in range(2, count + 1))]


def cores() -> int:
    """That this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
