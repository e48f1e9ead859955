"""The whole stack for real: started, refused twice, killed in parts and outright, stopped in order. The tests share one stack, in this order."""

import os
import signal
import time
from pathlib import Path

import psutil
import pytest

from bowerbird.embedded.home import Home
from tests.e2e.stack import CHILDREN, RunningStack, eventually

pytestmark = pytest.mark.e2e


def wait_for_end(processes: list[psutil.Process], seconds: float) -> list[psutil.Process]:
    return list(psutil.wait_procs(processes, timeout=seconds)[1])


@pytest.fixture
def running(stack: RunningStack) -> RunningStack:
    if Home(stack.home).running() is None:
        stack.up()
    return stack


def test_start_and_status(stack: RunningStack) -> None:
    assert stack.status() == {"state": "stopped", "url": None, "data_dir": str(stack.home), "pids": {}, "versions": {}}
    stack.up()
    said = stack.status()
    assert said["state"] == "running"
    assert said["data_dir"] == str(stack.home)
    assert set(said["pids"]) == CHILDREN | {"supervisor"}
    assert set(said["versions"]) == {"bowerbird", "postgres", "valkey", "python"}
    assert said["welcome_url"].startswith(said["url"] + "/welcome#token=")
    assert stack.request("/health/ready")["status"] == "ready"


def test_second_run_on_the_same_data_is_refused(running: RunningStack) -> None:
    before = running.pids()
    refused = running.cli("up", "--detach", check=False)
    assert refused.returncode == 1
    assert "already runs" in refused.stderr
    assert str(running.runtime().pid) in refused.stderr
    assert running.pids() == before


def test_lock_refuses_even_where_nobody_says_that_it_runs(running: RunningStack) -> None:
    """Two starts at the same moment: the second finds no runtime.json yet, but the lock is taken."""
    file = running.home / "runtime.json"
    hidden = file.with_name("hidden.json")
    file.rename(hidden)
    try:
        refused = running.cli("up", "--detach", check=False)
    finally:
        hidden.rename(file)
    assert refused.returncode == 1
    assert "already runs" in refused.stdout + refused.stderr


def test_secrets_are_private(running: RunningStack) -> None:
    for name in ("secrets.json", "runtime.json", "cli-key"):
        assert (running.home / name).stat().st_mode & 0o077 == 0, name
    assert running.home.stat().st_mode & 0o077 == 0
    secrets = Home(running.home).secrets()
    for process in running.processes():
        line = " ".join(process.cmdline())
        assert not any(secret in line for secret in (secrets.superuser, secrets.owner, secrets.app, secrets.valkey))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has privileges to drop")
def test_nothing_of_it_runs_as_root(running: RunningStack) -> None:
    assert all(process.uids().real != 0 and process.uids().effective != 0 for process in running.processes())


def test_memory_of_the_idle_stack(running: RunningStack) -> None:
    import json

    said = json.loads(running.cli("doctor", "--json", check=False).stdout)
    assert {each["name"] for each in said["memory"]["children"]} == CHILDREN | {"supervisor"}
    assert said["memory"]["pss"] < 900 * 1024 * 1024


@pytest.mark.parametrize("name", sorted(CHILDREN))
def test_killed_child_is_started_again(running: RunningStack, name: str) -> None:
    before = running.pids()
    running.kill(name)
    assert {other: pid for other, pid in running.pids().items() if other != name} == {
        other: pid for other, pid in before.items() if other != name
    }, "the others go on"
    eventually("it is ready again", lambda: is_ready(running))


def test_requests_wait_while_the_service_is_started_again(running: RunningStack) -> None:
    os.kill(running.runtime().children["api"].pid, signal.SIGKILL)
    assert running.request("/health/live"), "not refused"


def test_port_that_is_asked_for_and_taken_is_refused(running: RunningStack, tmp_path: Path) -> None:
    other = RunningStack(tmp_path / "other")
    refused = other.cli("up", "--detach", "--port", str(running.runtime().ports["http"]), check=False)
    assert refused.returncode == 1
    assert "cannot answer on port" in refused.stdout


def is_ready(stack: RunningStack) -> bool:
    try:
        return bool(stack.request("/health/ready")["status"] == "ready")
    except OSError:
        return False


def test_kill_9_of_the_supervisor_leaves_no_orphans(running: RunningStack) -> None:
    processes = running.processes()
    processes[0].kill()
    assert wait_for_end(processes, 15) == []
    assert running.status()["state"] == "stopped"
    running.up()
    assert is_ready(running)


def test_kill_9_of_everything_is_recovered_from(running: RunningStack) -> None:
    running.end_everything()
    running.up()
    assert is_ready(running)
    assert "was not properly shut down; automatic recovery in progress" in (running.home / "logs" / "postgres.log").read_text()


def test_sigterm_stops_all_in_order(running: RunningStack) -> None:
    log = running.home / "logs" / "postgres.log"
    written = log.stat().st_size
    processes = running.processes()
    began = time.monotonic()
    os.kill(processes[0].pid, signal.SIGTERM)
    assert wait_for_end(processes, 15) == []
    assert time.monotonic() - began < 15
    said = log.read_text()[written:]
    assert "database system is shut down" in said
    assert "terminating connection" not in said, "those who use the database are gone before it stops"
