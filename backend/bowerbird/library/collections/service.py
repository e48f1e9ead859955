"""Collections: what people put together. They nest; a smart one holds what its search finds.

Everything that changes the tree of a library takes that library's lock, so that two moves at once cannot close a circle.
"""

import base64
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import func, update
from sqlalchemy.orm import Session

from bowerbird.accounts.access import Actor
from bowerbird.errors import ConflictError, NotFoundError
from bowerbird.events.publish import collection_changed
from bowerbird.library import cursors
from bowerbird.library import repository as assets
from bowerbird.library.collections import repository
from bowerbird.library.collections.schemas import CollectionIn, CollectionOut, CollectionPage, CollectionPatch, CoverOut
from bowerbird.library.schemas import picture_url
from bowerbird.models import Collection

MOST = 5_000
"""Collections of one library."""
DEEPEST = 20
_SCOPE = "collections"


@dataclass(frozen=True, slots=True)
class SmartSearch:
    """What a smart collection looks for."""

    library_id: uuid.UUID
    query: str
    filters: dict[str, Any]


class Checker(Protocol):
    def __call__(self, session: Session, wanted: SmartSearch) -> None:
        """Raises InvalidError for a search that cannot be made."""
        ...


def list_collections(
    session: Session, actor: Actor, *, library_id: uuid.UUID | None, parent_id: uuid.UUID | None, cursor: str | None, limit: int
) -> CollectionPage:
    found, total = repository.list_collections(
        session, actor, library_id=library_id, parent_id=parent_id, after=_position(cursor), limit=limit + 1
    )
    page = found[:limit]
    following = cursors.encode(_SCOPE, [page[-1].name, str(page[-1].id)]) if len(found) > limit else None
    return CollectionPage(items=_shown(session, actor, page), next_cursor=following, total=total)


def get(session: Session, actor: Actor, collection_id: uuid.UUID) -> CollectionOut:
    return _shown(session, actor, [find(session, actor, collection_id)])[0]


def find(session: Session, actor: Actor, collection_id: uuid.UUID) -> Collection:
    return _found(repository.find(session, actor, collection_id))


def create(session: Session, actor: Actor, wanted: CollectionIn, check: Checker) -> CollectionOut:
    """Raises NotFoundError for a parent or library the actor cannot see, ConflictError (`name_taken`, `too_many`, `too_deep`), InvalidError."""
    library_id = _library(session, actor, wanted)
    repository.lock_tree(session, library_id)
    if wanted.parent_id is not None:
        find(session, actor, wanted.parent_id)  # it may have gone before the lock came
    if repository.count_in(session, library_id) >= MOST:
        raise ConflictError(f"A library can have at most {MOST:,} collections.", code="too_many")
    _must_fit(session, wanted.parent_id, 1)
    _must_be_free(session, library_id, wanted.parent_id, wanted.name)
    collection = Collection(library_id=library_id, parent_id=wanted.parent_id, name=wanted.name, description=wanted.description)
    if wanted.query is not None or wanted.filters is not None:
        collection.query, collection.filters = wanted.query or "", wanted.filters or {}
        check(session, SmartSearch(library_id, collection.query, collection.filters))
    session.add(collection)
    session.flush()
    collection_changed(session, library_id, collection.id, "created")
    return _shown(session, actor, [collection])[0]


def change(session: Session, actor: Actor, collection_id: uuid.UUID, wanted: CollectionPatch, check: Checker) -> CollectionOut:
    """Raises NotFoundError, InvalidError, ConflictError (`name_taken`, `collection_cycle`, `too_deep`, `collection_not_smart`)."""
    collection = _locked(session, actor, collection_id)
    given = wanted.model_fields_set
    if "parent_id" in given and wanted.parent_id != collection.parent_id:
        _move(session, actor, collection, wanted.parent_id)
    if wanted.name is not None:
        collection.name = wanted.name
    with session.no_autoflush:
        _must_be_free(session, collection.library_id, collection.parent_id, collection.name, but=collection.id)
    if wanted.description is not None:
        collection.description = wanted.description
    if wanted.query is not None or wanted.filters is not None:
        _redefine(session, collection, wanted, check)
    if "cover_id" in given:
        collection.cover_id = _cover(session, actor, collection, wanted.cover_id)
    session.flush()
    touch(session, collection)
    return _shown(session, actor, [collection])[0]


def delete(session: Session, actor: Actor, collection_id: uuid.UUID) -> None:
    """With the collections inside it. Files stay."""
    collection = _locked(session, actor, collection_id)
    session.delete(collection)
    session.flush()
    collection_changed(session, collection.library_id, collection_id, "deleted")


def touch(session: Session, collection: Collection) -> None:
    session.execute(update(Collection).where(Collection.id == collection.id).values(updated_at=func.clock_timestamp()))
    session.refresh(collection)
    collection_changed(session, collection.library_id, collection.id)


def _locked(session: Session, actor: Actor, collection_id: uuid.UUID) -> Collection:
    """To be changed: nobody else changes collections of its library until the transaction ends."""
    seen = find(session, actor, collection_id)
    actor.must_write(seen.library_id)
    repository.lock_tree(session, seen.library_id)
    return _found(repository.find(session, actor, collection_id, lock=True))


def _library(session: Session, actor: Actor, wanted: CollectionIn) -> uuid.UUID:
    library_id = wanted.library_id or actor.personal
    if wanted.parent_id is not None:
        parent = _found(repository.find(session, actor, wanted.parent_id))
        if wanted.library_id not in {None, parent.library_id}:
            raise ConflictError("A collection is in the library of the collection that it lies in.", code="other_library")
        library_id = parent.library_id
    if library_id not in actor.readable:
        raise NotFoundError("There is no such library.")
    actor.must_write(library_id)
    return library_id


def _move(session: Session, actor: Actor, collection: Collection, parent_id: uuid.UUID | None) -> None:
    if parent_id is not None:
        parent = _found(repository.find(session, actor, parent_id))
        if parent.library_id != collection.library_id:
            raise ConflictError("A collection cannot be moved into another library.", code="other_library")
        if collection.id in repository.line_of(session, parent_id):
            raise ConflictError("A collection cannot be moved into itself or into what it holds.", code="collection_cycle")
        _must_fit(session, parent_id, repository.depth_below(session, collection.id))
    collection.parent_id = parent_id


def _must_fit(session: Session, parent_id: uuid.UUID | None, depth: int) -> None:
    if parent_id is not None and len(repository.line_of(session, parent_id)) + depth > DEEPEST:
        raise ConflictError(f"Collections can lie at most {DEEPEST} deep inside one another.", code="too_deep")


def _must_be_free(session: Session, library_id: uuid.UUID, parent_id: uuid.UUID | None, name: str, *, but: uuid.UUID | None = None) -> None:
    found = repository.sibling(session, library_id, parent_id, name)
    if found is not None and found.id != but:
        raise ConflictError(f"There is a collection “{found.name}” here already.", code="name_taken")


def _redefine(session: Session, collection: Collection, wanted: CollectionPatch, check: Checker) -> None:
    if collection.query is None:
        raise ConflictError("This collection holds files by hand; make a smart one for a search.", code="collection_not_smart")
    if wanted.query is not None:
        collection.query = wanted.query
    if wanted.filters is not None:
        collection.filters = wanted.filters
    check(session, SmartSearch(collection.library_id, collection.query, collection.filters))


def _cover(session: Session, actor: Actor, collection: Collection, cover_id: uuid.UUID | None) -> uuid.UUID | None:
    if cover_id is None:
        return None
    asset = assets.find_asset(session, actor, cover_id)
    if asset is None or asset.library_id != collection.library_id:
        raise NotFoundError("There is no such file in this library.")
    return asset.id


def _found(collection: Collection | None) -> Collection:
    if collection is None:
        raise NotFoundError("There is no such collection.")
    return collection


def _position(cursor: str | None) -> tuple[str, uuid.UUID] | None:
    if not cursor:
        return None
    name, last = cursors.decode(cursor, _SCOPE, (str, uuid.UUID))
    return name, last


def _shown(session: Session, actor: Actor, collections: Sequence[Collection]) -> list[CollectionOut]:
    ids = [collection.id for collection in collections]
    facts, covers = repository.facts_of(session, ids), repository.covers_of(session, actor, ids)
    return [_out(collection, facts[collection.id], covers.get(collection.id)) for collection in collections]


def _out(collection: Collection, facts: Any, cover: Any) -> CollectionOut:
    smart = collection.query is not None
    return CollectionOut(
        id=collection.id,
        library_id=collection.library_id,
        parent_id=collection.parent_id,
        name=collection.name,
        description=collection.description,
        is_smart=smart,
        query=collection.query,
        filters=collection.filters,
        count=None if smart else facts.count,
        children=facts.children,
        cover_id=collection.cover_id,
        cover=_cover_out(cover) if cover is not None else None,
        created_at=collection.created_at,
        updated_at=collection.updated_at,
    )


def _cover_out(cover: Any) -> CoverOut:
    return CoverOut(
        asset_id=cover.asset_id,
        thumbhash=base64.b64encode(cover.thumbhash).decode() if cover.thumbhash else None,
        thumbnail_url=picture_url(cover.asset_id, cover.thumbhash, "thumbnail"),
    )
