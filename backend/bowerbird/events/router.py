"""GET /events: server-sent events of the asker's libraries. Holds no database connection while it waits.

Accounts lie above this room, so the asker is described by a `Subscriber`, and how to get one is handed in by api.py.
"""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header
from starlette.responses import StreamingResponse

from bowerbird.events import hub
from bowerbird.events.hub import Listener

PING_SECONDS = 15.0
"""A stream that says nothing for longer is cut by some proxies. The sign-in is looked at as often."""


@dataclass(frozen=True, slots=True)
class Subscriber:
    libraries: tuple[uuid.UUID, ...]
    who: uuid.UUID
    """Session or API key."""
    still_welcome: Callable[[], Awaitable[bool]]
    """False once signed out, expired or revoked, or when the libraries have changed."""


class EventStream(StreamingResponse):
    media_type = "text/event-stream"


_DESCRIPTION = """Server-sent events, each with JSON as its data.

`asset` `{"type": "asset.created|updated|deleted", "asset_id"}`: something of a file has changed. `assets` `{"type": "assets.updated", "library_id"}`: of many
at once. `collection` `{"type": "collection.created|updated|deleted", "collection_id"}`: the collection or what lies in it. `tags`
`{"type": "tags.updated", "library_id"}`: a library's tags or what has them. `ready`: from here on nothing is missed; `resync`: something may have been missed,
fetch anew what is shown. A browser that comes back sends Last-Event-ID and gets what it missed; one that comes for the first time what happened in the last
30 seconds."""


def build_router(subscriber: Callable[..., Any]) -> APIRouter:
    router = APIRouter(tags=["events"])

    @router.get(
        "/events",
        response_class=EventStream,
        description=_DESCRIPTION,
        responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
    )
    async def stream_events(
        asker: Annotated[Subscriber, Depends(subscriber)], last_event_id: Annotated[str | None, Header(max_length=100)] = None
    ) -> EventStream:
        current = hub.current()
        listener = current.add(asker.libraries, asker.who, last_event_id)
        return EventStream(_lines(current, listener, asker), headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})

    return router


async def _lines(current: hub.Hub, listener: Listener, asker: Subscriber) -> AsyncIterator[bytes]:
    try:
        yield b"retry: 2000\n: connected\n\n"
        looked = time.monotonic()
        while not listener.ended:
            try:
                events = await asyncio.wait_for(listener.next(), PING_SECONDS)
            except TimeoutError:
                events = []
                yield b": ping\n\n"
            if time.monotonic() - looked >= PING_SECONDS:
                if not await asker.still_welcome():
                    return
                looked = time.monotonic()
            for event in events:
                yield event.encode()
    finally:
        current.remove(listener)
