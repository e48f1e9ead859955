"""The application behind a real server on a real port, for what only sockets show: broken connections, slow clients, the command line."""

import threading
from collections.abc import Iterator

import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import Engine

from bowerbird.storage import ObjectStorage


class _Server(uvicorn.Server):
    started_event: threading.Event

    async def startup(self, sockets: object = None) -> None:
        await super().startup()
        self.started_event.set()


@pytest.fixture
def live_url(app: FastAPI, database: Engine, object_storage: ObjectStorage) -> Iterator[str]:
    """`http://127.0.0.1:PORT`, with real commits."""
    server = _Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, access_log=False))
    server.started_event = threading.Event()
    thread = threading.Thread(target=server.run, name="live-server")
    thread.start()
    assert server.started_event.wait(30)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(30)
    assert not thread.is_alive()
