"""A real Valkey, and an event loop of the test's own."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from redis import Redis

from bowerbird.events.hub import Hub, Listener, Outgoing
from bowerbird.events.reader import Reader
from bowerbird.settings import Settings, get_settings

SECONDS = 10.0
"""More than anything here takes; a hang is an error, not a stuck run."""


@pytest.fixture
def settings(database_url: str) -> Settings:
    assert database_url
    return get_settings()


@pytest.fixture
def redis(settings: Settings) -> Iterator["Redis"]:
    client: Redis = Redis.from_url(settings.redis.url.get_secret_value(), decode_responses=True)
    client.flushdb()
    yield client
    client.flushdb()
    client.close()


def run(scenario: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(asyncio.wait_for(scenario(), SECONDS * 3))


@asynccontextmanager
async def reading(settings: Settings) -> AsyncIterator[Hub]:
    hub = Hub()
    task = asyncio.create_task(Reader(hub, settings).run())
    try:
        yield hub
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def take(listener: Listener, count: int = 1) -> list[Outgoing]:
    """The next `count` events or more."""
    taken: list[Outgoing] = []
    while len(taken) < count:
        taken += await asyncio.wait_for(listener.next(), SECONDS)
    return taken


async def join(hub: Hub, *libraries: uuid.UUID, since: str | None = None) -> tuple[Listener, Outgoing]:
    """A listener and the first event it got."""
    listener = hub.add(libraries, uuid.uuid4(), since)
    (first,) = (await take(listener))[:1]
    return listener, first
