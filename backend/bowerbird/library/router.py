"""Assets, and the bytes and text in them."""

import uuid
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from starlette.responses import StreamingResponse

from bowerbird.accounts.dependencies import ActorDep, StreamActorDep
from bowerbird.db.session import SessionDep, in_transaction
from bowerbird.library import delivery, service
from bowerbird.library.listing import DEFAULT_SORT
from bowerbird.library.parameters import Cursor, FilterDep, Sort
from bowerbird.library.schemas import AssetDetail, AssetOut, AssetPage, SegmentPage
from bowerbird.ops.problem import problem_responses
from bowerbird.storage import get_storage

router = APIRouter(prefix="/assets", tags=["assets"])

MISSING = problem_responses(404)
BYTES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}},
    206: {"description": "The range asked for"},
    304: {"description": "Unchanged"},
    **problem_responses(404, 416),
}


@router.get("")
def list_assets(
    *,
    session: SessionDep,
    actor: ActorDep,
    wanted: FilterDep,
    sort: Sort = DEFAULT_SORT,
    cursor: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> AssetPage:
    """What you keep, page by page. `kind`, `status` and `tag` may be given several times."""
    return service.list_assets(session, actor, wanted, sort=sort, cursor=cursor, limit=limit)


@router.get("/{asset_id}", responses=MISSING)
def get_asset(session: SessionDep, actor: ActorDep, asset_id: uuid.UUID, trashed: bool = False) -> AssetDetail:
    """`trashed=true` finds it in the trash as well."""
    return service.get_asset(session, actor, asset_id, trashed=None if trashed else False)


@router.delete("/{asset_id}", status_code=204, responses=MISSING)
def delete_asset(session: SessionDep, actor: ActorDep, asset_id: uuid.UUID, permanent: bool = False) -> None:
    """Into the trash, from where it can be restored for a while; `permanent=true` deletes for good."""
    remove = service.delete_for_good if permanent else service.move_to_trash
    remove(session, actor, asset_id)


@router.post("/{asset_id}/restore", responses=problem_responses(404, 409))
def restore_asset(session: SessionDep, actor: ActorDep, asset_id: uuid.UUID) -> AssetOut:
    """Out of the trash."""
    return service.restore(session, actor, asset_id)


@router.post("/{asset_id}/retry", responses=problem_responses(404, 409))
def retry_asset(session: SessionDep, actor: ActorDep, asset_id: uuid.UUID) -> AssetOut:
    """Run again what has failed."""
    return service.retry(session, actor, asset_id)


@router.head("/{asset_id}/original", include_in_schema=False)
@router.get("/{asset_id}/original", response_class=Response, responses=BYTES)
async def get_original(request: Request, actor: StreamActorDep, asset_id: uuid.UUID, download: bool = False) -> Response:
    """The file as it was uploaded. What a browser could run (HTML, SVG) is never shown in place."""
    file = await in_transaction(lambda session: service.open_object(session, actor, asset_id, "original"))
    return await delivery.deliver(request, get_storage(), file, download=download)


@router.head("/{asset_id}/thumbnail", include_in_schema=False)
@router.get("/{asset_id}/thumbnail", response_class=Response, responses=BYTES)
async def get_thumbnail(request: Request, actor: StreamActorDep, asset_id: uuid.UUID) -> Response:
    """WebP, at most 320 pixels a side."""
    file = await in_transaction(lambda session: service.open_object(session, actor, asset_id, "thumbnail"))
    return await delivery.deliver(request, get_storage(), file, cache_control=delivery.PRIVATE_DAY)


@router.head("/{asset_id}/preview", include_in_schema=False)
@router.get("/{asset_id}/preview", response_class=Response, responses=BYTES)
async def get_preview(request: Request, actor: StreamActorDep, asset_id: uuid.UUID) -> Response:
    """WebP, at most 1280 pixels a side."""
    file = await in_transaction(lambda session: service.open_object(session, actor, asset_id, "preview"))
    return await delivery.deliver(request, get_storage(), file, cache_control=delivery.PRIVATE_DAY)


@router.get(
    "/{asset_id}/text", response_class=Response, responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}, **MISSING}
)
async def get_text(actor: StreamActorDep, asset_id: uuid.UUID) -> Response:
    """All text that was found, pages separated by form feeds."""
    reader = service.TextReader(actor, asset_id)
    first = await in_transaction(reader.read)

    async def pieces() -> AsyncIterator[str]:
        yield first
        while not reader.finished:
            yield await in_transaction(reader.read)

    return StreamingResponse(pieces(), media_type="text/plain; charset=utf-8", headers={"Cache-Control": delivery.PRIVATE})


@router.get("/{asset_id}/segments", responses=MISSING)
def list_segments(
    *,
    session: SessionDep,
    actor: ActorDep,
    asset_id: uuid.UUID,
    page: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
    cursor: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> SegmentPage:
    """The passages of a file in reading order, or those of one page."""
    return service.list_segments(session, actor, asset_id, page=page, cursor=cursor, limit=limit)
