"""Connections that lost their server while nobody used them."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine.interfaces import DBAPIConnection

from bowerbird.db import engine as engines
from bowerbird.db.engine import make_engine
from bowerbird.settings import get_settings


@pytest.fixture
def single(database: Engine) -> Iterator[Engine]:
    made = make_engine(get_settings().db, url=database.url.render_as_string(hide_password=False), pool_size=1)
    yield made
    made.dispose()


def backend(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())


def test_a_connection_that_was_cut_while_idle_is_replaced(database: Engine, single: Engine) -> None:
    first = backend(single)
    assert backend(single) == first
    with database.connect() as other:
        assert other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": first}).scalar_one()
    assert backend(single) != first


def test_a_connection_is_asked_whether_it_lives_only_after_a_rest(single: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    ask = single.dialect.do_ping

    def ask_and_note(connection: DBAPIConnection) -> bool:
        asked.append(connection)
        return ask(connection)

    monkeypatch.setattr(single.dialect, "do_ping", ask_and_note)
    monkeypatch.setattr(engines, "TRUSTED_SECONDS", 1e9)
    first = backend(single)
    assert backend(single) == first
    assert not asked
    monkeypatch.setattr(engines, "TRUSTED_SECONDS", 0.0)
    assert backend(single) == first
    assert len(asked) == 1
