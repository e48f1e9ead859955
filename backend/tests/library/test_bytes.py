"""Original, thumbnail and preview over HTTP."""

import hashlib
import re
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from bowerbird.settings import get_settings
from bowerbird.storage import FilesystemStorage, ObjectStorage
from tests.fixtures_files import Upload
from tests.library.conftest import AddAsset

URL = "/api/v1/assets"
DATA = bytes(range(256)) * 10_000
ETAG = f'"{hashlib.sha256(DATA).hexdigest()}"'


@pytest.fixture
def url(add_asset: AddAsset, add_object: Callable[..., str]) -> str:
    asset_id = add_asset("Größe 1/2.png", kind="image", mime_type="image/png")
    add_object(asset_id, DATA, mime_type="image/png")
    return f"{URL}/{asset_id}/original"


def test_the_whole(client: TestClient, url: str) -> None:
    response = client.get(url)
    assert response.status_code == 200
    assert response.content == DATA
    expected = {
        "content-type": "image/png",
        "content-length": str(len(DATA)),
        "accept-ranges": "bytes",
        "etag": ETAG,
        "cache-control": "private, no-cache",
        "vary": "Cookie, Authorization",
        "x-content-type-options": "nosniff",
        "content-disposition": "inline; filename=\"Groe 1_2.png\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%201%2F2.png",
    }
    assert {name: response.headers[name] for name in expected} == expected
    policy = response.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "allow-scripts" not in policy


@pytest.mark.parametrize(
    ("value", "start", "end"),
    [("bytes=0-0", 0, 1), ("bytes=100-", 100, None), ("bytes=-7", -7, None), ("bytes=1000000-1000099", 1_000_000, 1_000_100)],
)
def test_a_range(client: TestClient, url: str, value: str, start: int, end: int | None) -> None:
    response = client.get(url, headers={"Range": value})
    assert response.status_code == 206
    assert response.content == DATA[start:end]
    first = start % len(DATA)
    assert response.headers["content-range"] == f"bytes {first}-{first + len(response.content) - 1}/{len(DATA)}"
    assert response.headers["content-length"] == str(len(response.content))


def test_a_range_beyond_the_end(client: TestClient, url: str) -> None:
    response = client.get(url, headers={"Range": f"bytes={len(DATA)}-"})
    assert (response.status_code, response.headers["content-range"]) == (416, f"bytes */{len(DATA)}")


def test_several_ranges_are_answered_whole(client: TestClient, url: str) -> None:
    response = client.get(url, headers={"Range": "bytes=0-1,5-6"})
    assert (response.status_code, response.content) == (200, DATA)


@pytest.mark.parametrize(("condition", "status"), [(ETAG, 206), ('"other"', 200), ("Sat, 21 Nov 2026 10:00:00 GMT", 200)])
def test_if_range(client: TestClient, url: str, condition: str, status: int) -> None:
    assert client.get(url, headers={"Range": "bytes=0-1", "If-Range": condition}).status_code == status


def test_not_modified(client: TestClient, url: str) -> None:
    response = client.get(url, headers={"If-None-Match": ETAG})
    assert (response.status_code, response.content, response.headers["etag"]) == (304, b"", ETAG)
    assert client.get(url, headers={"If-None-Match": '"other"'}).status_code == 200


def test_head(client: TestClient, url: str) -> None:
    head, get = client.head(url), client.get(url)
    assert (head.status_code, head.content) == (200, b"")
    ignored = {"x-request-id", "date"}
    assert {name: value for name, value in head.headers.items() if name not in ignored} == {
        name: value for name, value in get.headers.items() if name not in ignored
    }
    assert client.head(url, headers={"Range": "bytes=0-9"}).headers["content-length"] == "10"


def test_downloading(client: TestClient, url: str) -> None:
    assert client.get(f"{url}?download=true").headers["content-disposition"].startswith("attachment;")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"<!doctype html><script>alert(1)</script>", "innocent.png"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "drawing.svg"),
        (b'<?xml version="1.0"?><x/>', "a.xml"),
    ],
)
def test_nothing_that_runs_is_shown(client: TestClient, upload: Upload, data: bytes, name: str) -> None:
    asset = upload(data, name).json()["asset"]
    response = client.get(f"{URL}/{asset['id']}/original")
    assert response.content == data
    assert response.headers["content-type"] == "application/octet-stream"
    assert response.headers["content-disposition"].startswith("attachment;")
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["content-security-policy"].startswith("sandbox;")


def test_an_empty_file(client: TestClient, upload: Upload) -> None:
    asset = upload(b"", "empty.txt").json()["asset"]
    response = client.get(f"{URL}/{asset['id']}/original")
    assert (response.status_code, response.content, response.headers["content-length"]) == (200, b"", "0")


@pytest.mark.parametrize("role", ["thumbnail", "preview"])
def test_pictures(client: TestClient, add_asset: AddAsset, add_object: Callable[..., str], role: str) -> None:
    asset_id = add_asset()
    url = f"{URL}/{asset_id}/{role}"
    assert client.get(url).status_code == 404
    add_object(asset_id, b"RIFF", role=role, mime_type="image/webp")
    response = client.get(url)
    assert (response.status_code, response.content, response.headers["content-type"]) == (200, b"RIFF", "image/webp")
    assert response.headers["cache-control"] == "private, max-age=86400"
    client.delete(f"{URL}/{asset_id}")
    assert client.get(url).status_code == 200, "the trash shows pictures"


def test_bytes_that_are_gone_are_an_error_and_not_an_empty_file(
    client: TestClient, add_asset: AddAsset, add_object: Callable[..., str], object_storage: ObjectStorage
) -> None:
    asset_id = add_asset()
    object_storage.delete(add_object(asset_id, b"x"))
    response = client.get(f"{URL}/{asset_id}/original")
    assert (response.status_code, response.json()["code"]) == (500, "object_missing")


@pytest.fixture
def accelerated(url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The same file where nginx can fetch it from S3."""
    monkeypatch.setenv("BOWERBIRD_STORAGE_ACCEL_PREFIX", "/_s3")
    get_settings.cache_clear()
    monkeypatch.setattr(FilesystemStorage, "signed_path", lambda _self, key, seconds: f"/bucket/{key}?expires={seconds}")
    return url


@pytest.mark.parametrize(
    ("headers", "asked"),
    [
        ({}, ""),
        ({"Range": "bytes=100-"}, f"bytes=100-{len(DATA) - 1}"),
        ({"Range": "bytes=-7", "If-Range": ETAG}, f"bytes={len(DATA) - 7}-{len(DATA) - 1}"),
        ({"Range": "bytes=-7", "If-Range": '"other"'}, ""),
    ],
)
def test_nginx_fetches_what_was_decided_here(client: TestClient, accelerated: str, headers: dict[str, str], asked: str) -> None:
    response = client.get(accelerated, headers=headers)
    assert (response.status_code, response.content) == (200, b"")
    assert re.fullmatch(r"/_s3/bucket/[0-9a-f/-]+\?expires=60", response.headers["x-accel-redirect"])
    assert response.headers["x-bowerbird-range"] == asked
    assert response.headers["etag"] == ETAG
    assert response.headers["content-security-policy"].startswith("sandbox;")
    assert response.headers["content-type"] == "image/png"
    assert "content-range" not in response.headers


def test_what_needs_no_bytes_is_answered_here(client: TestClient, accelerated: str) -> None:
    head = client.head(accelerated)
    assert (head.status_code, head.headers["content-length"]) == (200, str(len(DATA)))
    assert client.get(accelerated, headers={"If-None-Match": ETAG}).status_code == 304
    assert client.get(accelerated, headers={"Range": f"bytes={len(DATA)}-"}).status_code == 416
