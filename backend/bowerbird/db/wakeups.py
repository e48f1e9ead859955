"""Wake-ups for workers, sent after commit. The transport (Celery over Redis) registers itself; without one nothing is lost, the sweeper finds the rows."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from bowerbird.db.after_commit import after_commit

_senders: list[Callable[[str], None]] = []


def register_sender(send: Callable[[str], None]) -> None:
    _senders[:] = [send]


def wake(session: Session, queue: str) -> None:
    """One wake-up for `queue` after this transaction commits, however often it is asked for."""

    def call() -> None:
        for send in _senders:
            send(queue)

    after_commit(session, call, key=("wake", queue))
