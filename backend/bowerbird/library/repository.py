"""Queries over assets, their objects and their segments."""

import uuid
from collections.abc import Sequence

from sqlalchemy import Select, delete, func, select, tuple_, update
from sqlalchemy.orm import Session

from bowerbird.accounts.access import Actor, in_readable, readable_by
from bowerbird.models import Asset, AssetTag, Collection, CollectionAsset, Job, ObjectState, Segment, StoredObject, Tag


def find_asset(session: Session, actor: Actor, asset_id: uuid.UUID, *, trashed: bool | None = False, lock: bool = False) -> Asset | None:
    """An asset the actor may see; `trashed`: only in use, only in the trash, or (None) either."""
    visible = select(Asset).where(in_readable(actor, Asset.library_id)) if trashed is None else readable_by(actor, trashed=trashed)
    query = visible.where(Asset.id == asset_id)
    if lock:
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def tags_of(session: Session, asset_id: uuid.UUID) -> Sequence[Tag]:
    query = select(Tag).join(AssetTag, AssetTag.tag_id == Tag.id).where(AssetTag.asset_id == asset_id)
    return session.scalars(query.order_by(func.lower(Tag.name))).all()


def collections_of(session: Session, asset_id: uuid.UUID) -> Sequence[Collection]:
    query = select(Collection).join(CollectionAsset, CollectionAsset.collection_id == Collection.id)
    return session.scalars(query.where(CollectionAsset.asset_id == asset_id).order_by(func.lower(Collection.name), Collection.id)).all()


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


def delete_rows(session: Session, asset_ids: Sequence[uuid.UUID]) -> None:
    """The assets, all that hangs on them, and their jobs; their objects are marked for the sweeper. A worker that has one of these jobs loses its claim."""
    unsynced = {"synchronize_session": False}
    marked = update(StoredObject).where(StoredObject.asset_id.in_(asset_ids)).values(state=ObjectState.DELETING)
    session.execute(marked, execution_options=unsynced)
    session.execute(delete(Job).where(Job.subject_id.in_(asset_ids)), execution_options=unsynced)
    session.execute(delete(Asset).where(Asset.id.in_(asset_ids)), execution_options=unsynced)


def _segments(asset_id: uuid.UUID, page: int | None) -> Select[Segment]:
    query = select(Segment).where(Segment.asset_id == asset_id)
    return query if page is None else query.where(Segment.page == page)
