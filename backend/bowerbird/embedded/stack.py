"""The processes of an embedded run and what each is told, always through the environment: command lines are public, environments are not."""

import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bowerbird.db.roles import APP, OWNER
from bowerbird.embedded.home import Home, Secrets
from bowerbird.embedded.postgres import Postgres
from bowerbird.embedded.privileges import LaunchPlan
from bowerbird.embedded.valkey import Valkey
from bowerbird.settings import PROJECT_ROOT

DATABASE = "bowerbird"
PYTHON = (sys.executable, "-m")


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
        return [
            Program("api", (*PYTHON, "bowerbird.cli", "serve", "--fd", str(listener)), self.environment(), pass_fds=(listener,)),
            Program("worker-fast", (*PYTHON, "bowerbird.cli", "worker", "--queues", "fast"), worker, nice=5),
            Program("worker-all", (*PYTHON, "bowerbird.cli", "worker", "--queues", "heavy,ai,fast,bulk,maintenance"), worker, nice=10),
            Program("sweeper", (*PYTHON, "bowerbird.cli", "sweeper"), self.environment(BOWERBIRD_DB_POOL_SIZE="2"), nice=5),
        ]
