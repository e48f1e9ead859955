"""Archives become collections."""

import uuid

from fastapi import APIRouter
from pydantic import BaseModel, Field

from bowerbird.accounts.dependencies import ActorDep
from bowerbird.db.session import SessionDep
from bowerbird.library import service as library
from bowerbird.library.schemas import AssetOut
from bowerbird.ops.problem import problem_responses
from bowerbird.pipeline.unpack.service import unpack

router = APIRouter(tags=["assets"])


class UnpackOut(BaseModel):
    collection_id: uuid.UUID = Field(description="Fills while the archive is read; the stage `unpack` of the asset says how far that is.")
    name: str
    asset: AssetOut


@router.post("/assets/{asset_id}/unpack", status_code=202, responses=problem_responses(404, 409))
def unpack_archive(session: SessionDep, actor: ActorDep, asset_id: uuid.UUID) -> UnpackOut:
    """Take the files out of a ZIP or TAR archive into a collection named after it. Asking again goes on where an earlier run ended."""
    collection = unpack(session, actor, asset_id)
    return UnpackOut(collection_id=collection.id, name=collection.name, asset=library.get_asset(session, actor, asset_id))
