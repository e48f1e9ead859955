"""Smart collections: what a search finds, as the collection shows it."""

from typing import Any

from pydantic import ValidationError
from sqlalchemy.orm import Session

from bowerbird.accounts.access import Actor
from bowerbird.errors import InvalidError
from bowerbird.library.browse.schemas import GridItem, GridPage
from bowerbird.library.collections.service import SmartSearch
from bowerbird.search import service
from bowerbird.search.schemas import SearchIn

_SORTS = {"-happened_at": "newest"}
"""Orders of a list that search has too; all others are by relevance."""


def check(wanted: SmartSearch) -> None:
    """Raises InvalidError for filters that search does not know."""
    _request(wanted)


def find(session: Session, actor: Actor, wanted: SmartSearch, *, sort: str, cursor: str | None, limit: int) -> GridPage:
    found = service.search(session, actor, _request(wanted, sort=_SORTS.get(sort, "relevance"), cursor=cursor, limit=limit))
    return GridPage(
        items=[GridItem.model_validate(hit.asset, from_attributes=True) for hit in found.items],
        next_cursor=found.next_cursor,
        total=found.total,
        total_relation=found.total_relation,
    )


def _request(wanted: SmartSearch, **more: Any) -> SearchIn:
    try:
        return SearchIn.model_validate({"query": wanted.query, **wanted.filters, "library_id": wanted.library_id, **more}, extra="forbid")
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InvalidError(f"This search cannot be made: {where}: {first['msg']}.", code="invalid_filters") from error
