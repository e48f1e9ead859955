"""The servers of a test run: Postgres and Valkey from the same classes that `bowerbird up` uses, in a directory that goes when the run ends.

Their addresses are handed on as `BOWERBIRD_TEST_PG` (a superuser's URL) and `BOWERBIRD_TEST_REDIS`, which test workers inherit. Where these
are set already, for example to a server that stays up between runs, nothing is started.
"""

import atexit
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from bowerbird.embedded.ports import free_port
from bowerbird.embedded.postgres import LAPTOP, Postgres
from bowerbird.embedded.postgres import root as postgres_root
from bowerbird.embedded.privileges import chosen_user, plan_for
from bowerbird.embedded.valkey import Valkey
from bowerbird.embedded.valkey import binary as valkey_binary

FAST = {
    **LAPTOP,
    "max_connections": "200",
    "shared_buffers": "64MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}
"""A test database that a power cut would lose is no loss."""


def ensure_servers() -> None:
    """Start what is not running yet; it stops when this process ends."""
    postgres_wanted = "BOWERBIRD_TEST_PG" not in os.environ
    valkey_wanted = "BOWERBIRD_TEST_REDIS" not in os.environ
    if not postgres_wanted and not valkey_wanted:
        return
    home = Path(tempfile.mkdtemp(prefix="bowerbird-test-"))
    user = chosen_user()
    if user:
        os.chown(home, user.uid, user.gid)
    plan = plan_for(user, [home, postgres_root(), valkey_binary()])
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"}
    running: list[tuple[subprocess.Popen[bytes], int]] = []

    def stop() -> None:
        for process, number in running:
            process.send_signal(number)
        for process, _ in running:
            process.wait(30)
        shutil.rmtree(home, ignore_errors=True)

    atexit.register(stop)
    log_file = home / "log"
    with log_file.open("ab") as log:
        if postgres_wanted:
            postgres = Postgres(home / "pg", free_port(), secrets.token_hex(16), plan, log_file, FAST)
            postgres.create(environment, sync=False)
            process = postgres.start(environment, log.fileno())
            running.append((process, signal.SIGQUIT))
            postgres.wait(process)
            os.environ["BOWERBIRD_TEST_PG"] = postgres.superuser_url
        if valkey_wanted:
            valkey = Valkey(home, free_port(), secrets.token_hex(16), plan)
            running.append((valkey.start(environment, log.fileno()), signal.SIGTERM))
            while not valkey.ready():
                assert running[-1][0].poll() is None, log_file.read_text()
                time.sleep(0.02)
            os.environ["BOWERBIRD_TEST_REDIS"] = valkey.url
