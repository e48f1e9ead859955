"""Something to try Bowerbird with."""

from fastapi import APIRouter

from bowerbird.accounts.dependencies import StreamActorDep
from bowerbird.intake.sample import service
from bowerbird.intake.sample.schemas import SampleOut
from bowerbird.ops.problem import problem_responses
from bowerbird.settings import get_settings
from bowerbird.storage import get_storage

router = APIRouter(tags=["assets"])


@router.post("/sample-library", status_code=201, responses=problem_responses(409, 507))
async def add_sample_library(actor: StreamActorDep) -> SampleOut:
    """Add a few dozen made-up documents and pictures to your personal library, in a collection of their own. Asking again adds what is missing."""
    return await service.add(actor, get_storage(), get_settings().upload)
