"""POST /sample-library."""

import pytest
from starlette.testclient import TestClient

from bowerbird.library_sample.catalogue import sample_files
from tests.fixtures_api import MadeUser, MakeUser
from tests.fixtures_files import reset_settings

pytestmark = pytest.mark.usefixtures("object_storage")
URL = "/api/v1/sample-library"


def test_its_files_come_into_a_collection_once(client: TestClient, user: MadeUser) -> None:
    first = client.post(URL)
    assert first.status_code == 201
    said = first.json()
    assert said["name"] == "Sample library"
    assert len(list(sample_files())) - 1 <= said["files"] == said["added"]  # the recording needs espeak-ng
    assert client.post(URL).json() == {**said, "added": 0}
    assert client.get("/api/v1/assets/counts").json()["total"] == said["files"]
    collection = client.get(f"/api/v1/collections/{said['collection_id']}").json()
    assert collection["count"] == said["files"]
    assert "with its files" in collection["description"]
    assert collection["library_id"] == str(user.library_id)


def test_what_was_thrown_away_comes_back(client: TestClient) -> None:
    said = client.post(URL).json()
    chosen = {"action": "trash", "filter": {"collection_id": said["collection_id"]}}
    assert client.post("/api/v1/assets/bulk", json=chosen).json()["done"] == said["files"]
    assert client.delete(f"/api/v1/collections/{said['collection_id']}").status_code == 204
    again = client.post(URL).json()
    assert again["collection_id"] != said["collection_id"]
    assert (again["files"], again["added"]) == (said["files"], 0)
    assert client.get("/api/v1/assets/counts").json()["total"] == said["files"]


def test_files_keep_their_folders_and_dates(client: TestClient) -> None:
    client.post(URL)
    (found,) = (item for item in client.get("/api/v1/assets?limit=100").json()["items"] if item["name"] == "boiler-manual.pdf")
    assert found["path"] == "Sample library/house/boiler-manual.pdf"
    assert found["last_modified"] == "2020-09-14T08:00:00Z"


def test_each_person_gets_their_own(client: TestClient, make_user: MakeUser) -> None:
    said = client.post(URL).json()
    other = make_user()
    assert client.post(URL, headers={"Authorization": f"Bearer {other.api_key}"}).json()["added"] == said["added"]


def test_without_room_nothing_is_added(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOWERBIRD_UPLOAD_MIN_FREE_BYTES", str(2**62))
    reset_settings()
    answer = client.post(URL)
    assert (answer.status_code, answer.json()["code"]) == (507, "storage_full")
    assert client.get("/api/v1/collections").json()["items"] == []
