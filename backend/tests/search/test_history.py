"""History and saved searches, which are one's own."""

import uuid
from typing import Any

from sqlalchemy import text, update
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from bowerbird.models import Search
from tests.fixtures_api import MadeUser, MakeUser
from tests.search.conftest import add_asset, ask, settle


def past(client: TestClient, **parameters: Any) -> dict[str, Any]:
    answer: dict[str, Any] = client.get("/api/v1/search/history", params=parameters).json()
    return answer


def test_what_was_searched_for_is_kept_with_what_it_took(client: TestClient, session: Session, user: MadeUser) -> None:
    add_asset(session, user.library_id, "a bower of blue things", name="a.txt")
    settle(session)
    ask(client, "nothing of the kind")
    found = ask(client, "bower type:document", kinds=["document"], filters={"tags": []})
    history = past(client)
    assert [item["query"] for item in history["items"]] == ["bower type:document", "nothing of the kind"]
    latest = history["items"][0]
    assert (latest["id"], latest["total"], latest["total_relation"]) == (found["search_id"], 1, "eq")
    assert latest["took_ms"] >= 0
    assert latest["filters"] == {"kinds": ["document"]}
    assert (history["total"], history["keep"], history["next_cursor"]) == (2, True, None)


def test_the_history_comes_in_pages(client: TestClient, user: MadeUser) -> None:
    for number in range(5):
        ask(client, f"{number} bower")
    seen: list[str] = []
    cursor = None
    while True:
        page = past(client, limit=2, **({"cursor": cursor} if cursor else {}))
        seen += [item["query"][0] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == ["4", "3", "2", "1", "0"]
    assert client.get("/api/v1/search/history", params={"cursor": "x"}).status_code == 422


def test_what_was_only_typed_on_the_way_is_left_out(client: TestClient, session: Session, user: MadeUser) -> None:
    first = ask(client, "b")
    for typed in ("bo", "bower", "bower"):
        ask(client, typed)
    assert [item["query"] for item in past(client)["items"]] == ["bower"]
    session.execute(update(Search).where(Search.id != uuid.UUID(first["search_id"])).values(created_at="2024-01-01"))
    ask(client, "bowerbird")
    assert [item["query"] for item in past(client)["items"]] == ["bowerbird", "bower"]


def test_a_query_that_is_asked_again_stands_once_and_is_forgotten_with_all_its_askings(
    client: TestClient, session: Session, user: MadeUser
) -> None:
    for query in ("a bower", "a nest", "a bower"):
        ask(client, query)
        session.execute(update(Search).values(created_at="2024-01-01"))
    history = past(client)
    assert ([item["query"] for item in history["items"]], history["total"]) == (["a bower", "a nest"], 2)
    assert past(client, limit=1, cursor=past(client, limit=1)["next_cursor"])["items"] == history["items"][1:]
    assert client.delete(f"/api/v1/search/history/{history['items'][0]['id']}").status_code == 204
    assert [item["query"] for item in past(client)["items"]] == ["a nest"]


def test_a_search_is_forgotten_or_all_are(client: TestClient, user: MadeUser) -> None:
    ids = [ask(client, f"{number} bower")["search_id"] for number in range(3)]
    assert client.delete(f"/api/v1/search/history/{ids[1]}").status_code == 204
    assert client.delete(f"/api/v1/search/history/{ids[1]}").status_code == 404
    assert [item["id"] for item in past(client)["items"]] == [ids[2], ids[0]]
    assert client.delete("/api/v1/search/history").status_code == 204
    assert past(client)["items"] == []


def test_it_can_be_switched_off(client: TestClient, session: Session, user: MadeUser) -> None:
    for number in range(3):
        add_asset(session, user.library_id, "a bower", name=f"{number}.txt")
    settle(session)
    assert client.put("/api/v1/search/history/settings", json={"keep": False}).json() == {"keep": False}
    page = ask(client, "bower -secret", limit=1, filters={"name": "*.txt"})
    assert past(client) == {"items": [], "next_cursor": None, "total": 0, "total_relation": "eq", "keep": False}
    assert len(ask(client, "bower -secret", limit=1, cursor=page["next_cursor"], filters={"name": "*.txt"})["items"]) == 1
    assert client.post("/api/v1/search", json={"query": "bower", "cursor": page["next_cursor"]}).status_code == 422
    written = session.execute(text("SELECT row_to_json(s)::text FROM searches s WHERE id = :id"), {"id": page["search_id"]}).scalar_one()
    assert not any(word in written for word in ("bower ", "secret", "*.txt"))
    client.put("/api/v1/search/history/settings", json={"keep": True})
    ask(client, "bower")
    assert past(client)["total"] == 1


def test_searches_are_saved_under_names(client: TestClient, user: MadeUser) -> None:
    made = client.post(
        "/api/v1/search/saved", json={"name": " Last  trips ", "query": "beach", "filters": {"tags": ["trip"], "is": ["untagged"]}}
    )
    assert made.status_code == 201
    assert made.json()["name"] == "Last trips"
    client.post("/api/v1/search/saved", json={"name": "Bills", "query": "invoice on:last year"})
    again = client.post("/api/v1/search/saved", json={"name": "last trips", "query": "sea"}).json()
    assert again["id"] == made.json()["id"]
    saved = client.get("/api/v1/search/saved").json()["items"]
    assert [(each["name"], each["query"]) for each in saved] == [("Bills", "invoice on:last year"), ("last trips", "sea")]
    assert ask(client, saved[1]["query"], filters=saved[1]["filters"])["total"] == 0
    assert client.delete(f"/api/v1/search/saved/{again['id']}").status_code == 204
    assert client.delete(f"/api/v1/search/saved/{again['id']}").status_code == 404
    for body in (
        {"name": ""},
        {"name": " \x00"},
        {"name": "x", "filters": {"colour": "blue"}},
        {"name": "x", "filters": {"on": "someday"}},
        {"name": "x" * 201},
    ):
        assert client.post("/api/v1/search/saved", json=body).status_code == 422


def test_nobody_sees_anothers(client: TestClient, user: MadeUser, make_user: MakeUser) -> None:
    searched = ask(client, "my secret")["search_id"]
    saved = client.post("/api/v1/search/saved", json={"name": "Mine", "query": "x"}).json()["id"]
    stranger = {"Authorization": f"Bearer {make_user().api_key}"}
    assert client.get("/api/v1/search/history", headers=stranger).json()["items"] == []
    assert client.get("/api/v1/search/saved", headers=stranger).json()["items"] == []
    assert client.delete(f"/api/v1/search/history/{searched}", headers=stranger).status_code == 404
    assert client.delete(f"/api/v1/search/saved/{saved}", headers=stranger).status_code == 404
    client.delete("/api/v1/search/history", headers=stranger)
    assert past(client)["total"] == 1
