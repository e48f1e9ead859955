"""Collections as the API takes and shows them."""

import json
import uuid
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from bowerbird.library.labels import CollectionName
from bowerbird.library.selection import Ids
from bowerbird.ops.lists import Page

MAX_FILTERS = 8_000


def _bounded(filters: dict[str, Any]) -> dict[str, Any]:
    if len(json.dumps(filters)) > MAX_FILTERS:
        raise ValueError("the filters are too long")
    return filters


Description = Annotated[str, Field(max_length=2_000)]
SmartQuery = Annotated[str, Field(max_length=2_000)]
Filters = Annotated[dict[str, Any], AfterValidator(_bounded)]


class CollectionIn(BaseModel):
    """With `query` or `filters` it is a smart collection: it holds what a search finds, whenever it is opened."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Tax 2024"}, {"name": "Scans", "query": "type:pdf"}]})

    name: CollectionName
    parent_id: uuid.UUID | None = Field(default=None, description="The collection that it lies in.")
    library_id: uuid.UUID | None = Field(default=None, description="That of `parent_id`, else your personal library.")
    description: Description = ""
    query: SmartQuery | None = None
    filters: Filters | None = Field(default=None, description="As `filters` of POST /search.")


class CollectionPatch(BaseModel):
    """What is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Tax 2024", "description": "All that goes to the tax office"}]})

    name: CollectionName | None = None
    parent_id: uuid.UUID | None = Field(default=None, description="null: to the top.")
    description: Description | None = None
    query: SmartQuery | None = Field(default=None, description="Of a smart collection.")
    filters: Filters | None = None
    cover_id: uuid.UUID | None = Field(default=None, description="A file of the same library; null: chosen by itself.")

    @model_validator(mode="after")
    def not_null(self) -> "CollectionPatch":
        for name in ("name", "description", "query", "filters"):
            if name in self.model_fields_set and getattr(self, name) is None:
                raise ValueError(f"{name} must not be null")
        return self


class CoverOut(BaseModel):
    asset_id: uuid.UUID
    thumbhash: str | None
    thumbnail_url: str | None


class CollectionOut(BaseModel):
    id: uuid.UUID
    library_id: uuid.UUID
    parent_id: uuid.UUID | None
    name: str
    description: str
    is_smart: bool
    query: str | None
    filters: dict[str, Any]
    count: int | None = Field(description="Files in it, without those in the trash. None for a smart one: that shows when it is opened.")
    children: int = Field(description="Collections right inside it.")
    cover_id: uuid.UUID | None = Field(description="As chosen by somebody.")
    cover: CoverOut | None = Field(description="The chosen file, else the latest in it that has a picture.")
    created_at: datetime
    updated_at: datetime


class CollectionPage(Page[CollectionOut]):
    pass


class Members(BaseModel):
    asset_ids: Ids
