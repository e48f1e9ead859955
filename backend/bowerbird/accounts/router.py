"""Signing in and out, sessions, API keys."""

import uuid

from fastapi import APIRouter, Request, Response

from bowerbird import __version__
from bowerbird.accounts import repository, service, sign_in
from bowerbird.accounts.authenticate import cookie_name, must_be_same_origin
from bowerbird.accounts.dependencies import IdentityDep, OptionalIdentity, StreamIdentityDep
from bowerbird.accounts.identity import Identity, LibraryAccess
from bowerbird.accounts.once import OnceDep
from bowerbird.accounts.schemas import (
    ApiKeyCreate,
    ApiKeyCreated,
    ApiKeyList,
    ApiKeyOut,
    Claim,
    LibraryList,
    LibraryOut,
    LimitsOut,
    PasswordChange,
    SessionState,
    SignIn,
    SignInSessionList,
    SignInSessionOut,
    UserOut,
)
from bowerbird.accounts.service import Client
from bowerbird.accounts.sign_in import SignedIn
from bowerbird.db.session import SessionDep
from bowerbird.errors import ForbiddenError
from bowerbird.ops.problem import problem_responses
from bowerbird.settings import get_settings

router = APIRouter(tags=["accounts"])


@router.get("/auth/session")
def get_session(request: Request, response: Response, identity: OptionalIdentity, session: SessionDep) -> SessionState:
    """Who is signed in. Never an error: a stranger learns whether the instance waits for its owner."""
    if identity is not None and identity.session_id is not None:
        _set_cookie(request, response, request.cookies[cookie_name()])  # lives as long from now on as the session does
    owner = repository.owner(session)
    return _state(identity, setup_needed=owner is None or owner.claimed_at is None)


@router.post("/auth/claim", responses=problem_responses(404, 409))
async def claim_owner(request: Request, response: Response, body: Claim) -> SessionState:
    """Use the one-time link: sets email and password of the account and signs in."""
    must_be_same_origin(request.headers)
    return _welcome(request, response, await sign_in.claim(body, client_of(request)))


@router.post("/auth/sign-in", responses=problem_responses(429))
async def create_session(request: Request, response: Response, body: SignIn) -> SessionState:
    """Sign in. The cookie is a new one each time; a former one that came with the request is ended."""
    must_be_same_origin(request.headers)
    signed_in = await sign_in.sign_in(body.email, body.password.get_secret_value(), client_of(request))
    return _welcome(request, response, signed_in)


@router.post("/auth/sign-out", status_code=204)
def sign_out(request: Request, response: Response, identity: IdentityDep, session: SessionDep) -> None:
    """Ends the session of this browser."""
    if identity.session_id is None:
        raise ForbiddenError("An API key has no session to end. Revoke the key instead.")
    service.end_session(session, identity.actor.user_id, identity.session_id, client_of(request))
    response.delete_cookie(cookie_name(), path="/", httponly=True, samesite="lax", secure=_secure(request))


@router.post("/auth/password", status_code=204, responses=problem_responses(429))
async def change_password(request: Request, identity: StreamIdentityDep, body: PasswordChange) -> None:
    """Change your password. All other browsers are signed out."""
    if identity.session_id is None:
        raise ForbiddenError("An API key cannot change a password. Sign in.")
    await sign_in.change_password(identity, body.current.get_secret_value(), body.password.get_secret_value(), client_of(request))


@router.get("/auth/sessions")
def list_sessions(identity: IdentityDep, session: SessionDep) -> SignInSessionList:
    """Where this account is signed in, the last used first."""
    return SignInSessionList(
        items=[
            SignInSessionOut(
                id=found.id,
                user_agent=found.user_agent,
                ip=found.ip,
                created_at=found.created_at,
                last_used_at=found.last_used_at,
                expires_at=found.expires_at,
                current=found.id == identity.session_id,
            )
            for found in repository.sessions_of(session, identity.actor.user_id)
        ]
    )


@router.delete("/auth/sessions/{session_id}", status_code=204, responses=problem_responses(404))
def revoke_session(request: Request, session_id: uuid.UUID, identity: IdentityDep, session: SessionDep) -> None:
    """Signs another browser out."""
    service.end_session(session, identity.actor.user_id, session_id, client_of(request))


@router.get("/libraries")
def list_libraries(identity: IdentityDep) -> LibraryList:
    """Those you may read: your own first."""
    return LibraryList(items=[_library(library) for library in sorted(identity.libraries, key=lambda each: not each.is_personal)])


@router.get("/api-keys")
def list_api_keys(identity: IdentityDep, session: SessionDep) -> ApiKeyList:
    """Yours, without what is secret of them."""
    return ApiKeyList(
        items=[ApiKeyOut.model_validate(key, from_attributes=True) for key in repository.keys_of(session, identity.actor.user_id)]
    )


@router.post("/api-keys", status_code=201, responses=problem_responses(409))
def create_api_key(request: Request, body: ApiKeyCreate, identity: IdentityDep, session: SessionDep, once: OnceDep) -> ApiKeyCreated:
    """The key itself is in this answer and nowhere else."""

    def make() -> ApiKeyCreated:
        made, key = service.create_api_key(session, identity.actor.user_id, body.name, client_of(request))
        return ApiKeyCreated(id=made.id, name=made.name, prefix=made.prefix, created_at=made.created_at, last_used_at=None, key=key)

    return once(ApiKeyCreated, make, secret=True)


@router.delete("/api-keys/{key_id}", status_code=204, responses=problem_responses(404))
def revoke_api_key(request: Request, key_id: uuid.UUID, identity: IdentityDep, session: SessionDep) -> None:
    """It opens nothing from now on."""
    service.revoke_api_key(session, identity.actor.user_id, key_id, client_of(request))


def _welcome(request: Request, response: Response, signed_in: SignedIn) -> SessionState:
    _set_cookie(request, response, signed_in.token)
    return _state(signed_in.identity, setup_needed=False)


def _state(identity: Identity | None, *, setup_needed: bool) -> SessionState:
    user = None
    if identity is not None:
        user = UserOut(id=identity.actor.user_id, email=identity.email, name=identity.name, is_owner=identity.actor.is_owner)
    return SessionState(
        user=user,
        csrf_token=identity.csrf_token if identity else None,
        setup_needed=setup_needed,
        libraries=[_library(library) for library in identity.libraries] if identity else [],
        limits=LimitsOut(max_bytes=get_settings().upload.max_bytes),
        version=__version__,
    )


def _library(access: LibraryAccess) -> LibraryOut:
    return LibraryOut.model_validate(access, from_attributes=True)


def client_of(request: Request) -> Client:
    return Client(
        ip=request.client.host if request.client else "",
        user_agent=request.headers.get("user-agent", ""),
        former=request.cookies.get(cookie_name()),
    )


def _secure(request: Request) -> bool:
    return request.url.scheme == "https" or get_settings().http.public_url.startswith("https:")


def _set_cookie(request: Request, response: Response, token: str) -> None:
    response.set_cookie(
        cookie_name(),
        token,
        max_age=get_settings().auth.session_days * 86_400,
        path="/",
        httponly=True,
        samesite="lax",
        secure=_secure(request),
    )
