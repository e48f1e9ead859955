"""Bounded queues, and a publisher that nobody waits for."""

import asyncio
import socket
import time
import uuid

import pytest
from pydantic import SecretStr

from bowerbird.errors import UnavailableError
from bowerbird.events import hub as hub_module
from bowerbird.events.hub import QUEUE_LENGTH, Hub, Outgoing
from bowerbird.events.stream import Publisher
from bowerbird.settings import Settings
from tests.events.conftest import run, take


def test_who_reads_too_slowly_is_told_to_fetch_anew() -> None:
    async def scenario() -> None:
        hub, library = Hub(), uuid.uuid4()
        listener = hub.add((library,), uuid.uuid4(), None)
        listener.admitted = True
        for number in range(QUEUE_LENGTH + 1):
            hub.deliver(library, Outgoing(f"e.{number}-0", "asset"))
        assert [(event.id, event.name) for event in await take(listener)] == [(f"e.{QUEUE_LENGTH}-0", "resync")]

    run(scenario)


def test_ending_a_session_ends_its_streams_only_from_any_thread() -> None:
    async def scenario() -> None:
        hub, session = Hub(), uuid.uuid4()
        hub_module.install(hub)
        its, others = hub.add((), session, None), hub.add((), uuid.uuid4(), None)
        await asyncio.to_thread(hub_module.end, session)
        assert await asyncio.wait_for(its.next(), 5) == []
        assert (its.ended, others.ended) == (True, False)

    run(scenario)


def test_listeners_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        hub = Hub()
        first = hub.add((), uuid.uuid4(), None)
        with pytest.raises(UnavailableError):
            hub.add((), uuid.uuid4(), None)
        hub.remove(first)
        hub.add((), uuid.uuid4(), None)

    monkeypatch.setattr(hub_module, "MAX_LISTENERS", 1)
    run(scenario)


def test_a_redis_that_is_gone_or_frozen_delays_no_commit(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=128) as frozen:
        port = frozen.getsockname()[1]
        for url in (f"redis://127.0.0.1:{port}/0", "redis://127.0.0.1:1/0"):
            away = settings.model_copy(update={"redis": settings.redis.model_copy(update={"url": SecretStr(url)})})
            publisher = Publisher(away)
            started = time.perf_counter()
            for _ in range(2_000):
                publisher(uuid.uuid4(), {"type": "asset.updated"})
            assert time.perf_counter() - started < 1.0
            publisher.close(timeout=1.0)
            assert time.perf_counter() - started < 4.0
