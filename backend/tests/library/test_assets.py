"""One asset: shown, trashed, restored, deleted, tried again. Another's is not there."""

import base64
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from bowerbird.events import publish
from bowerbird.models import Asset, Job, Membership, Segment, StoredObject
from tests.fixtures_api import MadeUser, MakeUser
from tests.fixtures_files import Upload
from tests.library.conftest import AddAsset

URL = "/api/v1/assets"
EVERY_WAY = [
    ("GET", ""),
    ("DELETE", ""),
    ("DELETE", "?permanent=true"),
    ("POST", "/restore"),
    ("POST", "/retry"),
    ("GET", "/original"),
    ("HEAD", "/original"),
    ("GET", "/thumbnail"),
    ("GET", "/preview"),
    ("GET", "/text"),
    ("GET", "/segments"),
]


@pytest.mark.parametrize(("method", "rest"), EVERY_WAY)
def test_anothers_asset_is_not_there(client: TestClient, make_user: MakeUser, upload: Upload, method: str, rest: str) -> None:
    asset_id = upload().json()["asset"]["id"]
    stranger = {"Authorization": f"Bearer {make_user().api_key}"}
    theirs = client.request(method, f"{URL}/{asset_id}{rest}", headers=stranger)
    nothing = client.request(method, f"{URL}/{uuid.uuid4()}{rest}", headers=stranger)
    assert theirs.status_code == nothing.status_code == 404
    if method != "HEAD":
        assert theirs.json()["detail"] == nothing.json()["detail"]
    assert client.get(f"{URL}/{asset_id}").status_code == 200


@pytest.mark.parametrize(("method", "rest"), EVERY_WAY)
def test_nobody_is_asked_to_sign_in(anonymous: TestClient, method: str, rest: str) -> None:
    assert anonymous.request(method, f"{URL}/{uuid.uuid4()}{rest}").status_code == 401


@pytest.mark.parametrize("asset_id", ["1", "x", "..", "%00", "'"])
def test_what_is_no_id(client: TestClient, asset_id: str) -> None:
    assert client.get(f"{URL}/{asset_id}/text").status_code in {404, 422}


def test_all_of_an_asset(client: TestClient, add_asset: AddAsset) -> None:
    asset_id = add_asset(
        "a.jpg",
        kind="image",
        mime_type="image/jpeg",
        size=123,
        sha256=bytes(range(32)),
        status="partial",
        error_code="page_unreadable",
        error_detail="Page 3 could not be read.",
        width=4,
        height=3,
        thumbhash=b"\1\2\3\4\5\6\7\x08",
        title="A bower",
        summary="Blue things.",
        keywords=["blue", "bower"],
        lang="en",
        details={"camera": "Box"},
    )
    asset = client.get(f"{URL}/{asset_id}").json()
    expected: dict[str, Any] = {
        "id": str(asset_id),
        "name": "a.jpg",
        "title": "A bower",
        "path": None,
        "kind": "image",
        "mime_type": "image/jpeg",
        "size": 123,
        "sha256": bytes(range(32)).hex(),
        "status": "partial",
        "error": {"code": "page_unreadable", "detail": "Page 3 could not be read."},
        "captured_at": None,
        "last_modified": None,
        "deleted_at": None,
        "width": 4,
        "height": 3,
        "duration_ms": None,
        "page_count": None,
        "summary": "Blue things.",
        "keywords": ["blue", "bower"],
        "lang": "en",
        "details": {"camera": "Box"},
        "thumbhash": base64.b64encode(b"\1\2\3\4\5\6\7\x08").decode(),
        "thumbnail_url": f"/api/v1/assets/{asset_id}/thumbnail?v=010203040506",
        "preview_url": f"/api/v1/assets/{asset_id}/preview?v=010203040506",
        "stages": [],
    }
    assert {key: asset[key] for key in expected} == expected
    assert asset["happened_at"] == asset["created_at"]


def test_the_trash_keeps_everything(client: TestClient, upload: Upload, object_rows: Callable[[], list[StoredObject]]) -> None:
    asset = upload().json()["asset"]
    url = f"{URL}/{asset['id']}"
    assert client.delete(url).status_code == 204
    assert client.delete(url).status_code == 204
    for rest in ("", "/original", "/text", "/segments"):
        assert client.get(url + rest).status_code == 404
    assert client.post(f"{url}/retry").status_code == 404
    trashed = client.get(f"{url}?trashed=true").json()
    assert trashed["deleted_at"] is not None
    restored = client.post(f"{url}/restore")
    assert (restored.status_code, restored.json()["deleted_at"]) == (200, None)
    assert client.get(f"{url}/original").content == b"A bower of blue things."
    assert client.post(f"{url}/restore").status_code == 200
    assert [row.state for row in object_rows()] == ["stored"]


def test_a_twin_came_meanwhile(client: TestClient, add_asset: AddAsset) -> None:
    gone = add_asset("one", sha256=b"same")
    client.delete(f"{URL}/{gone}")
    add_asset("two", sha256=b"same")
    response = client.post(f"{URL}/{gone}/restore")
    assert (response.status_code, response.json()["code"]) == (409, "already_there")


@pytest.mark.parametrize("trashed_first", [False, True])
def test_deleted_for_good(
    client: TestClient,
    upload: Upload,
    add_segments: Callable[..., None],
    session: Session,
    object_rows: Callable[[], list[StoredObject]],
    *,
    trashed_first: bool,
) -> None:
    asset_id = upload().json()["asset"]["id"]
    add_segments(uuid.UUID(asset_id), {"text": "blue"})
    if trashed_first:
        client.delete(f"{URL}/{asset_id}")
    assert client.delete(f"{URL}/{asset_id}?permanent=true").status_code == 204
    for table in (Asset, Segment, Job):
        assert session.scalar(select(func.count()).select_from(table)) == 0
    assert [row.state for row in object_rows()] == ["deleting"]
    assert client.delete(f"{URL}/{asset_id}?permanent=true").status_code == 404


def test_retry(client: TestClient, upload: Upload, session: Session) -> None:
    asset_id = upload().json()["asset"]["id"]
    nothing = client.post(f"{URL}/{asset_id}/retry")
    assert (nothing.status_code, nothing.json()["code"]) == (409, "nothing_to_retry")
    job = session.scalars(select(Job)).one()
    job.status, job.error_code, job.error_detail, job.attempts = "failed", "corrupt", "It is broken.", 3
    session.scalars(select(Asset)).one().status = "failed"
    session.commit()
    shown = client.get(f"{URL}/{asset_id}").json()["stages"]
    assert [(stage["status"], stage["error_code"], stage["error_detail"]) for stage in shown] == [("failed", "corrupt", "It is broken.")]
    retried = client.post(f"{URL}/{asset_id}/retry").json()
    assert (retried["status"], retried["error"]) == ("processing", None)
    assert [(stage["status"], stage["attempts"]) for stage in retried["stages"]] == [("queued", 0)]


def test_who_may_only_read_changes_nothing(client: TestClient, upload: Upload, session: Session, user: MadeUser) -> None:
    asset_id = upload().json()["asset"]["id"]
    session.get_one(Membership, (user.id, user.library_id)).role = "viewer"
    session.commit()
    assert client.get(f"{URL}/{asset_id}").status_code == 200
    for method, rest in [("DELETE", ""), ("DELETE", "?permanent=true"), ("POST", "/restore"), ("POST", "/retry")]:
        assert client.request(method, f"{URL}/{asset_id}{rest}").status_code == 403
    assert upload(b"more").status_code == 403


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    seen: list[str] = []
    monkeypatch.setattr(publish, "_publishers", [lambda _, event: seen.append(event["type"])])
    return seen


def test_browsers_hear_of_every_change(client: TestClient, upload: Upload, events: list[str]) -> None:
    asset_id = upload().json()["asset"]["id"]
    assert "asset.created" in events
    events.clear()
    client.get(f"{URL}/{asset_id}")
    assert events == []
    for method, rest, expected in [
        ("DELETE", "", "asset.deleted"),
        ("POST", "/restore", "asset.updated"),
        ("DELETE", "?permanent=true", "asset.deleted"),
    ]:
        client.request(method, f"{URL}/{asset_id}{rest}")
        assert events == [expected]
        events.clear()


def test_text_page_by_page(client: TestClient, add_asset: AddAsset, add_segments: Callable[..., None]) -> None:
    asset_id = add_asset()
    add_segments(
        asset_id,
        {"page": 1, "text": "The first page. "},
        {"page": 1, "text": "page. It goes on.", "overlap": 6},
        {"page": 2, "text": "Zwei \N{PENGUIN}"},
        {"page": 5, "text": "five"},
    )
    response = client.get(f"{URL}/{asset_id}/text")
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.text == "The first page. It goes on.\fZwei \N{PENGUIN}\f\f\ffive"
    assert response.text.split("\f")[4] == "five"


def test_text_of_many_segments_and_of_none(client: TestClient, add_asset: AddAsset, add_segments: Callable[..., None]) -> None:
    many, none = add_asset(), add_asset()
    add_segments(many, *({"text": f"{number} "} for number in range(450)))
    assert client.get(f"{URL}/{many}/text").text == "".join(f"{number} " for number in range(450))
    assert client.get(f"{URL}/{none}/text").text == ""


def test_segments(client: TestClient, add_asset: AddAsset, add_segments: Callable[..., None]) -> None:
    asset_id = add_asset()
    add_segments(
        asset_id,
        *({"page": 1, "text": f"one {number}"} for number in range(5)),
        {"page": 2, "text": "two", "heading": "Two", "lang": "en", "boxes": [[0, 0, 1, 0.5]], "source": "ocr"},
        {"text": "spoken", "ordinal": 90_000, "start_ms": 1000, "end_ms": 2500},
    )
    url = f"{URL}/{asset_id}/segments"
    first = client.get(url, params={"limit": 4}).json()
    assert (first["total"], [item["text"] for item in first["items"]]) == (7, ["one 0", "one 1", "one 2", "one 3"])
    second = client.get(url, params={"limit": 4, "cursor": first["next_cursor"]}).json()
    assert ([item["text"] for item in second["items"]], second["next_cursor"]) == (["one 4", "two", "spoken"], None)
    two, spoken = second["items"][1:]
    assert (two["heading"], two["lang"], two["source"], two["overlap"]) == ("Two", "en", "ocr", 0)
    assert two["locator"] == {"page": 2, "boxes": [[0, 0, 1, 0.5]]}
    assert spoken["locator"] == {"start_ms": 1000, "end_ms": 2500}
    assert first["items"][0]["locator"] == {"page": 1}
    page = client.get(url, params={"page": 2}).json()
    assert (page["total"], [item["text"] for item in page["items"]]) == (1, ["two"])
    assert client.get(url, params={"page": 2, "cursor": first["next_cursor"]}).json()["code"] == "invalid_cursor"
    assert client.get(f"{URL}/{add_asset()}/segments", params={"cursor": first["next_cursor"]}).json()["code"] == "invalid_cursor"


def test_nothing_reads_the_name_as_a_path(upload: Upload, stored_files: Callable[[], list[Path]]) -> None:
    asset = upload(name="../../../../tmp/bower").json()["asset"]
    assert asset["name"] == "bower"
    assert all("bower" not in path.name for path in stored_files())
