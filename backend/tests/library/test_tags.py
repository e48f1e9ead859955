"""/tags."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select
from starlette.testclient import TestClient

from bowerbird.db.session import transaction
from bowerbird.library.labels import tidy
from bowerbird.library.tags import repository
from bowerbird.models import Asset, AssetTag
from tests.fixtures_api import MadeUser, MakeUser
from tests.library.conftest import AddAsset, until_somebody_waits

URL = "/api/v1/tags"


def create(client: TestClient, name: str) -> dict[str, Any]:
    answer = client.post(URL, json={"name": name})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def names_of(client: TestClient, **params: Any) -> list[str]:
    return [item["name"] for item in client.get(URL, params=params).json()["items"]]


def test_the_way_of_a_tag(client: TestClient) -> None:
    tag = create(client, "Blue")
    create(client, "ambre")
    assert names_of(client) == ["ambre", "Blue"]
    assert client.patch(f"{URL}/{tag['id']}", json={"name": "blue things"}).json()["name"] == "blue things"
    assert names_of(client, q="THING") == ["blue things"]
    assert names_of(client, q="%") == []
    assert client.delete(f"{URL}/{tag['id']}").status_code == 204
    assert names_of(client) == ["ambre"]


def test_a_name_is_taken_once(client: TestClient) -> None:
    first, second = create(client, "Straße"), create(client, "b")
    for answer in (
        client.post(URL, json={"name": "STRASSE".replace("SS", "ß")}),
        client.patch(f"{URL}/{second['id']}", json={"name": "straße"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "tag_exists")
    assert client.patch(f"{URL}/{first['id']}", json={"name": "STRAßE"}).status_code == 200, "its own name in other letters"


@pytest.mark.parametrize(
    ("given", "kept"),
    [(" a \n b\t", "a b"), ("A\u0308", "Ä"), ("x\u202ey\u0000z", "xyz"), ("👩\u200d🚀", "👩\u200d🚀"), ("a\u00a0b", "a b")],
)
def test_names_are_tidied(given: str, kept: str) -> None:
    assert tidy(given) == kept
    assert tidy(kept) == kept


@pytest.mark.parametrize("name", ["", "  ", "#", "\u200b", "x" * 101])
def test_names_that_are_none(client: TestClient, name: str) -> None:
    assert client.post(URL, json={"name": name}).status_code == 422


def test_counts_leave_the_trash_out_and_deleting_a_tag_leaves_the_files(client: TestClient, add_asset: AddAsset) -> None:
    ids = [str(add_asset()) for _ in range(3)]
    client.post("/api/v1/assets/bulk", json={"action": "tag", "asset_ids": ids, "tag": "x"})
    client.delete(f"/api/v1/assets/{ids[0]}")
    (tag,) = client.get(URL).json()["items"]
    assert tag["count"] == 2
    client.delete(f"{URL}/{tag['id']}")
    with transaction() as session:
        assert session.scalar(select(func.count()).select_from(AssetTag)) == 0
        assert session.scalar(select(func.count()).select_from(Asset)) == 3


def test_pages(client: TestClient) -> None:
    for name in ("b", "A", "c", "Å", "a2"):
        create(client, name)
    seen, cursor = [], None
    while True:
        page = client.get(URL, params={"limit": 2, **({"cursor": cursor} if cursor else {})}).json()
        assert page["total"] == 5
        seen += [item["name"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == ["A", "a2", "b", "c", "Å"]
    assert client.get(URL, params={"cursor": "x"}).json()["code"] == "invalid_cursor"


def test_only_ones_own(client: TestClient, make_user: MakeUser) -> None:
    other = make_user()
    theirs = client.post(URL, json={"name": "theirs"}, headers={"Authorization": f"Bearer {other.api_key}"}).json()
    create(client, "theirs")
    assert len(names_of(client)) == 1
    assert names_of(client, library_id=other.library_id) == []
    for answer in (
        client.patch(f"{URL}/{theirs['id']}", json={"name": "x"}),
        client.delete(f"{URL}/{theirs['id']}"),
        client.delete(f"{URL}/{uuid.uuid4()}"),
        client.post(URL, json={"name": "x", "library_id": str(other.library_id)}),
    ):
        assert answer.status_code == 404


def test_a_tag_is_not_deleted_while_it_is_put_on_files(database: Engine, client: TestClient, user: MadeUser, add_asset: AddAsset) -> None:
    tag, asset = create(client, "Blue"), add_asset()
    with ThreadPoolExecutor(1) as pool:
        with transaction() as session:
            tag_id = repository.ensure(session, user.library_id, "blue")
            assert str(tag_id) == tag["id"]
            deleting = pool.submit(client.delete, f"{URL}/{tag['id']}")
            until_somebody_waits(database)
            session.add(AssetTag(tag_id=tag_id, asset_id=asset, library_id=user.library_id))
        assert deleting.result(20).status_code == 204


def test_one_that_is_deleted_while_it_is_looked_up_is_made_anew(database: Engine, client: TestClient, user: MadeUser) -> None:
    tag = create(client, "Blue")
    deleted: list[int] = []

    def delete_first(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("SELECT tags.id") and not deleted:
            deleted.append(client.delete(f"{URL}/{tag['id']}").status_code)

    with transaction() as session:
        event.listen(session.connection(), "before_cursor_execute", delete_first)
        made = repository.ensure(session, user.library_id, "blue")
    assert deleted == [204]
    assert str(made) != tag["id"]
    assert names_of(client) == ["blue"]
