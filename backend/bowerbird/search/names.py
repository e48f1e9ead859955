"""File names and titles by trigram: finds parts of names and forgives typos."""

import re
import unicodedata
import uuid
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from bowerbird.search.fusion import EXACT
from bowerbird.search.query import Query
from bowerbird.search.scope import Scope

LEAST_SIMILARITY = 0.6
SETTINGS = {"pg_trgm.word_similarity_threshold": str(LEAST_SIMILARITY)}
"""With which the index brings names that hold something so similar."""
_BOTH = "lower(name || ' ' || coalesce(title, ''))"
_LONG = 60
_SEPARATORS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class NameMatch:
    asset_id: uuid.UUID
    similarity: float
    is_exact: bool


def retrieve(session: Session, scope: Scope, query: Query, *, limit: int) -> list[NameMatch]:
    """Assets whose name or title holds something like the whole query, the most similar first. Similarity is pg_trgm's word_similarity, 0 to 1."""
    # The trigram index of both together makes the candidates: comparing row by row costs 15 us a name. A long query is looked for as a part of names, in
    # which it must stand whole; of its many trigrams most names share some, so the index is asked for its longest word.
    conditions, parameters = [], dict[str, object]()
    for number, branch in enumerate(query.branches):
        parameters[f"branch_{number}"] = branch.lower()
        if len(branch) <= _LONG:
            conditions.append(f":branch_{number} <% {_BOTH}")
        else:
            conditions.append(f"{_BOTH} LIKE :word_{number} AND strpos({_BOTH}, :branch_{number}) > 0")
            parameters[f"word_{number}"] = f"%{max(_SEPARATORS.split(branch.lower()), key=len)}%"
    rows = session.execute(
        text(
            f"WITH candidates AS MATERIALIZED (SELECT id FROM assets WHERE {' OR '.join(conditions)})"
            " SELECT a.id, a.name, a.title, likeness.similarity FROM candidates JOIN assets a ON a.id = candidates.id,"
            " LATERAL (SELECT max(greatest(word_similarity(branch, lower(a.name)), word_similarity(branch, lower(a.title)))) AS similarity"
            " FROM unnest(CAST(:branches AS text[])) branch) likeness"
            f" WHERE {scope.assets} AND similarity >= :least ORDER BY similarity DESC, a.id LIMIT :limit"
        ),
        {
            "branches": [branch.lower() for branch in query.branches],
            "least": LEAST_SIMILARITY,
            "limit": limit,
            **parameters,
            **scope.parameters,
        },
    ).all()
    wanted = {plain(branch) for branch in query.branches} - {""}
    excluded = [plain(word) for word in (*query.excluded, *query.excluded_phrases)]
    matches = []
    for row in rows:
        names = [plain(row.name), plain(row.name.rpartition(".")[0]), plain(row.title or "")]
        if any(f" {word} " in f" {name} " for word in excluded if word for name in names):
            continue
        if not all(any(f" {plain(phrase)} " in f" {names[0]} {names[2]} " for phrase in phrases) for phrases in query.phrases):
            continue
        matches.append(NameMatch(row.id, row.similarity, not wanted.isdisjoint(names)))
    return matches


def plain(name: str) -> str:
    """Lower case, one space for everything that separates words."""
    return _SEPARATORS.sub(" ", unicodedata.normalize("NFKC", name).casefold()).strip()


def score(match: NameMatch) -> float:
    """On the scale of fusion: 1 for a name that holds the query as it is, little for the least similar one."""
    likeness = max(0.0, (match.similarity - 0.4) / 0.6)
    return likeness + (EXACT if match.is_exact else 0.0)
