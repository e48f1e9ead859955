"""Bodies that are read whole into memory are bounded. Routes that stream have limits of their own."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bowerbird.ops.problem import problem_response

MAX_BODY = 1024 * 1024
_DETAIL = f"This request may carry at most {MAX_BODY // 1024:,} KiB."


class BodyLimit:
    def __init__(self, app: ASGIApp, streaming: frozenset[tuple[str, str]]) -> None:
        """`streaming`: (method, path) of routes that read their body as a stream; a path that ends with a slash stands for all below it."""
        self.app = app
        self.streaming = streaming

    def _streams(self, scope: Scope) -> bool:
        asked: str = scope["path"]
        return any(
            scope["method"] == method and (asked == path or (path.endswith("/") and asked.startswith(path)))
            for method, path in self.streaming
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._streams(scope):
            await self.app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "0")
        if not declared.isdecimal() or int(declared) > MAX_BODY:
            await problem_response(413, detail=_DETAIL)(scope, receive, send)
            return
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            if message["type"] == "http.request":
                received += len(message.get("body", b""))
                if received > MAX_BODY:
                    raise HTTPException(413, _DETAIL)
            return message

        await self.app(scope, counted, send)
