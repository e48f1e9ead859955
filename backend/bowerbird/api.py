"""Every router, under /api/v1."""

from fastapi import APIRouter
from sqlalchemy.exc import SQLAlchemyError

from bowerbird.accounts import repository
from bowerbird.accounts.dependencies import StreamIdentityDep
from bowerbird.accounts.people_router import router as people
from bowerbird.accounts.router import router as accounts
from bowerbird.db.session import in_transaction
from bowerbird.events.router import Subscriber
from bowerbird.events.router import build_router as build_events
from bowerbird.intake.router import router as intake
from bowerbird.intake.sample.router import router as sample
from bowerbird.intake.uploads.router import router as uploads
from bowerbird.library.activity.router import router as activity
from bowerbird.library.admin.router import router as admin
from bowerbird.library.browse.router import router as browse
from bowerbird.library.bulk.router import router as bulk
from bowerbird.library.collections.router import build_router as build_collections
from bowerbird.library.contents.router import router as contents
from bowerbird.library.downloads.router import router as downloads
from bowerbird.library.renditions import router as renditions
from bowerbird.library.router import router as library
from bowerbird.library.tags.router import router as tags
from bowerbird.ops.problem import problem_responses
from bowerbird.pipeline.capabilities.router import router as capabilities
from bowerbird.pipeline.pages.router import router as pages
from bowerbird.pipeline.unlock.router import router as unlock
from bowerbird.pipeline.unpack.router import router as unpack
from bowerbird.search import smart
from bowerbird.search.router import assets as similar
from bowerbird.search.router import router as search

PREFIX = "/api/v1"
UPLOADS = f"{PREFIX}/uploads"
STREAMING = frozenset(
    {("POST", f"{PREFIX}/assets"), ("POST", UPLOADS), ("PATCH", f"{UPLOADS}/"), ("POST", f"{PREFIX}/search/by-image")},
)
"""(method, path) of routes that read their body as a stream, with limits of their own; a path that ends with a slash stands for all below it."""


def build_router() -> APIRouter:
    api = APIRouter(prefix=PREFIX, responses=problem_responses(401, 403, 422, 503))
    collections = build_collections(smart.find, smart.check)
    for router in (
        accounts,
        people,
        intake,
        uploads,
        sample,
        browse,
        contents,
        bulk,
        downloads,
        library,
        renditions,
        collections,
        tags,
        activity,
        admin,
        capabilities,
        pages,
        unlock,
        unpack,
        search,
        similar,
        build_events(_subscriber),
    ):
        api.include_router(router)
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
