"""POST /assets/bulk."""

from fastapi import APIRouter

from bowerbird.accounts.dependencies import StreamActorDep
from bowerbird.library.bulk import service
from bowerbird.library.bulk.schemas import BulkIn, BulkOut
from bowerbird.ops.problem import problem_responses

router = APIRouter(prefix="/assets", tags=["assets"])


@router.post("/bulk", responses=problem_responses(404, 409))
async def change_assets(actor: StreamActorDep, body: BulkIn) -> BulkOut:
    """Do one thing to many files: at most 4,000 in one request, which are named or match a filter. What cannot be done to one file is in `failed` and does not
    stop the others; `undo` is the request that takes it back."""
    return await service.run(actor, body)
