"""People, for the owner."""

import uuid

from fastapi import APIRouter, Request

from bowerbird.accounts import people
from bowerbird.accounts.dependencies import ActorDep
from bowerbird.accounts.once import OnceDep
from bowerbird.accounts.router import client_of
from bowerbird.accounts.schemas import Invited, PersonIn, PersonList, PersonOut, PersonPatch
from bowerbird.db.session import SessionDep
from bowerbird.ops.problem import problem_responses

router = APIRouter(prefix="/users", tags=["admin"])


@router.get("")
def list_users(session: SessionDep, actor: ActorDep) -> PersonList:
    """Everybody with an account, and how much they keep. For the owner."""
    return PersonList(items=people.list_people(session, actor))


@router.post("", status_code=201, responses=problem_responses(409))
def invite_user(request: Request, session: SessionDep, actor: ActorDep, body: PersonIn, once: OnceDep) -> Invited:
    """An account with a library of its own, and a one-time link that its person makes it theirs with. For the owner."""
    return once(Invited, lambda: people.invite(session, actor, body.name, client_of(request)), secret=True)


@router.post("/{user_id}/link", responses=problem_responses(404, 409))
def renew_user_link(session: SessionDep, actor: ActorDep, user_id: uuid.UUID) -> Invited:
    """A fresh link for an account that nobody has claimed yet. For the owner."""
    return people.fresh_link(session, actor, user_id)


@router.patch("/{user_id}", responses=problem_responses(404, 409))
def change_user(request: Request, session: SessionDep, actor: ActorDep, user_id: uuid.UUID, body: PersonPatch) -> PersonOut:
    """Shut somebody out, or let them in again. For the owner."""
    return people.set_disabled(session, actor, user_id, body.disabled, client_of(request))
