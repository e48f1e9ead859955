"""What an exception from a handler means for its job."""

import errno
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import psycopg
import psycopg.errors
from sqlalchemy.exc import DBAPIError

from bowerbird.ai.contracts import CapabilityMissingError, ServiceAwayError
from bowerbird.errors import StageError
from bowerbird.jobs.service import CAPABILITY_MISSING
from bowerbird.storage import ObjectMissingError

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
_AWAY = (
    psycopg.errors.AdminShutdown,
    psycopg.errors.CrashShutdown,
    psycopg.errors.CannotConnectNow,
    psycopg.errors.TooManyConnections,
    psycopg.errors.DiskFull,
    psycopg.InterfaceError,
)


@dataclass(frozen=True, slots=True)
class Fail:
    code: str
    detail: str
    retryable: bool


@dataclass(frozen=True, slots=True)
class Skip:
    """An outcome of its own, no failure."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class GiveBack:
    """Not the file's fault: what the work needs is away. Costs no attempt."""

    reason: str
    delay: timedelta


@dataclass(frozen=True, slots=True)
class Park:
    """The file is in the trash: the job waits until it is restored, or goes with it."""


Verdict = Fail | Skip | GiveBack
INTERNAL = "Something went wrong inside Bowerbird while it worked on this file. The log of the worker says what."
MISSING = "The stored bytes of this file are gone. Upload it again."
NO_MEMORY = "This machine ran out of memory while it worked on this file."


def judge(error: Exception, *, check_storage: Callable[[], None]) -> Verdict:  # noqa: PLR0911  a table
    """Details are sentences for people; what an unknown exception says of itself stays in the log.

    `check_storage` raises when the storage is away; then an unknown exception is taken as its consequence.
    """
    match error:
        case StageError():
            return Fail(error.code, error.detail, error.retryable)
        case ServiceAwayError():
            return GiveBack("a model's service away", timedelta(seconds=30))
        case CapabilityMissingError():
            return Skip(CAPABILITY_MISSING, str(error))
        case ObjectMissingError():
            return Fail("original_missing", MISSING, retryable=False)
        case MemoryError():
            return Fail("too_large", NO_MEMORY, retryable=True)
        case OSError() if error.errno in _NO_ROOM:
            return GiveBack("no space left", timedelta(seconds=30))
        case _ if database_is_away(error):
            return GiveBack("database away", timedelta(seconds=2))
    try:
        check_storage()
    except Exception:  # noqa: BLE001  whatever it raises, it is away
        return GiveBack("storage away", timedelta(seconds=15))
    return Fail("internal", INTERNAL, retryable=True)


def database_is_away(error: Exception) -> bool:
    """Whether a database error is about the server (stopped, starting, full, unreachable) and not about what was asked of it."""
    if not isinstance(error, DBAPIError):
        return False
    cause = error.orig
    unreachable = isinstance(cause, psycopg.OperationalError) and cause.sqlstate is None
    return error.connection_invalidated or unreachable or isinstance(cause, _AWAY)
