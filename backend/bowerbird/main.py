"""The web application: `bowerbird.main:app`."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from bowerbird import __version__, api
from bowerbird.events import hub
from bowerbird.events.reader import Reader
from bowerbird.events.stream import start_publishing, stop_publishing
from bowerbird.intake.uploads.protocol import TusProtocol
from bowerbird.ops import error_handlers, logging
from bowerbird.ops.body_limit import BodyLimit
from bowerbird.ops.docs import docs_router
from bowerbird.ops.openapi import openapi_document
from bowerbird.ops.pages import Pages
from bowerbird.ops.requests import RequestContext
from bowerbird.ops.router import router as ops
from bowerbird.settings import get_settings
from bowerbird.worker import dispatch


@asynccontextmanager
async def _lifespan(_: FastAPI) -> AsyncIterator[None]:
    settings = get_settings()
    listeners = hub.Hub()
    hub.install(listeners)
    dispatch.register()
    start_publishing(settings)
    reading = asyncio.create_task(Reader(listeners, settings).run()) if settings.redis.url.get_secret_value() else None
    try:
        yield
    finally:
        listeners.end()
        while reading is not None and not reading.done():  # the Redis client may lose a cancellation while it connects
            reading.cancel()
            await asyncio.wait({reading}, timeout=0.1)
        await asyncio.to_thread(stop_publishing)


def _operation_id(route: APIRoute) -> str:
    """The function's name: short, and stable for the generated client."""
    return route.name


def create_app() -> FastAPI:
    logging.configure()
    app = FastAPI(
        title="Bowerbird",
        version=__version__,
        description="A self-hosted home for files that finds them by meaning.",
        lifespan=_lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_operation_id,
    )
    app.include_router(api.build_router())
    app.include_router(ops)
    app.include_router(docs_router(app))
    app.router.default = Pages(get_settings().spa_dir)
    app.openapi = lambda: openapi_document(app)  # type: ignore[method-assign]
    error_handlers.install(app)
    app.add_middleware(BodyLimit, streaming=api.STREAMING)
    app.add_middleware(TusProtocol, path=api.UPLOADS)
    app.add_middleware(RequestContext)
    return app


def __getattr__(name: str) -> Any:
    """`app` is made when a server asks for it, so that importing this module configures nothing."""
    if name != "app":
        raise AttributeError(name)
    globals()["app"] = made = create_app()
    return made
