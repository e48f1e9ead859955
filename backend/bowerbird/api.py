"""Every router, under /api/v1."""

import importlib
from typing import Any

from fastapi import APIRouter
from sqlalchemy.exc import SQLAlchemyError

from bowerbird.accounts import repository
from bowerbird.accounts.dependencies import StreamIdentityDep
from bowerbird.accounts.router import router as accounts
from bowerbird.db.session import in_transaction
from bowerbird.events import router as events
from bowerbird.events.router import Subscriber
from bowerbird.ops.problem import problem_responses

PREFIX = "/api/v1"
STREAMING = frozenset({("POST", f"{PREFIX}/assets")})
"""Routes that read their body as a stream, with limits of their own."""


def build_router() -> APIRouter:
    api = APIRouter(prefix=PREFIX, responses=problem_responses(401, 403, 422, 503))
    api.include_router(accounts)
    api.include_router(events.build_router(_subscriber))
    for name in ("intake", "library", "pipeline.pages", "search"):
        try:
            module: Any = importlib.import_module(f"bowerbird.{name}.router")
        except ModuleNotFoundError as missing:
            if missing.name and missing.name.startswith(f"bowerbird.{name}"):
                continue
            raise
        api.include_router(module.router)
    return api


async def _subscriber(identity: StreamIdentityDep) -> Subscriber:
    """An event stream lives as long as the session or key it was opened with, and shows the libraries of that time."""
    who = identity.session_id or identity.key_id
    assert who is not None

    async def still_welcome() -> bool:
        try:
            libraries = await in_transaction(lambda session: repository.libraries_while_valid(session, who))
        except SQLAlchemyError:
            return True  # nobody is sent away because the database is; the next look decides
        return libraries == set(identity.actor.readable)

    return Subscriber(identity.actor.readable, who, still_welcome)
