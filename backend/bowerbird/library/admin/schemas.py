"""How this instance is."""

from datetime import datetime

from pydantic import BaseModel, Field


class ModelOut(BaseModel):
    name: str
    capability: str
    description: str
    licence: str
    installed: bool
    bytes: int


class QueueOut(BaseModel):
    queue: str
    queued: int
    waiting: int
    running: int
    oldest_seconds: float = Field(description="How long the oldest job that could run has not been run.")
    lost: int = Field(description="Times that a worker died over a job that is still there.")


class StorageOut(BaseModel):
    backend: str
    files: int
    trashed: int
    bytes: int
    by_role: dict[str, int] = Field(description="Bytes of originals, thumbnails, pages, ...")
    unfinished: int = Field(description="Bytes that are still on their way in, as announced.")
    free_bytes: int | None = Field(description="None where the storage cannot tell.")
    min_free_bytes: int = Field(description="Below this, uploads are refused and workers pause.")


class SpaceOut(BaseModel):
    name: str
    capability: str
    model: str
    dimensions: int
    status: str
    created_at: datetime
    activated_at: datetime | None


class InstanceOut(BaseModel):
    version: str
    queues: list[QueueOut]
    storage: StorageOut
    models: list[ModelOut]
    spaces: list[SpaceOut]
    trash_days: int
