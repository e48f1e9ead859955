import base64
import secrets
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from bowerbird.storage import ObjectStorage, get_storage
from tests.fixtures_files import reset_settings
from tests.fixtures_s3 import S3Server

TUS = {"Tus-Resumable": "1.0.0"}
URL = "/api/v1/uploads"


@pytest.fixture(params=["filesystem", "s3"])
def each_storage(request: pytest.FixtureRequest, object_storage: ObjectStorage, monkeypatch: pytest.MonkeyPatch) -> ObjectStorage:
    if request.param == "filesystem":
        return object_storage
    server: S3Server = request.getfixturevalue("s3_server")
    monkeypatch.setenv("BOWERBIRD_STORAGE_BACKEND", "s3")
    monkeypatch.setenv("BOWERBIRD_STORAGE_S3_ENDPOINT", server.endpoint)
    monkeypatch.setenv("BOWERBIRD_STORAGE_S3_BUCKET", f"test-{secrets.token_hex(6)}")
    monkeypatch.setenv("BOWERBIRD_STORAGE_S3_ACCESS_KEY", server.access_key)
    monkeypatch.setenv("BOWERBIRD_STORAGE_S3_SECRET_KEY", server.secret_key)
    monkeypatch.setenv("BOWERBIRD_UPLOAD_PART_BYTES", str(5 * 1024 * 1024))
    reset_settings()
    return get_storage()


def metadata(**fields: str) -> str:
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in fields.items())


class Tus:
    """The protocol, by hand."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def create(
        self, size: int, name: str = "a.txt", *, body: bytes | None = None, headers: dict[str, str] | None = None, **fields: str
    ) -> Any:
        sent = {**TUS, "Upload-Length": str(size), "Upload-Metadata": metadata(filename=name, **fields), **(headers or {})}
        if body is not None:
            sent["Content-Type"] = "application/offset+octet-stream"
        return self.client.post(URL, headers=sent, content=body or b"")

    def begin(self, size: int, name: str = "a.txt", **fields: str) -> str:
        answer = self.create(size, name, body=None, headers=None, **fields)
        assert answer.status_code == 201, answer.text
        location: str = answer.headers["location"]
        return location

    def patch(self, location: str, offset: int, data: Any, **headers: str) -> httpx2.Response:
        sent = {**TUS, "Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.patch(location, headers=sent, content=data)

    def head(self, location: str) -> httpx2.Response:
        return self.client.head(location, headers=TUS)

    def offset(self, location: str) -> int:
        answer = self.head(location)
        assert answer.status_code == 200, answer.headers
        return int(answer.headers["upload-offset"])


@pytest.fixture
def tus(client: TestClient, object_storage: ObjectStorage) -> Tus:
    return Tus(client)


@pytest.fixture
def tus_of(object_storage: ObjectStorage) -> Callable[[TestClient], Tus]:
    return Tus
