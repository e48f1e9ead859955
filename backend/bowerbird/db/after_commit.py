"""What must happen only once a transaction has really committed: wake-ups for workers, events for browsers.

Nothing in here may matter for correctness. The rows are the truth; a call that fails is logged and forgotten.
"""

from collections.abc import Callable, Hashable

import structlog
from sqlalchemy import event
from sqlalchemy.orm import Session

_KEY = "bowerbird.after_commit"
_log = structlog.get_logger(__name__)


def after_commit(session: Session, call: Callable[[], None], *, key: Hashable | None = None) -> None:
    """Run `call` after this session's transaction commits. Calls with an equal `key` are made once; a rollback drops them all."""
    calls: dict[Hashable, Callable[[], None]] = session.info.setdefault(_KEY, {})
    calls[key if key is not None else object()] = call


@event.listens_for(Session, "after_commit")
def _run(session: Session) -> None:
    for call in session.info.pop(_KEY, {}).values():
        try:
            call()
        except Exception:  # noqa: BLE001  the transaction is done; the sweeper finds what a lost message would have said
            _log.warning("after_commit_failed", exc_info=True)


@event.listens_for(Session, "after_rollback")
def _drop(session: Session) -> None:
    session.info.pop(_KEY, None)
