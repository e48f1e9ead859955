"""GET /jobs."""

from typing import Annotated

from fastapi import APIRouter, Query

from bowerbird.accounts.dependencies import ActorDep
from bowerbird.db.session import SessionDep
from bowerbird.library.activity import service
from bowerbird.library.activity.schemas import Activity

router = APIRouter(tags=["activity"])


@router.get("/jobs")
def get_activity(session: SessionDep, actor: ActorDep, limit: Annotated[int, Query(ge=1, le=100)] = 30) -> Activity:
    """What is being done to your files: counts of each stage, and the jobs that run, wait for another try, or have failed."""
    return service.activity(session, actor, limit=limit)
