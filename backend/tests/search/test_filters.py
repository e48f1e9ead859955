"""Every filter against a plain reading of a random library, as qualifiers and as structured filters, with words and without."""

import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from bowerbird.db import session as session_module
from bowerbird.library.duplicates import remember
from bowerbird.models import AssetTag, Collection, CollectionAsset, PictureFingerprint, Tag
from bowerbird.search import dense, lexical
from bowerbird.search.filters import Clause
from bowerbird.search.meaning import parse
from bowerbird.search.scope import decisive, estimate, measure
from bowerbird.settings import get_settings
from tests.fixtures_api import MadeUser
from tests.search.conftest import add_asset, make_library, settle

KINDS = ("document", "image", "audio", "video", "other")
CAMERAS = (None, "Canon EOS 70D", "Leica Q2", "100 %_Odd")
PLACES = (None, "Vienna, Austria", "Paris, France")
LANGS = (None, "en", "de", "pt-BR")
STATUSES = ("ready", "partial", "failed", "processing")
TAGS = ("Family", "Work", "To do")
FORMATS = {
    "document": ("a.pdf", "b.PDF", "c.docx", "d.md"),
    "image": ("a.jpg", "b.jpeg"),
    "audio": ("a.mp3",),
    "video": ("a.mp4",),
    "other": ("a.bin",),
}


@dataclass
class File:
    name: str
    kind: str
    happened: datetime
    size: int
    duration: int | None
    camera: str | None
    place: str | None
    lang: str | None
    status: str
    tags: set[str] = field(default_factory=set)
    collections: set[str] = field(default_factory=set)
    pixels: bytes = b""


@pytest.fixture
def library(session: Session, user: MadeUser) -> list[File]:
    source = random.Random(11)
    tags = [Tag(library_id=user.library_id, name=name) for name in TAGS]
    trips = Collection(library_id=user.library_id, name="Trips")
    session.add_all([*tags, trips])
    session.flush()
    rome = Collection(library_id=user.library_id, name="Rome 2024", parent_id=trips.id)
    session.add(rome)
    session.flush()
    files = []
    for number in range(60):
        kind = source.choice(KINDS)
        file = File(
            name=f"{number:02} {source.choice(FORMATS[kind])}",
            kind=kind,
            happened=datetime(2022, 1, 1, tzinfo=UTC) + timedelta(hours=source.randrange(24 * 365 * 4)),
            size=source.choice((999_999, 1_000_000, 5_000_000, 3_000_000_000)),
            duration=source.choice((None, 89_999, 90_000, 3_600_000)),
            camera=source.choice(CAMERAS),
            place=source.choice(PLACES),
            lang=source.choice(LANGS),
            status=source.choice(STATUSES),
            tags={name for name in TAGS if source.random() < 0.3},
            collections={name for name in ("Trips", "Rome 2024") if source.random() < 0.2},
            pixels=source.randbytes(1) if kind == "image" else b"",
        )
        if file.pixels:
            file.pixels = bytes([file.pixels[0] % 8])
        files.append(file)
        asset = add_asset(
            session,
            user.library_id,
            f"a bower of blue things, number {number}",
            "other passage",
            name=file.name,
            kind=kind,
            happened=file.happened,
            size=file.size,
            status=file.status,
            duration_ms=file.duration,
            camera=file.camera,
            place=file.place,
        )
        asset.lang = file.lang
        session.add_all(AssetTag(tag_id=tag.id, asset_id=asset.id, library_id=user.library_id) for tag in tags if tag.name in file.tags)
        session.add_all(
            CollectionAsset(collection_id=each.id, asset_id=asset.id, library_id=user.library_id)
            for each in (trips, rome)
            if each.name in file.collections
        )
        if file.pixels:
            session.add(
                PictureFingerprint(
                    asset_id=asset.id,
                    library_id=user.library_id,
                    pixels=file.pixels,
                    hash=number << 40,
                    detail=0,
                    tiny=bytes(192),
                    bands=list(file.pixels),
                )
            )
            session.flush()
            remember(session, asset)
    session.flush()
    settle(session)
    return files


def year(number: int) -> Callable[[File], bool]:
    return lambda file: file.happened.year == number


def twins(files: list[File]) -> Callable[[File], bool]:
    return lambda file: bool(file.pixels) and sum(other.pixels == file.pixels for other in files) > 1


CASES: list[tuple[str, dict[str, Any] | None, Callable[[File], bool]]] = [
    ("type:image", {"kinds": ["image"]}, lambda f: f.kind == "image"),
    ("type:image kind:video", {"kinds": ["image", "video"]}, lambda f: f.kind in {"image", "video"}),
    ("type:photo OR type:audio", None, lambda f: f.kind in {"image", "audio"}),
    ("-type:document", None, lambda f: f.kind != "document"),
    ("type:pdf", {"formats": [".PDF"]}, lambda f: f.name.lower().endswith(".pdf")),
    ("type:pdf,image", {"formats": ["pdf"], "kinds": ["image"]}, lambda f: f.name.lower().endswith(".pdf") or f.kind == "image"),
    ("type:jpg", None, lambda f: f.name.endswith((".jpg", ".jpeg"))),
    ("-type:word", None, lambda f: not f.name.endswith(".docx")),
    ("before:2024", {"before": "2024"}, lambda f: f.happened.year < 2024),
    ("after:2024", {"after": "2024"}, lambda f: f.happened.year >= 2024),
    ("on:2024", {"on": "2024"}, year(2024)),
    ("on:2023 on:2025", None, lambda f: f.happened.year in {2023, 2025}),
    ("on:2023..2024", {"on": "2023..2024"}, lambda f: f.happened.year in {2023, 2024}),
    ("after:2023-03 before:2024-02-11", {"after": "2023-03", "before": "2024-02-11"}, lambda f: "2023-03" <= f.happened.isoformat() < "2024-02-11"),
    ("-on:2024", None, lambda f: f.happened.year != 2024),
    ('in:"rome 2024"', None, lambda f: "Rome 2024" in f.collections),
    ("in:trips", None, lambda f: bool(f.collections)),
    ("-in:Trips", None, lambda f: not f.collections),
    ("tag:family", {"tags": ["FAMILY"]}, lambda f: "Family" in f.tags),
    ('tag:family tag:"to do"', {"tags": ["family", "to do"]}, lambda f: {"Family", "To do"} <= f.tags),
    ("tag:family,work", None, lambda f: bool({"Family", "Work"} & f.tags)),
    ("tag:family OR tag:work", None, lambda f: bool({"Family", "Work"} & f.tags)),
    ("tag:family -tag:work", None, lambda f: "Family" in f.tags and "Work" not in f.tags),
    ("camera:canon", {"cameras": ["Canon"]}, lambda f: "Canon" in (f.camera or "")),
    ('camera:canon camera:"100 %_"', {"cameras": ["canon", "100 %_odd"]}, lambda f: f.camera in {"Canon EOS 70D", "100 %_Odd"}),
    ("-camera:leica", None, lambda f: f.camera != "Leica Q2"),
    ("place:paris", {"places": ["paris"]}, lambda f: "Paris" in (f.place or "")),
    ('place:"vienna, austria"', {"places": ["Vienna, Austria"]}, lambda f: "Vienna" in (f.place or "")),
    ("lang:de", {"langs": ["de"]}, lambda f: f.lang == "de"),
    ("lang:portuguese,en", {"langs": ["portuguese", "en"]}, lambda f: f.lang in {"pt-BR", "en"}),
    ("-lang:de", None, lambda f: f.lang != "de"),
    ("larger:1MB", {"min_size": 1_000_000}, lambda f: f.size >= 1_000_000),
    ("larger:1GiB", {"min_size": 2**30}, lambda f: f.size >= 2**30),
    ("smaller:1MB", {"max_size": 1_000_000}, lambda f: f.size <= 1_000_000),
    ("longer:90s", {"min_duration_ms": 90_000}, lambda f: (f.duration or 0) >= 90_000),
    ("longer:1:30", None, lambda f: (f.duration or 0) >= 90_000),
    ("shorter:1h", {"max_duration_ms": 3_600_000}, lambda f: f.duration is not None),
    ("is:failed", {"is": ["failed"]}, lambda f: f.status == "failed"),
    ("is:failed,partial", {"is": ["failed", "partial"]}, lambda f: f.status in {"failed", "partial"}),
    ("is:untagged", {"is": ["untagged"]}, lambda f: not f.tags),
    ("-is:untagged", None, lambda f: bool(f.tags)),
    ("name:0", {"name": "0"}, lambda f: "0" in f.name),
    ("name:1*a.*", {"name": "1*A.*"}, lambda f: f.name.startswith("1") and " a." in f.name),
    ("camera:canon OR place:paris", None, lambda f: "Canon" in (f.camera or "") or "Paris" in (f.place or "")),
    ("type:image OR type:pdf OR is:failed -tag:work", None, lambda f: (
        (f.kind == "image" or f.name.lower().endswith(".pdf") or f.status == "failed") and "Work" not in f.tags
    )),
    ("before:2023 OR after:2025", None, lambda f: f.happened.year not in {2023, 2024}),
    ("before:2023 OR before:2024 type:video", None, lambda f: f.happened.year < 2024 and f.kind == "video"),
    ("type:image camera:leica after:2023 larger:1MB -tag:work", None, lambda f: (
        f.kind == "image" and f.camera == "Leica Q2" and f.happened.year >= 2023 and f.size >= 1_000_000 and "Work" not in f.tags
    )),
]  # fmt: skip


def names(client: TestClient, query: str, **fields: Any) -> tuple[set[str], list[str]]:
    answer = client.post("/api/v1/search", json={"query": query, "limit": 100, **fields})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    return {item["asset"]["name"] for item in body["items"]}, [hint["code"] for hint in body["hints"]]


@pytest.mark.parametrize("lexical_budget", [get_settings().search.lexical_budget, 1], ids=["all", "candidates"])
def test_every_filter(client: TestClient, library: list[File], lexical_budget: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_settings().search, "lexical_budget", lexical_budget)
    cases = [*CASES, ("is:duplicate", {"is": ["duplicate"]}, twins(library)), ("-is:duplicate", None, lambda f: not twins(library)(f))]
    for query, structured, holds in cases:
        expected = {file.name for file in library if holds(file)}
        assert names(client, query) == (expected, []), query
        assert names(client, f'"bower" {query}') == (expected, []), query
        assert names(client, f"blue bowers {query}")[0] <= expected, query
        if structured is not None:
            assert names(client, "", filters=structured) == (expected, []), query
            assert names(client, '"bower"', filters=structured) == (expected, []), query


def test_the_cases_tell_files_apart(library: list[File]) -> None:
    for query, _, holds in [*CASES, ("is:duplicate", None, twins(library))]:
        kept = sum(holds(file) for file in library)
        assert 0 < kept < len(library) or query == "shorter:1h", query


@pytest.mark.parametrize("how", ["exact", "hnsw"])
def test_both_plans_of_the_dense_retriever_filter_inside(session: Session, user: MadeUser, library: list[File], how: dense.Plan) -> None:
    query = parse("bowers of blue")
    embedded = dense.embed(session, query.text)
    assert embedded is not None
    clauses = [Clause("camera", ("leica",)), Clause("after", (datetime(2023, 1, 1, tzinfo=UTC),)), Clause("kind", ("image", "video"))]
    scope = measure(session, [user.library_id], clauses=clauses)
    expected = [f for f in library if f.camera == "Leica Q2" and f.happened.year >= 2023 and f.kind in {"image", "video"}]
    assert scope.matching == 2 * len(expected)
    words = lexical.look_up(session, scope, query)
    assert len(dense.search(session, scope, words, embedded, limit=100, how=how)) == 2 * len(expected)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("colour:blue", ("unknown_qualifier", "colour:blue")),
        ("tga:family", ("unknown_qualifier", "tga:family")),
        ("type:sculpture", ("unknown_kind", "type:sculpture")),
        ("on:someday", ("unknown_date", "on:someday")),
        ("in:nowhere", ("unknown_collection", "in:nowhere")),
        ("tag:nobody", ("unknown_tag", "tag:nobody")),
        ("topic:garden", ("unknown_topic", "topic:garden")),
        ("camera:hasselblad", ("unknown_camera", "camera:hasselblad")),
        ("place:atlantis", ("unknown_place", "place:atlantis")),
        ("lang:klingon", ("unknown_language", "lang:klingon")),
        ("larger:big", ("unknown_size", "larger:big")),
        ("longer:ages", ("unknown_time", "longer:ages")),
        ("is:lost", ("unknown_state", "is:lost")),
        ("nest OR place:paris", ("or_between_different", "OR")),
        ("tag: family", ("empty_value", "tag:")),
        ("-Type:", ("empty_value", "-Type:")),
        ('in:""', ("empty_value", 'in:""')),
        ('"great bower', ("open_quote", '"great')),
        ("OR", ("lone_or", "OR")),
        ("- nest", ("lone_dash", "-")),
    ],
)
def test_what_is_not_understood_is_text_and_a_hint(
    client: TestClient, session: Session, user: MadeUser, query: str, expected: tuple[str, str]
) -> None:
    add_asset(session, user.library_id, name="a.jpg", camera="Canon EOS", place="Paris, France")
    answer = client.post("/api/v1/search", json={"query": f"bower {query}"}).json()
    assert [(hint["code"], hint["text"]) for hint in answer["hints"]] == [expected]
    assert answer["hints"][0]["detail"].endswith(".")
    assert answer["interpreted"][0] == {"kind": "text", "text": "bower", "start": 0, "end": 5}
    kinds = {part["kind"] for part in answer["interpreted"][1:]}
    by_code = {"or_between_different": {"text", "qualifier", "or"}}
    assert kinds == ({"not"} if query.startswith("-T") else by_code.get(expected[0], {"text"}))


def test_a_kind_in_the_query_and_another_in_the_filters_leave_nothing(client: TestClient, session: Session, user: MadeUser) -> None:
    add_asset(session, user.library_id, name="a.pdf")
    add_asset(session, user.library_id, name="b.jpg", kind="image")
    for query in ("type:pdf", "type:document"):
        assert names(client, query)[0] == {"a.pdf"}
        assert names(client, query, kinds=["image"])[0] == set()
        assert names(client, query, filters={"kinds": ["image"]})[0] == set()


def test_what_is_too_long_is_looked_for_by_its_beginning(client: TestClient, session: Session, user: MadeUser) -> None:
    add_asset(session, user.library_id, "a bower of blue things", name="a.txt")
    settle(session)
    long = "bowers of blue things " * 500
    assert names(client, long) == ({"a.txt"}, ["cut_short"])
    assert client.post("/api/v1/search", json={"query": "x" * 30_000}).status_code == 422
    assert client.get("/api/v1/search/suggestions", params={"q": long}).json() == {"items": []}
    (past,) = client.get("/api/v1/search/history", params={"limit": 1}).json()["items"]
    assert long.startswith(past["query"])
    assert 1_900 < len(past["query"]) <= 2_000


def test_halves_of_characters_are_spaces(client: TestClient, session: Session, user: MadeUser) -> None:
    add_asset(session, user.library_id, "a bower of blue things", name="a.txt")
    settle(session)
    answer = client.post("/api/v1/search", content=b'{"query": "bower\\ud800 \\u0000"}', headers={"Content-Type": "application/json"})
    assert answer.status_code == 200
    assert [part["text"] for part in answer.json()["interpreted"]] == ["bower"]


def test_a_typing_error_is_told(client: TestClient, user: MadeUser) -> None:
    answer = client.post("/api/v1/search", json={"query": "tga:family"}).json()
    assert "tag:" in answer["hints"][0]["detail"]


def test_the_value_of_a_qualifier_without_data_is_looked_for(client: TestClient, session: Session, user: MadeUser) -> None:
    add_asset(session, user.library_id, "beds and borders of the garden", name="a.txt")
    settle(session)
    assert names(client, "topic:garden") == ({"a.txt"}, ["unknown_topic"])


def test_days_are_those_of_the_persons_clock(client: TestClient, session: Session, user: MadeUser) -> None:
    add_asset(session, user.library_id, "x", name="late.txt", happened=datetime(2024, 4, 30, 23, tzinfo=UTC))
    assert names(client, "on:2024-05-01")[0] == set()
    assert names(client, "on:2024-05-01", time_zone="Europe/Vienna")[0] == {"late.txt"}


def test_what_is_not_there_has_no_files(client: TestClient, session: Session, user: MadeUser) -> None:
    add_asset(session, user.library_id, name="a.jpg")
    assert names(client, "", filters={"collection_ids": [str(uuid.uuid4())]})[0] == set()
    assert names(client, "", filters={"tags": ["nobody's"]})[0] == set()


def test_filters_alone_without_what_is_excluded(client: TestClient, session: Session, user: MadeUser) -> None:
    add_asset(session, user.library_id, "a first draft", "more", name="a.txt")
    add_asset(session, user.library_id, "drafts", name="b.txt")
    add_asset(session, user.library_id, "finished", name="c_draft.txt")
    add_asset(session, user.library_id, "finished", name="d.txt")
    settle(session)
    assert names(client, "type:document -draft")[0] == {"d.txt"}
    assert names(client, 'type:document -"first draft"')[0] == {"b.txt", "c_draft.txt", "d.txt"}
    assert names(client, "-draft")[0] == set()


def test_filters_alone_in_every_order(client: TestClient, session: Session, user: MadeUser) -> None:
    for number, size in ((1, 20), (2, 30), (3, 10)):
        add_asset(session, user.library_id, name=f"{number}.txt", happened=datetime(2024, 1, number, tzinfo=UTC), size=size)

    def listed(sort: str) -> list[str]:
        answer = client.post("/api/v1/search", json={"query": "type:document", "sort": sort}).json()
        assert all(item["strength"] == "strong" for item in answer["items"])
        return [item["asset"]["name"][0] for item in answer["items"]]

    assert {sort: listed(sort) for sort in ("relevance", "newest", "oldest", "size")} == {
        "relevance": ["3", "2", "1"],
        "newest": ["3", "2", "1"],
        "oldest": ["1", "2", "3"],
        "size": ["2", "1", "3"],
    }


def test_how_much_passes_is_counted_as_far_as_it_matters(session: Session, user: MadeUser, library: list[File]) -> None:
    few = measure(session, [user.library_id], clauses=[Clause("lang", ("de",))])
    assert few.matching == 2 * sum(file.lang == "de" for file in library)
    assert measure(session, [user.library_id], clauses=[Clause("kind", ("image",))]).asset_condition == ""
    assert decisive(0, 100) == decisive(99_000, 100) == 10_000
    assert decisive(10**6, 100) == 31_622


def test_beyond_that_the_planner_estimates(database: Engine, owner: Engine) -> None:
    with session_module.transaction() as session:
        library = make_library(session)
        session.execute(
            text(
                "WITH a AS (INSERT INTO assets (library_id, name, kind, mime_type, size, sha256, lang, status, last_modified)"
                " SELECT :library, 'a', 'document', 'text/plain', i * 1000, sha256(i::text::bytea), CASE WHEN i % 4 = 0 THEN 'de' ELSE 'en' END,"
                " CASE WHEN i % 10 = 0 THEN 'failed' ELSE 'ready' END, '2024-01-01'::timestamptz + i * interval '1 day'"
                " FROM generate_series(1, 1000) i RETURNING id)"
                " INSERT INTO segments (asset_id, library_id, source, ordinal, batch, run_id, fingerprint, text)"
                " SELECT id, :library, 'text', n, 0, id, n::text::bytea, 'word' FROM a, generate_series(1, 2) n"
            ),
            {"library": library},
        )
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE assets, segments"))
    with session_module.transaction() as session:
        for clause, truth in (
            (Clause("lang", ("de",)), 500),
            (Clause("after", (datetime(2025, 1, 1, tzinfo=UTC),)), 2 * (1000 - 365)),
            (Clause("min_size", (900_000,)), 202),
            (Clause("state", ("failed",)), 200),
            (Clause("state", ("failed",), is_excluded=True), 1800),
        ):
            scope = measure(session, [library], clauses=[clause])
            assert scope.matching == truth
            expected = estimate(
                session, f"SELECT FROM segments s JOIN assets a ON a.id = s.asset_id WHERE {scope.assets}", scope.parameters
            )
            assert truth / 2 <= expected <= truth * 2, clause
