"""Files on their way in: a storage of the test's own, and uploads over HTTP."""

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
from sqlalchemy import Engine, func, select
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from bowerbird.db import session as session_module
from bowerbird.intake import slots
from bowerbird.models import Asset, Job, StoredObject
from bowerbird.settings import PROJECT_ROOT, get_settings
from bowerbird.storage import ObjectStorage, get_storage
from tests.fixtures_api import MadeUser

SHARED = PROJECT_ROOT.parent / "shared" / "data"
Upload = Callable[..., httpx2.Response]


@pytest.fixture
def object_storage(tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[ObjectStorage]:
    """Empty, on the file system, with no watermark: the disk of the machine that runs the tests is not what is tested."""
    assert engine
    monkeypatch.setenv("BOWERBIRD_STORAGE_ROOT", str(tmp_path / "objects"))
    monkeypatch.setenv("BOWERBIRD_UPLOAD_MIN_FREE_BYTES", "0")
    reset_settings()
    yield get_storage()
    monkeypatch.undo()
    reset_settings()


def reset_settings() -> None:
    get_settings.cache_clear()
    get_storage.cache_clear()
    slots.limiter.cache_clear()


@pytest.fixture
def upload(client: TestClient, object_storage: ObjectStorage) -> Upload:
    def send(
        data: bytes = b"A bower of blue things.", name: str = "bower.txt", *, by: TestClient | None = None, **fields: str
    ) -> httpx2.Response:
        return (by or client).post("/api/v1/assets", files={"file": (name, data)}, data=fields)

    return send


@pytest.fixture
def uploaded(upload: Upload) -> Callable[..., dict[str, Any]]:
    """The asset of a new upload."""

    def send(*args: Any, **fields: Any) -> dict[str, Any]:
        response = upload(*args, **fields)
        assert response.status_code == 201, response.text
        asset: dict[str, Any] = response.json()["asset"]
        return asset

    return send


@pytest.fixture
def stored_files(object_storage: ObjectStorage) -> Callable[[], list[Path]]:
    """Every file in the storage, finished or not."""

    def look() -> list[Path]:
        return [path for path in get_settings().storage_root.rglob("*") if path.is_file()]

    return look


@pytest.fixture
def object_rows() -> Callable[[], list[StoredObject]]:
    def look() -> list[StoredObject]:
        with session_module.transaction() as session:
            return list(session.scalars(select(StoredObject).execution_options(populate_existing=True)))

    return look


@pytest.fixture
def nothing_is_left(stored_files: Callable[[], list[Path]], object_rows: Callable[[], list[StoredObject]]) -> Callable[[], bool]:
    """No byte, no object, no asset, no job."""

    def look() -> bool:
        with session_module.transaction() as session:
            rows = sum(session.scalar(select(func.count()).select_from(table)) or 0 for table in (StoredObject, Asset, Job))
        return rows == 0 and not stored_files()

    return look


def send_pieces(
    app: ASGIApp, user: MadeUser, pieces: Iterable[bytes], *, content_type: str, disconnect: bool = False
) -> tuple[int, dict[str, Any]]:
    """POST /assets in exactly these pieces, as a server would hand them on, ending with the body or with the client going away. The answer's status and
    JSON."""
    sent: list[Any] = []
    waiting = iter(pieces)

    async def receive() -> dict[str, Any]:
        piece = next(waiting, None)
        if piece is not None:
            return {"type": "http.request", "body": piece, "more_body": True}
        return {"type": "http.disconnect"} if disconnect else {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/api/v1/assets",
        "raw_path": b"/api/v1/assets",
        "root_path": "",
        "query_string": b"",
        "headers": [
            (b"authorization", f"Bearer {user.api_key}".encode()),
            (b"content-type", content_type.encode()),
            (b"host", b"testserver"),
        ],
        "client": ("127.0.0.1", 1),
        "server": ("testserver", 80),
    }
    anyio.run(app, scope, receive, send)
    return sent[0]["status"], json.loads(b"".join(message.get("body", b"") for message in sent[1:]))
