"""Pictures of document pages."""

import uuid
from functools import lru_cache
from typing import Annotated, Literal

import anyio
import anyio.to_thread
from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from bowerbird.accounts.dependencies import StreamActorDep
from bowerbird.db.session import in_transaction
from bowerbird.ops.problem import problem_responses
from bowerbird.pipeline.pages.service import WEBP, find_page, get_renderer

router = APIRouter(tags=["assets"])


@lru_cache
def _limiter() -> anyio.CapacityLimiter:
    """Requests that wait for a page hold a thread, but no connection of the database."""
    return anyio.CapacityLimiter(16)


@router.get(
    "/assets/{asset_id}/pages/{page}", response_class=Response, responses={200: {"content": {WEBP: {}}}, **problem_responses(404, 503)}
)
async def page_picture(
    actor: StreamActorDep,
    asset_id: uuid.UUID,
    page: Annotated[int, Path(ge=1, description="1-based.")],
    width: Annotated[Literal["320", "640", "1280", "1920"], Query(description="Pixels.")] = "640",
) -> Response:
    """A page of a document as WebP, drawn when it is first asked for."""
    wanted = await in_transaction(lambda session: find_page(session, actor, asset_id, page, int(width)))
    data = await anyio.to_thread.run_sync(get_renderer().picture, wanted, limiter=_limiter())
    return Response(
        data, media_type=WEBP, headers={"Cache-Control": "private, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
    )
