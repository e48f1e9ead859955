"""A second library with the same files, names, tags, places and passages: nothing of an answer changes, neither hits nor scores, counts or suggestions."""

import uuid
from typing import Any

import pytest
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from bowerbird.library import likeness
from bowerbird.library.duplicates import remember
from bowerbird.models import Asset, AssetTag, Collection, PictureFingerprint, Tag
from tests.fixtures_api import MadeUser, MakeUser
from tests.search.conftest import WordCounts, add_asset, settle

FILES = {
    "bowers.txt": "the satin bowerbird and its blue bower",
    "birds.pdf": "birds that build a bower of sticks",
    "bridge.txt": "bridges of steel and rivets",
    "blue.jpg": "a picture of a blue door",
}
QUERIES: tuple[dict[str, Any], ...] = (
    {"query": "blue bowers and birds"},
    {"query": '"bower"'},
    {"query": "bowers.txt"},
    {"query": "bower", "group": "moment", "sort": "newest"},
    {"query": "tag:private"},
    {"query": "bower place:vienna camera:leica"},
    {"query": "in:secret bower"},
    {"query": "is:duplicate"},
    {"query": "type:image", "filters": {"tags": ["private"]}},
)


def fill(session: Session, library_id: uuid.UUID, *, named: bool) -> dict[str, Asset]:
    """`named` also gives what only a second library has: a tag, a collection, a place, a camera, and another copy of the picture."""
    assets = {}
    for name, content in FILES.items():
        more: dict[str, Any] = {"place": "Vienna, Austria", "camera": "Leica Q2"} if named else {}
        kind = "image" if name.endswith("jpg") else "document"
        assets[name] = add_asset(session, library_id, content, name=name, kind=kind, **more)
    pictures = [assets["blue.jpg"]]
    if named:
        pictures.append(add_asset(session, library_id, "blue bower " * 5, name="blue again.jpg", kind="image"))
        tag = Tag(library_id=library_id, name="private")
        session.add_all([tag, Collection(library_id=library_id, name="Secret")])
        session.flush()
        session.add_all(AssetTag(tag_id=tag.id, asset_id=asset.id, library_id=library_id) for asset in assets.values())
    for picture in pictures:
        session.add(
            PictureFingerprint(
                asset_id=picture.id,
                library_id=library_id,
                pixels=b"the same",
                hash=5,
                detail=50,
                tiny=bytes(range(192)),
                bands=likeness.bands(library_id, 5),
            )
        )
        session.flush()
        remember(session, picture)
    settle(session)
    return assets


def answers(client: TestClient, mine: dict[str, Asset]) -> list[Any]:
    found = []
    for query in QUERIES:
        answer = client.post("/api/v1/search", json={**query, "limit": 100, "explain": True})
        assert answer.status_code == 200, answer.text
        body = answer.json()
        for changing in ("search_id", "took_ms"):
            del body[changing]
        del body["explain"]["times_ms"]
        found.append(body)
    for typed in ("", "b", "bow", "tag:", "tag:p", "place:", "camera:l", "in:", "priv", "vie"):
        items = client.get("/api/v1/search/suggestions", params={"q": typed}).json()["items"]
        found.append([item for item in items if item["kind"] != "past"])
    for by in ("text", "picture", "duplicate"):
        found.append(client.get(f"/api/v1/assets/{mine['blue.jpg'].id}/similar", params={"by": by}).json())
    return found


def test_the_same_files_in_another_library_change_nothing(
    client: TestClient, session: Session, user: MadeUser, make_user: MakeUser, embedder: WordCounts
) -> None:
    mine = fill(session, user.library_id, named=False)
    before = answers(client, mine)
    assert before[0]["total"] >= 2
    for _ in range(2):
        fill(session, make_user().library_id, named=True)
    calls = embedder.calls
    assert answers(client, mine) == before
    assert embedder.calls == calls, "queries that are known are not embedded again"


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query["query"])
def test_another_finds_their_own(client: TestClient, session: Session, user: MadeUser, make_user: MakeUser, query: dict[str, Any]) -> None:
    fill(session, user.library_id, named=False)
    other = make_user()
    fill(session, other.library_id, named=True)
    theirs = client.post("/api/v1/search", json=query, headers={"Authorization": f"Bearer {other.api_key}"}).json()
    assert {item["asset"]["library_id"] for item in theirs["items"]} <= {str(other.library_id)}
    if query["query"] in {"tag:private", "is:duplicate"}:
        assert theirs["total"] > 0
        assert sum(value["count"] for value in theirs["facets"]["kind"]) == theirs["total"]
