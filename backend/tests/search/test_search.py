"""The search as its users meet it."""

import random
import re
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis import Redis
from sqlalchemy import func, text, update
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from bowerbird.ai.contracts import CapabilityMissingError
from bowerbird.models import Asset, EmbeddingSpace, Search
from bowerbird.pipeline.embed import models as embed_models
from bowerbird.search import dense
from bowerbird.search.query_vectors import QueryVectors
from bowerbird.settings import get_settings
from tests.fixtures_api import MadeUser, MakeUser
from tests.search.conftest import add_asset, ask, names_of, settle

KINDS = ("document", "image", "audio")


def test_an_answer_has_everything_a_page_of_results_shows(client: TestClient, session: Session, user: MadeUser) -> None:
    add_asset(session, user.library_id, "nothing of the kind", "The satin bowerbird collects blue things.", name="birds.pdf")
    add_asset(session, user.library_id, "Concrete and steel", name="bridges.pdf")
    settle(session)
    answer = ask(client, "bowerbirds collecting blue things")
    assert answer["total"] == len(answer["items"])
    assert answer["total_relation"] == "eq"
    assert answer["next_cursor"] is None
    assert answer["degraded"] == []
    assert answer["took_ms"] >= 0
    uuid.UUID(answer["search_id"])
    hit = answer["items"][0]
    assert hit["asset"]["name"] == "birds.pdf"
    assert hit["strength"] == "strong"
    moment = hit["moments"][0]
    assert moment["locator"] == {"page": 2, "boxes": [[0.1, 0.1, 0.9, 0.2]]}
    assert moment["source"] == "text"
    assert moment["score"] <= hit["score"]
    assert [moment["text"][start:end] for start, end in moment["highlights"]] == ["bowerbird", "collects", "blue", "things"]


def test_meaning_is_found_without_a_common_word(client: TestClient, session: Session, user: MadeUser) -> None:
    session.execute(update(EmbeddingSpace).values(calibration={"mu": 0.0, "a": 1.0}))
    add_asset(session, user.library_id, "automobile", name="meaning.txt")
    settle(session)
    answer = ask(client, "car")
    assert names_of(answer) == ["meaning.txt"]
    assert answer["items"][0]["moments"][0]["highlights"] == []


def test_an_exact_phrase_comes_first(client: TestClient, session: Session, user: MadeUser) -> None:
    add_asset(session, user.library_id, "gate golden golden gate gate golden", name="often.txt")
    add_asset(session, user.library_id, "word " * 60 + "the golden spike gate of steel", name="phrase.txt")
    settle(session)
    assert names_of(ask(client, "golden spike gate"))[0] == "phrase.txt"
    assert names_of(ask(client, '"golden spike gate"')) == ["phrase.txt"]


def test_a_number_comes_first_where_it_stands_as_it_was_typed(client: TestClient, session: Session, user: MadeUser) -> None:
    add_asset(session, user.library_id, "hh hh hh", name="drums.txt", lang="fr", is_embedded=False)
    add_asset(session, user.library_id, "word " * 60 + "policy HH-305518 of the house", name="policy.txt")
    add_asset(session, user.library_id, "305518 and HH-3055 are others", name="others.txt")
    settle(session)
    answer = ask(client, "HH-305518")
    assert names_of(answer)[0] == "policy.txt"
    moment = answer["items"][0]["moments"][0]
    assert [moment["text"][start:end] for start, end in moment["highlights"]] == ["HH-305518"]


def test_a_file_is_found_by_its_name_alone(client: TestClient, session: Session, user: MadeUser) -> None:
    add_asset(session, user.library_id, name="Quarterly Report Q3.xlsx", kind="other")
    hit = ask(client, "quarterly report q3")["items"][0]
    assert hit["asset"]["name"] == "Quarterly Report Q3.xlsx"
    assert hit["strength"] == "strong"
    assert hit["moments"] == []


@pytest.mark.parametrize("query", ["", "   ", "-draft", "?!", '""'])
def test_a_query_without_a_word_finds_nothing(client: TestClient, session: Session, user: MadeUser, query: str) -> None:
    add_asset(session, user.library_id, "anything", name="draft.txt")
    answer = ask(client, query)
    assert (answer["items"], answer["total"], answer["next_cursor"]) == ([], 0, None)


def test_nothing_is_found_where_there_is_nothing(client: TestClient, session: Session, user: MadeUser) -> None:
    assert ask(client, "anything")["total"] == 0
    session.execute(update(EmbeddingSpace).values(calibration={"mu": 0.9, "a": 0.1}))
    add_asset(session, user.library_id, "concrete and steel bridges", name="b.txt")
    settle(session)
    assert ask(client, "penguin soup")["total"] == 0


def test_filters_against_a_plain_reading(client: TestClient, session: Session, user: MadeUser) -> None:
    source = random.Random(5)
    words = ["amber", "birch", "cedar", "delta", "ember"]
    library: dict[str, tuple[str, list[str]]] = {}
    for number in range(40):
        passages = [" ".join(source.choices(words, k=source.randint(1, 4))) for _ in range(source.randint(1, 3))]
        kind = source.choice(KINDS)
        library[f"{number:03}.bin"] = (kind, passages)
        add_asset(session, user.library_id, *passages, name=f"{number:03}.bin", kind=kind)
    settle(session)
    for _ in range(25):
        phrase = " ".join(source.choices(words, k=source.randint(1, 2)))
        excluded = source.sample(words, source.randint(0, 2))
        kinds = source.sample(KINDS, source.randint(0, 2))
        answer = ask(client, f'"{phrase}" ' + " ".join(f"-{word}" for word in excluded), kinds=kinds, limit=100)
        expected = {
            name
            for name, (kind, passages) in library.items()
            if (not kinds or kind in kinds)
            and any(re.search(rf"\b{phrase}\b", passage) and not set(excluded) & set(passage.split()) for passage in passages)
        }
        assert set(names_of(answer)) == expected
        assert answer["total"] == len(expected)


def test_another_library_neither_shows_nor_matters(client: TestClient, session: Session, user: MadeUser, make_user: MakeUser) -> None:
    def answer() -> list[tuple[str, float]]:
        return [(item["asset"]["name"], item["score"]) for item in ask(client, "blue bowers and birds", limit=100)["items"]]

    files = {"a.txt": "blue bowers", "b.txt": "birds and bowers, birds", "c.txt": "steel", "d.txt": "a blue steel bird"}
    for name, content in files.items():
        add_asset(session, user.library_id, content, name=name)
    settle(session)
    before = answer()
    assert before
    other = make_user()
    for _ in range(3):
        for name, content in files.items():
            add_asset(session, other.library_id, content, name=name)
        add_asset(session, other.library_id, "blue " * 20, name="blue bowers and birds.txt")
    settle(session)
    assert answer() == before
    assert client.post("/api/v1/search", json={"query": "blue", "library_id": str(other.library_id)}).status_code == 404
    stranger = {"Authorization": f"Bearer {other.api_key}"}
    theirs = client.post("/api/v1/search", json={"query": "blue bowers and birds", "limit": 100}, headers=stranger).json()
    assert {item["asset"]["library_id"] for item in theirs["items"]} == {str(other.library_id)}


def test_what_is_in_the_trash_is_not_found_until_it_is_restored(client: TestClient, session: Session, user: MadeUser) -> None:
    asset = add_asset(session, user.library_id, "an automobile of steel", name="steel automobile.txt")
    settle(session)
    before = ask(client, "steel automobile")
    assert before["total"] == 1
    session.execute(update(Asset).where(Asset.id == asset.id).values(deleted_at=func.now()))
    settle(session)
    assert ask(client, "steel automobile")["total"] == 0
    session.execute(update(Asset).where(Asset.id == asset.id).values(deleted_at=None))
    settle(session)
    assert [item["score"] for item in ask(client, "steel automobile")["items"]] == [item["score"] for item in before["items"]]


def test_the_trash_takes_no_candidate(client: TestClient, session: Session, user: MadeUser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_settings().search, "candidates", 5)
    for number in range(30):
        asset = add_asset(session, user.library_id, "bower bower bower", name=f"{number}.txt")
        session.execute(update(Asset).where(Asset.id == asset.id).values(deleted_at=func.now()))
    add_asset(session, user.library_id, "one bower among many other words that stand here", name="kept.txt")
    settle(session)
    assert names_of(ask(client, "bower")) == ["kept.txt"]


def test_one_word_of_a_query_whose_others_are_nowhere_is_no_answer(client: TestClient, session: Session, user: MadeUser) -> None:
    for number in range(30):
        add_asset(session, user.library_id, f"tree{number}", name=f"{number}.txt")
    add_asset(session, user.library_id, "bower", name="a.txt")
    settle(session)
    found = {
        query: [item["strength"] for item in ask(client, query, retrievers=["lexical"])["items"]]
        for query in ("bower", "bower zyx wvu uts", "bower tree1 tree2")
    }
    assert found == {"bower": ["strong"], "bower zyx wvu uts": ["weak"], "bower tree1 tree2": ["strong"] * 3}


def test_sorting_by_date_keeps_strong_hits_before_weak_ones(client: TestClient, session: Session, user: MadeUser) -> None:
    session.execute(update(EmbeddingSpace).values(calibration={"mu": 0.0, "a": 1.0, "w": 0.0, "g": 2.0, "strong": 0.3, "weak": 0.01}))
    start = datetime(2020, 1, 1, tzinfo=UTC)
    for number in (2, 0, 1):
        add_asset(session, user.library_id, "bower", name=f"strong {number}.txt", happened=start + timedelta(days=number))
    for number in (5, 4):
        weak = "bower " + " ".join(f"word{word}" for word in range(300))
        add_asset(session, user.library_id, weak, name=f"weak {number}.txt", happened=start + timedelta(days=number))
    settle(session)
    newest = ask(client, "bower", sort="newest")
    assert [(item["asset"]["name"], item["strength"]) for item in newest["items"]] == [
        ("strong 2.txt", "strong"),
        ("strong 1.txt", "strong"),
        ("strong 0.txt", "strong"),
        ("weak 5.txt", "weak"),
        ("weak 4.txt", "weak"),
    ]
    assert names_of(ask(client, "bower", sort="oldest")) == ["strong 0.txt", "strong 1.txt", "strong 2.txt", "weak 4.txt", "weak 5.txt"]


def test_a_full_list_says_that_there_may_be_more(
    client: TestClient, session: Session, user: MadeUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(get_settings().search, "candidates", 5)
    for number in range(6):
        add_asset(session, user.library_id, f"bower {number}", name=f"{number}.txt")
    settle(session)
    answer = ask(client, "bower")
    assert answer["total_relation"] == "gte"
    assert answer["total"] >= 5


def test_without_a_model_words_and_names_still_work(
    client: TestClient, session: Session, user: MadeUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: str) -> None:
        raise CapabilityMissingError("no model")

    monkeypatch.setattr(embed_models, "text_embedder_of", missing)
    add_asset(session, user.library_id, "a bower of blue things", name="a.txt", is_embedded=False)
    add_asset(session, user.library_id, "steel", name="bowers.txt", is_embedded=False)
    settle(session)
    answer = ask(client, "bowers")
    assert answer["degraded"] == ["dense"]
    assert set(names_of(answer)) == {"a.txt", "bowers.txt"}


def test_without_redis_it_is_the_same(client: TestClient, session: Session, user: MadeUser, monkeypatch: pytest.MonkeyPatch) -> None:
    add_asset(session, user.library_id, "an automobile of steel", name="a.txt")
    settle(session)
    before = ask(client, "a car")["items"]
    away = QueryVectors(redis=Redis.from_url("redis://127.0.0.1:1/0", socket_connect_timeout=0.2))
    monkeypatch.setattr(dense, "_cache", lambda: away)
    answer = ask(client, "a car")
    assert (answer["items"], answer["degraded"]) == (before, [])


def test_only_some_retrievers_and_no_cut_off(client: TestClient, session: Session, user: MadeUser) -> None:
    add_asset(session, user.library_id, "an automobile of steel", name="meaning.txt")
    add_asset(session, user.library_id, "this car has the word", name="word.txt")
    add_asset(session, user.library_id, name="a car")
    settle(session)
    for name, expected in {"dense": {"meaning.txt", "word.txt"}, "lexical": {"word.txt"}, "names": {"a car"}}.items():
        assert set(names_of(ask(client, "a car", retrievers=[name]))) == expected
    assert ask(client, "a car", retrievers=["names"])["degraded"] == []
    foreign = "penguins eat soup and fish"
    assert ask(client, foreign)["items"] == []
    assert {item["strength"] for item in ask(client, foreign, cut_off=False)["items"]} == {"weak"}


def test_a_passage_without_a_vector_yet_is_found(client: TestClient, session: Session, user: MadeUser) -> None:
    add_asset(session, user.library_id, "a bower of blue things", name="a.txt", is_embedded=False)
    settle(session)
    assert names_of(ask(client, "bowers")) == ["a.txt"]


def test_a_search_is_remembered(client: TestClient, session: Session, user: MadeUser) -> None:
    answer = ask(client, "bower", kinds=["image", "image"])
    row = session.get_one(Search, uuid.UUID(answer["search_id"]))
    assert (row.user_id, row.query, row.params["kinds"], row.total) == (user.id, "bower", ["image"], 0)


@pytest.mark.parametrize(
    "body",
    [
        {"query": "x" * 20_001},
        {"query": "x", "limit": 0},
        {"query": "x", "limit": 101},
        {"query": "x", "kinds": ["spreadsheet"]},
        {"query": "x", "sort": "colour"},
        {"query": "x", "group": "library"},
        {"query": "x", "filters": {"on": "someday"}},
        {"query": "x", "filters": {"is": ["lost"]}},
        {"query": "x", "filters": {"unknown": 1}},
        {"query": None},
    ],
)
def test_what_is_not_a_search_is_refused(client: TestClient, body: dict[str, Any]) -> None:
    assert client.post("/api/v1/search", json=body).status_code == 422


@pytest.mark.parametrize(
    "query",
    [
        "\x00",
        "a\x00b",
        "'; DROP TABLE segments; --",
        "%",
        "\\",
        "a:b & c | !d",
        "<->",
        "(",
        '"(" "[a"',
        "𝄞",
        "🎉🎉",
        "x" * 2000,
        ":limit",
        "%(x)s",
    ],
)
def test_no_text_breaks_a_search(client: TestClient, session: Session, user: MadeUser, query: str) -> None:
    add_asset(session, user.library_id, "a:b ( [a 100 % \\ text", name="(strange) [name].txt")
    settle(session)
    ask(client, query)


def test_half_a_surrogate_pair_is_refused_or_searched(client: TestClient) -> None:
    response = client.post("/api/v1/search", content=b'{"query": "a \\ud800 b"}', headers={"Content-Type": "application/json"})
    assert response.status_code in {200, 422}


def test_nobody_searches_without_signing_in(anonymous: TestClient) -> None:
    assert anonymous.post("/api/v1/search", json={"query": "a"}).status_code == 401


def test_settings_of_a_search_end_with_its_transaction(client: TestClient, session: Session, user: MadeUser) -> None:
    add_asset(session, user.library_id, "bower")
    ask(client, "bower")
    session.rollback()
    assert session.execute(text("SHOW enable_sort")).scalar_one() == "on"


def test_a_phrase_brings_all_that_hold_it(client: TestClient, session: Session, user: MadeUser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_settings().search, "candidates", 5)
    for number in range(12):
        add_asset(session, user.library_id, f"bower {number}", name=f"{number}.txt")
    settle(session)
    answer = ask(client, '"bower"')
    assert (answer["total"], answer["total_relation"]) == (12, "eq")
