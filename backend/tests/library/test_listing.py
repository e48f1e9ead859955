"""GET /assets: order, filters, pages."""

import base64
import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.fixtures_api import MadeUser, MakeUser
from tests.library.conftest import AddAsset

URL = "/api/v1/assets"


def names_of(client: TestClient, **params: Any) -> list[str]:
    response = client.get(URL, params=params)
    assert response.status_code == 200, response.text
    return [item["name"] for item in response.json()["items"]]


def walk(client: TestClient, limit: int, **params: Any) -> list[str]:
    """All names, page by page."""
    names: list[str] = []
    cursor = None
    for _ in range(50):
        page = client.get(URL, params={**params, "limit": limit, **({"cursor": cursor} if cursor else {})}).json()
        names += [item["name"] for item in page["items"]]
        assert len(page["items"]) <= limit
        cursor = page["next_cursor"]
        if cursor is None:
            return names
    raise AssertionError("the pages do not end")


@pytest.fixture
def assets(add_asset: AddAsset) -> None:
    day = datetime(2020, 1, 1, tzinfo=UTC)
    for name, days, size, kind, status in [
        ("b", 3, 10, "image", "ready"),
        ("A", 1, 30, "document", "ready"),
        ("d", 2, 30, "image", "failed"),
        ("C", 2, 20, "audio", "partial"),
        ("c", 2, 20, "other", "processing"),
    ]:
        add_asset(name, last_modified=day + timedelta(days=days), size=size, kind=kind, status=status)


@pytest.mark.usefixtures("assets")
@pytest.mark.parametrize("limit", [1, 2, 3, 100])
@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("-happened_at", ["b", "c", "C", "d", "A"]),
        ("-created_at", ["c", "C", "d", "A", "b"]),
        ("name", ["A", "b", "C", "c", "d"]),
        ("-size", ["d", "A", "c", "C", "b"]),
    ],
)
def test_every_asset_comes_once_in_every_order(client: TestClient, sort: str, expected: list[str], limit: int) -> None:
    assert walk(client, limit, sort=sort) == expected


@pytest.mark.usefixtures("assets")
def test_filters(client: TestClient) -> None:
    assert names_of(client) == ["b", "c", "C", "d", "A"]
    assert names_of(client, kind="image") == ["b", "d"]
    assert names_of(client, kind=["image", "audio"]) == ["b", "C", "d"]
    assert names_of(client, status="failed") == ["d"]
    assert names_of(client, kind="image", status="ready") == ["b"]
    ids = {item["name"]: item["id"] for item in client.get(URL).json()["items"]}
    assert names_of(client, id=[ids["A"], ids["b"], str(uuid.uuid4())]) == ["b", "A"]
    page = client.get(URL, params={"kind": "image", "limit": 1}).json()
    assert (page["total"], page["total_relation"], len(page["items"])) == (2, "eq", 1)


def test_what_arrives_meanwhile_moves_nothing(client: TestClient, add_asset: AddAsset) -> None:
    for name in "abcd":
        add_asset(name)
    first = client.get(URL, params={"limit": 2}).json()
    add_asset("new")
    second = client.get(URL, params={"limit": 10, "cursor": first["next_cursor"]}).json()
    assert [item["name"] for item in first["items"] + second["items"]] == ["d", "c", "b", "a"]


def test_empty_parameters_mean_no_filter(client: TestClient, add_asset: AddAsset) -> None:
    """The contract's own example has them empty."""
    add_asset("a")
    assert names_of(client, kind="", status="", cursor="", sort="", library_id="") == ["a"]


@pytest.mark.parametrize(
    "params",
    [
        {"kind": "movie"},
        {"status": "x"},
        {"sort": "id"},
        {"limit": 0},
        {"limit": 1000},
        {"limit": "x"},
        {"library_id": "x"},
        {"id": "x"},
        {"trashed": "x"},
    ],
)
def test_wrong_parameters(client: TestClient, params: dict[str, Any]) -> None:
    assert client.get(URL, params=params).status_code == 422


@pytest.mark.parametrize(
    "cursor",
    ["x", "!!!", "W10", "e30", "bnVsbA", "WyItaGFwcGVuZWRfYXQiXQ", "\x00", "Å", "WzFd" * 100, "W" * 1999],
)
def test_cursors_that_are_none(client: TestClient, cursor: str) -> None:
    response = client.get(URL, params={"cursor": cursor})
    assert (response.status_code, response.json()["code"]) == (422, "invalid_cursor")


def test_a_cursor_of_another_order(client: TestClient, add_asset: AddAsset) -> None:
    add_asset("a")
    add_asset("b")
    cursor = client.get(URL, params={"limit": 1, "sort": "name"}).json()["next_cursor"]
    assert client.get(URL, params={"cursor": cursor, "sort": "-size"}).json()["code"] == "invalid_cursor"


def test_cursors_with_wrong_insides(client: TestClient) -> None:
    from bowerbird.library import cursors

    cases: list[tuple[str, list[str | int]]] = [
        ("-happened_at", ["yesterday", str(uuid.uuid4())]),
        ("-happened_at", ["2020-01-01", "no id"]),
        ("-size", [2**70, str(uuid.uuid4())]),
        ("-size", ["1", str(uuid.uuid4())]),
        ("name", ["a\0b", str(uuid.uuid4())]),
        ("-created_at", []),
    ]
    for sort, values in cases:
        response = client.get(URL, params={"cursor": cursors.encode(sort, values), "sort": sort})
        assert response.status_code == 422, (sort, values)


def test_half_a_surrogate_pair_in_a_cursor(client: TestClient) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps(["name", "\ud800", str(uuid.uuid4())]).encode()).decode()
    response = client.get(URL, params={"cursor": cursor, "sort": "name"})
    assert (response.status_code, response.json()["code"]) == (422, "invalid_cursor")


def test_only_ones_own(client: TestClient, add_asset: AddAsset, make_user: MakeUser) -> None:
    other = make_user()
    add_asset("theirs", library_id=other.library_id)
    add_asset("mine")
    assert names_of(client) == ["mine"]
    assert client.get(URL).json()["total"] == 1
    assert names_of(client, library_id=other.library_id) == []


def test_an_empty_library(client: TestClient) -> None:
    assert client.get(URL).json() == {"items": [], "next_cursor": None, "total": 0, "total_relation": "eq"}


def test_nobody_lists_nothing(anonymous: TestClient) -> None:
    assert anonymous.get(URL).status_code == 401


def test_the_trash_is_another_list(client: TestClient, add_asset: AddAsset, user: MadeUser) -> None:
    kept, gone = add_asset("kept"), add_asset("gone")
    assert client.delete(f"{URL}/{gone}").status_code == 204
    assert names_of(client) == ["kept"]
    assert names_of(client, trashed="true") == ["gone"]
    assert kept != gone
