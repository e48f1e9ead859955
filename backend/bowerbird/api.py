"""Every router, under /api/v1."""

import importlib
from typing import Any

from fastapi import APIRouter

from bowerbird.accounts.router import router as accounts
from bowerbird.ops.problem import problem_responses

PREFIX = "/api/v1"
STREAMING = frozenset({("POST", f"{PREFIX}/assets")})
"""Routes that read their body as a stream, with limits of their own."""


def build_router() -> APIRouter:
    api = APIRouter(prefix=PREFIX, responses=problem_responses(401, 403, 422, 503))
    api.include_router(accounts)
    for name in ("intake", "library", "pipeline.pages", "search"):
        try:
            module: Any = importlib.import_module(f"bowerbird.{name}.router")
        except ModuleNotFoundError as missing:
            if missing.name and missing.name.startswith(f"bowerbird.{name}"):
                continue
            raise
        api.include_router(module.router)
    return api
