"""Is this process alive, and can it serve? Without Redis, or with the disk nearly full, the product is degraded and not down: search and downloads go on, so a
load balancer must not take it away."""

import asyncio
from collections.abc import Callable
from functools import lru_cache
from typing import Literal

import psycopg
import structlog
from alembic.config import Config
from alembic.script import ScriptDirectory
from pydantic import BaseModel
from redis import Redis

from bowerbird.settings import PROJECT_ROOT, get_settings
from bowerbird.storage import get_storage

TIMEOUT = 3.0
"""Seconds for each check; they run side by side."""
_log = structlog.get_logger(__name__)


class CheckResult(BaseModel):
    status: Literal["ok", "failed"]
    detail: str = ""


class Readiness(BaseModel):
    status: Literal["ready", "degraded", "not_ready"]
    checks: dict[str, CheckResult]


class CheckFailedError(Exception):
    """Carries the sentence that the check shows."""


@lru_cache
def _newest_migration() -> str | None:
    return ScriptDirectory.from_config(Config(str(PROJECT_ROOT / "backend" / "alembic.ini"))).get_current_head()


def _query(statement: str) -> object:
    """On a connection of its own: a pool in full use is busy, not broken."""
    url = get_settings().db.url.get_secret_value()
    try:
        with psycopg.connect(url, connect_timeout=2) as connection:
            connection.execute("SELECT set_config('statement_timeout', %s, true)", [str(int(TIMEOUT * 1000))])
            row = connection.execute(statement).fetchone()
            return row[0] if row else None
    except psycopg.errors.UndefinedTable:
        return None
    except psycopg.Error as error:
        raise CheckFailedError("The database does not answer.") from error


def check_database() -> None:
    _query("SELECT 1")


def check_migrations() -> None:
    if _query("SELECT version_num FROM alembic_version") != _newest_migration():
        raise CheckFailedError("The tables do not belong to this version. Run `bowerbird migrate`.")


def check_storage() -> None:
    try:
        get_storage().check()
    except Exception as error:
        raise CheckFailedError("The object storage does not answer.") from error


def check_disk() -> None:
    free = get_storage().free_bytes()
    needed = get_settings().upload.min_free_bytes
    if free is not None and free < needed:
        raise CheckFailedError(
            f"{free // 2**20:,} MiB are free where files are kept; {needed // 2**20:,} MiB are needed for uploads and workers."
        )


def check_redis() -> None:
    redis = get_settings().redis
    url = redis.url.get_secret_value()
    if not url:
        raise CheckFailedError("No Redis is configured.")
    client = Redis.from_url(url, socket_timeout=redis.socket_timeout, socket_connect_timeout=redis.socket_timeout)
    try:
        client.ping()
    except Exception as error:
        raise CheckFailedError(
            "Redis does not answer. Files wait a little longer for a worker, and pages do not update by themselves."
        ) from error
    finally:
        client.close()


_NEEDED: dict[str, Callable[[], None]] = {
    "database": check_database,
    "migrations": check_migrations,
    "storage": check_storage,
}
_WISHED: dict[str, Callable[[], None]] = {"disk": check_disk, "redis": check_redis}


async def _run(name: str, check: Callable[[], None]) -> CheckResult:
    try:
        await asyncio.wait_for(asyncio.to_thread(check), TIMEOUT)
    except TimeoutError:
        return CheckResult(status="failed", detail=f"No answer within {TIMEOUT:g} s.")
    except CheckFailedError as failed:
        _log.warning("health_check_failed", check=name, detail=str(failed), cause=str(failed.__cause__ or ""))
        return CheckResult(status="failed", detail=str(failed))
    except Exception:  # noqa: BLE001  a check that breaks has failed
        _log.exception("health_check_failed", check=name)
        return CheckResult(status="failed", detail="The check itself failed; the log says why.")
    return CheckResult(status="ok")


async def readiness() -> Readiness:
    checks = {**_NEEDED, **_WISHED}
    results = await asyncio.gather(*(_run(name, check) for name, check in checks.items()))
    by_name = dict(zip(checks, results, strict=True))
    if any(by_name[name].status == "failed" for name in _NEEDED):
        return Readiness(status="not_ready", checks=by_name)
    degraded = any(by_name[name].status == "failed" for name in _WISHED)
    return Readiness(status="degraded" if degraded else "ready", checks=by_name)
