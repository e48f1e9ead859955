"""What somebody has searched for, and the searches they saved. Both are theirs alone, whatever libraries they share."""

import uuid
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, load_only

from bowerbird.accounts.access import Actor
from bowerbird.errors import InvalidError, NotFoundError
from bowerbird.library import cursors
from bowerbird.models import SavedSearch, Search, User
from bowerbird.ops.lists import Page, TotalRelation, Whole
from bowerbird.search.grammar import clean
from bowerbird.search.meaning import Known
from bowerbird.search.structured import SearchFilters, clauses_of

MOST_SAVED = 500
_SCOPE = "searches"


class PastSearch(BaseModel):
    id: uuid.UUID
    query: str
    filters: dict[str, Any] = Field(description="Those of the request that were set.")
    total: int = Field(description="Hits it had.")
    total_relation: TotalRelation
    took_ms: int
    created_at: datetime


class SearchHistory(Page[PastSearch]):
    keep: bool = Field(description="Whether searches are kept from now on.")


class HistorySettings(BaseModel):
    keep: bool


class SavedSearchIn(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Bills of last year", "query": "invoice on:last year"}]})

    name: Annotated[str, Field(max_length=200), AfterValidator(lambda name: " ".join(clean(name).split())), Field(min_length=1)]
    query: Annotated[str, AfterValidator(clean)] = Field(default="", max_length=2000)
    filters: SearchFilters = Field(default_factory=SearchFilters)


class SavedSearchOut(BaseModel):
    id: uuid.UUID
    name: str
    query: str
    filters: SearchFilters
    created_at: datetime


class SavedSearches(Whole[SavedSearchOut]):
    pass


def list_history(session: Session, actor: Actor, *, cursor: str | None, limit: int) -> SearchHistory:
    """The latest first, each query once: as it was asked last. Raises InvalidError for a cursor of another list."""
    own = (Search.user_id == actor.user_id, Search.in_history)
    columns = load_only(Search.query, Search.params, Search.total, Search.total_relation, Search.took_ms, Search.created_at)
    latest = select(Search.id).where(*own).ext(distinct_on(Search.query)).order_by(Search.query, Search.id.desc())
    found = select(Search).options(columns).where(Search.id.in_(latest))
    if cursor:
        found = found.where(Search.id < _position(cursor))
    rows = session.scalars(found.order_by(Search.id.desc()).limit(limit + 1)).all()
    keep, total = session.execute(
        select(User.keeps_history, select(func.count(Search.query.distinct())).where(*own).scalar_subquery()).where(
            User.id == actor.user_id
        )
    ).one()
    return SearchHistory(
        items=[_past(row) for row in rows[:limit]],
        next_cursor=cursors.encode(_SCOPE, [str(rows[limit - 1].id)]) if len(rows) > limit else None,
        total=total,
        keep=keep,
    )


def forget(session: Session, actor: Actor, search_id: uuid.UUID | None = None) -> None:
    """One query, however often it was asked, or all. Pages of a search that somebody is looking at go with it. Raises NotFoundError for one that is not theirs."""
    own = Search.user_id == actor.user_id
    forgotten = delete(Search).where(own)
    if search_id is not None:
        query = select(Search.query).where(own, Search.id == search_id).scalar_subquery()
        forgotten = forgotten.where(Search.query == query)
    if not session.execute(forgotten.returning(Search.id)).all() and search_id is not None:
        raise NotFoundError("There is no such search.")


def keep_history(session: Session, actor: Actor, *, keep: bool) -> HistorySettings:
    """Switching it off forgets nothing that is there; `forget` does."""
    session.execute(update(User).where(User.id == actor.user_id).values(keeps_history=keep))
    return HistorySettings(keep=keep)


def list_saved(session: Session, actor: Actor) -> SavedSearches:
    """By name."""
    rows = session.scalars(
        select(SavedSearch).where(SavedSearch.user_id == actor.user_id).order_by(func.lower(SavedSearch.name), SavedSearch.id)
    )
    return SavedSearches(items=[_saved(row) for row in rows])


def save(session: Session, actor: Actor, wanted: SavedSearchIn) -> SavedSearchOut:
    """Under a name; one of the same name is replaced. Raises InvalidError where there are too many, and for a filter that is no date."""
    clauses_of(session, actor.readable, wanted.filters, Known(), time_zone=None)
    saved = session.scalars(
        select(SavedSearch).where(SavedSearch.user_id == actor.user_id, func.lower(SavedSearch.name) == wanted.name.lower())
    ).first()
    if saved is None:
        if (session.scalar(select(func.count()).where(SavedSearch.user_id == actor.user_id)) or 0) >= MOST_SAVED:
            raise InvalidError(f"You have {MOST_SAVED} saved searches. Delete one first.", code="too_many")
        saved = SavedSearch(user_id=actor.user_id)
        session.add(saved)
    saved.name, saved.query = wanted.name, wanted.query
    saved.filters = wanted.filters.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    session.flush()
    return _saved(saved)


def delete_saved(session: Session, actor: Actor, saved_id: uuid.UUID) -> None:
    found = delete(SavedSearch).where(SavedSearch.user_id == actor.user_id, SavedSearch.id == saved_id).returning(SavedSearch.id)
    if session.execute(found).one_or_none() is None:
        raise NotFoundError("There is no such saved search.")


def supersede(session: Session, actor: Actor, query: str) -> bool:
    """Takes out of the history what was only on the way to `query`: the same, or its beginning, some seconds ago. Whether `query` is to be kept."""
    return bool(session.execute(_SUPERSEDE, {"user": actor.user_id, "query": query, "seconds": _TYPING_SECONDS}).scalar())


_TYPING_SECONDS = 15
_SUPERSEDE = text(
    "WITH superseded AS (UPDATE searches SET in_history = false WHERE user_id = :user AND created_at > now() - make_interval(secs => :seconds)"
    " AND in_history AND starts_with(:query, query)) SELECT keeps_history FROM users WHERE id = :user"
)


def _past(row: Search) -> PastSearch:
    filters = {name: value for name, value in (row.params.get("filters") or {}).items() if value not in (None, [])}
    if row.params.get("kinds"):
        filters.setdefault("kinds", row.params["kinds"])
    return PastSearch(
        id=row.id,
        query=row.query,
        filters=filters,
        total=row.total,
        total_relation="gte" if row.total_relation == "gte" else "eq",
        took_ms=row.took_ms,
        created_at=row.created_at,
    )


def _saved(row: SavedSearch) -> SavedSearchOut:
    return SavedSearchOut(
        id=row.id, name=row.name, query=row.query, filters=SearchFilters.model_validate(row.filters), created_at=row.created_at
    )


def _position(cursor: str) -> uuid.UUID:
    last: uuid.UUID = cursors.decode(cursor, _SCOPE, (uuid.UUID,))[0]
    return last
