"""Rooms in the scratch directory: what is written there is gone when its user is done, also when its user was killed.

Each room is a directory that its user holds locked. A lock ends with its process, so whoever can lock a room knows that nobody uses it any more. That holds for
processes of several containers as well, as long as they share the volume on one machine.
"""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

ROOM = "room-"
LOOSE_SECONDS = 24 * 3600
"""What is no room and as old as this was left by a process that was killed: temporary files are used for minutes."""
_log = structlog.get_logger(__name__)


@contextmanager
def room(scratch: Path, prefix: str) -> Iterator[Path]:
    """A directory of one's own below `scratch`, which is made where it is missing."""
    scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
    path, held = _made(scratch, prefix)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        os.close(held)


def clear(scratch: Path) -> int:
    """Remove the rooms of dead processes, and whatever else is old and locked by nobody. Returns how many."""
    removed = 0
    for path in scratch.iterdir() if scratch.is_dir() else ():
        try:
            if path.name.startswith(ROOM) or time.time() - path.lstat().st_mtime > LOOSE_SECONDS:
                removed += _remove(path)
        except FileNotFoundError:
            continue
        except OSError as error:
            _log.warning("scratch_not_cleared", path=str(path), error=error.strerror)
    return removed


def _made(scratch: Path, prefix: str) -> tuple[Path, int]:
    """Path and lock. Between its making and its locking a room looks abandoned; if it was taken for that, another is made."""
    while True:
        path = Path(tempfile.mkdtemp(prefix=ROOM + prefix, dir=scratch))
        try:
            held = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except FileNotFoundError:
            continue
        fcntl.flock(held, fcntl.LOCK_EX)
        if os.fstat(held).st_nlink and path.exists():
            return path, held
        os.close(held)


def _remove(path: Path) -> bool:
    if path.is_symlink() or not path.is_dir():
        path.unlink()
        return True
    held = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(path)
    except BlockingIOError:
        return False
    finally:
        os.close(held)
    return True
