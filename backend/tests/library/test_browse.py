"""GET /assets/grid, /assets/timeline and /assets/counts, and the filters that all lists share."""

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.testclient import TestClient

from bowerbird.db.session import transaction
from bowerbird.library.browse.schemas import WORDS_BYTES, GridItem
from bowerbird.models import AssetKind, AssetStatus, AssetTag, Collection, CollectionAsset, Tag
from tests.fixtures_api import MadeUser, MakeUser
from tests.library.conftest import AddAsset

GRID = "/api/v1/assets/grid"
TIMELINE = "/api/v1/assets/timeline"
COUNTS = "/api/v1/assets/counts"
LISTS = ["/api/v1/assets", GRID]


def names_of(client: TestClient, url: str, **params: Any) -> list[str]:
    response = client.get(url, params=params)
    assert response.status_code == 200, response.text
    return [item["name"] for item in response.json()["items"]]


def at(year: int, month: int, day: int, hour: int = 12) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def test_a_tile_has_what_it_shows_and_no_more(client: TestClient, add_asset: AddAsset) -> None:
    add_asset("a.jpg", kind="image", width=400, height=300, thumbhash=bytes(range(20)), captured_at=at(2024, 5, 6), summary="long")
    (tile,) = client.get(GRID).json()["items"]
    assert tile.pop("id")
    assert tile.pop("thumbnail_url").endswith("/thumbnail?v=000102030405")
    assert tile == {
        "kind": "image",
        "name": "a.jpg",
        "status": "ready",
        "width": 400,
        "height": 300,
        "duration_ms": None,
        "page_count": None,
        "thumbhash": "AAECAwQFBgcICQoLDA0ODxAREhM=",
        "happened_at": "2024-05-06T12:00:00Z",
        "words": None,
    }


def test_a_tile_without_a_picture_has_words_and_a_full_page_stays_small(client: TestClient, add_asset: AddAsset) -> None:
    add_asset("a.txt", summary="Leeks are sown in February. " * 20)
    add_asset("b.txt", summary="\u8471" * 200)
    add_asset("c.txt")
    words = {item["name"]: item["words"] for item in client.get(GRID).json()["items"]}
    assert words["a.txt"].startswith("Leeks are sown")
    assert words == {"a.txt": ("Leeks are sown in February. " * 20)[:200], "b.txt": "\u8471" * 66, "c.txt": None}
    largest = GridItem(
        id=uuid.uuid4(), kind=AssetKind.DOCUMENT, name="n" * 60, status=AssetStatus.PROCESSING, width=None, height=None, duration_ms=None,
        page_count=1000, thumbhash=None, thumbnail_url=None, happened_at=at(2024, 1, 1), words="w" * WORDS_BYTES,
    )  # fmt: skip
    assert 300 * len(largest.model_dump_json()) < 200_000


def test_the_grid_pages_as_the_list_does(client: TestClient, add_asset: AddAsset) -> None:
    for name in "abcde":
        add_asset(name, captured_at=at(2024, 1, 1))
    seen, cursor = [], None
    while True:
        page = client.get(GRID, params={"limit": 2, **({"cursor": cursor} if cursor else {})}).json()
        assert page["total"] == 5
        seen += [item["name"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == list("edcba")


@pytest.mark.parametrize("url", LISTS)
def test_lists_by_time(client: TestClient, add_asset: AddAsset, url: str) -> None:
    for name, when in (("may", at(2024, 5, 1, 0)), ("june", at(2024, 6, 1, 0)), ("july", at(2024, 7, 1, 0))):
        add_asset(name, captured_at=when)
    assert names_of(client, url, after="2024-06-01T00:00:00Z") == ["july", "june"]
    assert names_of(client, url, before="2024-06-01T00:00:00Z") == ["may"]
    assert names_of(client, url, after="2024-06-01T02:00:00+02:00", before="2024-07-01T00:00:00Z") == ["june"]
    assert names_of(client, url, after="", before="", tag="", collection_id="") == ["july", "june", "may"]
    for no_moment in ("2024-06-01T00:00:00", "2024-06-01", "2024", "1717200000", "-1.5"):
        assert client.get(url, params={"after": no_moment}).status_code == 422, f"{no_moment} has no zone, or is a number"


@pytest.mark.parametrize("url", LISTS)
def test_lists_by_tag_and_collection(client: TestClient, add_asset: AddAsset, user: MadeUser, make_user: MakeUser, url: str) -> None:
    both, one, _ = add_asset("both"), add_asset("one"), add_asset("none")
    other = make_user()
    theirs = add_asset("theirs", library_id=other.library_id)
    with transaction() as session:
        blue, old = Tag(library_id=user.library_id, name="Blue"), Tag(library_id=user.library_id, name="old")
        foreign = Tag(library_id=other.library_id, name="Blue")
        box, closed = Collection(library_id=user.library_id, name="Box"), Collection(library_id=other.library_id, name="Closed")
        session.add_all([blue, old, foreign, box, closed])
        session.flush()
        for tag, asset_id in ((blue, both), (old, both), (blue, one), (foreign, theirs)):
            session.add(AssetTag(tag_id=tag.id, asset_id=asset_id, library_id=tag.library_id))
        for collection, asset_id in ((box, one), (closed, theirs)):
            session.add(CollectionAsset(collection_id=collection.id, asset_id=asset_id, library_id=collection.library_id))
        box_id, closed_id = box.id, closed.id
    assert names_of(client, url, tag="BLUE") == ["one", "both"]
    assert names_of(client, url, tag=["blue", "old"]) == ["both"]
    assert names_of(client, url, tag="nothing") == []
    assert names_of(client, url, collection_id=box_id) == ["one"]
    assert names_of(client, url, collection_id=closed_id) == []


def groups(client: TestClient, **params: Any) -> list[tuple[str, int]]:
    answer = client.get(TIMELINE, params=params)
    assert answer.status_code == 200, answer.text
    assert answer.json()["total"] == sum(group["count"] for group in answer.json()["groups"])
    return [(group["date"], group["count"]) for group in answer.json()["groups"]]


def test_the_timeline_counts_months_and_days(client: TestClient, add_asset: AddAsset) -> None:
    for when in (at(2023, 12, 31, 23), at(2024, 1, 1), at(2024, 1, 1), at(2024, 1, 9)):
        add_asset(captured_at=when, kind="image")
    add_asset(captured_at=at(1999, 2, 3), kind="audio")
    assert groups(client) == [("2024-01-01", 3), ("2023-12-01", 1), ("1999-02-01", 1)]
    assert groups(client, by="day", kind="image") == [("2024-01-09", 1), ("2024-01-01", 2), ("2023-12-31", 1)]
    assert groups(client, tz="Europe/Berlin", kind="image") == [("2024-01-01", 4)], "an hour later it was the new year in Berlin"
    assert groups(client, trashed="true") == []


def test_files_are_counted_by_kind_and_by_state(client: TestClient, add_asset: AddAsset) -> None:
    for kind, status in (("image", "ready"), ("image", "failed"), ("video", "ready"), ("document", "processing")):
        add_asset(kind=kind, status=status)
    add_asset(kind="audio", deleted_at=at(2024, 1, 1))
    assert client.get(COUNTS).json() == {
        "total": 4,
        "by_kind": {"image": 2, "video": 1, "document": 1},
        "by_status": {"ready": 2, "failed": 1, "processing": 1},
    }
    assert client.get(COUNTS, params={"kind": "image"}).json()["by_status"] == {"ready": 1, "failed": 1}
    assert client.get(COUNTS, params={"trashed": "true"}).json()["by_kind"] == {"audio": 1}


@pytest.mark.parametrize("zone", ["Mars/Olympus", "'; DROP", "../../etc/passwd", "\x00x"])
def test_a_time_zone_that_is_none(client: TestClient, zone: str) -> None:
    assert client.get(TIMELINE, params={"tz": zone}).status_code == 422


def test_only_ones_own(client: TestClient, add_asset: AddAsset, make_user: MakeUser) -> None:
    add_asset("theirs", library_id=make_user().library_id)
    assert names_of(client, GRID) == []
    assert groups(client) == []
    assert client.get(COUNTS).json() == {"total": 0, "by_kind": {}, "by_status": {}}
