"""Collections.

What a smart one holds is found by search, which lies above this room: how to ask it is handed in by api.py.
"""

import uuid
from typing import Annotated, Protocol

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session

from bowerbird.accounts.access import Actor
from bowerbird.accounts.dependencies import ActorDep, StreamActorDep
from bowerbird.accounts.once import OnceDep
from bowerbird.db.session import SessionDep
from bowerbird.library.browse import service as browse
from bowerbird.library.browse.schemas import GridPage
from bowerbird.library.bulk import service as bulk
from bowerbird.library.bulk.schemas import BulkIn, BulkOut
from bowerbird.library.collections import service
from bowerbird.library.collections.schemas import CollectionIn, CollectionOut, CollectionPage, CollectionPatch, Members
from bowerbird.library.collections.service import Checker, SmartSearch
from bowerbird.library.listing import DEFAULT_SORT, AssetFilter
from bowerbird.library.parameters import Cursor, OptionalId, Sort
from bowerbird.ops.problem import problem_responses

CHANGES = problem_responses(404, 409)


class Finder(Protocol):
    def __call__(self, session: Session, actor: Actor, wanted: SmartSearch, *, sort: str, cursor: str | None, limit: int) -> GridPage: ...


def build_router(find: Finder, check: Checker) -> APIRouter:
    router = APIRouter(prefix="/collections", tags=["collections"])

    @router.get("")
    def list_collections(
        *,
        session: SessionDep,
        actor: ActorDep,
        library_id: OptionalId = None,
        parent_id: Annotated[OptionalId, Query(description="Only those right inside this one.")] = None,
        cursor: Cursor = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 200,
    ) -> CollectionPage:
        """All collections by name, wherever they lie; `parent_id` makes the tree."""
        return service.list_collections(session, actor, library_id=library_id, parent_id=parent_id, cursor=cursor, limit=limit)

    @router.post("", status_code=201, responses=CHANGES)
    def create_collection(session: SessionDep, actor: ActorDep, body: CollectionIn, once: OnceDep) -> CollectionOut:
        """Filled by hand; or a smart one, by what a search finds."""
        return once(CollectionOut, lambda: service.create(session, actor, body, check))

    @router.get("/{collection_id}", responses=problem_responses(404))
    def get_collection(session: SessionDep, actor: ActorDep, collection_id: uuid.UUID) -> CollectionOut:
        """One collection, with how many files lie in it."""
        return service.get(session, actor, collection_id)

    @router.patch("/{collection_id}", responses=CHANGES)
    def change_collection(session: SessionDep, actor: ActorDep, collection_id: uuid.UUID, body: CollectionPatch) -> CollectionOut:
        """Rename, describe, move, choose a cover, or change what a smart one looks for."""
        return service.change(session, actor, collection_id, body, check)

    @router.delete("/{collection_id}", status_code=204, responses=problem_responses(404))
    def delete_collection(session: SessionDep, actor: ActorDep, collection_id: uuid.UUID) -> None:
        """With the collections inside it. Files stay."""
        service.delete(session, actor, collection_id)

    @router.get("/{collection_id}/assets", responses=problem_responses(404))
    def list_collection_assets(
        *,
        session: SessionDep,
        actor: ActorDep,
        collection_id: uuid.UUID,
        sort: Sort = DEFAULT_SORT,
        cursor: Cursor = None,
        limit: Annotated[int, Query(ge=1, le=100)] = 100,
    ) -> GridPage:
        """What lies in it. A smart one is searched anew without `cursor`; with it, the search of the page before goes on."""
        collection = service.find(session, actor, collection_id)
        if collection.query is not None:
            wanted = SmartSearch(collection.library_id, collection.query, collection.filters)
            return find(session, actor, wanted, sort=sort, cursor=cursor, limit=limit)
        return browse.list_grid(session, actor, AssetFilter(collection_id=collection_id), sort=sort, cursor=cursor, limit=limit)

    @router.post("/{collection_id}/assets", responses=CHANGES)
    async def add_to_collection(actor: StreamActorDep, collection_id: uuid.UUID, body: Members) -> BulkOut:
        """The same as POST /assets/bulk with `add_to_collection`."""
        return await bulk.run(actor, BulkIn(action="add_to_collection", collection_id=collection_id, asset_ids=body.asset_ids))

    @router.delete("/{collection_id}/assets", responses=CHANGES)
    async def remove_from_collection(actor: StreamActorDep, collection_id: uuid.UUID, body: Members) -> BulkOut:
        """Takes files out; they stay in the library."""
        return await bulk.run(actor, BulkIn(action="remove_from_collection", collection_id=collection_id, asset_ids=body.asset_ids))

    return router
