"""What a search is asked and what it answers."""

import uuid
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bowerbird.codes import HintCode
from bowerbird.library.schemas import AssetOut, SegmentLocator
from bowerbird.models import AssetKind
from bowerbird.ops.lists import Page
from bowerbird.search.explain import HitExplanation, SearchExplanation
from bowerbird.search.facets import Facets
from bowerbird.search.grammar import clean
from bowerbird.search.structured import SearchFilters
from bowerbird.search.terms import Group, Retriever, Sort, Strength


def _without_halves(typed: object) -> object:
    """Halves of surrogate pairs, which JSON can carry and no text has, are spaces like all that cannot be looked for."""
    return clean(typed) if isinstance(typed, str) else typed


Typed = Annotated[str, BeforeValidator(_without_halves)]


class SearchIn(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"query": "boiler pressure type:pdf after:2020", "limit": 20}]})

    query: Typed = Field(
        default="",
        max_length=20_000,
        description='Words, "phrases", -exclusions, OR, and qualifiers: `type:` `before:` `after:` `on:` `in:` `tag:` `topic:` `camera:` `place:` `lang:`'
        " `larger:` `smaller:` `longer:` `shorter:` `is:` `name:`. Nothing is an error; `hints` say what was taken as text. Of more than 2,000"
        " characters the beginning is looked for. Without a word, and with qualifiers or filters, it is all files that pass them, the newest"
        " first; with nothing at all nothing.",
        examples=['boiler "annual service" type:pdf after:2023 -draft', "sunset OR dusk type:image on:last summer"],
    )
    limit: int = Field(default=20, ge=1, le=100)
    cursor: str | None = Field(
        default=None, max_length=100, description="`next_cursor` of the page before; the rest of the request stays the same."
    )
    kinds: list[AssetKind] = Field(default_factory=list, max_length=10, description="Only these kinds; none means all.")
    filters: SearchFilters = Field(default_factory=SearchFilters, description="The same as qualifiers, for programs.")
    sort: Sort = Field(
        default="relevance",
        description="By date or size: strong hits first, then weak ones, each in that order. `size`: the largest first.",
    )
    segment_id: uuid.UUID | None = Field(
        default=None,
        description="Files with passages like this one, which may be any moment of an answer. The words of `query` are then not looked at; qualifiers and"
        " filters are.",
    )
    group: Group = Field(
        default="asset", description="`asset`: each file once, with up to three moments. `moment`: each passage on its own."
    )
    library_id: uuid.UUID | None = Field(default=None, description="Only this library; none means all that you may read.")
    time_zone: str | None = Field(
        default=None,
        max_length=64,
        description="IANA name of the person's time zone, for dates; UTC without one.",
        examples=["Europe/Vienna"],
    )
    facets: bool = Field(default=True, description="Count kinds, years, tags, ... of the hits.")
    retrievers: list[Retriever] = Field(
        default_factory=list, max_length=4, description="Only these ways to find, for measuring what each is worth; none means all."
    )
    cut_off: bool = Field(default=True, description="False: also what hardly matches, as weak hits.")
    explain: bool = Field(default=False, description="Say what each retriever did, and how long it took.")


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
    score: float = Field(
        description="1 is what the best hit of an average query has; 2 and more is an exact phrase or file name. 1 where only filters were given."
    )
    strength: Strength
    moments: list[Moment] = Field(description="At most three, the best first; none where only the name matches.")
    explain: HitExplanation | None = Field(default=None, description="Only where it was asked for.")


class Interpreted(BaseModel):
    """A part of the query as it was understood."""

    kind: Literal["text", "phrase", "not", "or", "qualifier"]
    text: str = Field(description="As it was typed.")
    start: int = Field(description="Unicode code points into `query`.")
    end: int


class HintOut(BaseModel):
    """Why a part of the query was taken as text, or what might have been meant."""

    code: HintCode
    text: str = Field(description="The part it is about, as it was typed.")
    detail: str = Field(description="A sentence for the person who typed it.")


class SearchOut(Page[SearchHit]):
    search_id: uuid.UUID
    took_ms: int
    degraded: list[str] = Field(
        description="What could not take part: `dense` where no model is installed, `reranker` where the one that is set is not there."
    )
    interpreted: list[Interpreted] = Field(description="The parts of the query in order, for showing them as chips.")
    hints: list[HintOut]
    facets: Facets | None = Field(description="Over all hits, not this page alone; none where they were not asked for.")
    explain: SearchExplanation | None = Field(default=None, description="Only where it was asked for.")
