import uuid

from pydantic import BaseModel, ConfigDict, Field

from bowerbird.library.labels import TagName
from bowerbird.ops.lists import Page


class TagIn(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "receipts"}]})

    name: TagName = Field(description="Told apart without regard to case.")
    library_id: uuid.UUID | None = Field(default=None, description="Your personal library unless given.")


class TagPatch(BaseModel):
    name: TagName


class TagOut(BaseModel):
    id: uuid.UUID
    library_id: uuid.UUID
    name: str
    count: int = Field(description="Files that have it, without those in the trash.")


class TagPage(Page[TagOut]):
    pass
