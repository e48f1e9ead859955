"""What is being done to files right now, and what went wrong."""

import uuid
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field


class StageCount(BaseModel):
    stage: str
    queue: str
    queued: int
    waiting: int = Field(description="For their next try.")
    running: int
    failed: int


class JobOut(BaseModel):
    asset_id: uuid.UUID
    name: str
    kind: str
    thumbnail_url: str | None
    stage: str
    part: int
    attempts: int
    progress: dict[str, Any] | None
    error_code: str | None
    error_detail: str | None
    started_at: datetime | None
    finished_at: datetime | None
    not_before: datetime | None = Field(description="Of one that waits: when it is tried again.")


class Activity(BaseModel):
    stages: list[StageCount] = Field(description="Of unfinished and failed jobs, in the order of a file's way.")
    running: list[JobOut]
    waiting: list[JobOut]
    failed: list[JobOut] = Field(description="The latest first.")
    processing: int = Field(description="Files that are not done.")
    failed_files: int
