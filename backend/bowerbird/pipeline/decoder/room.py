"""What the decoder child may see of the disk: a folder of its own with the one file it reads and a place for scratch files.

The file is lent as a hard link, which costs nothing; from another file system it is copied. A room outlives its owner where that is killed, and with it
the bytes it holds; so each is locked by its owner, and whoever makes a new one clears away those that nobody holds.
"""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PREFIX = "decoder-"
_NEW_SECONDS = 60.0
"""A younger one may be about to be locked."""


class Room:
    def __init__(self, scratch: Path | None) -> None:
        """In `scratch` where that can be written, else among the temporary files of the system."""
        self.path = _make(scratch)
        self.lent, self.written = self.path / "lent", self.path / "tmp"
        self.lent.mkdir()
        self.written.mkdir()
        self._lock = _locked(self.path)
        self._count = 0

    @contextmanager
    def lend(self, path: Path) -> Iterator[Path]:
        """`path` under a name in `lent`."""
        self._count += 1
        lent = self.lent / str(self._count)
        try:
            os.link(path, lent, follow_symlinks=True)
        except OSError:
            shutil.copyfile(path, lent)
        try:
            yield lent
        finally:
            lent.unlink(missing_ok=True)

    def close(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def _make(scratch: Path | None) -> Path:
    if scratch is not None:
        with suppress(OSError):
            scratch.mkdir(parents=True, exist_ok=True)
            _clear_abandoned(scratch)
            return Path(tempfile.mkdtemp(prefix=_PREFIX, dir=scratch))
    return Path(tempfile.mkdtemp(prefix=_PREFIX))


def _clear_abandoned(scratch: Path) -> None:
    for place in scratch.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if time.time() - place.stat().st_mtime > _NEW_SECONDS and (lock := _locked(place)) is not None:
                shutil.rmtree(place, ignore_errors=True)
                os.close(lock)


def _locked(place: Path) -> int | None:
    """An open descriptor, or None where another process holds it."""
    descriptor = os.open(place, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor
