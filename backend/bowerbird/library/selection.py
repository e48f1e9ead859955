"""A selection: some files by id, or all that match a filter."""

import uuid
from typing import Annotated

from pydantic import BaseModel, Field, model_validator
from sqlalchemy.orm import Session

from bowerbird.accounts.access import Actor
from bowerbird.library import listing
from bowerbird.library.listing import AssetFilter
from bowerbird.library.parameters import MAX_TAGS, Moment
from bowerbird.models import AssetKind, AssetStatus

MOST = 4_000
"""Files that one request touches: some seconds of work, and a list of ids below 200 KB."""
Ids = Annotated[list[uuid.UUID], Field(max_length=MOST)]


class AssetFilterIn(BaseModel):
    """As the query parameters of GET /assets."""

    kinds: list[AssetKind] = Field(default_factory=list, max_length=10)
    statuses: list[AssetStatus] = Field(default_factory=list, max_length=10)
    library_id: uuid.UUID | None = None
    trashed: bool = False
    collection_id: uuid.UUID | None = None
    tags: list[Annotated[str, Field(max_length=100)]] = Field(
        default_factory=list, max_length=MAX_TAGS, description="It must have all of them."
    )
    after: Moment = None
    before: Moment = None

    def to_filter(self) -> AssetFilter:
        return AssetFilter(
            kinds=tuple(self.kinds),
            statuses=tuple(self.statuses),
            library_id=self.library_id,
            trashed=self.trashed,
            collection_id=self.collection_id,
            tags=tuple(self.tags),
            after=self.after,
            before=self.before,
        )


class Selection(BaseModel):
    """Either `asset_ids`, or `filter` with all that match it."""

    asset_ids: Ids | None = None
    filter: AssetFilterIn | None = None
    except_ids: Ids = Field(default_factory=list, description="With `filter`: all but these.")

    @model_validator(mode="after")
    def one_of_both(self) -> "Selection":
        if (self.asset_ids is None) == (self.filter is None):
            raise ValueError("give either asset_ids or filter")
        return self


def ids_of(session: Session, actor: Actor, wanted: Selection, cursor: str | None = None) -> tuple[list[uuid.UUID], str | None]:
    """At most MOST ids, each once, and the cursor of what follows. Given ids come as they are, whether the actor may see them or not."""
    if wanted.asset_ids is not None:
        return list(dict.fromkeys(wanted.asset_ids)), None
    assert wanted.filter is not None
    ids, following = listing.list_ids(session, actor, wanted.filter.to_filter(), cursor=cursor, limit=MOST)
    left_out = set(wanted.except_ids)
    return [asset_id for asset_id in ids if asset_id not in left_out], following
