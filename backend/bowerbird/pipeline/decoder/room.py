"""What the decoder child may see of the disk: a folder of its own with the one file it reads and a place for scratch files.

The file is lent as a hard link, which costs nothing; from another file system it is copied.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from bowerbird.storage.scratch import room

_PREFIX = "decoder-"


class Room:
    def __init__(self, scratch: Path | None) -> None:
        """In `scratch` where that can be written, else among the temporary files of the system."""
        self._held = ExitStack()
        self.path = self._enter(scratch)
        self.lent, self.written = self.path / "lent", self.path / "tmp"
        self.lent.mkdir()
        self.written.mkdir()
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
        self._held.close()

    def _enter(self, scratch: Path | None) -> Path:
        if scratch is not None:
            with suppress(OSError):
                return self._held.enter_context(room(scratch, _PREFIX))
        return Path(self._held.enter_context(tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True)))
