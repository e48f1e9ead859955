"""Search, and what helps to search: suggestions, history, saved searches."""

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from bowerbird.accounts.dependencies import ActorDep, StreamActorDep
from bowerbird.accounts.once import OnceDep
from bowerbird.db.session import SessionDep
from bowerbird.library.parameters import Cursor
from bowerbird.ops.problem import problem_responses
from bowerbird.search import by_image, history, service, similar, suggestions
from bowerbird.search.by_image import PictureAnswer
from bowerbird.search.history import HistorySettings, SavedSearches, SavedSearchIn, SavedSearchOut, SearchHistory
from bowerbird.search.schemas import SearchIn, SearchOut
from bowerbird.search.similar import By, SimilarAssets
from bowerbird.search.suggestions import Suggestions

router = APIRouter(prefix="/search", tags=["search"])
assets = APIRouter(prefix="/assets", tags=["search"])


@router.post("", responses=problem_responses(404), summary="Find files by words and meaning")
def search(request: SearchIn, actor: ActorDep, session: SessionDep) -> SearchOut:
    """Words, phrases, meaning and qualifiers together, in every library you may read. Pass `next_cursor` back to get the next page of the same, frozen
    result."""
    return service.search(session, actor, request)


_PICTURE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {"type": "object", "required": ["file"], "properties": {"file": {"type": "string", "format": "binary"}}}
            }
        },
    }
}


@router.post("/by-image", responses=problem_responses(408, 413, 415), openapi_extra=_PICTURE)
async def search_by_image(request: Request, actor: StreamActorDep, limit: Annotated[int, Query(ge=1, le=100)] = 20) -> PictureAnswer:
    """Files like a picture: copies and other versions of it; then, with a model for what pictures show, pictures of the same, without one files in which the
    words that can be read in it stand. `hints` say which. The picture is not stored."""
    return await by_image.search(request.headers.get("content-type", ""), request.stream(), actor, limit=limit)


@router.get("/suggestions")
def suggest(
    session: SessionDep,
    actor: ActorDep,
    q: Annotated[str, Query(max_length=20_000, description="What was typed so far.")] = "",
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> Suggestions:
    """Ways to go on: qualifiers and their values, tags, places, cameras, collections, names of files, your past queries."""
    return suggestions.suggest(session, actor, q, limit=limit)


@router.get("/history")
def list_search_history(
    session: SessionDep, actor: ActorDep, cursor: Cursor = None, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> SearchHistory:
    """What you searched for, the latest first. What was only typed on the way to a query is left out."""
    return history.list_history(session, actor, cursor=cursor, limit=limit)


@router.delete("/history", status_code=204)
def clear_search_history(session: SessionDep, actor: ActorDep) -> None:
    """Forget all searches."""
    history.forget(session, actor)


@router.put("/history/settings")
def keep_search_history(session: SessionDep, actor: ActorDep, body: HistorySettings) -> HistorySettings:
    """Whether searches are kept from now on. What is there already stays until it is deleted."""
    return history.keep_history(session, actor, keep=body.keep)


@router.delete("/history/{search_id}", status_code=204, responses=problem_responses(404))
def forget_search(session: SessionDep, actor: ActorDep, search_id: uuid.UUID) -> None:
    """One query, however often it was asked."""
    history.forget(session, actor, search_id)


@router.get("/saved")
def list_saved_searches(session: SessionDep, actor: ActorDep) -> SavedSearches:
    """By name."""
    return history.list_saved(session, actor)


@router.post("/saved", status_code=201, responses=problem_responses(409))
def save_search(session: SessionDep, actor: ActorDep, body: SavedSearchIn, once: OnceDep) -> SavedSearchOut:
    """Keep a search under a name. One of the same name is replaced."""
    return once(SavedSearchOut, lambda: history.save(session, actor, body))


@router.delete("/saved/{saved_id}", status_code=204, responses=problem_responses(404))
def delete_saved_search(session: SessionDep, actor: ActorDep, saved_id: uuid.UUID) -> None:
    """Files stay."""
    history.delete_saved(session, actor, saved_id)


@assets.get("/{asset_id}/similar", responses=problem_responses(404))
def list_similar_assets(
    session: SessionDep,
    actor: ActorDep,
    asset_id: uuid.UUID,
    by: Annotated[
        By, Query(description="`text`: what it says. `picture`: what it shows. `duplicate`: copies and other versions.")
    ] = "text",
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> SimilarAssets:
    """More like this file. Only what is alike, so there may be nothing."""
    return similar.similar(session, actor, asset_id, by=by, limit=limit)
