"""What surrounds every request: its id, the access log, the metrics, the security headers, and the answer when nothing else answered.

Pure ASGI, so that bodies stream through it untouched in both directions.
"""

import re
import time
import uuid

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from bowerbird.ops import metrics
from bowerbird.ops.problem import problem_response

_GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{8,100}")
_log = structlog.get_logger("bowerbird.access")
_QUIET = ("/health/", "/metrics", "/static/")
"""Asked for every few seconds, or files of the page: logged only when they fail."""

API_CSP = "default-src 'none'; frame-ancestors 'none'; sandbox"
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": API_CSP,
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class RequestContext:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _GIVEN_ID.fullmatch(given) else uuid.uuid4().hex
        with bound_contextvars(request_id=request_id):
            await self._handle(scope, receive, send, request_id)

    async def _handle(self, scope: Scope, receive: Receive, send: Send, request_id: str) -> None:
        started = time.perf_counter()
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = request_id
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith("/api/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        except Exception:
            _log.exception("unexpected_error", method=scope["method"], path=scope["path"])
            if status:
                raise  # the answer has begun: the connection must break, so that the client does not take it for whole
            detail = f"This is a fault of Bowerbird. Its log says more under the request id {request_id}."
            await problem_response(500, code="internal", detail=detail)(scope, receive, send_with_headers)
        finally:
            self._record(scope, status, time.perf_counter() - started)

    def _record(self, scope: Scope, status: int, seconds: float) -> None:
        template = route_template(scope)
        metrics.observe_request(scope["method"], template, status, seconds)
        if status and status < 400 and scope["path"].startswith(_QUIET):
            return
        client = scope.get("client")
        _log.info(
            "request",
            method=scope["method"],
            path=scope["path"],
            route=template,
            status=status,
            ms=round(seconds * 1000, 1),
            client=client[0] if client else "",
        )


def route_template(scope: Scope) -> str:
    """`/api/v1/assets/{asset_id}`: a bounded set of names, where paths are not."""
    if scope.get("route") is None:
        return "other"
    path: str = scope["path"]
    for name, value in scope.get("path_params", {}).items():
        path = path.replace(f"/{value}", f"/{{{name}}}", 1)
    return path
