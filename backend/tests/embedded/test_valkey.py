"""Valkey as a child process: with a password, and without a trace on disk."""

import subprocess
import time
from collections.abc import Iterator

import psutil
import pytest
import redis

from bowerbird.embedded.valkey import Valkey
from tests.embedded.conftest import ENVIRONMENT


@pytest.fixture
def process(cache: Valkey) -> Iterator[subprocess.Popen[bytes]]:
    started = cache.start(ENVIRONMENT, subprocess.DEVNULL)
    while not cache.ready():
        assert started.poll() is None
        time.sleep(0.01)
    yield started
    started.terminate()
    started.wait(10)


def test_password_is_needed_and_on_no_command_line(cache: Valkey, process: subprocess.Popen[bytes]) -> None:
    with redis.Redis(port=cache.port) as stranger, pytest.raises(redis.AuthenticationError):
        stranger.ping()
    assert cache.password not in " ".join(psutil.Process(process.pid).cmdline())


def test_nothing_is_written_to_disk(cache: Valkey, process: subprocess.Popen[bytes]) -> None:
    with redis.Redis.from_url(cache.url) as client:
        client.set("a", "b")
        assert client.config_get("save") == {"save": ""}
    process.terminate()
    process.wait(10)
    assert list(cache.home.iterdir()) == []
