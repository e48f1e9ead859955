"""Writes the sample library into a folder."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from bowerbird.library_sample.catalogue import sample_files


class FileInTheWayError(Exception):
    """A file of the same name has other content, and overwriting was not asked for."""


@dataclass(slots=True)
class Seeded:
    written: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    """Needs a program that is not installed."""


def seed(folder: Path, *, overwrite: bool = False) -> Seeded:
    """The same bytes and modification times every time. Files that are there already and the same stay; others of the same name stop it before anything is
    written, unless `overwrite`. Raises FileInTheWayError."""
    result = Seeded()
    made = [(file, file.make()) for file in sample_files()]
    for file, content in made:
        path = folder / file.path
        if content is not None and path.exists() and not overwrite and path.read_bytes() != content:
            raise FileInTheWayError(
                f"{path} is there already and is another file. Choose an empty folder, or overwrite it with --overwrite."
            )
    for file, content in made:
        path = folder / file.path
        if content is None:
            result.left_out.append(file.path)
            continue
        if path.exists() and path.read_bytes() == content:
            result.unchanged.append(file.path)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            result.written.append(file.path)
        os.utime(path, (file.modified.timestamp(), file.modified.timestamp()))
    return result
