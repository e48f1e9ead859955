"""Swagger UI at /docs. Its files come with the wheel `fastapi-swagger`; nothing is loaded from another host, no script stands inline."""

from importlib.util import find_spec
from pathlib import Path

from fastapi import APIRouter, FastAPI
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response

from bowerbird.ops.openapi import openapi_document

DOCUMENT = "/api/openapi.json"
_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; font-src 'self' data:;"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Bowerbird API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<noscript>This page needs JavaScript. The document itself is at <a href="/api/openapi.json">/api/openapi.json</a>.</noscript>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""
_START = """// Writes of a signed-in browser carry its CSRF token.
let token = null;
const session = fetch("/api/v1/auth/session").then((answer) => answer.json()).then((state) => { token = state.csrf_token; }, () => {});
SwaggerUIBundle({
  url: "/api/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  persistAuthorization: false,
  requestInterceptor: async (request) => {
    await session;
    if (token && request.method !== "GET" && !request.headers.Authorization) request.headers["X-CSRF-Token"] = token;
    return request;
  },
});
"""
_FILES = {"swagger-ui.css": "text/css", "swagger-ui-bundle.js": "text/javascript"}


def _vendored() -> Path:
    spec = find_spec("fastapi_swagger")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "resources"


def docs_router(app: FastAPI) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get(DOCUMENT)
    async def get_openapi() -> Response:
        return JSONResponse(openapi_document(app))

    @router.get("/docs")
    async def get_docs() -> Response:
        return HTMLResponse(_PAGE, headers={"Content-Security-Policy": _CSP, "Cache-Control": "no-cache"})

    @router.get("/docs/{name}")
    async def get_docs_file(name: str) -> Response:
        headers = {"Cache-Control": "no-cache"}
        if name == "start.js":
            return Response(_START, media_type="text/javascript", headers=headers)
        if name not in _FILES:
            raise HTTPException(404)
        return FileResponse(_vendored() / name, media_type=_FILES[name], headers=headers)

    return router
