"""Time that others may take: what waits for a processor is not charged, what loops or sleeps is."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

import psutil
import pytest

from bowerbird.allowance import Allowance, Look

Start = Callable[[str], psutil.Process]
LOOP = "while True: pass"
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux says who could run")


@pytest.fixture
def start() -> Iterator[Start]:
    """A process that runs this code."""
    started: list[subprocess.Popen[bytes]] = []

    def start(code: str) -> psutil.Process:
        started.append(subprocess.Popen([sys.executable, "-c", f"print(flush=True)\n{code}"], stdout=subprocess.PIPE))
        assert started[-1].stdout
        started[-1].stdout.readline()
        return psutil.Process(started[-1].pid)

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_what_passes_is_charged_by_what_the_process_did() -> None:
    looks = [Look(True, 5.0), Look(True, 7.0), Look(False, 7.0), Look(True, 99.0)]
    times = iter([0.0, 100.0, 110.0, 111.0, 112.0])
    allowance = Allowance(0, 4.0, look=lambda: looks.pop(0), clock=lambda: next(times))
    assert not allowance.is_spent(), "100 s in the queue"
    assert not allowance.is_spent(), "2 s of 10"
    assert not allowance.is_spent(), "1 s asleep"
    assert not allowance.is_spent(), "several threads take no more than passes"
    allowance.renew()
    looks, times = [Look(False, 99.0)], iter([116.5])
    assert allowance.is_spent(), "4.5 s asleep"


def test_sleep_is_charged(start: Start) -> None:
    asleep = start("import time; time.sleep(600)")
    began = time.monotonic()
    allowance = Allowance(asleep.pid, 0.2)
    while not allowance.is_spent():
        threading.Event().wait(0.02)
    assert time.monotonic() - began > 0.2


@linux
def test_an_endless_loop_is_charged_for_its_turns_alone(start: Start) -> None:
    """Four on one processor."""
    processor = psutil.Process().cpu_affinity()[:1]
    loops = [start(LOOP) for _ in range(4)]
    for loop in loops:
        loop.cpu_affinity(processor)
    looked_at = loops[0]
    before = looked_at.cpu_times()
    allowance = Allowance(looked_at.pid, 0.3)
    while not allowance.is_spent():
        threading.Event().wait(0.02)
    after = looked_at.cpu_times()
    assert after.user + after.system - before.user - before.system >= 0.3, "not for its time in the queue"


@linux
def test_a_thread_that_works_counts_and_the_one_that_looks_does_not() -> None:
    """A process that looks at itself, for one that waits for a model with threads of its own."""
    myself = Allowance(os.getpid(), 600)
    myself.besides = threading.get_native_id()
    done = threading.Event()
    worker = threading.Thread(target=lambda: [sum(range(1000)) for _ in iter(done.is_set, True)])
    worker.start()
    try:
        assert any(myself.look().could_run for _ in range(1000))
    finally:
        done.set()
        worker.join()
    assert any(not myself.look().could_run for _ in range(1000))
