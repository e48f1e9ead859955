"""The browsers that listen at this process. Events are fanned out to bounded queues; who reads too slowly is told to refetch instead."""

import asyncio
import json
import uuid
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from bowerbird.errors import UnavailableError

QUEUE_LENGTH = 256
MAX_LISTENERS = 1_000
RESYNC = "resync"
LOST = ""
"""As a listener's `since`: events went by that nobody can give back."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One server-sent event. `id` is what the browser sends back as Last-Event-ID."""

    id: str
    name: str
    data: str = "{}"

    def encode(self) -> bytes:
        return f"id: {self.id}\nevent: {self.name}\ndata: {self.data}\n\n".encode()


@dataclass(eq=False, slots=True)
class Listener:
    """One open event stream."""

    libraries: frozenset[uuid.UUID]
    who: uuid.UUID
    """The session or API key it was opened with; ending that ends the stream."""
    since: str | None
    """Last-Event-ID, when the browser comes back; None on its first visit."""
    loop: asyncio.AbstractEventLoop
    admitted: bool = False
    ended: bool = False
    _queue: deque[Outgoing] = field(default_factory=deque)
    _ready: asyncio.Event = field(default_factory=asyncio.Event)

    def put(self, event: Outgoing) -> None:
        if len(self._queue) >= QUEUE_LENGTH:
            self._queue.clear()
            event = Outgoing(event.id, RESYNC)
        self._queue.append(event)
        self._ready.set()

    def end(self) -> None:
        self.ended = True
        self._ready.set()

    async def next(self) -> list[Outgoing]:
        """What has come since the last call, waiting for it; empty once the stream has ended."""
        await self._ready.wait()
        self._ready.clear()
        taken = list(self._queue)
        self._queue.clear()
        return taken


class Hub:
    def __init__(self) -> None:
        self._listeners: set[Listener] = set()
        self.changed = asyncio.Event()
        """Set when somebody began to listen."""

    def add(self, libraries: Iterable[uuid.UUID], who: uuid.UUID, since: str | None) -> Listener:
        if len(self._listeners) >= MAX_LISTENERS:
            raise UnavailableError("Too many pages listen for events. Try again in a moment.", headers={"Retry-After": "10"})
        listener = Listener(frozenset(libraries), who, since, asyncio.get_running_loop())
        self._listeners.add(listener)
        self.changed.set()
        return listener

    def remove(self, listener: Listener) -> None:
        self._listeners.discard(listener)

    def libraries(self) -> set[uuid.UUID]:
        return {library for listener in self._listeners for library in listener.libraries}

    def waiting(self) -> list[Listener]:
        return [listener for listener in self._listeners if not listener.admitted]

    def deliver(self, library_id: uuid.UUID, event: Outgoing) -> None:
        for listener in self._listeners:
            if listener.admitted and library_id in listener.libraries:
                listener.put(event)

    def lost(self) -> None:
        """Redis is gone: everybody is admitted anew, with a refetch, when it is back."""
        for listener in self._listeners:
            listener.admitted, listener.since = False, LOST

    def end(self, who: uuid.UUID | None = None) -> None:
        """End the streams of one session or key, or all of them. From any thread."""
        for listener in list(self._listeners):
            if who is None or listener.who == who:
                if listener.loop.is_closed():
                    self._listeners.discard(listener)
                else:
                    listener.loop.call_soon_threadsafe(listener.end)


_current: list[Hub] = []


def install(hub: Hub) -> None:
    """Make this the hub of the process. An event loop has a hub of its own, made while it runs."""
    _current[:] = [hub]


def current() -> Hub:
    return _current[0]


def end(who: uuid.UUID) -> None:
    """End the event streams of a session or key that has been revoked. Other processes notice at their next check."""
    for hub in _current:
        hub.end(who)


def end_all() -> None:
    """The process stops."""
    for hub in _current:
        hub.end()


def encode_data(event: dict[str, object]) -> str:
    return json.dumps(event, separators=(",", ":"))
