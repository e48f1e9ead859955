"""libmagic in a process that has not used it yet."""

import subprocess
import sys

from bowerbird.settings import PROJECT_ROOT

BURST = """
import os, threading
from bowerbird.intake.libmagic import mime_type

before = dict(os.environ)
start = threading.Barrier(16)
found = []

def ask():
    start.wait()
    found.append(mime_type(b"%PDF-1.7"))

threads = [threading.Thread(target=ask) for _ in range(16)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
assert found == ["application/pdf"] * 16, found
assert dict(os.environ) == before
"""


def test_a_first_burst_of_threads_loads_it_once() -> None:
    for _ in range(3):
        subprocess.run([sys.executable, "-P", "-c", BURST], env={"PYTHONPATH": str(PROJECT_ROOT / "backend")}, check=True, timeout=60)
