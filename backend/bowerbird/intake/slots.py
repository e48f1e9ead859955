"""How many files may come in at once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache

import anyio

from bowerbird.errors import UnavailableError
from bowerbird.settings import get_settings

WAIT_SECONDS = 20.0


@lru_cache
def limiter() -> anyio.CapacityLimiter:
    return anyio.CapacityLimiter(get_settings().upload.concurrent)


@asynccontextmanager
async def slot() -> AsyncIterator[None]:
    """Wait for a turn, but not for long. Raises UnavailableError."""
    slots, me = limiter(), object()
    try:
        with anyio.fail_after(WAIT_SECONDS):
            await slots.acquire_on_behalf_of(me)
    except TimeoutError as error:
        raise UnavailableError("Too many files are coming in at once. Try again in a moment.", headers={"Retry-After": "5"}) from error
    try:
        yield
    finally:
        slots.release_on_behalf_of(me)
