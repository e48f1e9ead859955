"""What a search is asked and what it answers."""

import uuid
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from bowerbird.library.schemas import AssetOut, SegmentLocator, TotalRelation
from bowerbird.models import AssetKind

Sort = Literal["relevance", "newest", "oldest"]
Strength = Literal["strong", "weak"]


class SearchIn(BaseModel):
    query: str = Field(max_length=2000, description='Words, "phrases" and -exclusions. A query without a word finds nothing.')
    limit: int = Field(default=20, ge=1, le=100)
    cursor: str | None = Field(
        default=None, max_length=100, description="`next_cursor` of the page before; the rest of the request stays the same."
    )
    kinds: list[AssetKind] = Field(default_factory=list, max_length=10, description="Only these kinds; none means all.")
    sort: Sort = Field(default="relevance", description="By date: strong hits first, then weak ones, each by date.")
    library_id: uuid.UUID | None = Field(default=None, description="Only this library; none means all that you may read.")


class Moment(BaseModel):
    """A passage of the asset that answers the query."""

    segment_id: uuid.UUID
    source: str = Field(description="How it was read: `text`, `ocr`, ...")
    text: str
    heading: str | None
    highlights: list[Annotated[list[int], Field(min_length=2, max_length=2)]] = Field(
        description="`[start, end)` of what matches, in Unicode code points of `text`, in order, without overlap."
    )
    locator: SegmentLocator
    score: float


class SearchHit(BaseModel):
    asset: AssetOut
    score: float = Field(description="1 is what the best hit of an average query has; 2 and more is an exact phrase or file name.")
    strength: Strength
    moments: list[Moment] = Field(description="At most three, the best first; none where only the name matches.")


class SearchOut(BaseModel):
    items: list[SearchHit]
    total: int
    total_relation: TotalRelation
    next_cursor: str | None
    search_id: uuid.UUID
    took_ms: int
    degraded: list[str] = Field(
        description="Retrievers that could not take part: `dense` where no model is installed or it does not know the language."
    )
