"""Who makes this request, for routes.

`ActorDep` is for `def` endpoints: it shares the transaction, and so the connection and the limiter's slot, of the endpoint's `SessionDep`. A second
slot for the same request would let a burst of clients lock each other out. `StreamActorDep` is for `async def` endpoints, where bytes stream: it looks
the actor up in a short transaction of its own and holds nothing afterwards. (tests/test_routes.py refuses the wrong one.)
"""

from typing import Annotated

from fastapi import Depends, Request

from bowerbird.accounts.access import Actor
from bowerbird.accounts.authenticate import authenticate
from bowerbird.accounts.identity import Identity
from bowerbird.db.session import SessionDep, in_transaction
from bowerbird.errors import NotSignedInError


def _optional_identity(request: Request, session: SessionDep) -> Identity | None:
    return authenticate(session, request.method, request.headers, request.cookies)


OptionalIdentity = Annotated[Identity | None, Depends(_optional_identity, scope="function")]


def _signed_in(identity: Identity | None) -> Identity:
    if identity is None:
        raise NotSignedInError("Sign in first.", headers={"WWW-Authenticate": "Bearer"})
    return identity


async def _identity(identity: OptionalIdentity) -> Identity:
    return _signed_in(identity)


IdentityDep = Annotated[Identity, Depends(_identity, scope="function")]


async def _actor(identity: IdentityDep) -> Actor:
    return identity.actor


ActorDep = Annotated[Actor, Depends(_actor, scope="function")]


async def _optional_actor(identity: OptionalIdentity) -> Actor | None:
    return identity.actor if identity else None


OptionalActor = Annotated[Actor | None, Depends(_optional_actor, scope="function")]


async def stream_identity(request: Request) -> Identity:
    """The identity, with no connection held once it is known."""
    method, headers, cookies = request.method, request.headers, request.cookies
    return _signed_in(await in_transaction(lambda session: authenticate(session, method, headers, cookies)))


StreamIdentityDep = Annotated[Identity, Depends(stream_identity)]


async def _stream_actor(identity: StreamIdentityDep) -> Actor:
    return identity.actor


StreamActorDep = Annotated[Actor, Depends(_stream_actor)]
