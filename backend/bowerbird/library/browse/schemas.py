"""Assets as tiles, and how many there are of each month, kind and status."""

import base64
import datetime
import uuid
from typing import Any

from pydantic import BaseModel, Field

from bowerbird.library.schemas import picture_url
from bowerbird.models import AssetKind, AssetStatus
from bowerbird.ops.lists import Page


class GridItem(BaseModel):
    """What a tile shows; some 400 bytes, with words 600."""

    id: uuid.UUID
    kind: AssetKind
    name: str
    status: AssetStatus
    width: int | None = Field(description="Pixels as displayed.")
    height: int | None
    duration_ms: int | None
    page_count: int | None
    thumbhash: str | None = Field(description="Base64 of a thumbhash: a blurred picture in some 25 bytes.")
    thumbnail_url: str | None = Field(description="WebP, at most 320 pixels a side.")
    words: str | None = Field(default=None, description="How the summary begins, where there is no picture to show.")
    happened_at: datetime.datetime


class GridPage(Page[GridItem]):
    pass


class TimelineGroup(BaseModel):
    date: datetime.date = Field(description="First day of the month, or the day.")
    count: int


class Timeline(BaseModel):
    groups: list[TimelineGroup] = Field(description="The newest first; without those that have nothing.")
    total: int


class AssetCounts(BaseModel):
    total: int
    by_kind: dict[AssetKind, int] = Field(description="Without those that have nothing.")
    by_status: dict[AssetStatus, int]


WORDS_BYTES = 200
"""Of UTF-8, so that scripts that say more with a character take no more room."""


def first_words(summary: str | None, thumbnail_url: str | None) -> str | None:
    return None if thumbnail_url or not summary else summary.encode()[:WORDS_BYTES].decode(errors="ignore")


def grid_item(row: Any) -> GridItem:
    """`row`: an Asset, or a row with the columns of `listing.GRID`."""
    thumbnail_url = picture_url(row.id, row.thumbhash, "thumbnail")
    return GridItem(
        id=row.id,
        kind=AssetKind(row.kind),
        name=row.name,
        status=AssetStatus(row.status),
        width=row.width,
        height=row.height,
        duration_ms=row.duration_ms,
        page_count=row.page_count,
        thumbhash=base64.b64encode(row.thumbhash).decode() if row.thumbhash else None,
        thumbnail_url=thumbnail_url,
        words=first_words(row.summary, thumbnail_url),
        happened_at=row.happened_at,
    )
