"""A second connection for one request, so that the database works for both its halves at once.

A connection runs one statement after another, on one core. Nobody waits for a second one: requests that each hold one and wait for another would lock each other
out. As many are kept free of requests (`db.session`), and where all of them are taken the halves come one after the other.
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from contextvars import copy_context
from functools import lru_cache
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bowerbird.db.session import second_connections, session_factory
from bowerbird.settings import get_settings

T = TypeVar("T")


@contextmanager
def beside(session: Session, work: Callable[[Session], T]) -> Iterator[Callable[[], T]]:
    """Runs `work` in a transaction of its own while the block goes on; the call that the block gets waits for its result, and raises what it raised.

    It may only read, and sees what is committed. Where no second connection is free, or the session itself is bound to one, it runs in this session once its
    result is asked for.
    """
    if not isinstance(session.get_bind(), Engine) or not _free().acquire(blocking=False):
        yield lambda: work(session)
        return
    try:
        result = _threads().submit(copy_context().run, _in_its_own, work)
        try:
            yield result.result
        finally:
            wait([result])
    finally:
        _free().release()


def _in_its_own(work: Callable[[Session], T]) -> T:
    with session_factory()() as session:
        return work(session)


@lru_cache
def _free() -> threading.BoundedSemaphore:
    return threading.BoundedSemaphore(second_connections(get_settings().db))


@lru_cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(second_connections(get_settings().db), thread_name_prefix="beside")
