"""Looks up what the values of qualifiers name in the libraries that are searched: tags, collections, cameras, places."""

import uuid
from collections.abc import Iterable, Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from bowerbird.search.filters import escaped
from bowerbird.search.grammar import Part
from bowerbird.search.meaning import Known

_STATEMENT = """
SELECT 'tag' AS what, lower(name) AS name, array_agg(id) AS ids FROM tags
WHERE library_id = ANY(CAST(:libraries AS uuid[])) AND lower(name) = ANY(CAST(:tags AS text[])) GROUP BY lower(name)
UNION ALL
SELECT 'collection', root, array_agg(id) FROM (
    WITH RECURSIVE inside AS (
        SELECT lower(name) AS root, id FROM collections WHERE library_id = ANY(CAST(:libraries AS uuid[])) AND lower(name) = ANY(CAST(:collections AS text[]))
        UNION
        SELECT inside.root, c.id FROM inside JOIN collections c ON c.parent_id = inside.id
    ) SELECT root, id FROM inside) found GROUP BY root
UNION ALL
SELECT 'camera', value, NULL FROM unnest(CAST(:cameras AS text[]), CAST(:camera_patterns AS text[])) asked(value, pattern) WHERE EXISTS (
    SELECT FROM assets a WHERE a.library_id = ANY(CAST(:libraries AS uuid[])) AND a.camera IS NOT NULL AND a.deleted_at IS NULL AND lower(a.camera) LIKE pattern)
UNION ALL
SELECT 'place', value, NULL FROM unnest(CAST(:places AS text[]), CAST(:place_patterns AS text[])) asked(value, pattern) WHERE EXISTS (
    SELECT FROM assets a WHERE a.library_id = ANY(CAST(:libraries AS uuid[])) AND a.place IS NOT NULL AND a.deleted_at IS NULL AND lower(a.place) LIKE pattern)
"""


def look_up(session: Session, libraries: Sequence[uuid.UUID], parts: Iterable[Part], *, tags: Sequence[str] = ()) -> Known:
    """What the qualifiers among the parts name; `tags` besides. One statement, or none where there is nothing to look up."""
    asked: dict[str, list[str]] = {"tag": [tag.lower() for tag in tags], "in": [], "camera": [], "place": []}
    for part in parts:
        if part.field in asked:
            asked[part.field] += [value.lower() for value in part.values]
    if not any(asked.values()):
        return Known()
    rows = session.execute(
        text(_STATEMENT),
        {
            "libraries": list(libraries),
            "tags": asked["tag"],
            "collections": asked["in"],
            "cameras": asked["camera"],
            "camera_patterns": [f"%{escaped(value)}%" for value in asked["camera"]],
            "places": asked["place"],
            "place_patterns": [f"%{escaped(value)}%" for value in asked["place"]],
        },
    ).all()
    found: dict[str, dict[str, tuple[uuid.UUID, ...]]] = {"tag": {}, "collection": {}, "camera": {}, "place": {}}
    for row in rows:
        found[row.what][row.name] = tuple(row.ids or ())
    return Known(found["tag"], found["collection"], frozenset(found["camera"]), frozenset(found["place"]))


def with_contents(session: Session, libraries: Sequence[uuid.UUID], collection_ids: Sequence[uuid.UUID]) -> tuple[uuid.UUID, ...]:
    """The collections among these that lie in the libraries, and all inside them."""
    rows = session.execute(
        text(
            "WITH RECURSIVE inside AS ("
            " SELECT id FROM collections WHERE id = ANY(CAST(:ids AS uuid[])) AND library_id = ANY(CAST(:libraries AS uuid[]))"
            " UNION SELECT c.id FROM inside JOIN collections c ON c.parent_id = inside.id) SELECT id FROM inside"
        ),
        {"ids": list(collection_ids), "libraries": list(libraries)},
    )
    return tuple(rows.scalars())
