"""The single-page application: its files, and its index for every address that it routes itself."""

import mimetypes
import stat
from pathlib import Path

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

CSP = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; style-src 'self'; img-src 'self' data: blob:;"
    " font-src 'self' data:; media-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_NOT_PAGES = ("/api", "/health", "/metrics", "/docs")
_HASHED = "/static/"
"""Vite puts a hash of the content into these names. (Not `/assets/`: that is where the page of an asset is.)"""
_NOT_BUILT = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Bowerbird</title></head>
<body><h1>The pages are not built yet</h1>
<p>The service runs, and its API works. To build the pages, run <code>./start.sh</code> in the project's folder (or <code>npm ci &amp;&amp; npm run build</code>
in <code>frontend</code>), then reload.</p></body></html>
"""
for _ending, _type in {
    ".mjs": "text/javascript",
    ".js": "text/javascript",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
}.items():
    mimetypes.add_type(_type, _ending)


class Pages:
    """What the router calls when no route matches."""

    def __init__(self, directory: Path) -> None:
        self._files = StaticFiles(directory=directory, check_dir=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._respond(scope)
        await response(scope, receive, send)

    async def _respond(self, scope: Scope) -> Response:
        path: str = scope["path"]
        if scope["type"] != "http" or any(path == prefix or path.startswith(f"{prefix}/") for prefix in _NOT_PAGES):
            raise HTTPException(404, "There is nothing at this address.")
        if scope["method"] not in {"GET", "HEAD"}:
            raise HTTPException(405, headers={"Allow": "GET, HEAD"})
        if path.startswith(_HASHED):
            return await self._file(scope, "public, max-age=31536000, immutable")
        try:
            return await self._file(scope, "no-cache")
        except HTTPException as missing:
            if missing.status_code != 404:
                raise
        try:
            return await self._file({**scope, "path": "/index.html"}, "no-cache")
        except HTTPException:
            return HTMLResponse(_NOT_BUILT, status_code=503, headers={"Content-Security-Policy": CSP, "Cache-Control": "no-store"})

    async def _file(self, scope: Scope, cache_control: str) -> Response:
        path = self._files.get_path({**scope, "root_path": ""})
        response = self._packed(path, scope) or await self._files.get_response(path, scope)
        response.headers["Cache-Control"] = cache_control
        response.headers["Vary"] = "Accept-Encoding"
        response.headers["Content-Security-Policy"] = CSP
        return response

    def _packed(self, path: str, scope: Scope) -> Response | None:
        """The file as the build compressed it beside itself, for who takes gzip."""
        accepted = {each.split(";")[0].strip() for each in Headers(scope=scope).get("Accept-Encoding", "").split(",")}
        if "gzip" not in accepted:
            return None
        full_path, found = self._files.lookup_path(f"{path}.gz")
        if found is None or not stat.S_ISREG(found.st_mode):
            return None
        # Its type is that of the file itself: `mimetypes` takes `.gz` for the encoding that it is.
        response = self._files.file_response(full_path, found, scope)
        response.headers["Content-Encoding"] = "gzip"
        return response
