"""GET /assets/{id}/contents."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from bowerbird.accounts.dependencies import ActorDep
from bowerbird.db.session import SessionDep
from bowerbird.errors import NotFoundError
from bowerbird.jobs import service as jobs
from bowerbird.library import cursors
from bowerbird.library.contents import repository
from bowerbird.library.parameters import Cursor
from bowerbird.library.repository import find_asset
from bowerbird.library.schemas import AssetOut, asset_out
from bowerbird.models import Asset, AssetKind, Containment
from bowerbird.ops.lists import Page
from bowerbird.ops.problem import problem_responses

router = APIRouter(prefix="/assets", tags=["assets"])
MAX_CONTAINERS = 20


class ContainedOut(BaseModel):
    path: str = Field(description="Inside the file.")
    asset: AssetOut


class ContainerOut(BaseModel):
    """A message or an archive in which this file lies."""

    id: uuid.UUID
    name: str
    title: str | None
    kind: AssetKind
    path: str = Field(description="Where in it.")


class ContentsPage(Page[ContainedOut]):
    contained_in: list[ContainerOut]


@router.get("/{asset_id}/contents", responses=problem_responses(404))
def list_contents(
    session: SessionDep,
    actor: ActorDep,
    asset_id: uuid.UUID,
    cursor: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ContentsPage:
    """The files that were taken out of this one (attachments, members of an archive), and the files that this one lies in."""
    if find_asset(session, actor, asset_id) is None:
        raise NotFoundError("There is no such file.")
    scope = f"contents:{asset_id}"
    position, path = cursors.decode(cursor, scope, (int, str)) if cursor else (-1, "")
    found = repository.contained(session, actor, asset_id, after=(position, path), limit=limit + 1)
    page = found[:limit]
    stages = jobs.stages_of(session, [asset.id for _, asset in page])
    last = page[-1][0] if len(found) > limit else None
    return ContentsPage(
        items=[ContainedOut(path=row.path, asset=asset_out(asset, stages[asset.id])) for row, asset in page],
        next_cursor=cursors.encode(scope, [last.position, last.path]) if last else None,
        total=repository.count_contained(session, actor, asset_id),
        contained_in=[_container(*pair) for pair in repository.containers(session, actor, asset_id, limit=MAX_CONTAINERS)],
    )


def _container(row: Containment, asset: Asset) -> ContainerOut:
    return ContainerOut(id=asset.id, name=asset.name, title=asset.title, kind=AssetKind(asset.kind), path=row.path)
