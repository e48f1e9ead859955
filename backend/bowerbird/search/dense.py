"""The dense retriever: passages whose vectors lie nearest to the query's.

Few vectors in scope are compared one by one, which finds exactly the nearest; many are searched through the HNSW index, which goes on (iterative scan)
until enough of what it finds passes the filters. Inside, rows are ordered by distance alone: any tiebreaker would keep the index out.
"""

import math
import unicodedata
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import structlog
from sqlalchemy import ColumnElement, literal_column, select, text
from sqlalchemy.orm import Session

from bowerbird.ai.contracts import CapabilityMissingError, Vector
from bowerbird.ai.visual import get_visual_embedder
from bowerbird.models import EmbeddingSpace
from bowerbird.pipeline.embed.models import embedder_for, fits
from bowerbird.pipeline.language import guess_language
from bowerbird.search.lexical import LexicalQuery, sparse
from bowerbird.search.query import phrase_pattern
from bowerbird.search.query_vectors import QueryVectors, make_query_vectors
from bowerbird.search.scope import Scope, decisive, tune

_log = structlog.get_logger(__name__)
Plan = Literal["exact", "hnsw"]

LARGE, EF_SEARCH, EF_MOST = 100_000, 400, 1_000
"""Candidates that the walk through the graph holds, among up to a LARGE number of vectors, and at most (pgvector allows no more). With 200 odd queries
(broken sentences) lost whole neighbourhoods: recall@10 .967 among 100,000; with 400 .982. Among a million 400 found .953 and 1,000 .995."""


@lru_cache
def _cache() -> QueryVectors:
    return make_query_vectors()


@lru_cache
def _beside() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(thread_name_prefix="embed")


@dataclass(frozen=True, slots=True)
class EmbeddedQuery:
    space: EmbeddingSpace
    vector: str
    """In pgvector's notation."""
    indexed: int
    """Vectors in the space; -1 before the first ANALYZE."""


Embedding = Callable[[], EmbeddedQuery | None]
"""Waits for a vector that is being made; None where the retriever by it has to stay out."""


@dataclass(frozen=True, slots=True)
class Spaces:
    """The spaces that searches use, and how many vectors each holds: -1 before the first ANALYZE."""

    active: Mapping[str, tuple[EmbeddingSpace, int]]

    def embedding(self, query: str) -> Embedding:
        """The query in the text space. It is made beside what the caller does until it asks: a model takes as long as words take in the database."""
        space, indexed = self.active.get("text", (None, -1))
        if space is None or not speaks(space.languages, query):
            return nothing
        try:
            embedder = embedder_for(space)
        except CapabilityMissingError as missing:
            _log.warning("search_without_embedder", reason=str(missing))
            return nothing
        vector = _beside().submit(_cache().get, embedder.space, query, embedder.embed_query)

        def wait() -> EmbeddedQuery | None:
            try:
                return EmbeddedQuery(space, notation(vector.result()), indexed)
            except CapabilityMissingError as missing:  # a service that went away
                _log.warning("search_without_embedder", reason=str(missing))
                return None

        return wait

    def seeing(self, query: str) -> Embedding:
        """The query in the space of pictures, made likewise; nothing where there is none, or its model is not there."""
        space, indexed = self.active.get("visual", (None, -1))
        if space is None or not speaks(space.languages, query):
            return nothing
        try:
            embedder = get_visual_embedder()
        except CapabilityMissingError:
            return nothing
        if not fits(space, embedder.space):
            return nothing
        vector = _beside().submit(_cache().get, embedder.space, query, embedder.embed_text)
        return lambda: EmbeddedQuery(space, notation(vector.result()), indexed)

    def in_other_language(self, query: str) -> bool:
        """Whether the dense retriever stays out because the text space does not claim the language of the query."""
        space, _ = self.active.get("text", (None, -1))
        return space is not None and not speaks(space.languages, query)


def nothing() -> None:
    """An embedding of nothing."""


def spaces(session: Session) -> Spaces:
    indexed: ColumnElement[int] = literal_column(
        "(SELECT c.reltuples::bigint FROM pg_class c WHERE c.oid = to_regclass('embeddings_s' || embedding_spaces.id))"
    )
    rows = session.execute(select(EmbeddingSpace, indexed).where(EmbeddingSpace.status == "active")).all()
    return Spaces({space.capability: (space, count) for space, count in rows})


def embed(session: Session, query: str) -> EmbeddedQuery | None:
    """The query in the active text space; None where the dense retriever has to stay out."""
    return spaces(session).embedding(query)()


def in_space(session: Session, space: EmbeddingSpace, vector: str) -> EmbeddedQuery:
    """A vector in pgvector's notation, to be searched with."""
    indexed = session.execute(
        text("SELECT reltuples::bigint FROM pg_class WHERE oid = CAST(:partition AS regclass)"), {"partition": f"embeddings_s{space.id}"}
    ).scalar_one()
    return EmbeddedQuery(space, vector, indexed)


def notation(vector: Vector) -> str:
    return "[" + ",".join(f"{value:.6g}" for value in vector.tolist()) + "]"


def speaks(languages: list[str], query: str) -> bool:
    """Whether a model with these languages (none: any) can make sense of the query: by its language where that can be told, which takes a few words, else by its
    script, since a model that knows only languages in Latin letters places all others alike."""
    if not languages:
        return True
    if language := guess_language(query):
        return language in languages
    if any(language not in _LATIN for language in languages):
        return True
    letters = [character for character in query if character.isalpha()]
    latin = sum(1 for character in letters if unicodedata.name(character, "").startswith("LATIN"))
    return 2 * latin >= len(letters)


_LATIN = frozenset(
    [
        *("af", "ca", "cs", "da", "de", "en", "es", "et", "eu", "fi", "fr", "ga", "hr", "hu", "id", "is", "it", "lt", "lv"),
        *("ms", "nl", "no", "nb", "nn", "pl", "pt", "ro", "sk", "sl", "sq", "sv", "sw", "tr", "vi"),
    ]
)


def plan(matching: int, indexed: int, limit: int) -> Plan:
    """How to search `matching` vectors among `indexed` in one index, which is -1 before the first ANALYZE."""
    return "exact" if matching <= decisive(max(indexed, matching), limit) else "hnsw"


def retrieve(session: Session, scope: Scope, words: LexicalQuery, embedded: EmbeddedQuery, *, limit: int) -> list[tuple[uuid.UUID, float]]:
    """The nearest passages, as (segment, cosine), nearest first."""
    return search(session, scope, words, embedded, limit=limit, how=plan(scope.matching, embedded.indexed, limit))


def search(
    session: Session, scope: Scope, words: LexicalQuery, embedded: EmbeddedQuery, *, limit: int, how: Plan
) -> list[tuple[uuid.UUID, float]]:
    """The same by a given plan."""
    tune(session, settings_of(how, indexed=embedded.indexed, limit=limit))
    statement, parameters = statement_of(scope, words, embedded, limit=limit, how=how)
    rows = session.execute(text(statement), parameters).all()
    return [(row.segment_id, -row.distance) for row in rows]


def ef_search(indexed: int, limit: int) -> int:
    """How many candidates for the walk through a graph of so many vectors; never fewer than are asked for."""
    return max(limit, min(EF_MOST, round(EF_SEARCH * math.pow(max(1.0, indexed / LARGE), 0.4))))


def settings_of(how: Plan, *, indexed: int, limit: int) -> dict[str, str]:
    """Planner and index settings of a plan, which hold until the transaction ends. Without sorts there is no way for the index's order but the index."""
    if how == "exact":
        return {}
    return {
        "enable_sort": "off",
        "hnsw.ef_search": str(ef_search(indexed, limit)),
        "hnsw.iterative_scan": "relaxed_order",
        "hnsw.max_scan_tuples": "100000",
    }


def statement_of(scope: Scope, words: LexicalQuery, embedded: EmbeddedQuery, *, limit: int, how: Plan) -> tuple[str, dict[str, object]]:
    """The statement and its parameters."""
    parameters: dict[str, object] = {"vector": embedded.vector, "limit": limit, **scope.parameters}
    filtered = scope.among("e", trash=True) if how == "exact" else scope.one_by_one("e")
    conditions = f"e.library_id = ANY(CAST(:scope_libraries AS uuid[])){filtered}"
    if words.excluded:
        conditions += " AND NOT EXISTS (SELECT FROM lexical_vectors x WHERE x.segment_id = e.segment_id AND (x.vector <#> CAST(:excluded AS sparsevec)) < 0)"
        parameters["excluded"] = sparse(dict.fromkeys(words.excluded, 1.0))
    for number, phrase in enumerate(words.query.excluded_phrases):
        conditions += f" AND NOT EXISTS (SELECT FROM segments s WHERE s.id = e.segment_id AND lexical_normal(s.text) ~* :pattern_{number})"
        parameters[f"pattern_{number}"] = phrase_pattern(phrase)
    vector = f"halfvec({int(embedded.space.dimensions)})"
    distance = f"e.vector::{vector} <#> CAST(:vector AS {vector})"
    inner = f"SELECT e.segment_id, {distance} AS distance FROM embeddings e WHERE e.space_id = {int(embedded.space.id)} AND {conditions}"
    if how == "exact":
        return f"WITH scored AS MATERIALIZED ({inner}) SELECT segment_id, distance FROM scored ORDER BY distance LIMIT :limit", parameters
    # the index gives a relaxed order for an exact one; `+ 0` makes the planner sort again
    return f"SELECT segment_id, distance FROM ({inner} ORDER BY {distance} LIMIT :limit) nearest ORDER BY distance + 0", parameters
