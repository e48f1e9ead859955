"""The plan of every statement that a search, the library's list and its facets really send, in a library of a thousand passages beside a small one.

Each SELECT runs under EXPLAIN ANALYZE first, in the same transaction and with the same settings. What is not named here must not be read from end to end.
"""

import json
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Engine, event, select, text
from sqlalchemy.orm import Session

from bowerbird.accounts.access import Actor
from bowerbird.db.session import transaction
from bowerbird.library import listing
from bowerbird.models import EmbeddingSpace, Membership, User
from bowerbird.search import scope as scopes
from bowerbird.search import service
from bowerbird.search.lexical import NARROW
from bowerbird.search.schemas import SearchIn
from bowerbird.search.structured import SearchFilters
from bowerbird.settings import get_settings
from tests.search.conftest import make_library, settle

FILES, PASSAGES = 600, 1_200
GROWS = ("segments", "assets", "embeddings", "lexical_vectors", "lexical_statistics")
"""Tables with a row for each file, passage or word."""

DENSE = "FROM embeddings e WHERE"
LEXICAL = "distance FROM candidates"
NAMES = "word_similarity"
FACETS = "AS tags FROM assets"


@dataclass(frozen=True, slots=True)
class Planned:
    statement: str
    nodes: list[dict[str, Any]]

    @property
    def indexes(self) -> set[str]:
        return {node["Index Name"] for node in self.nodes if "Index Name" in node}

    @property
    def scanned(self) -> set[str]:
        """Tables read from end to end."""
        return {node["Relation Name"].partition("_s")[0] for node in self.nodes if node["Node Type"] == "Seq Scan"}

    @property
    def most_rows(self) -> float:
        """That any step produced or threw away."""
        most: float = max(
            node["Actual Loops"]
            * (node["Actual Rows"] + node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0))
            for node in self.nodes
        )
        return most


@contextmanager
def planned(session: Session) -> Iterator[list[Planned]]:
    """The statements sent inside, on any connection, with their plans."""
    seen: list[Planned] = []

    def explain(_connection: object, cursor: Any, statement: str, parameters: Any, *_: object) -> None:
        if not statement.lstrip().startswith(("SELECT", "WITH")) or "set_config" in statement:
            return
        with cursor.connection.cursor() as own:
            (found,) = own.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + statement, parameters).fetchone()
        seen.append(Planned(statement, list(_nodes((found if isinstance(found, list) else json.loads(found))[0]["Plan"]))))

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", explain)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", explain)


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", []):
        yield from _nodes(child)


def member(session: Session, library: uuid.UUID) -> Actor:
    user = User(name="Reader")
    session.add(user)
    session.flush()
    session.add(Membership(user_id=user.id, library_id=library, role="owner", is_personal=True))
    session.flush()
    return Actor(user.id, False, (library,), (library,), library)


def fill(session: Session, library: uuid.UUID, files: int, passages: int) -> None:
    """Files of three kinds over twenty years, of two passages each (as a rule), embedded."""
    session.execute(
        text(
            "INSERT INTO assets (library_id, name, title, kind, mime_type, size, sha256, status, captured_at, camera)"
            " SELECT :library, 'report ' || md5(i::text) || '.txt', 'On ' || md5((i + 1)::text), (ARRAY['document', 'image', 'video'])[1 + i % 3], 'text/plain',"
            " i, sha256(concat(CAST(:library AS text), i)::bytea), 'ready', TIMESTAMPTZ '2004-01-01 UTC' + i * interval '20 years' / :files, 'Pinhole ' || i % 7"
            " FROM generate_series(1, :files) i"
        ),
        {"library": library, "files": files},
    )
    session.execute(
        text(
            "INSERT INTO segments (asset_id, library_id, source, ordinal, batch, run_id, fingerprint, text, lang, page)"
            " SELECT a.id, :library, 'text', n, 0, a.id, n::text::bytea,"
            " (SELECT string_agg('word' || hashint4(n * 37 + word + :seed) % 200, ' ') FROM generate_series(1, 16) word), 'en', 1"
            " FROM generate_series(1, :passages) n JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM assets WHERE library_id = :library) a"
            " ON a.place = 1 + n % :files"
        ),
        {"library": library, "files": files, "passages": passages, "seed": passages},
    )
    rows = session.execute(
        text("SELECT s.id, s.asset_id, a.kind FROM segments s JOIN assets a ON a.id = s.asset_id WHERE s.library_id = :library"),
        {"library": library},
    ).all()
    vectors = np.random.default_rng(1).normal(size=(len(rows), 32)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    session.execute(
        text(
            "INSERT INTO embeddings (space_id, segment_id, asset_id, library_id, kind, vector) SELECT :space, segment, asset, :library, kind, vector"
            " FROM unnest(CAST(:segments AS uuid[]), CAST(:assets AS uuid[]), CAST(:kinds AS text[]), CAST(:vectors AS halfvec[]))"
            " new(segment, asset, kind, vector)"
        ),
        {
            "space": session.scalars(select(EmbeddingSpace.id).where(EmbeddingSpace.capability == "text")).one(),
            "library": library,
            "segments": [row.id for row in rows],
            "assets": [row.asset_id for row in rows],
            "kinds": [row.kind for row in rows],
            "vectors": [str(vector.tolist()) for vector in vectors],
        },
    )


@pytest.fixture
def actors(database: Engine, owner: Engine, monkeypatch: pytest.MonkeyPatch) -> tuple[Actor, Actor]:
    """Readers of the large library and of the small one. What counts as few is scaled down with them."""
    assert database
    monkeypatch.setattr(scopes, "EXACT_SEGMENTS", 100)
    monkeypatch.setattr(get_settings().search, "candidates", 5)
    monkeypatch.setattr(get_settings().search, "lexical_budget", 60)
    with transaction() as session:
        large, small = make_library(session), make_library(session)
        fill(session, large, FILES, PASSAGES)
        fill(session, small, 20, 40)
        settle(session)
        readers = member(session, large), member(session, small)
    with owner.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("VACUUM ANALYZE"))  # as autovacuum does; what waits to be put into a GIN index counts as its cost
    return readers


def search(actor: Actor, query: str, **filters: Any) -> list[Planned]:
    with transaction() as session, planned(session) as seen:
        service.search(session, actor, SearchIn(query=query, filters=SearchFilters.model_validate(filters), explain=True))
    return seen


def the_one(seen: Sequence[Planned], part: str) -> Planned:
    (found,) = [each for each in seen if part in each.statement]
    return found


def test_in_a_large_library(actors: tuple[Actor, Actor]) -> None:
    reader = actors[0]
    # everything: each retriever by its index, and vectors in the order of distance alone
    seen = search(reader, "word7 word8 word9")
    dense = the_one(seen, DENSE)
    assert through_hnsw(dense)
    assert [node["Sort Key"] for node in dense.nodes if "Sort" in node["Node Type"]] == [["((nearest.distance + '0'::double precision))"]]
    assert "ix_lexical_vectors_tokens" in the_one(seen, LEXICAL).indexes
    assert "ix_assets_name_title_trgm" in the_one(seen, NAMES).indexes
    for each in seen:
        assert each.scanned.isdisjoint(GROWS), each.statement
    # facets: of the hits alone
    assert the_one(seen, FACETS).most_rows <= 4 * get_settings().search.candidates

    # phrases: what holds all their words
    assert "ix_lexical_vectors_tokens" in the_one(search(reader, '"word7 word8"'), LEXICAL).indexes

    # filters that many pass: looked up for each passage that an index brings
    for filters in ({"kinds": ["image"]}, {"after": "2010"}, {"cameras": ["pinhole 3", "pinhole 4"], "before": "2020"}):
        seen = search(reader, "word7 word8", **filters)
        assert through_hnsw(the_one(seen, DENSE)), filters
        assert the_one(seen, DENSE).most_rows < PASSAGES / 2, filters
        assert "ix_lexical_vectors_tokens" in the_one(seen, LEXICAL).indexes, filters

    # a filter on kind or date that lets little through, of many passages: rows that both indexes bring, not all that have the words
    for filters in ({"after": "2020-07", "before": "2023"}, {"kinds": ["image"], "after": "2017"}):
        lexical = the_one(search(reader, "word7 word8 word9", **filters), LEXICAL)
        assert {"ix_lexical_vectors_tokens", "ix_lexical_vectors_library_id_kind_happened_at"} <= lexical.indexes, filters
        (rows,) = [node for node in lexical.nodes if node["Node Type"] == "Bitmap Heap Scan"]
        assert rows["Actual Rows"] < PASSAGES / NARROW, filters

    # filters that few pass: those few one by one
    seen = search(reader, "word7 word8", on="2015-05")
    assert not through_hnsw(the_one(seen, DENSE))
    for each in seen:
        assert each.scanned.isdisjoint(GROWS), each.statement
        assert "word_similarity" in each.statement or each.most_rows <= 50, each.statement

    # the list: one page, along an index
    for sort in ("-happened_at", "-created_at"):
        with transaction() as session, planned(session) as seen:
            listing.list_grid(session, reader, listing.AssetFilter(), sort=sort, cursor=None, limit=50)
        page = the_one(seen, "ORDER BY")
        assert page.most_rows < 100
        assert not [node for node in page.nodes if "Sort" in node["Node Type"]]


def test_a_small_library_is_not_looked_for_among_the_rows_of_a_large_one(actors: tuple[Actor, Actor]) -> None:
    for query in ("word7 word8", "word7 -word8", "type:document"):
        for each in search(actors[1], query):
            assert each.scanned.isdisjoint(GROWS), each.statement
            assert each.most_rows < 500, each.statement


def through_hnsw(plan: Planned) -> bool:
    return any(name.endswith("_hnsw") for name in plan.indexes)
