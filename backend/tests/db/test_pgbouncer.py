"""The whole service behind PgBouncer in transaction mode, with fewer server connections than processes. Skipped where PgBouncer is not installed."""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from pydantic import SecretStr
from sqlalchemy import text

from bowerbird.db import roles
from bowerbird.db.engine import make_engine
from bowerbird.embedded.ports import free_port
from bowerbird.settings import PROJECT_ROOT, DbSettings

PROGRAM = shutil.which("pgbouncer", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="PgBouncer is not installed")
PASSWORD = "of-a-test"
SERVER_CONNECTIONS = 2


def until(what: str, holds: Callable[[], bool], seconds: float = 400) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


@pytest.fixture
def directory() -> Iterator[Path]:
    """That PgBouncer can read, which does not run as root."""
    place = Path(tempfile.mkdtemp(prefix="bowerbird-pgbouncer-"))
    place.chmod(0o755)
    yield place
    shutil.rmtree(place)


@pytest.fixture
def direct(superuser_url: str, database_url: str) -> Iterator[str]:
    """An empty database; the owning role's address, which leads to Postgres itself."""
    assert database_url  # the roles are there
    name = f"bowerbird_pooled_{secrets.token_hex(6)}"
    roles.ensure_database(superuser_url, name)
    parts = conninfo_to_dict(superuser_url)
    yield f"postgresql://{roles.OWNER}:{PASSWORD}@{parts['host']}:{parts['port']}/{name}"
    with psycopg.connect(superuser_url, autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def pooled(direct: str, directory: Path) -> Iterator[str]:
    """The app's address, which leads to PgBouncer."""
    parts, port = conninfo_to_dict(direct), free_port()
    (directory / "users").write_text(f'"{roles.APP}" "{PASSWORD}"\n')
    (directory / "pgbouncer.ini").write_text(
        f"[databases]\n* = host={parts['host']} port={parts['port']}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
        f"auth_type = scram-sha-256\nauth_file = {directory / 'users'}\npool_mode = transaction\ndefault_pool_size = {SERVER_CONNECTIONS}\n"
        f"max_client_conn = 200\n{'user = nobody' if os.geteuid() == 0 else ''}\n"
    )
    assert PROGRAM
    with (directory / "log").open("wb") as log:
        process = subprocess.Popen([PROGRAM, str(directory / "pgbouncer.ini")], stdout=log, stderr=log)
    url = f"postgresql://{roles.APP}:{PASSWORD}@127.0.0.1:{port}/{parts['dbname']}"

    def answers() -> bool:
        assert process.poll() is None, (directory / "log").read_text()
        with suppress(psycopg.OperationalError):
            psycopg.connect(url, connect_timeout=2).close()
            return True
        return False

    until("PgBouncer answers", answers, 20)
    yield url
    process.terminate()
    process.wait(20)


def settings_of(url: str) -> DbSettings:
    return DbSettings(url=SecretStr(url), pooled=True, pool_size=8)


def test_every_transaction_brings_its_settings_along(pooled: str) -> None:
    engine = make_engine(settings_of(pooled))
    with engine.connect() as one, engine.connect() as other:  # both server connections are in use
        for connection in (one, other):
            for _ in range(8):  # more often than psycopg waits before it prepares
                found = connection.execute(text("SELECT current_setting('statement_timeout'), current_setting('timezone')")).one()
                assert tuple(found) == ("1min", "UTC")
                connection.commit()
    engine.dispose()


def test_what_a_transaction_sets_for_itself_ends_with_it(pooled: str) -> None:
    engine = make_engine(settings_of(pooled))
    for _ in range(2 * SERVER_CONNECTIONS):
        with engine.begin() as connection:
            assert connection.scalar(text("SELECT current_setting('work_mem')")) != "77MB"
            connection.execute(text("SELECT set_config('work_mem', '77MB', true)"))
    engine.dispose()


@pytest.fixture
def service(pooled: str, direct: str, redis_url: str, directory: Path) -> Iterator[httpx.Client]:
    """API, two workers and the sweeper, as one who asks meets them."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("BOWERBIRD_") or name == "BOWERBIRD_MODELS_DIR"},
        "PYTHONPATH": str(PROJECT_ROOT / "backend"),
        "BOWERBIRD_HOME": str(directory / "home"),
        "BOWERBIRD_DB_URL": pooled,
        "BOWERBIRD_DB_POOLED": "true",
        "BOWERBIRD_DB_OWNER_URL": direct,
        "BOWERBIRD_REDIS_URL": redis_url,
        "BOWERBIRD_HTTP_PORT": str(free_port()),
    }
    (directory / "home").mkdir()
    command = [sys.executable, "-P", "-m", "bowerbird.cli"]

    def cli(*arguments: str) -> str:
        ended = subprocess.run([*command, *arguments], env=environment, capture_output=True, text=True, timeout=180, check=False)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout.strip()

    cli("migrate")
    running = []
    for name, arguments in {"api": ["serve"], "one": ["worker"], "two": ["worker"], "sweeper": ["sweeper"]}.items():
        with (directory / name).open("wb") as log:
            running.append(subprocess.Popen([*command, *arguments], env=environment, stdout=log, stderr=log))
    client = httpx.Client(
        base_url=f"http://127.0.0.1:{environment['BOWERBIRD_HTTP_PORT']}",
        headers={"Authorization": f"Bearer {cli('api-key', 'create', 'test')}"},
        timeout=60,
    )

    def ready() -> bool:
        with suppress(httpx.TransportError):
            return bool(client.get("/health/ready").json()["status"] == "ready")
        return False

    until("the service is ready", ready)
    yield client
    client.close()
    for process in running:
        process.terminate()
    for process in running:
        process.wait(60)
    said = "".join((directory / name).read_text() for name in ("api", "one", "two", "sweeper"))
    assert "psycopg" not in said, said[-4000:]


def test_files_are_taken_read_and_found(service: httpx.Client) -> None:
    def upload(number: int) -> str:
        content = f"Note {number}. The yard gate closes at {number} in the evening.".encode()
        answer = service.post("/api/v1/assets", files={"file": (f"note-{number}.txt", content, "text/plain")})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["asset"]["id"])

    with ThreadPoolExecutor(12) as threads:
        ids = list(threads.map(upload, range(24)))
        until("every file is ready", lambda: all(service.get(f"/api/v1/assets/{each}").json()["status"] == "ready" for each in ids))
        answers = list(threads.map(lambda _: service.post("/api/v1/search", json={"query": "when does the yard gate close"}), range(24)))
    assert {answer.status_code for answer in answers} == {200}
    assert all(ids[0] in answer.text or ids[1] in answer.text for answer in answers)
    service.delete(f"/api/v1/assets/{ids[0]}").raise_for_status()
    assert service.get("/health/ready").json()["status"] == "ready"
