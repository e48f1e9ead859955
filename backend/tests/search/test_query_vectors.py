"""Vectors of queries are kept in the process and in Redis, and made anew without either."""

import numpy as np
import pytest
from redis import Redis

from bowerbird.ai.contracts import SpaceSpec, Vector
from bowerbird.search.query_vectors import QueryVectors

SPACE = SpaceSpec(name="words", provider="tests", model="words", dimensions=4, languages=())
OTHER = SpaceSpec(name="words", provider="tests", model="others", dimensions=4, languages=())


class Model:
    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, query: str) -> Vector:
        self.asked.append(query)
        return np.full(4, len(self.asked), dtype=np.float32)


def test_the_least_recently_used_goes_first() -> None:
    model, vectors = Model(), QueryVectors(2)
    for query in ("a", "b", "a", "c", "a", "b"):
        vectors.get(SPACE, query, model)
    assert model.asked == ["a", "b", "c", "b"]


def test_another_space_is_another_entry() -> None:
    model, vectors = Model(), QueryVectors()
    first, second = vectors.get(SPACE, "a", model), vectors.get(OTHER, "a", model)
    assert first[0] != second[0]


def test_processes_share_them_in_redis(redis_url: str) -> None:
    model, redis = Model(), Redis.from_url(redis_url)
    redis.flushdb()
    first = QueryVectors(redis=redis, prefix="one").get(SPACE, "a", model)
    again = QueryVectors(redis=redis, prefix="one").get(SPACE, "a", model)
    assert model.asked == ["a"]
    assert np.array_equal(first, again)
    QueryVectors(redis=redis, prefix="another instance").get(SPACE, "a", model)
    assert model.asked == ["a", "a"]
    names = list(redis.scan_iter())
    assert len(names) == 2
    assert all(0 < redis.ttl(name) <= 86_400 for name in names)


@pytest.mark.parametrize("spoilt", [b"", b"short", np.full(4, np.nan, dtype=np.float32).tobytes()])
def test_what_is_no_vector_is_made_anew(redis_url: str, spoilt: bytes) -> None:
    model, redis = Model(), Redis.from_url(redis_url)
    redis.flushdb()
    QueryVectors(redis=redis).get(SPACE, "a", model)
    (key,) = redis.keys()
    redis.set(key, spoilt)
    QueryVectors(redis=redis).get(SPACE, "a", model)
    assert model.asked == ["a", "a"]


def test_without_redis_the_model_answers_and_redis_is_left_alone_for_a_while(redis_url: str) -> None:
    model, vectors = Model(), QueryVectors(redis=Redis.from_url("redis://127.0.0.1:1/0", socket_connect_timeout=0.2))
    vectors.get(SPACE, "a", model)
    vectors._redis = back = Redis.from_url(redis_url)
    back.flushdb()
    vectors.get(SPACE, "b", model)
    assert back.dbsize() == 0, "it may be away still"
    vectors._paused_until = 0.0
    vectors.get(SPACE, "c", model)
    assert back.dbsize() == 1
    assert model.asked == ["a", "b", "c"]
