"""`manifest.json`: what a backup holds. It is written last; a backup without a finished one was interrupted."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bowerbird.errors import BowerbirdError

NAME = "manifest.json"


class BackupError(BowerbirdError):
    """A backup cannot be made, or this one cannot be restored. The detail says why; nothing was changed."""

    code = "backup"
    title = "Backup"


class Entry(BaseModel):
    model_config = ConfigDict(frozen=True)

    name: str
    """A file name for the database, a key for an object."""
    size: int
    """Bytes."""
    sha256: str
    """Hexadecimal."""


class Manifest(BaseModel):
    format: Literal[1] = 1
    finished: bool
    created_at: datetime
    """When the snapshot was taken."""
    bowerbird: str
    migration: str | None
    """Revision of the tables."""
    rows: dict[str, int]
    """Number of rows of each table in the snapshot."""
    database: Entry
    objects: list[Entry]
    lost: list[str] = []
    """Keys whose bytes were missing or wrong already when the backup was made."""
