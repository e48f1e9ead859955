"""POST /assets/{id}/unlock, and the copy without a password."""

import uuid
from functools import lru_cache, partial
from typing import Any

import anyio
import anyio.to_thread
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field, SecretStr

from bowerbird.accounts.dependencies import StreamActorDep
from bowerbird.db.session import in_transaction
from bowerbird.library import delivery
from bowerbird.library import service as library
from bowerbird.library.schemas import AssetOut
from bowerbird.ops.problem import problem_responses
from bowerbird.pipeline.unlock import service
from bowerbird.storage import get_storage

router = APIRouter(prefix="/assets", tags=["assets"])
BYTES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}},
    **problem_responses(404, 416),
}


class UnlockIn(BaseModel):
    password: SecretStr = Field(min_length=1, max_length=1024, description="Used for this request, and kept nowhere.")


@lru_cache
def _limiter() -> anyio.CapacityLimiter:
    return anyio.CapacityLimiter(4)


@router.post("/{asset_id}/unlock", responses=problem_responses(404, 409))
async def unlock(actor: StreamActorDep, asset_id: uuid.UUID, body: UnlockIn) -> AssetOut:
    """Open a PDF with its password. A copy that needs none is kept, and the file is read again from the beginning. A wrong password is 422 `wrong_password`."""
    locked = await in_transaction(partial(service.find_locked, actor=actor, asset_id=asset_id))
    await anyio.to_thread.run_sync(service.unlock, locked, body.password, limiter=_limiter())
    return await in_transaction(partial(library.get_asset, actor=actor, asset_id=asset_id))


@router.head("/{asset_id}/unlocked", include_in_schema=False)
@router.get("/{asset_id}/unlocked", response_class=Response, responses=BYTES)
async def get_unlocked(request: Request, actor: StreamActorDep, asset_id: uuid.UUID, download: bool = False) -> Response:
    """The copy of a PDF that needs no password, where there is one (`unlocked_url`)."""
    file = await in_transaction(lambda session: library.open_object(session, actor, asset_id, service.UNLOCKED))
    return await delivery.deliver(request, get_storage(), file, download=download)
