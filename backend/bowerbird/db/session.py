"""Sessions: one transaction per request or task, committed at the edge."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Annotated, TypeVar

import anyio
import anyio.to_thread
from fastapi import Depends
from sqlalchemy.orm import Session, sessionmaker

from bowerbird.db.engine import get_engine
from bowerbird.settings import DbSettings, get_settings

T = TypeVar("T")


@lru_cache
def session_factory() -> sessionmaker[Session]:
    return sessionmaker(get_engine(), expire_on_commit=False)


@contextmanager
def transaction() -> Iterator[Session]:
    """A session that commits when the block ends and rolls back when it raises."""
    with session_factory()() as session, session.begin():
        yield session


def second_connections(settings: DbSettings) -> int:
    """How many of the pool are kept for what a request does beside itself (`db.beside`): two of twelve. Behind a pooler none, which may have one server
    connection for all of them."""
    return 0 if settings.pooled else settings.pool_size // 6


@lru_cache
def _limiter() -> anyio.CapacityLimiter:
    settings = get_settings().db
    return anyio.CapacityLimiter(settings.pool_size - second_connections(settings))


async def _slot() -> AsyncIterator[None]:
    """As many requests use the database at once as the pool has connections for them; the others wait here, holding nothing.

    Without it a burst of clients fills the thread pool with requests that wait for a connection, while those that hold one wait for a thread.
    """
    async with _limiter():
        yield


def _session(_: Annotated[None, Depends(_slot, scope="function")]) -> Iterator[Session]:
    with transaction() as session:
        yield session


SessionDep = Annotated[Session, Depends(_session, scope="function")]
"""Function scope: the commit happens before the response is sent, so a failed commit is an error to the client and not a 200."""


async def in_transaction(work: Callable[[Session], T]) -> T:
    """For `async def` endpoints, where bytes stream: run `work` in one transaction on a thread, holding a slot only while it runs."""

    def run() -> T:
        with transaction() as session:
            return work(session)

    async with _limiter():
        return await anyio.to_thread.run_sync(run)
