"""`bowerbird serve`: the web service as one process."""

import socket
from typing import Annotated

import typer
import uvicorn

from bowerbird.settings import get_settings

GRACE = 8
"""Seconds that running requests get at a stop, before their connections are closed."""


class Server(uvicorn.Server):
    """Event streams never end by themselves; at a stop they are ended first."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        from bowerbird.events import hub  # noqa: PLC0415

        hub.end_all()
        await super().shutdown(sockets)


def serve(
    host: Annotated[str | None, typer.Option(help="The address to serve on.")] = None,
    port: Annotated[int | None, typer.Option(help="The port to serve on.")] = None,
    fd: Annotated[
        int | None, typer.Option(help="A listening socket to serve on instead, handed down by the supervisor.", hidden=True)
    ] = None,
) -> None:
    """Run the web service: API and pages."""
    get_settings().scratch_dir.mkdir(parents=True, exist_ok=True)  # TMPDIR may name it
    http = get_settings().http
    config = uvicorn.Config(
        "bowerbird.main:app",
        host=host or http.host,
        port=port if port is not None else http.port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(http.trusted_proxies),
        forwarded_allow_ips=http.trusted_proxies or None,
        timeout_graceful_shutdown=GRACE,
        timeout_keep_alive=75,
        backlog=2048,
        h11_max_incomplete_event_size=64 * 1024,
    )
    Server(config).run([socket.socket(fileno=fd)] if fd is not None else None)
