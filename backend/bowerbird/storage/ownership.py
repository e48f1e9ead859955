"""What root makes on the command line has to be readable for the user that the service runs as: it belongs to whom the directory above belongs to."""

import os
from pathlib import Path


def hand_over(path: Path) -> None:
    """Give `path` to the owner of its directory. Does nothing unless we are root."""
    if os.geteuid() == 0:
        above = path.parent.stat()
        os.chown(path, above.st_uid, above.st_gid)


def make_directory(path: Path) -> None:
    """With all directories above that are missing, for their owner alone."""
    if path.is_dir():
        return
    make_directory(path.parent)
    path.mkdir(mode=0o700, exist_ok=True)
    hand_over(path)
