"""Completes the scores: for the union of the candidate lists, what each retriever would have said of the others' finds."""

import uuid
from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.orm import Session

from bowerbird.search.dense import EmbeddedQuery
from bowerbird.search.fusion import SegmentScore
from bowerbird.search.lexical import LexicalQuery, weigh
from bowerbird.search.query import phrase_pattern


def complete(session: Session, found: LexicalQuery, segment_ids: Iterable[uuid.UUID], embedded: EmbeddedQuery | None) -> list[SegmentScore]:
    """Both scores of each segment that still exists, and whether the whole query (of two words or more) or its phrases stand in it as written."""
    weighted = weigh(found)
    parameters: dict[str, object] = {"segments": list(segment_ids), "libraries": weighted.libraries, "vectors": weighted.vectors}
    cosine = "NULL::float8"
    join = ""
    if embedded is not None:
        parameters["vector"] = embedded.vector
        kind = f"halfvec({int(embedded.space.dimensions)})"
        cosine = f"-(e.vector::{kind} <#> CAST(:vector AS {kind}))"
        join = f" LEFT JOIN embeddings e ON e.space_id = {int(embedded.space.id)} AND e.segment_id = s.id"
    exact = "false"
    if found.query.phrases:
        exact = "true"  # the retriever let nothing else through
    elif found.content_words > 1 and any(" " in branch for branch in found.query.branches):
        exact = "lexical_normal(s.text) ~* :pattern"
        parameters["pattern"] = phrase_pattern(*(branch for branch in found.query.branches if " " in branch))
    rows = session.execute(
        text(
            f"SELECT s.id, s.asset_id, {cosine} AS cosine, -(v.vector <#> q.vector) AS lexical, {exact} AS is_exact"
            " FROM unnest(CAST(:segments AS uuid[])) wanted(id) JOIN segments s ON s.id = wanted.id"
            " LEFT JOIN lexical_vectors v ON v.segment_id = s.id"
            " LEFT JOIN unnest(CAST(:libraries AS uuid[]), CAST(:vectors AS sparsevec[])) q(library_id, vector) ON q.library_id = v.library_id"
            f"{join}"
        ),
        parameters,
    )
    return [SegmentScore(row.id, row.asset_id, row.cosine, row.lexical, row.is_exact) for row in rows]
