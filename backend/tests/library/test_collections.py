"""/collections."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Engine, select
from starlette.testclient import TestClient

from bowerbird.db.session import transaction
from bowerbird.library.collections import service
from bowerbird.models import Asset, Library, Membership
from tests.fixtures_api import MadeUser, MakeUser
from tests.library.conftest import AddAsset, until_somebody_waits

URL = "/api/v1/collections"
Create = Callable[..., dict[str, Any]]


@pytest.fixture
def create(client: TestClient) -> Create:
    def make(name: str = "Box", **fields: Any) -> dict[str, Any]:
        answer = client.post(URL, json={"name": name, **fields})
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    return make


def code_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_the_way_of_a_collection(client: TestClient, create: Create) -> None:
    box = create(" Blue\n things ", description="Found")
    assert (box["name"], box["description"], box["is_smart"], box["count"], box["children"]) == ("Blue things", "Found", False, 0, 0)
    inner = create("Caps", parent_id=box["id"])
    assert client.get(f"{URL}/{box['id']}").json()["children"] == 1
    changed = client.patch(f"{URL}/{inner['id']}", json={"name": "Lids", "parent_id": None}).json()
    assert (changed["name"], changed["parent_id"]) == ("Lids", None)
    assert changed["updated_at"] > inner["updated_at"]
    assert [item["name"] for item in client.get(URL).json()["items"]] == ["Blue things", "Lids"]
    assert client.delete(f"{URL}/{box['id']}").status_code == 204
    assert client.get(f"{URL}/{box['id']}").status_code == 404


def test_files_in_it(client: TestClient, create: Create, add_asset: AddAsset) -> None:
    box = create()
    a, b = add_asset("a"), add_asset("b")
    members = f"{URL}/{box['id']}/assets"
    assert client.post(members, json={"asset_ids": [str(a), str(b)]}).json()["done"] == 2
    page = client.get(members, params={"limit": 1}).json()
    assert ([item["name"] for item in page["items"]], page["total"]) == (["b"], 2)
    following = client.get(members, params={"limit": 1, "cursor": page["next_cursor"]}).json()
    assert [item["name"] for item in following["items"]] == ["a"]
    client.delete(f"/api/v1/assets/{a}")
    assert client.get(f"{URL}/{box['id']}").json()["count"] == 1
    assert client.request("DELETE", members, json={"asset_ids": [str(b)]}).json()["done"] == 1
    assert client.get(members).json()["items"] == []
    client.post(f"/api/v1/assets/{a}/restore")
    assert [item["name"] for item in client.get(members).json()["items"]] == ["a"], "a file comes back to where it lay"


def test_deleting_takes_what_lies_inside_and_leaves_the_files(client: TestClient, create: Create, add_asset: AddAsset) -> None:
    outer = create("outer")
    inner = create("inner", parent_id=outer["id"])
    client.post(f"{URL}/{inner['id']}/assets", json={"asset_ids": [str(add_asset())]})
    client.delete(f"{URL}/{outer['id']}")
    assert client.get(URL).json()["total"] == 0
    with transaction() as session:
        assert len(session.scalars(select(Asset.id)).all()) == 1


def test_no_collection_lies_in_itself(client: TestClient, create: Create) -> None:
    a = create("a")
    b = create("b", parent_id=a["id"])
    c = create("c", parent_id=b["id"])
    for inside in (a, b, c):
        assert code_of(client.patch(f"{URL}/{a['id']}", json={"parent_id": inside["id"]})) == (409, "collection_cycle")
    assert client.patch(f"{URL}/{c['id']}", json={"parent_id": a["id"]}).status_code == 200


def test_how_deep_and_how_many(client: TestClient, create: Create, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "DEEPEST", 3)
    a = create("a")
    b = create("b", parent_id=a["id"])
    c = create("c", parent_id=b["id"])
    assert code_of(client.post(URL, json={"name": "d", "parent_id": c["id"]})) == (409, "too_deep")
    x = create("x")
    create("y", parent_id=x["id"])
    assert code_of(client.patch(f"{URL}/{x['id']}", json={"parent_id": b["id"]})) == (409, "too_deep")
    monkeypatch.setattr(service, "MOST", 5)
    assert code_of(client.post(URL, json={"name": "z"})) == (409, "too_many")


def test_names_are_taken_once_in_each_place(client: TestClient, create: Create) -> None:
    a, b = create("a"), create("B")
    assert code_of(client.post(URL, json={"name": "b"})) == (409, "name_taken")
    inner = create("b", parent_id=a["id"])
    assert code_of(client.patch(f"{URL}/{inner['id']}", json={"parent_id": None})) == (409, "name_taken")
    assert client.patch(f"{URL}/{inner['id']}", json={"parent_id": None, "name": "c"}).status_code == 200
    assert client.patch(f"{URL}/{b['id']}", json={"name": "b"}).status_code == 200


def test_covers(client: TestClient, create: Create, add_asset: AddAsset, make_user: MakeUser) -> None:
    box = create()
    plain, picture, chosen = add_asset("plain"), add_asset("p", thumbhash=b"123456789"), add_asset("c", thumbhash=b"987654321")
    assert box["cover"] is None
    client.post(f"{URL}/{box['id']}/assets", json={"asset_ids": [str(plain), str(picture)]})
    assert client.get(f"{URL}/{box['id']}").json()["cover"]["asset_id"] == str(picture)
    shown = client.patch(f"{URL}/{box['id']}", json={"cover_id": str(chosen)}).json()
    assert shown["cover"]["asset_id"] == shown["cover_id"] == str(chosen)
    assert shown["cover"]["thumbnail_url"].startswith(f"/api/v1/assets/{chosen}/thumbnail?v=")
    client.delete(f"/api/v1/assets/{chosen}")
    assert client.get(f"{URL}/{box['id']}").json()["cover"]["asset_id"] == str(picture), "not what is in the trash"
    assert client.patch(f"{URL}/{box['id']}", json={"cover_id": None}).json()["cover_id"] is None
    theirs = add_asset(library_id=make_user().library_id)
    assert client.patch(f"{URL}/{box['id']}", json={"cover_id": str(theirs)}).status_code == 404


def test_smart_collections(client: TestClient, create: Create, add_asset: AddAsset) -> None:
    add_asset("bowerbird.jpg", kind="image", thumbhash=b"123456789")
    add_asset("bowerbird.txt")
    smart = create("Bowers", query="bowerbird", filters={"kinds": ["image"]})
    assert (smart["is_smart"], smart["query"], smart["filters"], smart["count"]) == (True, "bowerbird", {"kinds": ["image"]}, None)
    page = client.get(f"{URL}/{smart['id']}/assets").json()
    assert [item["name"] for item in page["items"]] == ["bowerbird.jpg"]
    assert page["items"][0].keys() == client.get("/api/v1/assets/grid").json()["items"][0].keys()
    client.patch(f"{URL}/{smart['id']}", json={"filters": {}})
    first = client.get(f"{URL}/{smart['id']}/assets", params={"limit": 1}).json()
    second = client.get(f"{URL}/{smart['id']}/assets", params={"limit": 1, "cursor": first["next_cursor"]}).json()
    assert {item["name"] for item in first["items"] + second["items"]} == {"bowerbird.jpg", "bowerbird.txt"}
    assert code_of(client.post(f"{URL}/{smart['id']}/assets", json={"asset_ids": []})) == (409, "collection_is_smart")
    ordinary = create("Ordinary")
    assert code_of(client.patch(f"{URL}/{ordinary['id']}", json={"query": "x"})) == (409, "collection_not_smart")
    for filters in ({"kinds": ["movie"]}, {"no_such_filter": 1}, {"on": "the day that never was"}):
        assert code_of(client.post(URL, json={"name": "c", "query": "x", "filters": filters})) in {
            (422, "invalid_filters"),
            (422, "invalid_date"),
        }


def test_a_smart_collection_looks_in_its_own_library_only(client: TestClient, user: MadeUser, create: Create, add_asset: AddAsset) -> None:
    with transaction() as session:
        second = Library(name="Second")
        session.add(second)
        session.flush()
        session.add(Membership(user_id=user.id, library_id=second.id, role="owner"))
        library_id = second.id
    add_asset("bowerbird one")
    add_asset("bowerbird two", library_id=library_id)
    smart = create("s", query="bowerbird", library_id=str(library_id))
    assert [item["name"] for item in client.get(f"{URL}/{smart['id']}/assets").json()["items"]] == ["bowerbird two"]


@pytest.mark.parametrize(
    "body", [{"name": ""}, {"name": "x" * 201}, {"name": "x", "filters": {"a": "b" * 9000}}, {"name": "x", "parent_id": "y"}]
)
def test_what_is_no_collection(client: TestClient, body: dict[str, Any]) -> None:
    assert client.post(URL, json=body).status_code == 422


def test_pages(client: TestClient, create: Create) -> None:
    for name in "bAc":
        create(name)
    first = client.get(URL, params={"limit": 2}).json()
    second = client.get(URL, params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert [item["name"] for item in first["items"] + second["items"]] == ["A", "b", "c"]
    assert (first["total"], second["next_cursor"]) == (3, None)
    assert code_of(client.get(URL, params={"cursor": "x"})) == (422, "invalid_cursor")


def test_only_ones_own(client: TestClient, create: Create, make_user: MakeUser) -> None:
    other = make_user()
    theirs = client.post(URL, json={"name": "theirs"}, headers={"Authorization": f"Bearer {other.api_key}"}).json()
    mine = create("mine")
    url = f"{URL}/{theirs['id']}"
    assert [item["name"] for item in client.get(URL).json()["items"]] == ["mine"]
    for answer in (
        client.get(url),
        client.patch(url, json={"name": "x"}),
        client.delete(url),
        client.get(f"{url}/assets"),
        client.post(f"{url}/assets", json={"asset_ids": []}),
        client.request("DELETE", f"{url}/assets", json={"asset_ids": []}),
        client.post(URL, json={"name": "x", "parent_id": theirs["id"]}),
        client.post(URL, json={"name": "x", "library_id": str(other.library_id)}),
        client.patch(f"{URL}/{mine['id']}", json={"parent_id": theirs["id"]}),
        client.get(f"{URL}/{uuid.uuid4()}"),
    ):
        assert answer.status_code == 404, answer.text


@pytest.mark.parametrize("act", ["create inside", "delete"])
def test_one_that_is_deleted_meanwhile(database: Engine, client: TestClient, create: Create, user: MadeUser, act: str) -> None:
    box = create()
    with ThreadPoolExecutor(1) as pool:
        with transaction() as session:
            service.delete(session, user.actor, uuid.UUID(box["id"]))
            if act == "delete":
                asked = pool.submit(client.delete, f"{URL}/{box['id']}")
            else:
                asked = pool.submit(client.post, URL, json={"name": "Caps", "parent_id": box["id"]})
            until_somebody_waits(database)
        assert code_of(asked.result(20)) == (404, "not_found")
