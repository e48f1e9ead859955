"""Rows behind a page of results: the frozen window, its assets and passages."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from bowerbird.accounts.access import Actor, in_readable, readable_by
from bowerbird.models import Asset, Search, Segment
from bowerbird.search.lexical import LexicalQuery, sparse
from bowerbird.search.names import plain
from bowerbird.search.query import phrase_pattern
from bowerbird.search.scope import Scope
from bowerbird.search.terms import Sort


class Described(NamedTuple):
    """What sorting and facets need to know of a file."""

    asset_id: uuid.UUID
    happened_at: datetime
    size: int
    kind: str
    camera: str | None
    place: str | None
    tags: Sequence[str]


_DESCRIBED = (
    "a.id, a.happened_at, a.size, a.kind, a.camera, a.place,"
    " ARRAY(SELECT t.name FROM asset_tags x JOIN tags t ON t.id = x.tag_id WHERE x.asset_id = a.id) AS tags"
)
_BROWSE_ORDER: dict[Sort, str] = {
    "relevance": "a.happened_at DESC, a.id DESC",
    "newest": "a.happened_at DESC, a.id DESC",
    "oldest": "a.happened_at, a.id",
    "size": "a.size DESC, a.id DESC",
}


def describe(session: Session, actor: Actor, asset_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Described]:
    """Those of the files that the actor may see and that are not in the trash."""
    rows = session.execute(
        text(
            f"SELECT {_DESCRIBED} FROM assets a WHERE a.id = ANY(CAST(:ids AS uuid[])) AND a.library_id = ANY(CAST(:libraries AS uuid[]))"
            " AND a.deleted_at IS NULL"
        ),
        {"ids": list(asset_ids), "libraries": list(actor.readable)},
    ).all()
    return {row[0]: Described(*row) for row in rows}


def browse(session: Session, scope: Scope, words: LexicalQuery, *, sort: Sort, limit: int) -> list[Described]:
    """Files that pass the filters, where nothing else is asked; without those that hold what is excluded in a passage or their name."""
    conditions, parameters = [scope.assets], {"limit": limit, **scope.parameters}
    if words.excluded:
        conditions.append(
            "NOT EXISTS (SELECT FROM segments s JOIN lexical_vectors x ON x.segment_id = s.id"
            " WHERE s.asset_id = a.id AND (x.vector <#> CAST(:excluded AS sparsevec)) < 0)"
        )
        parameters["excluded"] = sparse(dict.fromkeys(words.excluded, 1.0))
    for number, phrase in enumerate(words.query.excluded_phrases):
        conditions.append(f"NOT EXISTS (SELECT FROM segments s WHERE s.asset_id = a.id AND lexical_normal(s.text) ~* :pattern_{number})")
        parameters[f"pattern_{number}"] = phrase_pattern(phrase)
    in_names = [name for name in (plain(word) for word in (*words.query.excluded, *words.query.excluded_phrases)) if name]
    if in_names:
        conditions.append("regexp_replace(lower(concat_ws(' ', a.name, a.title)), '[\\W_]+', ' ', 'g') !~ :names")
        parameters["names"] = phrase_pattern(*in_names)
    rows = session.execute(
        text(f"SELECT {_DESCRIBED} FROM assets a WHERE {' AND '.join(conditions)} ORDER BY {_BROWSE_ORDER[sort]} LIMIT :limit"), parameters
    ).all()
    return [Described(*row) for row in rows]


def readable_assets(session: Session, actor: Actor, asset_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Asset]:
    return {asset.id: asset for asset in session.scalars(readable_by(actor).where(Asset.id.in_(asset_ids)))}


class Shown(NamedTuple):
    """What a page shows of a passage."""

    id: uuid.UUID
    source: str
    text: str
    heading: str | None
    lang: str | None
    page: int | None
    start_ms: int | None
    end_ms: int | None
    boxes: list[list[float]] | None
    spans: list[list[int]] | None


def readable_segments(session: Session, actor: Actor, segment_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Shown]:
    columns = [getattr(Segment, name) for name in Shown._fields]
    rows = session.execute(select(*columns).where(Segment.id.in_(segment_ids), in_readable(actor, Segment.library_id))).all()
    return {row.id: row for row in (Shown(*row) for row in rows)}


def assets_of(session: Session, segment_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """The file of each segment."""
    found = session.execute(select(Segment.id, Segment.asset_id).where(Segment.id.in_(segment_ids)))
    return {row.id: row.asset_id for row in found}


def readable_asset_of(session: Session, actor: Actor, segment_id: uuid.UUID) -> uuid.UUID | None:
    """The file that a passage is of, if the actor may see it and it is not in the trash."""
    return session.scalars(
        readable_by(actor).join(Segment, Segment.asset_id == Asset.id).where(Segment.id == segment_id).with_only_columns(Asset.id)
    ).one_or_none()


def add_search(
    session: Session, actor: Actor, query: str, params: dict[str, Any], window: list[Any], *, relation: str, took_ms: int, in_history: bool
) -> Search:
    search = Search(
        user_id=actor.user_id,
        query=query,
        params=params,
        window=window,
        total=len(window),
        total_relation=relation,
        took_ms=took_ms,
        in_history=in_history,
    )
    session.add(search)
    session.flush()
    return search


def keep_out_of_history(session: Session, search_id: uuid.UUID) -> None:
    session.execute(update(Search).where(Search.id == search_id).values(in_history=False).execution_options(synchronize_session=False))


def own_search(session: Session, actor: Actor, search_id: uuid.UUID) -> Search | None:
    return session.scalars(select(Search).where(Search.id == search_id, Search.user_id == actor.user_id)).one_or_none()
