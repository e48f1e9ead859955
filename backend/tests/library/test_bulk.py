"""POST /assets/bulk."""

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, update
from starlette.testclient import TestClient

from bowerbird.db.session import transaction
from bowerbird.library import selection
from bowerbird.library.bulk import service
from bowerbird.models import Asset, AssetTag, Collection, CollectionAsset, Job, Library, Membership, StoredObject
from tests.fixtures_api import MadeUser, MakeUser
from tests.library.conftest import AddAsset

URL = "/api/v1/assets/bulk"


def bulk(client: TestClient, action: str, ids: list[Any] | None = None, **more: Any) -> dict[str, Any]:
    body = {"action": action, **({"asset_ids": [str(each) for each in ids]} if ids is not None else {}), **more}
    answer = client.post(URL, json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def in_trash() -> set[str]:
    with transaction() as session:
        return set(session.scalars(select(Asset.name).where(Asset.deleted_at.is_not(None))))


def test_trash_and_its_undo(client: TestClient, add_asset: AddAsset) -> None:
    a, b, c = add_asset("a"), add_asset("b"), add_asset("c")
    bulk(client, "trash", [c])
    done = bulk(client, "trash", [a, b, c, a])
    assert (done["done"], done["failed"]) == (3, [])
    assert in_trash() == {"a", "b", "c"}
    assert done["undo"]["action"] == "restore"
    assert set(done["undo"]["asset_ids"]) == {str(a), str(b)}, "c was there before"
    again = client.post(URL, json=done["undo"]).json()
    assert (again["done"], in_trash()) == (2, {"c"})
    assert bulk(client, "restore", [a, c])["undo"]["asset_ids"] == [str(c)]


def test_what_one_cannot_see_fails_alone(client: TestClient, add_asset: AddAsset, make_user: MakeUser) -> None:
    mine, theirs, nothing = add_asset(), add_asset("theirs", library_id=make_user().library_id), uuid.uuid4()
    for action in ("trash", "restore", "delete", "retry"):
        done = bulk(client, action, [theirs, nothing])
        assert done["done"] == 0
        assert done["undo"] is None
        assert [(each["id"], each["code"]) for each in done["failed"]] == [(str(theirs), "not_found"), (str(nothing), "not_found")]
    assert bulk(client, "tag", [theirs, mine], tag="x")["done"] == 1
    with transaction() as session:
        assert session.get(Asset, theirs) is not None
        assert session.scalars(select(AssetTag.asset_id)).all() == [mine]
    assert in_trash() == set()


def test_a_library_that_one_only_reads(client: TestClient, add_asset: AddAsset, user: MadeUser) -> None:
    with transaction() as session:
        shared = Library(name="Shared")
        session.add(shared)
        session.flush()
        session.add(Membership(user_id=user.id, library_id=shared.id, role="viewer"))
        library_id = shared.id
    done = bulk(client, "trash", [add_asset(library_id=library_id)])
    assert [each["code"] for each in done["failed"]] == ["forbidden"]
    assert in_trash() == set()


def test_the_same_bytes_come_back_once(client: TestClient, add_asset: AddAsset) -> None:
    sha = b"1" * 32
    older = add_asset("older", sha256=sha)
    bulk(client, "trash", [older])
    newer = add_asset("newer", sha256=sha)
    assert [each["code"] for each in bulk(client, "restore", [older])["failed"]] == ["already_there"]
    bulk(client, "trash", [newer])
    done = bulk(client, "restore", [older, newer])
    assert (done["done"], [each["id"] for each in done["failed"]], in_trash()) == (1, [str(older)], {"older"})


def test_delete_is_for_good(client: TestClient, add_asset: AddAsset, add_object: Callable[..., str]) -> None:
    gone, kept = add_asset("gone"), add_asset("kept")
    add_object(gone, b"1")
    add_object(kept, b"2")
    with transaction() as session:
        for asset_id in (gone, kept):
            session.add(Job(subject_id=asset_id, library_id=uuid.uuid4(), stage="inspect", queue="fast"))
    done = bulk(client, "delete", [gone])
    assert (done["done"], done["undo"]) == (1, None)
    with transaction() as session:
        assert session.scalars(select(Asset.name)).all() == ["kept"]
        assert session.scalars(select(Job.subject_id)).all() == [kept]
        states = {row.asset_id: row.state for row in session.execute(select(StoredObject.asset_id, StoredObject.state))}
    assert states == {gone: "deleting", kept: "stored"}


def test_retry(client: TestClient, add_asset: AddAsset, user: MadeUser) -> None:
    failed, fine = add_asset(status="failed"), add_asset()
    with transaction() as session:
        session.add(Job(subject_id=failed, library_id=user.library_id, stage="inspect", queue="fast", status="failed", error_code="x"))
        session.add(Job(subject_id=fine, library_id=user.library_id, stage="inspect", queue="fast", status="done"))
    done = bulk(client, "retry", [failed, fine])
    assert (done["done"], [each["code"] for each in done["failed"]], done["undo"]) == (1, ["nothing_to_retry"], None)
    assert client.get(f"/api/v1/assets/{failed}").json()["status"] == "processing"


def test_tags_come_and_go(client: TestClient, add_asset: AddAsset) -> None:
    a, b = add_asset("a"), add_asset("b")
    assert bulk(client, "tag", [a], tag="  Blue\u200b   things ")["done"] == 1
    done = bulk(client, "tag", [a, b], tag="#BLUE THINGS")
    assert done["done"] == 2
    assert done["undo"] == {"action": "untag", "asset_ids": [str(b)], "tag": "BLUE THINGS", "collection_id": None}
    (tag,) = client.get("/api/v1/tags").json()["items"]
    assert (tag["name"], tag["count"]) == ("Blue things", 2)
    client.post(URL, json=done["undo"])
    assert client.get("/api/v1/tags").json()["items"][0]["count"] == 1
    assert bulk(client, "untag", [a, b], tag="no such")["undo"] is None


def test_collections_take_and_give(client: TestClient, add_asset: AddAsset, user: MadeUser, make_user: MakeUser) -> None:
    a, b = add_asset("a"), add_asset("b")
    other = make_user()
    with transaction() as session:
        box = Collection(library_id=user.library_id, name="Box")
        smart = Collection(library_id=user.library_id, name="Smart", query="blue")
        closed = Collection(library_id=other.library_id, name="Closed")
        session.add_all([box, smart, closed])
        session.flush()
        box_id, smart_id, closed_id = str(box.id), str(smart.id), str(closed.id)
    done = bulk(client, "add_to_collection", [a, b], collection_id=box_id)
    assert (done["done"], set(done["undo"]["asset_ids"])) == (2, {str(a), str(b)})
    assert bulk(client, "add_to_collection", [a], collection_id=box_id)["undo"] is None
    client.post(URL, json=done["undo"])
    with transaction() as session:
        assert session.scalar(select(func.count()).select_from(CollectionAsset)) == 0
    for collection_id, status, code in ((smart_id, 409, "collection_is_smart"), (closed_id, 404, "not_found")):
        for action in ("add_to_collection", "remove_from_collection"):
            answer = client.post(URL, json={"action": action, "asset_ids": [str(a)], "collection_id": collection_id})
            assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_all_that_match_a_filter(client: TestClient, add_asset: AddAsset, monkeypatch: pytest.MonkeyPatch) -> None:
    """In several requests and several batches, with everything touched once."""
    monkeypatch.setattr(selection, "MOST", 4)
    monkeypatch.setattr(service, "BATCH", 3)
    ids = [add_asset(f"{number}", kind="image") for number in range(10)]
    add_asset("document")
    cursor, done, rounds = None, 0, 0
    while True:
        answer = bulk(client, "trash", filter={"kinds": ["image"]}, except_ids=[str(ids[5])], cursor=cursor)
        done, rounds, cursor = done + answer["done"], rounds + 1, answer["next_cursor"]
        assert len(answer["undo"]["asset_ids"]) == answer["done"]
        if cursor is None:
            break
    assert (done, rounds) == (9, 3)
    assert in_trash() == {str(number) for number in range(10)} - {"5"}
    emptied = bulk(client, "delete", filter={"trashed": True})
    assert emptied["done"] == 4


@pytest.mark.parametrize(
    "body",
    [
        {"action": "trash"},
        {"action": "trash", "asset_ids": [], "filter": {}},
        {"action": "explode", "asset_ids": []},
        {"action": "tag", "asset_ids": []},
        {"action": "tag", "asset_ids": [], "tag": " \u200d "},
        {"action": "add_to_collection", "asset_ids": []},
        {"action": "trash", "asset_ids": ["x"]},
        {"action": "trash", "asset_ids": [str(uuid.uuid4())] * 4001},
        {"action": "trash", "filter": {"after": "2024-01-01T00:00:00"}},
        {"action": "trash", "filter": {"after": 2024}},
        {"action": "trash", "filter": {}, "cursor": "x"},
    ],
)
def test_requests_that_make_no_sense(client: TestClient, body: dict[str, Any]) -> None:
    assert client.post(URL, json=body).status_code == 422


def test_many_at_once_take_turns(client: TestClient, add_asset: AddAsset, database: Engine) -> None:
    """Two who trash and restore the same files in opposite orders neither deadlock nor leave a file twice."""
    ids = [add_asset(f"{number}", sha256=(number // 2).to_bytes(32)) for number in range(0, 40, 2)]
    with transaction() as session:
        session.execute(update(Asset).values(deleted_at=func.now()))
    ids += [add_asset(f"{number}", sha256=(number // 2).to_bytes(32)) for number in range(1, 40, 2)]
    answers: list[int] = []

    def go(action: str, these: list[uuid.UUID]) -> None:
        for _ in range(5):
            answers.append(client.post(URL, json={"action": action, "asset_ids": [str(each) for each in these]}).status_code)

    threads = [threading.Thread(target=go, args=(action, these)) for action in ("trash", "restore") for these in (ids, list(reversed(ids)))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 20
    with transaction() as session:
        twice = select(Asset.sha256).where(Asset.deleted_at.is_(None)).group_by(Asset.sha256).having(func.count() > 1)
        assert session.scalars(twice).all() == []
