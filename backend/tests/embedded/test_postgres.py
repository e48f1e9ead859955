"""Postgres as a child process: made, started, killed, started again."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import psutil
import psycopg
import pytest

from bowerbird.embedded.postgres import Postgres, shared_buffers
from bowerbird.embedded.privileges import CannotStartError
from bowerbird.settings import GIB
from tests.embedded.conftest import ENVIRONMENT

Launch = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture
def launch(cluster: Postgres) -> Iterator[Launch]:
    """Start the server without waiting for it; it is ended after the test."""
    started: list[subprocess.Popen[bytes]] = []

    def run() -> subprocess.Popen[bytes]:
        with cluster.log_file.open("ab") as log:
            started.append(cluster.start(ENVIRONMENT, log.fileno()))
        return started[-1]

    yield run
    cluster.clear_leftovers()
    for process in started:
        process.kill()
        process.wait(10)


@pytest.fixture
def start(cluster: Postgres, launch: Launch) -> Launch:
    """Start the server and wait until it answers."""

    def run() -> subprocess.Popen[bytes]:
        process = launch()
        cluster.wait(process)
        return process

    return run


def connect(cluster: Postgres) -> psycopg.Connection:
    return psycopg.connect(
        host="127.0.0.1", port=cluster.port, user="postgres", password=cluster.password, dbname="postgres", autocommit=True
    )


def test_password_is_needed_and_on_no_command_line(cluster: Postgres, start: Launch) -> None:
    process = start()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(host="127.0.0.1", port=cluster.port, user="postgres", password="another", dbname="postgres")
    with connect(cluster) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("127.0.0.1",)
        assert connection.execute("SHOW password_encryption").fetchone() == ("scram-sha-256",)
    assert cluster.password not in " ".join(psutil.Process(process.pid).cmdline())


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has privileges to drop")
def test_root_starts_it_as_somebody_else(cluster: Postgres, start: Launch) -> None:
    assert psutil.Process(start().pid).uids().real != 0


def kill(cluster: Postgres) -> None:
    """Every process of it. The one that answered a connection may be about to end by itself."""
    for each in cluster.processes():
        with suppress(psutil.NoSuchProcess):
            each.kill()


def test_rows_survive_kill_9_of_every_server_process(cluster: Postgres, start: Launch) -> None:
    process = start()
    with connect(cluster) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
    kill(cluster)
    process.wait(10)
    start()
    with connect(cluster) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (1000,)


def test_server_left_running_is_shut_down_before_the_next_start(cluster: Postgres, start: Launch) -> None:
    first = start()
    second = start()
    assert first.wait(10) == 0, "a fast shutdown is clean"
    assert second.poll() is None
    assert "was not properly shut down" not in cluster.log_file.read_text()


def test_pid_file_of_an_unrelated_process_is_no_obstacle(cluster: Postgres, start: Launch) -> None:
    process = start()
    file = cluster.data / "postmaster.pid"
    content = file.read_text()
    kill(cluster)
    process.wait(10)
    number, rest = content.split("\n", 1)
    assert number == str(process.pid)
    with cluster.plan.popen(["/bin/sleep", "60"], env=ENVIRONMENT) as unrelated:  # of the same user: Postgres asks no more than that
        file.write_text(f"{unrelated.pid}\n{rest}")
        assert start().poll() is None
        unrelated.kill()


def test_recovery_is_waited_for_and_told(cluster: Postgres, launch: Launch) -> None:
    """The server is stopped by SIGSTOP just after its start, as a long recovery would keep it from answering."""
    process = launch()
    while not cluster.processes():
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGSTOP)
    told: list[float] = []

    def waiting(seconds: float) -> None:
        told.append(seconds)
        os.kill(process.pid, signal.SIGCONT)

    cluster.wait(process, waiting)
    assert told


def test_server_that_stops_while_starting_is_reported_with_its_log(cluster: Postgres, start: Launch) -> None:
    (cluster.data / "global" / "pg_control").unlink()
    with pytest.raises(CannotStartError, match=r"could not open file|could not find the database system"):
        start()


def test_data_of_another_major_version_is_refused_and_left_alone(cluster: Postgres) -> None:
    (cluster.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(CannotStartError, match=r"written by Postgres 17.*\n.*\n.*dump FILE") as refused:
        cluster.create(ENVIRONMENT)
    assert "restore FILE" in str(refused.value)


def test_half_made_cluster_is_made_again(cluster: Postgres, start: Launch) -> None:
    (cluster.data).rename(cluster.data.with_name("pg.new"))
    cluster.create(ENVIRONMENT, sync=False)
    assert start().poll() is None


@pytest.mark.parametrize(("memory_gib", "size"), [(1, "128MB"), (4, "256MB"), (8, "512MB"), (64, "512MB")])
def test_pages_are_kept_as_far_as_memory_goes(memory_gib: int, size: str) -> None:
    assert shared_buffers(memory_gib * GIB) == size
