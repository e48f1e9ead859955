"""What tus 1.0 asks of every request and answer at /uploads, errors too."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bowerbird.intake.uploads.headers import VERSION

_OVERRIDES = frozenset({"PATCH", "DELETE"})


class TusProtocol:
    """Each answer names the version. A POST with `X-HTTP-Method-Override` is what that says, for clients behind proxies that let nothing else through."""

    def __init__(self, app: ASGIApp, path: str) -> None:
        self.app = app
        self.path = path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not (scope["path"] == self.path or scope["path"].startswith(f"{self.path}/")):
            await self.app(scope, receive, send)
            return
        meant = Headers(scope=scope).get("x-http-method-override", "")
        if scope["method"] == "POST" and meant in _OVERRIDES:
            scope["method"] = meant  # in the scope of all, so that limits, the log and the check for another site see it

        async def send_with_version(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Tus-Resumable"] = VERSION
            await send(message)

        await self.app(scope, receive, send_with_version)
