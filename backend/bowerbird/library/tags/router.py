"""Tags."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Query

from bowerbird.accounts.dependencies import ActorDep
from bowerbird.accounts.once import OnceDep
from bowerbird.db.session import SessionDep
from bowerbird.library.parameters import Cursor, OptionalId
from bowerbird.library.tags import service
from bowerbird.library.tags.schemas import TagIn, TagOut, TagPage, TagPatch
from bowerbird.ops.problem import problem_responses

router = APIRouter(prefix="/tags", tags=["tags"])


@router.get("")
def list_tags(
    *,
    session: SessionDep,
    actor: ActorDep,
    library_id: OptionalId = None,
    q: Annotated[str, Query(max_length=100, description="A part of the name.")] = "",
    cursor: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 500,
) -> TagPage:
    """By name, with how many files have each."""
    return service.list_tags(session, actor, library_id=library_id, holding=q, cursor=cursor, limit=limit)


@router.post("", status_code=201, responses=problem_responses(404, 409))
def create_tag(session: SessionDep, actor: ActorDep, body: TagIn, once: OnceDep) -> TagOut:
    """A tag that no file has yet. (POST /assets/bulk makes the tags it needs.)"""
    return once(TagOut, lambda: service.create(session, actor, body))


@router.patch("/{tag_id}", responses=problem_responses(404, 409))
def rename_tag(session: SessionDep, actor: ActorDep, tag_id: uuid.UUID, body: TagPatch) -> TagOut:
    """On all its files."""
    return service.rename(session, actor, tag_id, body)


@router.delete("/{tag_id}", status_code=204, responses=problem_responses(404))
def delete_tag(session: SessionDep, actor: ActorDep, tag_id: uuid.UUID) -> None:
    """Takes it off all files; the files stay."""
    service.delete(session, actor, tag_id)
