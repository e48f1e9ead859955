"""Vectors of recent queries: in this process, and in Redis for all of them.

Keys name the space (its model and all), so that a query in another space is another entry. Redis is asked in a fraction of a second or not at all: after a
failure it is left alone for a while, and the model answers as it would without.
"""

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

import numpy as np
from redis import Redis
from redis.exceptions import RedisError

from bowerbird.ai.contracts import SpaceSpec, Vector
from bowerbird.settings import Settings, get_settings

_KEPT = 1_024
_SECONDS = 24 * 3600
_PAUSE = 30.0
"""Seconds without Redis after a failure."""


class QueryVectors:
    """Least recently used out first."""

    def __init__(self, size: int = _KEPT, redis: "Redis | None" = None, *, prefix: str = "bowerbird") -> None:
        self._size = size
        self._redis = redis
        self._prefix = prefix
        self._paused_until = 0.0
        self._vectors: OrderedDict[bytes, Vector] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, space: SpaceSpec, query: str, embed: Callable[[str], Vector]) -> Vector:
        """`embed(query)`, unless it is known."""
        key = _key(space, query)
        with self._lock:
            if key in self._vectors:
                self._vectors.move_to_end(key)
                return self._vectors[key]
        vector = self._fetch(key, space.dimensions)  # outside the lock: others need not wait for Redis or the model
        if vector is None:
            vector = embed(query)
            self._store(key, vector)
        with self._lock:
            self._vectors[key] = vector
            while len(self._vectors) > self._size:
                self._vectors.popitem(last=False)
        return vector

    def _fetch(self, key: bytes, dimensions: int) -> Vector | None:
        if self._redis is None or time.monotonic() < self._paused_until:
            return None
        try:
            found = self._redis.get(self._named(key))
        except RedisError:
            self._paused_until = time.monotonic() + _PAUSE
            return None
        if not isinstance(found, bytes) or len(found) != 4 * dimensions:
            return None
        vector = np.frombuffer(found, dtype=np.float32)
        return vector if np.isfinite(vector).all() else None

    def _store(self, key: bytes, vector: Vector) -> None:
        if self._redis is None or time.monotonic() < self._paused_until:
            return
        try:
            self._redis.set(self._named(key), np.ascontiguousarray(vector, dtype=np.float32).tobytes(), ex=_SECONDS)
        except RedisError:
            self._paused_until = time.monotonic() + _PAUSE

    def _named(self, key: bytes) -> bytes:
        return f"{self._prefix}:query-vector:".encode() + key.hex().encode()


def _key(space: SpaceSpec, query: str) -> bytes:
    return hashlib.blake2b(repr((space.name, space.provider, space.model, space.dimensions, query)).encode(), digest_size=16).digest()


def make_query_vectors(settings: Settings | None = None) -> QueryVectors:
    settings = settings or get_settings()
    address = settings.redis.url.get_secret_value()
    timeout = settings.redis.socket_timeout
    redis = Redis.from_url(address, socket_timeout=timeout, socket_connect_timeout=timeout) if address else None
    return QueryVectors(redis=redis, prefix=settings.instance)
