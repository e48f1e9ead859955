"""From the stream in Redis to those who listen: whose events, in order, and what happens when some were missed."""

import asyncio
import uuid

from redis import Redis

from bowerbird.events.publish import Event
from bowerbird.events.stream import LENGTH, Publisher, epoch_key, stream_key
from bowerbird.settings import Settings
from tests.events.conftest import join, reading, run, take


def event(asset_id: uuid.UUID) -> Event:
    return {"type": "asset.updated", "asset_id": str(asset_id)}


def publish(settings: Settings, library: uuid.UUID, *assets: uuid.UUID) -> None:
    publisher = Publisher(settings)
    for asset in assets:
        publisher(library, event(asset))
    publisher.close(timeout=5)


def test_events_reach_the_listeners_of_their_library_only(settings: Settings, redis: "Redis") -> None:
    mine, theirs = uuid.uuid4(), uuid.uuid4()
    assets = [uuid.uuid4() for _ in range(3)]

    async def scenario() -> None:
        async with reading(settings) as hub:
            me, first = await join(hub, mine)
            other, _ = await join(hub, theirs)
            assert first.name == "ready"
            await asyncio.to_thread(publish, settings, mine, *assets)
            got = await take(me, 3)
            assert [asset for asset in assets if str(asset) in "".join(sent.data for sent in got)] == assets
            await asyncio.to_thread(publish, settings, theirs, assets[0])
            (only,) = await take(other)
            assert str(assets[0]) in only.data

    run(scenario)


def test_somebody_who_joins_while_the_reader_waits_misses_nothing(settings: Settings, redis: "Redis") -> None:
    libraries = [uuid.uuid4() for _ in range(8)]

    async def scenario() -> None:
        async with reading(settings) as hub:
            listeners = []
            for library in libraries:
                listener, _ = await join(hub, library)
                listeners.append(listener)
                await asyncio.to_thread(publish, settings, library, library)
                (got,) = await take(listener)
                assert str(library) in got.data
            await asyncio.to_thread(publish, settings, libraries[0], libraries[3])
            (got,) = await take(listeners[0])
            assert str(libraries[3]) in got.data

    run(scenario)


def test_who_comes_back_gets_what_was_missed_in_order(settings: Settings, redis: "Redis") -> None:
    one, two = uuid.uuid4(), uuid.uuid4()
    missed = [uuid.uuid4() for _ in range(4)]

    async def scenario() -> None:
        async with reading(settings) as hub:
            listener, _ = await join(hub, one, two)
            await asyncio.to_thread(publish, settings, one, uuid.uuid4())
            (seen,) = await take(listener)
            hub.remove(listener)
            for number, asset in enumerate(missed):
                await asyncio.to_thread(publish, settings, (one, two)[number % 2], asset)
            again = hub.add((one, two), uuid.uuid4(), seen.id)
            got = await take(again, 5)
            names = [sent.name for sent in got]
            assert names[0] == "ready"
            assert "resync" not in names
            data = [sent.data for sent in got if any(str(asset) in sent.data for asset in missed)]
            assert data == [f'{{"type":"asset.updated","asset_id":"{asset}"}}' for asset in missed]

    run(scenario)


def test_a_first_visit_gets_what_happened_lately_once_for_each(settings: Settings, redis: "Redis") -> None:
    library, often, new = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()

    async def scenario() -> None:
        async with reading(settings) as hub:
            redis.xadd(stream_key(settings, library), {"data": '{"type":"asset.deleted","asset_id":"long ago"}'}, id="1-1")
            await asyncio.to_thread(publish, settings, library, often, new, often)
            got = await take(hub.add((library,), uuid.uuid4(), None), 3)
            assert [sent.name for sent in got] == ["ready", "asset", "asset"]
            assert [str(new) in got[1].data, str(often) in got[2].data] == [True, True]

    run(scenario)


def test_an_id_older_than_the_stream_reaches_gets_resync(settings: Settings, redis: "Redis") -> None:
    library = uuid.uuid4()

    async def scenario() -> None:
        async with reading(settings) as hub:
            listener, first = await join(hub, library)
            hub.remove(listener)
            await asyncio.to_thread(publish, settings, library, *(uuid.uuid4() for _ in range(2 * LENGTH + 300)))
            assert redis.xlen(stream_key(settings, library)) < 2 * LENGTH
            _, again = await join(hub, library, since=first.id)
            assert again.name == "resync"

    run(scenario)


def test_an_id_that_makes_no_sense_gets_resync(settings: Settings, redis: "Redis") -> None:
    async def scenario() -> None:
        async with reading(settings) as hub:
            for since in ("nonsense", "", "00000000.1-1", "deadbeef.99999999999999999999-0"):
                _, first = await join(hub, uuid.uuid4(), since=since)
                assert first.name == "resync", since

    run(scenario)


def test_a_redis_that_lost_its_memory_gets_resync(settings: Settings, redis: "Redis") -> None:
    library = uuid.uuid4()

    async def scenario() -> None:
        async with reading(settings) as hub:
            listener, first = await join(hub, library)
            redis.flushdb()
            redis.client_kill_filter(_type="normal", skipme=True)
            (lost,) = await take(listener)
            assert lost.name == "resync"
            assert lost.id.partition(".")[0] != first.id.partition(".")[0]
            await asyncio.to_thread(publish, settings, library, library)
            (after,) = await take(listener)
            assert after.name == "asset"
            assert redis.exists(epoch_key(settings))

    run(scenario)
