"""Which assets, in what order, page by page: one filter and one keyset for lists, the grid, the timeline, selections and downloads."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, Uuid, func, literal, select, tuple_
from sqlalchemy.orm import Session

from bowerbird.accounts.access import Actor, in_readable, readable_by
from bowerbird.library import cursors
from bowerbird.models import Asset, AssetKind, AssetStatus, AssetTag, CollectionAsset, Tag

SortOrder = Literal["-happened_at", "-created_at", "name", "-size"]
DEFAULT_SORT: SortOrder = "-happened_at"


@dataclass(frozen=True, slots=True)
class AssetFilter:
    ids: tuple[uuid.UUID, ...] = ()
    kinds: tuple[AssetKind, ...] = ()
    statuses: tuple[AssetStatus, ...] = ()
    library_id: uuid.UUID | None = None
    trashed: bool = False
    collection_id: uuid.UUID | None = None
    tags: tuple[str, ...] = ()
    """Names; an asset must have all of them."""
    after: datetime | None = None
    before: datetime | None = None
    """`happened_at` in [after, before)."""


@dataclass(frozen=True, slots=True)
class AssetRows:
    assets: Sequence[Asset]
    next_cursor: str | None
    total: int


@dataclass(frozen=True, slots=True)
class GridRows:
    rows: Sequence[Any]
    """With the columns of GRID."""
    next_cursor: str | None
    total: int


GRID = (
    *(Asset.id, Asset.kind, Asset.name, Asset.status, Asset.width, Asset.height, Asset.duration_ms),
    *(Asset.page_count, Asset.thumbhash, Asset.happened_at, Asset.size),
    func.left(Asset.summary, 200).label("summary"),
)


def matching(actor: Actor, wanted: AssetFilter) -> Select[Asset]:
    """Assets that the actor may see and that pass the filter, in no order."""
    query = readable_by(actor, trashed=wanted.trashed)
    if wanted.ids:
        query = query.where(Asset.id.in_(wanted.ids))
    if wanted.kinds:
        query = query.where(Asset.kind.in_(wanted.kinds))
    if wanted.statuses:
        query = query.where(Asset.status.in_(wanted.statuses))
    if wanted.library_id:
        query = query.where(Asset.library_id == wanted.library_id)
    if wanted.collection_id:
        members = select(CollectionAsset.asset_id).where(
            CollectionAsset.collection_id == wanted.collection_id, in_readable(actor, CollectionAsset.library_id)
        )
        query = query.where(Asset.id.in_(members))
    for name in wanted.tags:
        tagged = select(AssetTag.asset_id).join(Tag, Tag.id == AssetTag.tag_id).where(func.lower(Tag.name) == func.lower(name))
        query = query.where(Asset.id.in_(tagged.where(in_readable(actor, Tag.library_id))))
    if wanted.after:
        query = query.where(Asset.happened_at >= wanted.after)
    if wanted.before:
        query = query.where(Asset.happened_at < wanted.before)
    return query


def list_assets(session: Session, actor: Actor, wanted: AssetFilter, *, sort: SortOrder, cursor: str | None, limit: int) -> AssetRows:
    """One page by keyset: what arrives or goes meanwhile neither repeats nor hides another asset. Raises InvalidError for a foreign cursor."""
    query = matching(actor, wanted)
    total = _count(session, query)
    assets = session.scalars(_from(query, sort, cursor).limit(limit + 1)).all()
    page = assets[:limit]
    return AssetRows(page, _cursor_at(page[-1], sort) if len(assets) > limit else None, total)


def list_grid(session: Session, actor: Actor, wanted: AssetFilter, *, sort: SortOrder, cursor: str | None, limit: int) -> GridRows:
    """As `list_assets`, with no more columns than a tile shows."""
    query = matching(actor, wanted)
    total = _count(session, query)
    rows = session.execute(_from(query, sort, cursor).with_only_columns(*GRID).limit(limit + 1)).all()
    page = rows[:limit]
    return GridRows(page, _cursor_at(page[-1], sort) if len(rows) > limit else None, total)


def list_ids(session: Session, actor: Actor, wanted: AssetFilter, *, cursor: str | None, limit: int) -> tuple[list[uuid.UUID], str | None]:
    """Ids by age of the upload, the newest first, and the cursor of what follows."""
    query = _from(matching(actor, wanted), "-created_at", cursor).with_only_columns(Asset.id)
    ids = list(session.scalars(query.limit(limit + 1)))
    return ids[:limit], cursors.encode("-created_at", [str(ids[limit - 1])]) if len(ids) > limit else None


def _count(session: Session, query: Select[Asset]) -> int:
    return session.scalar(query.with_only_columns(func.count())) or 0


def _from(query: Select[Asset], sort: SortOrder, cursor: str | None) -> Select[Asset]:
    if cursor:
        query = query.where(_after(sort, cursor))
    return query.order_by(*_ORDER[sort])


_NAME_KEY = func.lower(Asset.name)
_ORDER: dict[SortOrder, tuple[Any, ...]] = {
    "-happened_at": (Asset.happened_at.desc(), Asset.id.desc()),
    "-created_at": (Asset.id.desc(),),  # ids carry the time of creation
    "name": (_NAME_KEY, Asset.id),
    "-size": (Asset.size.desc(), Asset.id.desc()),
}


def _cursor_at(asset: Any, sort: SortOrder) -> str:
    last = str(asset.id)
    match sort:
        case "-happened_at":
            return cursors.encode(sort, [asset.happened_at.isoformat(), last])
        case "-size":
            return cursors.encode(sort, [asset.size, last])
        case "name":
            return cursors.encode(sort, [asset.name, last])
        case "-created_at":
            return cursors.encode(sort, [last])


def _after(sort: SortOrder, cursor: str) -> ColumnElement[bool]:
    match sort:
        case "-happened_at":
            value, last = cursors.decode(cursor, sort, (datetime, uuid.UUID))
            return tuple_(Asset.happened_at, Asset.id) < (value, last)
        case "-size":
            value, last = cursors.decode(cursor, sort, (int, uuid.UUID))
            return tuple_(Asset.size, Asset.id) < (value, last)
        case "-created_at":
            (last,) = cursors.decode(cursor, sort, (uuid.UUID,))
            return Asset.id < literal(last, Uuid())
        case "name":
            value, last = cursors.decode(cursor, sort, (str, uuid.UUID))
            return tuple_(_NAME_KEY, Asset.id) > tuple_(func.lower(value), literal(last, Uuid()))
