"""A Postgres of the benchmark's own, with the settings of `bowerbird up`."""

import os
import secrets
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from bowerbird.db import roles
from bowerbird.db.engine import get_engine, make_engine
from bowerbird.embedded.ports import free_port
from bowerbird.embedded.postgres import Postgres
from bowerbird.embedded.postgres import root as postgres_root
from bowerbird.embedded.privileges import chosen_user, plan_for
from bowerbird.settings import PROJECT_ROOT, get_settings

_PASSWORD = "of-a-benchmark"


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes."""

    rss: int
    """Pages that processes share are counted in each."""
    pss: int
    """Shared pages are divided among those that share them."""


@contextmanager
def server(home: Path) -> Iterator[Postgres]:
    """Postgres with its data under `home`: the one that runs there already, or one for as long as the context lasts."""
    home.mkdir(parents=True, exist_ok=True)
    user = chosen_user()
    if user:
        os.chown(home, user.uid, user.gid)
    known = home / "port"
    if not known.exists():
        known.write_text(f"{free_port()} {secrets.token_hex(16)}")
    port, password = known.read_text().split()
    log_file = home / "postgres.log"
    postgres = Postgres(home / "pg", int(port), password, plan_for(user, [home, postgres_root()]), log_file)
    if postgres.processes():  # on a busy machine it may be slow to answer; starting another would end it
        while postgres.state() != "ready":
            time.sleep(0.5)
        yield postgres
        return
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"}
    postgres.create(environment, sync=False)
    with log_file.open("ab") as log:
        process = postgres.start(environment, log.fileno())
    try:
        postgres.wait(process)
        yield postgres
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(120)


def connect(postgres: Postgres, database: str) -> None:
    """The database becomes that of this process, migrated."""
    roles.ensure_roles(postgres.superuser_url, owner_password=_PASSWORD, app_password=_PASSWORD)
    roles.ensure_database(postgres.superuser_url, database)
    os.environ["BOWERBIRD_DB_URL"] = postgres.url(roles.APP, _PASSWORD, database)
    os.environ["BOWERBIRD_DB_OWNER_URL"] = postgres.url(roles.OWNER, _PASSWORD, database)
    os.environ["BOWERBIRD_REDIS_URL"] = ""
    get_settings.cache_clear()
    get_engine.cache_clear()
    command.upgrade(Config(str(PROJECT_ROOT / "backend" / "alembic.ini")), "head")


def superuser_url(postgres: Postgres, database: str) -> str:
    return postgres.superuser_url.rsplit("/", 1)[0] + f"/{database}"


def owner() -> Engine:
    settings = get_settings().db
    return make_engine(settings, url=settings.owner_url.get_secret_value(), pool_size=1)


def memory(processes: list[psutil.Process]) -> Memory:
    rss = pss = 0
    for process in processes:
        try:
            rss += process.memory_info().rss
            pss += getattr(process.memory_full_info(), "pss", 0)
        except psutil.Error:
            continue
    return Memory(rss, pss)
