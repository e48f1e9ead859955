"""More like this, by text, by picture, by copies, and by a passage."""

import uuid
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from bowerbird.ai.contracts import SpaceSpec
from bowerbird.models import Asset, Embedding, PictureFingerprint, Segment
from bowerbird.search import dense
from bowerbird.search.spaces import create_space
from tests.fixtures_api import MadeUser, MakeUser
from tests.search.conftest import WordCounts, add_asset, settle

OTHERS = ("steel bridges of iron", "soup with leeks", "a clock on the wall", "rain in autumn", "music for two")


def similar(client: TestClient, asset: Asset, by: str) -> dict[str, Any]:
    answer = client.get(f"/api/v1/assets/{asset.id}/similar", params={"by": by})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def fill(session: Session, library_id: uuid.UUID) -> Asset:
    mine = add_asset(session, library_id, "blue bowers and birds", "the nest of a bird in blue", name="mine.txt")
    add_asset(session, library_id, "blue bowers and birds in a nest", name="alike.txt")
    for number in range(60):
        add_asset(session, library_id, f"{OTHERS[number % len(OTHERS)]} {number}", name=f"other {number}.txt")
    settle(session)
    return mine


def test_by_text(client: TestClient, session: Session, user: MadeUser) -> None:
    mine = fill(session, user.library_id)
    found = similar(client, mine, "text")
    assert found["items"][0]["asset"]["name"] == "alike.txt"
    assert found["items"][0]["strength"] == "strong"
    assert "mine.txt" not in {item["asset"]["name"] for item in found["items"]}
    assert len(found["items"]) < 30
    assert session.get_one(Segment, uuid.UUID(found["items"][0]["segment_id"])).text == "blue bowers and birds in a nest"


def test_a_file_without_vectors_says_so(client: TestClient, session: Session, user: MadeUser) -> None:
    bare = add_asset(session, user.library_id, "no vector yet", is_embedded=False)
    assert similar(client, bare, "text") == {"items": [], "degraded": ["dense"]}
    assert similar(client, bare, "picture") == {"items": [], "degraded": ["visual"]}


def test_by_passage_with_filters_and_pages(client: TestClient, session: Session, user: MadeUser) -> None:
    mine = fill(session, user.library_id)
    add_asset(session, user.library_id, "birds of blue bowers", name="picture.jpg", kind="image")
    passage = session.execute(text("SELECT id FROM segments WHERE asset_id = :id AND page = 1"), {"id": mine.id}).scalar_one()

    def ask(**fields: Any) -> dict[str, Any]:
        answer = client.post("/api/v1/search", json={"segment_id": str(passage), **fields})
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body

    whole = ask(limit=10)
    names = [item["asset"]["name"] for item in whole["items"]]
    assert set(names[:2]) == {"alike.txt", "picture.jpg"}
    assert "mine.txt" not in names
    assert [item["asset"]["name"] for item in ask(query="type:image")["items"]] == ["picture.jpg"]
    first = ask(limit=1)
    assert ask(limit=1, cursor=first["next_cursor"])["items"][0] == whole["items"][1]
    assert client.post("/api/v1/search", json={"segment_id": str(uuid.uuid4())}).status_code == 404


def test_copies_in_tiers(client: TestClient, session: Session, user: MadeUser) -> None:
    pictures = [add_asset(session, user.library_id, name=f"{name}.jpg", kind="image") for name in ("mine", "same", "other")]
    for picture, pixels in zip(pictures, (b"a", b"a", b"b"), strict=True):
        session.add(
            PictureFingerprint(asset_id=picture.id, library_id=user.library_id, pixels=pixels, hash=0, detail=0, tiny=bytes(192), bands=[])
        )
    session.flush()
    found = similar(client, pictures[0], "duplicate")["items"]
    assert [(item["asset"]["name"], item["tier"], item["distance"]) for item in found] == [("same.jpg", "pixels", 0.0)]


def test_another_library_is_never_alike(client: TestClient, session: Session, user: MadeUser, make_user: MakeUser) -> None:
    mine = fill(session, user.library_id)
    before = similar(client, mine, "text")
    other = make_user()
    theirs = fill(session, other.library_id)
    assert similar(client, mine, "text") == before
    for by in ("text", "picture", "duplicate"):
        assert client.get(f"/api/v1/assets/{theirs.id}/similar", params={"by": by}).status_code == 404
    passage = session.execute(text("SELECT id FROM segments WHERE asset_id = :id LIMIT 1"), {"id": theirs.id}).scalar_one()
    assert client.post("/api/v1/search", json={"segment_id": str(passage)}).status_code == 404


class Seen(WordCounts):
    """A VisualEmbedder for words: pictures were given the vectors of what they show."""

    space = SpaceSpec(name="seen", provider="tests", model="seen", dimensions=32, languages=())

    def embed_text(self, text: str) -> Any:
        return self.embed_passages([text])[0]


@pytest.fixture
def visual(owner: Engine, session: Session, monkeypatch: pytest.MonkeyPatch) -> int:
    with owner.begin() as connection:
        space = create_space(connection, Seen.space, capability="visual", status="active")
        connection.execute(text("""UPDATE embedding_spaces SET calibration = '{"mu": 0.1, "a": 0.8}' WHERE id = :id"""), {"id": space})
    monkeypatch.setattr(dense, "get_visual_embedder", Seen)
    return space


def add_picture(session: Session, library_id: uuid.UUID, space: int, shows: str, name: str) -> Asset:
    asset = add_asset(session, library_id, f"Picture of {name}", name=name, kind="image")
    segment = session.execute(text("SELECT id FROM segments WHERE asset_id = :id"), {"id": asset.id}).scalar_one()
    vector = WordCounts().embed_passages([shows])[0].tolist()
    session.add(Embedding(space_id=space, segment_id=segment, asset_id=asset.id, library_id=library_id, kind="image", vector=vector))
    session.flush()
    return asset


def test_pictures_are_found_by_what_they_show(client: TestClient, session: Session, user: MadeUser, visual: int) -> None:
    beach = add_picture(session, user.library_id, visual, "people at the beach with umbrellas", "IMG 1.jpg")
    add_picture(session, user.library_id, visual, "beach with people and umbrellas", "IMG 2.jpg")
    for number in range(60):
        add_picture(session, user.library_id, visual, f"a mountain in winter {number}", f"IMG 1{number}.jpg")
    settle(session)
    answer = client.post("/api/v1/search", json={"query": "umbrellas beach people", "explain": True}).json()
    assert {item["asset"]["name"] for item in answer["items"][:2]} == {"IMG 1.jpg", "IMG 2.jpg"}
    assert answer["items"][0]["explain"]["retrievers"]["visual"]["rank"] in {1, 2}
    assert answer["items"][0]["explain"]["visual"] > 0.5
    assert answer["explain"]["plans"]["visual"] == "exact"
    assert similar(client, beach, "picture")["items"][0]["asset"]["name"] == "IMG 2.jpg"
    assert client.post("/api/v1/search", json={"query": '"umbrellas"'}).json()["items"] == []
