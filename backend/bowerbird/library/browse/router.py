"""GET /assets/grid, /assets/timeline and /assets/counts."""

from typing import Annotated

from fastapi import APIRouter, Query

from bowerbird.accounts.dependencies import ActorDep
from bowerbird.db.session import SessionDep
from bowerbird.library.browse import service
from bowerbird.library.browse.schemas import AssetCounts, GridPage, Timeline
from bowerbird.library.browse.service import Unit
from bowerbird.library.listing import DEFAULT_SORT
from bowerbird.library.parameters import Cursor, FilterDep, Sort

router = APIRouter(prefix="/assets", tags=["assets"])


@router.get("/grid")
def list_grid(
    *,
    session: SessionDep,
    actor: ActorDep,
    wanted: FilterDep,
    sort: Sort = DEFAULT_SORT,
    cursor: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=300)] = 200,
) -> GridPage:
    """The same list as GET /assets with only what a tile shows, so that a page of 300 stays below 200 KB. `after` and `before` begin anywhere on the rail."""
    return service.list_grid(session, actor, wanted, sort=sort, cursor=cursor, limit=limit)


@router.get("/timeline")
def get_timeline(
    *,
    session: SessionDep,
    actor: ActorDep,
    wanted: FilterDep,
    by: Unit = "month",
    tz: Annotated[str, Query(max_length=64, description="Time zone that days are counted in.")] = "UTC",
) -> Timeline:
    """How many files each month or day has."""
    return service.timeline(session, actor, wanted, unit=by, zone=tz)


@router.get("/counts")
def get_counts(*, session: SessionDep, actor: ActorDep, wanted: FilterDep) -> AssetCounts:
    """How many files there are of each kind and in each state."""
    return service.count(session, actor, wanted)
