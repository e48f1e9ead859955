"""The one reader of a process: follows the streams of every library that somebody here listens to, and fans out through the hub.

An event id is `{epoch}.{milliseconds}-{number}`. All streams live in one Redis, whose clock orders them; resuming starts a millisecond early, because
two streams may use the same id, and an event that comes twice costs a refetch. An id of another epoch, or one older than a stream reaches back,
gets `resync`: the page then fetches what it shows anew. Who comes for the first time gets what happened in the last seconds: a page fetches what it
shows while its stream is being opened, and would otherwise have to fetch all of it again to be sure.
"""

import asyncio
import json
import re
import uuid
from contextlib import suppress
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bowerbird.events.hub import RESYNC, Hub, Listener, Outgoing
from bowerbird.events.stream import epoch_key, new_epoch, stream_key
from bowerbird.settings import Settings

BLOCK_MS = 5_000
LATELY_MS = 30_000
"""How far back a first visit reaches; pages rely on 20 s of it."""
_ID = re.compile(r"([0-9a-f]{8})\.(\d{1,15})-(\d{1,19})")
READY = "ready"
_log = structlog.get_logger(__name__)


class Reader:
    def __init__(self, hub: Hub, settings: Settings) -> None:
        self._hub = hub
        self._settings = settings
        self._positions: dict[uuid.UUID, str] = {}
        self._epoch = ""

    async def run(self) -> None:
        """Until cancelled. A Redis that is gone is tried again, ever more slowly up to five seconds."""
        pause = 0.2
        while True:
            client = self._connect()
            try:
                await self._start(client)
                pause = 0.2
                while True:
                    await self._turn(client)
            except (RedisError, OSError, TimeoutError) as error:
                _log.warning("events_not_read", error=type(error).__name__)
            except Exception:  # noqa: BLE001  the reader must outlive its own faults
                _log.exception("events_not_read")
            finally:
                with suppress(Exception):
                    await client.aclose()
            self._hub.lost()
            await asyncio.sleep(pause)
            pause = min(pause * 2, 5.0)

    def _connect(self) -> "Redis":
        return Redis.from_url(
            self._settings.redis.url.get_secret_value(),
            decode_responses=True,
            protocol=2,
            socket_timeout=BLOCK_MS / 1000 + 5,
            socket_connect_timeout=1.0,
            retry=None,
        )

    async def _start(self, client: "Redis") -> None:
        await client.set(epoch_key(self._settings), new_epoch(), nx=True)
        self._epoch = str(await client.get(epoch_key(self._settings)) or new_epoch())
        self._positions.clear()

    async def _turn(self, client: "Redis") -> None:
        """Let new listeners in, then wait for events or for another listener."""
        self._hub.changed.clear()
        for listener in self._hub.waiting():
            await self._admit(client, listener)
        listened = self._hub.libraries()
        self._positions = {library: position for library, position in self._positions.items() if library in listened}
        if not self._positions:
            await self._hub.changed.wait()
            return
        streams: dict[Any, Any] = {stream_key(self._settings, library): position for library, position in self._positions.items()}
        reading = asyncio.ensure_future(client.xread(streams, block=BLOCK_MS, count=500))
        changed = asyncio.ensure_future(self._hub.changed.wait())
        try:
            await asyncio.wait({reading, changed}, return_when=asyncio.FIRST_COMPLETED)
            if reading.done():
                self._deliver(reading.result())
                if not reading.result() and str(await client.get(epoch_key(self._settings)) or "") != self._epoch:
                    raise RedisError("this Redis has lost its memory")
        finally:
            await _stop(reading)
            await _stop(changed)

    async def _admit(self, client: "Redis", listener: Listener) -> None:
        since = _ID.fullmatch(listener.since or "")
        missed: list[tuple[str, str]] = []
        resync = listener.since is not None and (since is None or since[1] != self._epoch)
        last = "0-0"
        after = f"{max(int(since[2]) - 1, 0) if since else await _lately(client)}-0"
        for library in listener.libraries:
            key = stream_key(self._settings, library)
            newest = _entries(await client.xrevrange(key, count=1))
            end = newest[0][0] if newest else "0-0"
            self._positions.setdefault(library, end)
            last = max(last, end, key=order)
            if newest and not resync and order(end) >= order(after):
                resync = await self._trimmed(client, key, after)
                missed += _entries(await client.xrange(key, min=after, max=end))
        listener.admitted = True
        if resync:
            listener.put(Outgoing(self._id(last), RESYNC))
            return
        listener.put(Outgoing(self._id(last if since is None else f"{since[2]}-{since[3]}"), READY))
        for identifier, data in _last_of_each(sorted(missed, key=lambda event: order(event[0]))):
            listener.put(self._outgoing(identifier, data))

    async def _trimmed(self, client: "Redis", key: str, after: str) -> bool:
        """Whether events after this id have left the stream."""
        about = await client.xinfo_stream(key)
        first = about["first-entry"]
        return bool(about["entries-added"] > about["length"] and first is not None and order(first[0]) > order(after))

    def _deliver(self, result: Any) -> None:
        """`result` is what XREAD gives: (key, entries) for each stream that has any."""
        libraries = {stream_key(self._settings, library): library for library in self._positions}
        events = []
        for key, entries in result or ():
            library = libraries[key]
            for identifier, data in _entries(entries):
                self._positions[library] = identifier
                events.append((identifier, library, data))
        for identifier, library, data in sorted(events, key=lambda event: order(event[0])):
            self._hub.deliver(library, self._outgoing(identifier, data))

    def _outgoing(self, identifier: str, data: str) -> Outgoing:
        """Named after what it is about: the type `asset.updated` makes an `asset` event."""
        return Outgoing(self._id(identifier), str(json.loads(data)["type"]).partition(".")[0], data)

    def _id(self, identifier: str) -> str:
        return f"{self._epoch}.{identifier}"


async def _stop(task: asyncio.Future[Any]) -> None:
    """Cancel until it is: the client loses a cancellation that comes while it looks whether its connection is still good."""
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=0.1)
    if not task.cancelled():
        task.exception()


async def _lately(client: "Redis") -> int:
    """Milliseconds of Redis' clock from which on a first visit is told what happened."""
    seconds, microseconds = await client.time()
    return max(int(seconds) * 1000 + int(microseconds) // 1000 - LATELY_MS, 0)


def _last_of_each(events: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """A file that changed ten times is fetched once."""
    last = {data: identifier for identifier, data in events}
    return [(identifier, data) for identifier, data in events if last[data] == identifier]


def order(identifier: str) -> tuple[int, int]:
    milliseconds, _, number = identifier.partition("-")
    return int(milliseconds), int(number)


def _entries(result: Any) -> list[tuple[str, str]]:
    """(id, data) of each entry."""
    return [(str(identifier), str(fields["data"])) for identifier, fields in result]
