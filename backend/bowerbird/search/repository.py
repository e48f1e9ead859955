"""Rows behind a page of results: the frozen window, its assets and passages."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, load_only

from bowerbird.accounts.access import Actor, in_readable, readable_by
from bowerbird.models import Asset, Search, Segment


def readable_dates(session: Session, actor: Actor, asset_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, datetime]:
    """`happened_at` of those the actor may see and that are not in the trash."""
    statement = readable_by(actor).where(Asset.id.in_(asset_ids)).with_only_columns(Asset.id, Asset.happened_at)
    return {row.id: row.happened_at for row in session.execute(statement)}


def readable_assets(session: Session, actor: Actor, asset_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Asset]:
    return {asset.id: asset for asset in session.scalars(readable_by(actor).where(Asset.id.in_(asset_ids)))}


def readable_segments(session: Session, actor: Actor, segment_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Segment]:
    wanted = load_only(
        Segment.id,
        Segment.source,
        Segment.text,
        Segment.heading,
        Segment.lang,
        Segment.page,
        Segment.start_ms,
        Segment.end_ms,
        Segment.boxes,
        Segment.spans,
    )
    statement = select(Segment).where(Segment.id.in_(segment_ids), in_readable(actor, Segment.library_id)).options(wanted)
    return {segment.id: segment for segment in session.scalars(statement)}


def add_search(
    session: Session, actor: Actor, query: str, params: dict[str, Any], window: list[Any], *, relation: str, took_ms: int
) -> Search:
    search = Search(
        user_id=actor.user_id, query=query, params=params, window=window, total=len(window), total_relation=relation, took_ms=took_ms
    )
    session.add(search)
    session.flush()
    return search


def own_search(session: Session, actor: Actor, search_id: uuid.UUID) -> Search | None:
    return session.scalars(select(Search).where(Search.id == search_id, Search.user_id == actor.user_id)).one_or_none()
