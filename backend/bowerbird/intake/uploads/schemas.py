import uuid
from datetime import datetime

from pydantic import BaseModel, Field

from bowerbird.ops.lists import Page


class OpenUpload(BaseModel):
    """One that is not finished."""

    id: uuid.UUID
    url: str
    name: str
    path: str | None
    size: int
    offset: int = Field(description="Bytes that are stored.")
    sha256: str | None = Field(description="As announced.")
    last_modified: datetime | None
    created_at: datetime
    expires_at: datetime


class OpenUploads(Page[OpenUpload]):
    next_cursor: None = Field(default=None, description="There is no second page; `limit` takes more.")
