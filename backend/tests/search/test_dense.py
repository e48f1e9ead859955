import json
import math
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from bowerbird.ai.contracts import CapabilityMissingError
from bowerbird.models import Asset, EmbeddingSpace
from bowerbird.pipeline.embed import models as embed_models
from bowerbird.search import dense, lexical
from bowerbird.search.meaning import parse
from bowerbird.search.scope import Scope, measure, tune
from tests.search.conftest import WordCounts, add_asset, make_library, settle


def prepared(session: Session, scope: Scope, typed: str) -> tuple[lexical.LexicalQuery, dense.EmbeddedQuery]:
    query = parse(typed)
    embedded = dense.embed(session, query.text)
    assert embedded is not None
    return lexical.look_up(session, scope, query), embedded


def names_found(session: Session, scope: Scope, typed: str, how: dense.Plan, limit: int = 10) -> list[str]:
    words, embedded = prepared(session, scope, typed)
    found = dense.search(session, scope, words, embedded, limit=limit, how=how)
    cosines = [cosine for _, cosine in found]
    assert cosines == sorted(cosines, reverse=True)
    of = {row.id: row.name for row in session.execute(text("SELECT s.id, a.name FROM segments s JOIN assets a ON a.id = s.asset_id"))}
    return [of[segment] for segment, _ in found]


@pytest.mark.parametrize("how", ["exact", "hnsw"])
def test_both_plans_filter_inside(session: Session, how: dense.Plan) -> None:
    library, other = make_library(session), make_library(session)
    for number in range(40):
        add_asset(session, library, f"automobile engine {number}", name=f"car {number}", kind="document")
    add_asset(session, library, "an automobile among trees", name="picture", kind="image")
    trashed = add_asset(session, library, "automobile", name="trashed", kind="image")
    add_asset(session, library, "an automobile without wheels", name="excluded", kind="image")
    add_asset(session, other, "automobile", name="other's", kind="image")
    session.execute(update(Asset).where(Asset.id == trashed.id).values(deleted_at=text("now()")))
    settle(session)
    scope = measure(session, [library], ("image",))
    assert names_found(session, scope, "car -wheels", how) == ["picture"]
    assert names_found(session, scope, 'car -"without wheels"', how) == ["picture"]
    assert len(names_found(session, measure(session, [library], ()), "car", how, limit=5)) == 5


@pytest.mark.parametrize(
    ("indexed", "limit", "wanted"), [(-1, 100, 400), (100_000, 100, 400), (300_000, 100, 621), (10_000_000, 100, 1_000), (10, 900, 900)]
)
def test_the_walk_through_a_larger_graph_holds_more(indexed: int, limit: int, wanted: int) -> None:
    assert dense.ef_search(indexed, limit) == wanted


def plan_of(session: Session, scope: Scope, how: dense.Plan) -> dict[str, Any]:
    words, embedded = prepared(session, scope, "word7")
    tune(session, dense.settings_of(how, indexed=embedded.indexed, limit=10))
    statement, parameters = dense.statement_of(scope, words, embedded, limit=10, how=how)
    (explained,) = session.execute(text(f"EXPLAIN (FORMAT JSON) {statement}"), parameters).one()
    plan: dict[str, Any] = (explained if isinstance(explained, list) else json.loads(explained))[0]["Plan"]
    return plan


def fill(session: Session, count: int) -> Scope:
    """One library with `count` embedded segments, and another with a few."""
    library = make_library(session)
    add_asset(session, make_library(session), "word7", "word8")
    space = session.scalars(select(EmbeddingSpace.id)).one()
    session.execute(
        text(
            "WITH a AS (INSERT INTO assets (library_id, name, kind, mime_type, size, sha256) SELECT :library, 'a', 'document', 'text/plain', 1,"
            " sha256(i::text::bytea) FROM generate_series(1, :count) i RETURNING id)"
            " INSERT INTO segments (asset_id, library_id, source, ordinal, batch, run_id, fingerprint, text)"
            " SELECT id, :library, 'text', 0, 0, id, 'x', 'word' || row_number() OVER () FROM a"
        ),
        {"library": library, "count": count},
    )
    rows = session.execute(text("SELECT id, asset_id FROM segments WHERE library_id = :library"), {"library": library}).all()
    vectors = np.random.default_rng(1).normal(size=(count, 32)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    session.execute(
        text(
            "INSERT INTO embeddings (space_id, segment_id, asset_id, library_id, kind, vector) SELECT :space, segment, asset, :library, 'document', vector"
            " FROM unnest(CAST(:segments AS uuid[]), CAST(:assets AS uuid[]), CAST(:vectors AS halfvec[])) new(segment, asset, vector)"
        ),
        {
            "space": space,
            "library": library,
            "segments": [row.id for row in rows],
            "assets": [row.asset_id for row in rows],
            "vectors": [str(vector.tolist()) for vector in vectors],
        },
    )
    session.execute(text("ANALYZE embeddings"))
    return measure(session, [library], ())


def nodes(plan: dict[str, Any]) -> list[tuple[str, str]]:
    own = (plan["Node Type"], plan.get("Index Name", ""))
    return [own, *(node for child in plan.get("Plans", []) for node in nodes(child))]


def test_the_plans_are_what_they_are_called(session: Session) -> None:
    scope = fill(session, 1500)
    through_index = nodes(plan_of(session, scope, "hnsw"))
    assert any(name.endswith("_hnsw") for _, name in through_index)
    assert [kind for kind, _ in through_index if "Sort" in kind] == ["Sort"]  # of what was found; a tiebreaker inside would need another
    one_by_one = nodes(plan_of(session, scope, "exact"))
    assert not any(name.endswith("_hnsw") for _, name in one_by_one)
    assert ("CTE Scan", "") in one_by_one


def test_the_index_finds_nearly_all_that_an_exact_search_finds(session: Session) -> None:
    scope = fill(session, 1500)
    recalls = []
    for number in range(10):
        words, embedded = prepared(session, scope, f"word{number} and word{number + 7}")
        exact, approximate = (
            {segment for segment, _ in dense.search(session, scope, words, embedded, limit=10, how=how)} for how in ("exact", "hnsw")
        )
        assert len(exact) == len(approximate) == 10
        recalls.append(len(exact & approximate) / 10)
    assert sum(recalls) / len(recalls) >= 0.95


@pytest.mark.parametrize(
    ("matching", "indexed", "expected"),
    [
        (0, -1, "exact"),
        (10_000, 1_000_000, "exact"),
        (30_000, 1_000_000, "exact"),
        (50_000, 1_000_000, "hnsw"),
        (100_000, 100_000, "hnsw"),
        (100_000, -1, "hnsw"),
    ],
)
def test_few_candidates_are_compared_one_by_one(matching: int, indexed: int, expected: str) -> None:
    assert dense.plan(matching, indexed, 100) == expected


def test_queries_are_embedded_once(session: Session, embedder: WordCounts) -> None:
    for typed in ("a", "b", "a", "a"):
        assert dense.embed(session, typed) is not None
    assert embedder.calls == 2
    for number in range(20):
        dense.embed(session, f"query {number}")
    dense.embed(session, "query 19")
    assert embedder.calls == 22
    dense.embed(session, "a")  # the least recently used one has gone
    assert embedder.calls == 23


def test_without_a_model_the_dense_retriever_stays_out(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: str) -> None:
        raise CapabilityMissingError("no model")

    monkeypatch.setattr(embed_models, "text_embedder_of", missing)
    assert dense.embed(session, "a") is None


def test_a_service_that_goes_away_between_two_searches(session: Session, embedder: WordCounts, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_: str) -> None:
        raise CapabilityMissingError("cannot be reached")

    assert dense.embed(session, "a") is not None
    monkeypatch.setattr(embedder, "embed_query", away)
    assert dense.embed(session, "another") is None


def test_another_model_than_the_space_has_stays_out(session: Session) -> None:
    assert dense.embed(session, "a") is not None
    session.execute(update(EmbeddingSpace).values(model="another"))
    assert dense.embed(session, "a") is None


@pytest.mark.parametrize(
    ("languages", "query", "expected"),
    [
        (["en"], "blue bower", True),
        (["en"], "öffentlich", True),
        (["en"], "голубая беседка", False),
        (["en"], "青い鳥", False),
        (["en"], "2024", True),
        (["en", "ja"], "青い鳥", True),
        ([], "青い鳥", True),
        (["en"], "wo sind die Berichte von der Universität", False),
        (["en", "de"], "wo sind die Berichte von der Universität", True),
        (["de"], "where is the report of the university", False),
    ],
)
def test_a_model_stays_out_of_scripts_it_does_not_know(languages: list[str], query: str, *, expected: bool) -> None:
    assert dense.speaks(languages, query) is expected


def test_vectors_survive_their_notation(session: Session, embedder: WordCounts) -> None:
    embedded = dense.embed(session, "some blue words")
    assert embedded is not None
    assert math.isclose(float(np.linalg.norm(json.loads(embedded.vector))), 1, rel_tol=1e-4)
