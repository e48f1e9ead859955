"""The OpenAPI document, as the client is generated from it: errors are problem details, scripts sign in by bearer key."""

from typing import Any

from fastapi import FastAPI

from bowerbird.ops.problem import MEDIA_TYPE, Problem

_PROBLEM = {"$ref": f"#/components/schemas/{Problem.__name__}"}
_OPEN = frozenset({"get_session", "claim_owner", "create_session", "check_live", "check_ready"})
"""Operations that need no sign-in."""


def openapi_document(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        app.openapi_schema = _finish(FastAPI.openapi(app))
    return app.openapi_schema


def _finish(document: dict[str, Any]) -> dict[str, Any]:
    for path in document["paths"].values():
        for operation in path.values():
            for response in operation["responses"].values():
                _as_problem(response)
            if operation["operationId"] not in _OPEN:
                operation["security"] = [{"key": []}, {"cookie": []}]
    components = document.setdefault("components", {})
    components["securitySchemes"] = {
        "key": {"type": "http", "scheme": "bearer", "description": "An API key, `bb_...`."},
        "cookie": {"type": "apiKey", "in": "cookie", "name": "session", "description": "A signed-in browser; writes carry `X-CSRF-Token`."},
    }
    return document


def _as_problem(response: dict[str, Any]) -> None:
    content = response.get("content", {})
    for media_type, body in list(content.items()):
        if body.get("schema") == _PROBLEM:
            del content[media_type]
            content[MEDIA_TYPE] = body
