"""Pages of one answer: a window frozen with the first, that cursors walk through."""

import uuid

import pytest
from sqlalchemy import func, update
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from bowerbird.models import Asset
from bowerbird.search.cursor import encode
from bowerbird.settings import get_settings
from tests.fixtures_api import MadeUser, MakeUser
from tests.search.conftest import add_asset, ask, names_of, settle


def test_pages_bring_every_hit_once_while_files_come_and_go(client: TestClient, session: Session, user: MadeUser) -> None:
    assets = [add_asset(session, user.library_id, f"bower {'very ' * number} blue", name=f"{number}.txt") for number in range(25)]
    settle(session)
    expected = names_of(ask(client, '"bower"', limit=100))
    assert len(expected) == 25
    seen: list[str] = []
    page = ask(client, '"bower"', limit=4)
    while True:
        assert page["total"] == 25
        seen += names_of(page)
        add_asset(session, user.library_id, "bower bower bower", name="new.txt")
        settle(session)
        if len(seen) == 8:
            session.execute(
                update(Asset).where(Asset.id == next(a.id for a in assets if a.name == expected[9])).values(deleted_at=func.now())
            )
        if page["next_cursor"] is None:
            break
        page = ask(client, '"bower"', limit=4, cursor=page["next_cursor"])
    assert seen == [name for place, name in enumerate(expected) if place != 9]


def test_a_later_page_is_like_the_first(client: TestClient, session: Session, user: MadeUser) -> None:
    for number in range(3):
        add_asset(session, user.library_id, f"blue bower {number}", name=f"{number}.txt")
    settle(session)
    whole = ask(client, "blue bowers", limit=3)
    first = ask(client, "blue bowers", limit=2)
    second = ask(client, "blue bowers", limit=2, cursor=first["next_cursor"])
    assert first["items"] + second["items"] == whole["items"]
    assert second["search_id"] == first["search_id"]
    assert second["next_cursor"] is None


@pytest.mark.parametrize(
    "cursor", ["x", "AAAA", "é", "-" * 28, encode(uuid.uuid4(), 0)[:-4]], ids=["letter", "short", "accent", "dashes", "cut off"]
)
def test_a_broken_cursor_is_refused(client: TestClient, cursor: str) -> None:
    response = client.post("/api/v1/search", json={"query": "a", "cursor": cursor})
    assert response.status_code == 422
    assert response.json()["code"] == "invalid_cursor"


def test_a_cursor_belongs_to_its_query_and_its_user(client: TestClient, session: Session, user: MadeUser, make_user: MakeUser) -> None:
    for number in range(3):
        add_asset(session, user.library_id, f"blue bower {number}", name=f"{number}.txt")
    settle(session)
    cursor = ask(client, "blue", limit=1)["next_cursor"]
    assert client.post("/api/v1/search", json={"query": "green", "cursor": cursor}).status_code == 422
    assert client.post("/api/v1/search", json={"query": "blue", "sort": "newest", "cursor": cursor}).status_code == 422
    stranger = {"Authorization": f"Bearer {make_user().api_key}"}
    response = client.post("/api/v1/search", json={"query": "blue", "cursor": cursor}, headers=stranger)
    assert response.status_code == 404
    assert client.post("/api/v1/search", json={"query": "blue", "cursor": encode(uuid.uuid4(), 0)}).status_code == 404


def test_the_window_is_bounded(client: TestClient, session: Session, user: MadeUser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_settings().search, "window", 2)
    for number in range(4):
        add_asset(session, user.library_id, f"bower {number}", name=f"{number}.txt")
    settle(session)
    answer = ask(client, "bower", limit=2)
    assert (answer["total"], answer["total_relation"], answer["next_cursor"]) == (2, "gte", None)
