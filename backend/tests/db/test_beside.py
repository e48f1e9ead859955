import threading
from contextlib import ExitStack

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from bowerbird.db.beside import beside
from bowerbird.db.session import second_connections, transaction
from bowerbird.settings import DbSettings, get_settings


def backend(session: Session) -> int:
    number: int = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
    return number


def test_both_run_at_once_on_connections_of_their_own(database: Engine) -> None:
    assert database
    both = threading.Barrier(2, timeout=30)

    def work(other: Session) -> int:
        found = backend(other)
        both.wait()
        return found

    with transaction() as session, beside(session, work) as result:
        own = backend(session)
        both.wait()
        assert result() != own


def test_where_no_connection_is_free_it_runs_in_the_session_itself(database: Engine) -> None:
    assert database
    with transaction() as session, ExitStack() as taken:
        for _ in range(second_connections(get_settings().db)):
            taken.enter_context(beside(session, backend))
        with beside(session, backend) as result:
            assert result() == backend(session)
    with transaction() as session:  # they are free again
        own = backend(session)
        with beside(session, backend) as result:
            assert result() != own


def test_a_session_of_one_connection_has_no_second(session: Session) -> None:
    with beside(session, backend) as result:
        assert result() == backend(session)


def test_a_failure_beside_is_raised_where_its_result_is_asked_for(database: Engine) -> None:
    assert database

    def fail(other: Session) -> None:
        backend(other)
        raise LookupError

    for _ in range(2 * get_settings().db.pool_size):  # and keeps no connection
        with transaction() as session, beside(session, fail) as result, pytest.raises(LookupError):
            result()


def test_a_failure_of_the_block_waits_for_what_runs_beside_it(database: Engine) -> None:
    assert database
    begun, go_on = threading.Event(), threading.Event()
    done = []

    def work(other: Session) -> None:
        begun.set()
        assert go_on.wait(30)
        done.append(backend(other))

    def go_wrong() -> None:
        with transaction() as session, beside(session, work):
            assert begun.wait(30)
            go_on.set()
            raise LookupError

    with pytest.raises(LookupError):
        go_wrong()
    assert done


@pytest.mark.parametrize(("pool_size", "pooled", "expected"), [(12, False, 2), (200, False, 33), (2, False, 0), (12, True, 0)])
def test_how_many_are_kept(pool_size: int, *, pooled: bool, expected: int) -> None:
    assert second_connections(DbSettings(url=SecretStr("postgresql://"), pool_size=pool_size, pooled=pooled)) == expected
