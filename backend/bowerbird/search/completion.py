"""Completes the scores: for the union of the candidate lists, what each retriever would have said of the others' finds."""

import uuid
from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.orm import Session

from bowerbird.search.dense import EmbeddedQuery
from bowerbird.search.fusion import SegmentScore
from bowerbird.search.lexical import LexicalQuery, weigh
from bowerbird.search.query import phrase_pattern


def complete(
    session: Session,
    found: LexicalQuery,
    segment_ids: Iterable[uuid.UUID],
    embedded: EmbeddedQuery | None,
    seen: EmbeddedQuery | None = None,
) -> list[SegmentScore]:
    """Both scores of each segment that still exists, and whether the whole query (of two words or more) or its phrases stand in it as written."""
    weighted = weigh(found)
    parameters: dict[str, object] = {"segments": list(segment_ids), "libraries": weighted.libraries, "vectors": weighted.vectors}
    columns, joins = [], ""
    for name, asked in (("cosine", embedded), ("visual", seen)):
        if asked is None:
            columns.append(f"NULL::float8 AS {name}")
            continue
        parameters[name] = asked.vector
        kind = f"halfvec({int(asked.space.dimensions)})"
        columns.append(f"-({name}.vector::{kind} <#> CAST(:{name} AS {kind})) AS {name}")
        joins += f" LEFT JOIN embeddings {name} ON {name}.space_id = {int(asked.space.id)} AND {name}.segment_id = s.id"
    exact = "false"
    if found.query.phrases:
        exact = "true"  # the retriever let nothing else through
    elif found.content_words > 1 and any(" " in branch for branch in found.query.branches):
        exact = "lexical_normal(s.text) ~* :pattern"
        parameters["pattern"] = phrase_pattern(*(branch for branch in found.query.branches if " " in branch))
    rows = session.execute(
        text(
            f"SELECT s.id, s.asset_id, {', '.join(columns)}, -(v.vector <#> q.vector) AS lexical, {exact} AS is_exact"
            " FROM unnest(CAST(:segments AS uuid[])) wanted(id) JOIN segments s ON s.id = wanted.id"
            " LEFT JOIN lexical_vectors v ON v.segment_id = s.id"
            " LEFT JOIN unnest(CAST(:libraries AS uuid[]), CAST(:vectors AS sparsevec[])) q(library_id, vector) ON q.library_id = v.library_id"
            f"{joins}"
        ),
        parameters,
    )
    return [SegmentScore(row.id, row.asset_id, row.cosine, row.lexical, row.is_exact, row.visual) for row in rows]
