"""Queries over assets, their objects and their segments."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, Uuid, delete, func, literal, select, tuple_, update
from sqlalchemy.orm import Session

from bowerbird.accounts.access import Actor, in_readable, readable_by
from bowerbird.errors import InvalidError
from bowerbird.library import cursors
from bowerbird.models import Asset, AssetKind, AssetStatus, Job, ObjectState, Segment, StoredObject

SortOrder = Literal["-happened_at", "-created_at", "name", "-size"]
DEFAULT_SORT: SortOrder = "-happened_at"


@dataclass(frozen=True, slots=True)
class AssetFilter:
    kinds: tuple[AssetKind, ...] = ()
    statuses: tuple[AssetStatus, ...] = ()
    library_id: uuid.UUID | None = None
    trashed: bool = False


@dataclass(frozen=True, slots=True)
class AssetRows:
    assets: Sequence[Asset]
    next_cursor: str | None
    total: int


def list_assets(session: Session, actor: Actor, wanted: AssetFilter, *, sort: SortOrder, cursor: str | None, limit: int) -> AssetRows:
    """One page by keyset: what arrives or goes meanwhile neither repeats nor hides another asset. Raises InvalidError for a foreign cursor."""
    query = _filtered(actor, wanted)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    if cursor:
        query = query.where(_after(sort, cursor))
    assets = session.scalars(query.order_by(*_ORDER[sort]).limit(limit + 1)).all()
    page = assets[:limit]
    return AssetRows(page, _cursor_at(page[-1], sort) if len(assets) > limit else None, total)


def find_asset(session: Session, actor: Actor, asset_id: uuid.UUID, *, trashed: bool | None = False, lock: bool = False) -> Asset | None:
    """An asset the actor may see; `trashed`: only in use, only in the trash, or (None) either."""
    visible = select(Asset).where(in_readable(actor, Asset.library_id)) if trashed is None else readable_by(actor, trashed=trashed)
    query = visible.where(Asset.id == asset_id)
    if lock:
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def find_object(session: Session, asset_id: uuid.UUID, role: str) -> StoredObject | None:
    return session.scalars(
        select(StoredObject).where(StoredObject.asset_id == asset_id, StoredObject.role == role, StoredObject.state == ObjectState.STORED)
    ).one_or_none()


def list_segments(
    session: Session, asset_id: uuid.UUID, *, page: int | None, after: tuple[int, uuid.UUID] | None, limit: int
) -> Sequence[Segment]:
    query = _segments(asset_id, page)
    if after is not None:
        query = query.where(tuple_(Segment.ordinal, Segment.id) > after)
    return session.scalars(query.order_by(Segment.ordinal, Segment.id).limit(limit)).all()


def count_segments(session: Session, asset_id: uuid.UUID, *, page: int | None) -> int:
    return session.scalar(select(func.count()).select_from(_segments(asset_id, page).subquery())) or 0


def delete_rows(session: Session, asset: Asset) -> None:
    """The asset, all that hangs on it, and its jobs; its objects are marked for the sweeper. A worker that has one of its jobs loses its claim."""
    session.execute(update(StoredObject).where(StoredObject.asset_id == asset.id).values(state=ObjectState.DELETING))
    session.execute(delete(Job).where(Job.subject_id == asset.id))
    session.execute(delete(Asset).where(Asset.id == asset.id))
    session.expunge(asset)


def _segments(asset_id: uuid.UUID, page: int | None) -> Select[Segment]:
    query = select(Segment).where(Segment.asset_id == asset_id)
    return query if page is None else query.where(Segment.page == page)


def _filtered(actor: Actor, wanted: AssetFilter) -> Select[Asset]:
    query = readable_by(actor, trashed=wanted.trashed)
    if wanted.kinds:
        query = query.where(Asset.kind.in_(wanted.kinds))
    if wanted.statuses:
        query = query.where(Asset.status.in_(wanted.statuses))
    if wanted.library_id:
        query = query.where(Asset.library_id == wanted.library_id)
    return query


_NAME_KEY = func.lower(Asset.name)
_ORDER: dict[SortOrder, tuple[Any, ...]] = {
    "-happened_at": (Asset.happened_at.desc(), Asset.id.desc()),
    "-created_at": (Asset.id.desc(),),  # ids carry the time of creation
    "name": (_NAME_KEY, Asset.id),
    "-size": (Asset.size.desc(), Asset.id.desc()),
}


def _cursor_at(asset: Asset, sort: SortOrder) -> str:
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
    try:
        match sort:
            case "-happened_at":
                value, last = cursors.decode(cursor, sort, (str, str))
                return tuple_(Asset.happened_at, Asset.id) < (datetime.fromisoformat(value), uuid.UUID(last))
            case "-size":
                value, last = cursors.decode(cursor, sort, (int, str))
                return tuple_(Asset.size, Asset.id) < (value, uuid.UUID(last))
            case "-created_at":
                (last,) = cursors.decode(cursor, sort, (str,))
                return Asset.id < uuid.UUID(last)
            case "name":
                value, last = cursors.decode(cursor, sort, (str, str))
                return tuple_(_NAME_KEY, Asset.id) > tuple_(func.lower(value), literal(uuid.UUID(last), Uuid()))
    except (ValueError, OverflowError) as error:
        raise InvalidError("This cursor is not valid. Start again without it.", code="invalid_cursor") from error
