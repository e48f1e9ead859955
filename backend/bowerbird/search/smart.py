"""Smart collections: what a search finds, as the collection shows it."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from sqlalchemy.orm import Session

from bowerbird.accounts.access import Actor
from bowerbird.errors import InvalidError
from bowerbird.library.browse.schemas import GridItem, GridPage, first_words
from bowerbird.library.collections.service import SmartSearch
from bowerbird.library.schemas import AssetOut
from bowerbird.search import repository, service
from bowerbird.search.schemas import SearchIn
from bowerbird.search.terms import Sort

_SORTS: Mapping[str, Sort] = {"-happened_at": "newest", "-size": "size"}
"""Orders of a list that search has too; all others are by relevance."""


def check(session: Session, wanted: SmartSearch) -> None:
    """Raises InvalidError for filters that search does not know, and for dates that are none."""
    service.understand(session, (wanted.library_id,), _request(wanted))


def find(session: Session, actor: Actor, wanted: SmartSearch, *, sort: str, cursor: str | None, limit: int) -> GridPage:
    """Opening a collection is nothing that one has searched for: it leaves no trace in the history."""
    found = service.search(session, actor, _request(wanted, sort=_SORTS.get(sort, "relevance"), cursor=cursor, limit=limit))
    repository.keep_out_of_history(session, found.search_id)
    return GridPage(
        items=[_tile(hit.asset) for hit in found.items],
        next_cursor=found.next_cursor,
        total=found.total,
        total_relation=found.total_relation,
    )


def _tile(asset: AssetOut) -> GridItem:
    words = first_words(asset.summary, asset.thumbnail_url)
    return GridItem.model_validate(asset, from_attributes=True).model_copy(update={"words": words})


def _request(wanted: SmartSearch, **more: Any) -> SearchIn:
    asked = {"query": wanted.query, "filters": wanted.filters, "library_id": wanted.library_id, "facets": False, **more}
    try:
        return SearchIn.model_validate(asked)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InvalidError(f"This search cannot be made: {where}: {first['msg']}.", code="invalid_filters") from error
