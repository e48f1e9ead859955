"""kill -9 of each process in turn, and of all at once, again and again while many files are imported: `python -P benchmarks/chaos.py [FILES]`.

Prints each kill and how long the stack needed to run again, and exits 1 if a file was lost, doubled, or is not ready. The test suite has a small
version (tests/e2e/test_chaos.py).
"""

import json
import shutil
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.e2e.chaos import VICTIMS, finished, make_files, violations
from tests.e2e.stack import RunningStack, eventually


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    place = Path(tempfile.mkdtemp(prefix="bowerbird-chaos-"))
    place.chmod(0o755)
    stack = RunningStack(place / "data", {"BOWERBIRD_WORKER_LEASE_SECONDS": "10"})
    make_files(place / "files", count)
    stack.up()
    began = time.monotonic()
    rounds = [*((each,) for each in VICTIMS), VICTIMS] * 2 + [("everything",)]
    try:
        with ThreadPoolExecutor(1) as pool:
            importing = pool.submit(stack.cli, "import", "--wait", "--json", place / "files", check=False, timeout=3600)
            for number, names in enumerate(rounds):
                threshold = (number + 1) * count // (len(rounds) + 3)
                eventually(f"{threshold} files are finished", lambda: finished(stack) >= threshold, 900)  # noqa: B023  used before the next round
                killed, done = time.monotonic(), finished(stack)
                if names == ("everything",):
                    stack.end_everything()
                    stack.up()
                else:
                    stack.kill(*names)
                print(
                    f"{killed - began:6.1f} s  {done:4} of {count} finished  killed {', '.join(names)}; running again after {time.monotonic() - killed:.1f} s"
                )
            ended = importing.result()
        files = json.loads(ended.stdout)["files"]
        not_ready = [file for file in files if file["status"] != "ready"]
        broken = violations(stack, count)
        print(f"{time.monotonic() - began:6.1f} s  {len(files) - len(not_ready)} of {len(files)} ready; import exited {ended.returncode}")
        print(*not_ready, *broken, sep="\n")
        return 1 if not_ready or broken or ended.returncode else 0
    finally:
        stack.down()
        shutil.rmtree(place)


if __name__ == "__main__":
    sys.exit(main())
