"""Memory is bounded by settings, never by the size of a file."""

import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine

from benchmarks.upload_memory import measure, own_service
from bowerbird.settings import MIB
from tests.fixtures_api import MadeUser

pytestmark = [pytest.mark.e2e, pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")]


def test_a_large_upload_takes_little_memory(database: Engine, user: MadeUser, tmp_path: Path) -> None:
    with own_service(tmp_path) as running:
        measured = measure(running, user.api_key, 256 * MIB)
    assert measured.growth < 64 * MIB
