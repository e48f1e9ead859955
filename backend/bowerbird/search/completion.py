"""Completes the scores: for the union of the candidate lists, what each retriever would have said of the others' finds."""

import unicodedata
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
    """Both scores of each segment that still exists, and whether the whole query (of two words or more, or a number) or its phrases stand in it as written."""
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
    elif wholes := [whole for whole in found.query.wholes if found.content_words > 1 or " " not in whole]:
        exact = "lexical_normal(s.text) ~* :pattern"
        parameters["pattern"] = phrase_pattern(*wholes)
        plain = [word for word in unicodedata.normalize("NFKC", wholes[0]).lower().split() if word.isascii()]
        if len(wholes) == 1 and plain:  # a passage of ASCII alone has its longest word as it is, which is looked for in a third of the time
            exact = f"CASE WHEN strpos(lower(s.text), :word) = 0 AND octet_length(s.text) = length(s.text) THEN false ELSE {exact} END"
            parameters["word"] = max(plain, key=len)
    rows = session.execute(
        text(
            f"SELECT s.id, s.asset_id, {columns[0]}, -(v.vector <#> q.vector) AS lexical, {exact} AS is_exact, {columns[1]}"
            " FROM unnest(CAST(:segments AS uuid[])) wanted(id) JOIN segments s ON s.id = wanted.id"
            " LEFT JOIN lexical_vectors v ON v.segment_id = s.id"
            " LEFT JOIN unnest(CAST(:libraries AS uuid[]), CAST(:vectors AS sparsevec[])) q(library_id, vector) ON q.library_id = v.library_id"
            f"{joins}"
        ),
        parameters,
    ).all()
    return [SegmentScore(*row) for row in rows]
