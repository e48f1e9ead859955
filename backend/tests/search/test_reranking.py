"""With a reranker the best hits are in its order; what is strong, weak or exact stays so."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from bowerbird.settings import get_settings
from tests.ai.tiny_reranker import write_tiny_reranker
from tests.fixtures_api import MadeUser
from tests.search.conftest import add_asset, ask, names_of, settle


@pytest.fixture
def library(session: Session, user: MadeUser) -> None:
    for colour in ("sea", "blue", "red"):
        add_asset(session, user.library_id, f"a green bower {colour}", name=f"{colour}.txt")
    add_asset(session, user.library_id, "green and bower sea sea sea", name="less.txt")
    settle(session)


@pytest.mark.usefixtures("library")
def test_it_orders_and_decides_nothing(client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = ask(client, "bower green", explain=True)
    assert before["items"][0]["explain"]["reranked"] is None
    monkeypatch.setattr(get_settings().models, "reranker", str(write_tiny_reranker(tmp_path / "tiny")))
    after = ask(client, "bower green", explain=True)
    assert sorted(names_of(after)) == sorted(names_of(before))
    assert names_of(after)[0] == "red.txt"
    assert names_of(after).index("blue.txt") < names_of(after).index("sea.txt")
    assert {item["asset"]["name"]: item["strength"] for item in after["items"]} == {
        item["asset"]["name"]: item["strength"] for item in before["items"]
    }
    assert 0.5 < after["items"][0]["explain"]["reranked"] < 1
    assert names_of(ask(client, "green bower sea"))[0] == "sea.txt", "an exact phrase stays first"


@pytest.mark.usefixtures("library")
def test_one_that_is_away_is_said_and_done_without(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    before = names_of(ask(client, "bower green"))
    monkeypatch.setattr(get_settings().models, "reranker", "/no/such")
    answer = ask(client, "bower green", explain=True)
    assert (names_of(answer), answer["degraded"]) == (before, ["reranker"])
