"""Sync SQLAlchemy with `def` endpoints against async SQLAlchemy with `async def`: the same list request (key looked up, 50 of 5,000 assets, JSON).

    BOWERBIRD_DB_URL=postgresql://... python -m benchmarks.sync_vs_async [seconds]

Each server is a process of its own with one uvicorn worker and the same pool; they are measured in turns, one after another, in one run, so that the
ratios hold on a machine that others use too. Needs a migrated database (its rows are removed again) and, for the async side alone, `greenlet`.
"""

import asyncio
import os
import socket
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any

from fastapi import Depends, FastAPI
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Select, create_engine, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session

from bowerbird.accounts.tokens import digest, new_api_key
from bowerbird.db.session import SessionDep
from bowerbird.models import ApiKey, Asset, Library, Membership, User
from bowerbird.settings import get_settings

ROUNDS = 3
ASSETS = 5_000
PAGE = 50
KEY = os.environ.get("BENCH_KEY", "")


class AssetLine(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: uuid.UUID
    name: str
    kind: str
    size: int
    status: str
    happened_at: Any


def who() -> Select[*tuple[Any, ...]]:
    return (
        select(ApiKey.user_id, Membership.library_id)
        .join(Membership, Membership.user_id == ApiKey.user_id)
        .where(ApiKey.key_hash == digest(KEY))
    )


def page(libraries: Sequence[uuid.UUID]) -> Select[Asset]:
    mine = select(Asset).where(Asset.library_id.in_(libraries), Asset.deleted_at.is_(None))
    return mine.order_by(Asset.happened_at.desc(), Asset.id.desc()).limit(PAGE)


def sync_app() -> FastAPI:
    app = FastAPI()

    @app.get("/assets")
    def list_assets(session: SessionDep) -> list[AssetLine]:
        libraries = [row[1] for row in session.execute(who())]
        return [AssetLine.model_validate(asset) for asset in session.scalars(page(libraries))]

    return app


def async_app() -> FastAPI:
    settings = get_settings().db
    url = settings.url.get_secret_value().replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_async_engine(
        url, pool_size=settings.pool_size, max_overflow=0, pool_pre_ping=True, connect_args={"options": "-c timezone=UTC"}
    )
    factory = async_sessionmaker(engine, expire_on_commit=False)

    async def transaction() -> AsyncIterator[AsyncSession]:
        async with factory() as session, session.begin():
            yield session

    app = FastAPI()

    @app.get("/assets")
    async def list_assets(session: Annotated[AsyncSession, Depends(transaction, scope="function")]) -> list[AssetLine]:
        libraries = [row[1] for row in await session.execute(who())]
        return [AssetLine.model_validate(asset) for asset in await session.scalars(page(libraries))]

    return app


async def _client(port: int, until: float, times: list[float]) -> None:
    """One connection, kept alive, as little work of its own as possible."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while time.perf_counter() < until:
        started = time.perf_counter()
        writer.write(b"GET /assets HTTP/1.1\r\nHost: x\r\n\r\n")
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r")[0])
        await reader.readexactly(length)
        times.append(time.perf_counter() - started)
    writer.close()


async def _load(port: int, clients: int, seconds: float) -> tuple[float, float, float]:
    """(requests a second, median ms, 95th percentile ms)"""
    times: list[float] = []
    until = time.perf_counter() + seconds
    await asyncio.gather(*(_client(port, until, times) for _ in range(clients)))
    ordered = sorted(times)
    return len(times) / seconds, statistics.median(ordered) * 1000, ordered[int(len(ordered) * 0.95)] * 1000


def _start(name: str, key: str) -> tuple["subprocess.Popen[bytes]", int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        f"benchmarks.sync_vs_async:{name}",
        "--factory",
        "--port",
        str(port),
        "--log-level",
        "warning",
    ]
    process = subprocess.Popen([*command, "--no-access-log"], env={**os.environ, "BENCH_KEY": key})
    until = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return process, port
        except OSError:
            if process.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.1)


def _fill(session: Session) -> tuple[uuid.UUID, uuid.UUID, str]:
    key = new_api_key()
    user, library = User(), Library(name="benchmark")
    session.add_all([user, library])
    session.flush()
    session.add(Membership(user_id=user.id, library_id=library.id, role="owner", is_personal=True))
    session.add(ApiKey(user_id=user.id, name="benchmark", prefix=key[:10], key_hash=digest(key)))
    rows = [
        {
            "library_id": library.id,
            "name": f"file {n}.pdf",
            "kind": "document",
            "mime_type": "application/pdf",
            "size": n,
            "sha256": uuid.uuid4().bytes,
        }
        for n in range(ASSETS)
    ]
    session.execute(insert(Asset), rows)
    return user.id, library.id, key


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
    engine = create_engine(get_settings().db.url.get_secret_value().replace("postgresql://", "postgresql+psycopg://", 1))
    with Session(engine) as session, session.begin():
        user, library, key = _fill(session)
    servers = {name: _start(f"{name}_app", key) for name in ("sync", "async")}
    try:
        results: dict[tuple[str, int], list[tuple[float, float, float]]] = {}
        for _, port in servers.values():
            asyncio.run(_load(port, 32, 1.0))
        for _ in range(ROUNDS):
            for clients in (1, 32, 200):
                for name, (_, port) in servers.items():
                    results.setdefault((name, clients), []).append(asyncio.run(_load(port, clients, seconds)))
        print(f"{'':8}{'clients':>8}{'req/s':>10}{'median ms':>12}{'p95 ms':>10}   (median of {ROUNDS} rounds of {seconds:g} s)")
        for (name, clients), rounds in sorted(results.items(), key=lambda item: item[0][1]):
            rate, middle, p95 = (statistics.median(column) for column in zip(*rounds, strict=True))
            print(f"{name:8}{clients:8}{rate:10.0f}{middle:12.1f}{p95:10.1f}")
    finally:
        for process, _ in servers.values():
            process.terminate()
            process.wait(20)
        with Session(engine) as session, session.begin():
            session.execute(delete(Asset).where(Asset.library_id == library))
            session.execute(delete(Library).where(Library.id == library))
            session.execute(delete(User).where(User.id == user))


if __name__ == "__main__":
    main()
