"""Connections that lost their server while nobody used them."""

from sqlalchemy import Engine, text

from bowerbird.db.engine import make_engine
from bowerbird.settings import get_settings


def backend(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())


def test_a_connection_that_was_cut_while_idle_is_replaced(database: Engine) -> None:
    engine = make_engine(get_settings().db, url=database.url.render_as_string(hide_password=False), pool_size=1)
    try:
        first = backend(engine)
        assert backend(engine) == first
        with database.connect() as other:
            assert other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": first}).scalar_one()
        assert backend(engine) != first
    finally:
        engine.dispose()
