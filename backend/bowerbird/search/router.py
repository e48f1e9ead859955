"""POST /search."""

from fastapi import APIRouter

from bowerbird.accounts.dependencies import ActorDep
from bowerbird.db.session import SessionDep
from bowerbird.ops.problem import problem_responses
from bowerbird.search import service
from bowerbird.search.schemas import SearchIn, SearchOut

router = APIRouter(tags=["search"])


@router.post("/search", responses=problem_responses(404), summary="Find files by words and meaning")
def search(request: SearchIn, actor: ActorDep, session: SessionDep) -> SearchOut:
    """Words, phrases and meaning together, in every library you may read. Pass `next_cursor` back to get the next page of the same, frozen result."""
    return service.search(session, actor, request)
