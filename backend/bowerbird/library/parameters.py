"""Query parameters that lists of assets share."""

import uuid
from typing import Annotated

from fastapi import Depends, Query
from pydantic import AwareDatetime, BeforeValidator

from bowerbird.library.listing import DEFAULT_SORT, AssetFilter, SortOrder
from bowerbird.models import AssetKind, AssetStatus

NotEmpty = BeforeValidator(lambda given: [value for value in given if value != ""] if isinstance(given, list) else given)
"""`kind=` is no filter."""
NoneIfEmpty = BeforeValidator(lambda given: None if given == "" else given)


def _no_number(given: object) -> object:
    """Pydantic takes a number for seconds since 1970, and so `2024` for half an hour after that began."""
    if isinstance(given, (int, float)) or (isinstance(given, str) and given.strip().lstrip("+-").replace(".", "", 1).isdecimal()):
        raise ValueError("must be a date and time with its zone, such as 2024-05-01T00:00:00Z")
    return given


Cursor = Annotated[str | None, Query(max_length=2000, description="`next_cursor` of the page before.")]
Sort = Annotated[SortOrder, BeforeValidator(lambda given: given or DEFAULT_SORT)]
OptionalId = Annotated[uuid.UUID | None, NoneIfEmpty]
Moment = Annotated[AwareDatetime | None, NoneIfEmpty, BeforeValidator(_no_number)]
MAX_TAGS = 20
MAX_IDS = 200


def _asset_filter(
    *,
    kind: Annotated[list[AssetKind], NotEmpty, Query(default_factory=list)],
    status: Annotated[list[AssetStatus], NotEmpty, Query(default_factory=list)],
    tag: Annotated[
        list[Annotated[str, Query(max_length=100)]],
        NotEmpty,
        Query(default_factory=list, max_length=MAX_TAGS, description="Name of a tag. Given several times: only what has all of them."),
    ],
    asset_id: Annotated[
        list[uuid.UUID],
        NotEmpty,
        Query(alias="id", default_factory=list, max_length=MAX_IDS, description="Only these, as far as they are there."),
    ],
    library_id: OptionalId = None,
    collection_id: Annotated[
        OptionalId, Query(description="What lies in this collection itself. (Of a smart one: /collections/{id}/assets.)")
    ] = None,
    after: Annotated[Moment, Query(description="Happened at this time or later.")] = None,
    before: Annotated[Moment, Query(description="Happened earlier than this.")] = None,
    trashed: bool = False,
) -> AssetFilter:
    return AssetFilter(
        ids=tuple(asset_id),
        kinds=tuple(kind),
        statuses=tuple(status),
        library_id=library_id,
        trashed=trashed,
        collection_id=collection_id,
        tags=tuple(tag),
        after=after,
        before=before,
    )


FilterDep = Annotated[AssetFilter, Depends(_asset_filter)]
