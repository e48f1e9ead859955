"""Puts one verified file in its place, or nothing."""

import hashlib
import os
from pathlib import Path
from typing import BinaryIO

from bowerbird.ai.registry import ModelFile

CHUNK = 1 << 20


class SourceError(Exception):
    """This source cannot give the file; another may."""


def place(stream: BinaryIO, file: ModelFile, target: Path) -> None:
    """Copy `stream` to `target / file.path` if it is exactly `file`: at most its size is written, and it appears under its name only when its SHA-256
    is right and it is on the disk. Raises SourceError."""
    final = target / file.path
    final.parent.mkdir(parents=True, exist_ok=True)
    part = final.with_name(f".{final.name}.part")
    try:
        with part.open("wb") as output:
            copied = 0
            while chunk := stream.read(CHUNK):
                copied += len(chunk)
                if copied > file.size:
                    break
                output.write(chunk)
            output.flush()
            os.fsync(output.fileno())
        accept(part, file, final)
    finally:
        part.unlink(missing_ok=True)


def accept(part: Path, file: ModelFile, final: Path) -> None:
    """Rename a complete download to its final name after comparing size and SHA-256. Raises SourceError."""
    size = part.stat().st_size
    if size != file.size:
        raise SourceError(f"{file.path} has another size than models.toml names ({size:,} bytes, not {file.size:,})")
    with part.open("rb") as stream:
        if hashlib.file_digest(stream, "sha256").hexdigest() != file.sha256:
            raise SourceError(f"{file.path} has another SHA-256 than models.toml names; it was thrown away")
    part.replace(final)
    directory = os.open(final.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
