import pytest
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from bowerbird.models import Collection, Tag
from tests.fixtures_api import MadeUser, MakeUser
from tests.search.conftest import add_asset, settle


def suggested(client: TestClient, typed: str, limit: int = 10) -> list[tuple[str, str, str]]:
    answer = client.get("/api/v1/search/suggestions", params={"q": typed, "limit": limit})
    assert answer.status_code == 200, answer.text
    return [(item["kind"], item["text"], item["insert"]) for item in answer.json()["items"]]


@pytest.fixture
def library(session: Session, user: MadeUser) -> MadeUser:
    session.add_all([Tag(library_id=user.library_id, name=name) for name in ("Garden", "To do", 'odd "tag"', "100%")])
    session.add(Collection(library_id=user.library_id, name="Garden plans"))
    add_asset(session, user.library_id, "a bower", name="garden map.pdf", camera="Leica Q2", place="Gardena, Italy")
    add_asset(session, user.library_id, name="winter garden.jpg", place="Rome, Italy")
    settle(session)
    return user


def test_a_word_is_completed_by_everything_there_is(client: TestClient, library: MadeUser) -> None:
    client.post("/api/v1/search", json={"query": "garden map"})
    assert suggested(client, "gard") == [
        ("tag", "Garden", "tag:Garden"),
        ("collection", "Garden plans", 'in:"Garden plans"'),
        ("place", "Gardena, Italy", 'place:"Gardena, Italy"'),
        ("past", "garden map", "garden map"),
        ("name", "garden map.pdf", "garden map.pdf"),
        ("name", "winter garden.jpg", "winter garden.jpg"),
    ]
    assert suggested(client, "old gard")[:1] == [("tag", "Garden", "old tag:Garden")]


def test_names_of_qualifiers_and_their_values(client: TestClient, library: MadeUser) -> None:
    assert suggested(client, "map top") == [("qualifier", "topic:", "map topic:")]
    assert suggested(client, "-ty") == [("qualifier", "-type:", "-type:")]
    assert suggested(client, "map type:im") == [("qualifier", "image", "map type:image")]
    assert suggested(client, "-is:unt") == [("qualifier", "untagged", "-is:untagged")]
    assert ("qualifier", "last summer", "on:last summer") in suggested(client, "on:last")
    assert suggested(client, "map -tag:to") == [("tag", "To do", 'map -tag:"To do"')]
    assert suggested(client, 'map tag:"to d') == [("tag", "To do", 'map tag:"To do"')]
    assert suggested(client, "tag:odd") == [("tag", "odd tag", 'tag:"odd tag"')]
    assert suggested(client, "tag:100%") == [("tag", "100%", "tag:100%")]
    assert suggested(client, "in:") == [("collection", "Garden plans", 'in:"Garden plans"')]
    assert suggested(client, "camera:q") == [("camera", "Leica Q2", 'camera:"Leica Q2"')]
    assert {text for _, text, _ in suggested(client, "place:it")} == {"Gardena, Italy", "Rome, Italy"}
    assert suggested(client, "name:wint") == [("name", "winter garden.jpg", 'name:"winter garden.jpg"')]
    assert suggested(client, "map lang:germ") == [("qualifier", "german", "map lang:german")]
    assert ("qualifier", "10MB", "smaller:10MB") in suggested(client, "smaller:")
    assert ("qualifier", "5min", "shorter:5min") in suggested(client, "shorter:")
    assert suggested(client, "topic:") == []


def test_an_empty_box_brings_what_was_searched_for(client: TestClient, library: MadeUser) -> None:
    client.post("/api/v1/search", json={"query": "bower"})
    client.post("/api/v1/search", json={"query": "type:video"})
    assert suggested(client, "") == [("past", "bower", "bower")]  # the other one found nothing


def test_the_limit_leaves_room_for_every_kind(client: TestClient, session: Session, library: MadeUser) -> None:
    for number in range(20):
        add_asset(session, library.library_id, name=f"garden {number}.txt")
    found = suggested(client, "garden", limit=5)
    assert len(found) == 5
    assert {kind for kind, _, _ in found} == {"tag", "collection", "place", "name"}


def test_another_library_suggests_nothing(client: TestClient, library: MadeUser, make_user: MakeUser) -> None:
    client.post("/api/v1/search", json={"query": "garden map"})
    stranger = {"Authorization": f"Bearer {make_user().api_key}"}
    for typed in ("gard", "", "tag:", "in:", "place:", "camera:", "name:gar"):
        answer = client.get("/api/v1/search/suggestions", params={"q": typed}, headers=stranger)
        assert answer.json()["items"] == [], typed


@pytest.mark.parametrize("typed", ["\x00", '"', "tag:\x00", "%", "_", "\\", 'tag:"', "-", "-:", "::", "😀" * 100])
def test_any_text_can_be_typed(client: TestClient, library: MadeUser, typed: str) -> None:
    suggested(client, typed)
