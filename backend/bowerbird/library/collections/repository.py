"""The SQL of collections."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, and_, func, literal, or_, select, text
from sqlalchemy.orm import Session, aliased

from bowerbird.accounts.access import Actor, in_readable
from bowerbird.accounts.repository import lock as lock_subject
from bowerbird.models import Asset, Collection, CollectionAsset

_name_key = func.lower(Collection.name)


def lock_tree(session: Session, library_id: uuid.UUID) -> None:
    """Nobody else adds, moves, renames or deletes a collection of this library until the transaction ends."""
    lock_subject(session, f"collections:{library_id}")


def visible(actor: Actor) -> Select[Collection]:
    return select(Collection).where(in_readable(actor, Collection.library_id))


def find(session: Session, actor: Actor, collection_id: uuid.UUID, *, lock: bool = False) -> Collection | None:
    query = visible(actor).where(Collection.id == collection_id)
    return session.scalars(query.with_for_update(key_share=True).execution_options(populate_existing=True) if lock else query).one_or_none()


def sibling(session: Session, library_id: uuid.UUID, parent_id: uuid.UUID | None, name: str) -> Collection | None:
    here = Collection.parent_id.is_not_distinct_from(parent_id)
    return session.scalars(select(Collection).where(Collection.library_id == library_id, here, _name_key == func.lower(name))).one_or_none()


def line_of(session: Session, collection_id: uuid.UUID) -> list[uuid.UUID]:
    """The collection, what it lies in, what that lies in, and so on to the top."""
    found = text(
        "WITH RECURSIVE line AS ("
        " SELECT id, parent_id, 1 AS depth FROM collections WHERE id = :id"
        " UNION ALL SELECT c.id, c.parent_id, depth + 1 FROM collections c JOIN line ON c.id = line.parent_id WHERE depth < 100"
        ") SELECT id FROM line ORDER BY depth"
    )
    return list(session.scalars(found, {"id": collection_id}))


def depth_below(session: Session, collection_id: uuid.UUID) -> int:
    """1 for a collection that holds no other."""
    found = text(
        "WITH RECURSIVE below AS ("
        " SELECT id, 1 AS depth FROM collections WHERE id = :id"
        " UNION ALL SELECT c.id, depth + 1 FROM collections c JOIN below ON c.parent_id = below.id WHERE depth < 100"
        ") SELECT max(depth) FROM below"
    )
    return session.scalar(found, {"id": collection_id}) or 1


def count_in(session: Session, library_id: uuid.UUID) -> int:
    return session.scalar(select(func.count()).select_from(Collection).where(Collection.library_id == library_id)) or 0


def list_collections(
    session: Session,
    actor: Actor,
    *,
    library_id: uuid.UUID | None,
    parent_id: uuid.UUID | None,
    after: tuple[str, uuid.UUID] | None,
    limit: int,
) -> tuple[Sequence[Collection], int]:
    """By name, and how many there are."""
    query = visible(actor)
    if library_id:
        query = query.where(Collection.library_id == library_id)
    if parent_id:
        query = query.where(Collection.parent_id == parent_id)
    total = session.scalar(query.with_only_columns(func.count())) or 0
    if after is not None:
        name = func.lower(after[0])
        query = query.where(or_(_name_key > name, and_(_name_key == name, Collection.id > after[1])))
    return session.scalars(query.order_by(_name_key, Collection.id).limit(limit)).all(), total


def facts_of(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Row[Any]]:
    """(id, count, children) of each."""
    members = (
        select(func.count())
        .select_from(CollectionAsset)
        .join(Asset, Asset.id == CollectionAsset.asset_id)
        .where(CollectionAsset.collection_id == Collection.id, Asset.deleted_at.is_(None))
        .scalar_subquery()
        .label("count")
    )
    child = aliased(Collection)
    children = select(func.count()).select_from(child).where(child.parent_id == Collection.id).scalar_subquery().label("children")
    rows = session.execute(select(Collection.id, members, children).where(Collection.id.in_(ids)))
    return {row.id: row for row in rows}


def covers_of(session: Session, actor: Actor, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Row[Any]]:
    """(collection_id, asset_id, thumbhash) of each that has one: the chosen file, unless it is in the trash, else the latest with a picture."""
    in_use = and_(Asset.deleted_at.is_(None), in_readable(actor, Asset.library_id))
    chosen = select(Collection.id.label("collection_id"), Asset.id.label("asset_id"), Asset.thumbhash, literal(0).label("choice")).join(
        Asset, and_(Asset.id == Collection.cover_id, in_use)
    )
    latest = (
        select(Asset.id.label("asset_id"), Asset.thumbhash)
        .join(CollectionAsset, CollectionAsset.asset_id == Asset.id)
        .where(CollectionAsset.collection_id == Collection.id, Asset.thumbhash.is_not(None), in_use)
        .order_by(CollectionAsset.added_at.desc(), Asset.id.desc())
        .limit(1)
        .correlate(Collection)
        .lateral()
    )
    found = select(Collection.id.label("collection_id"), latest.c.asset_id, latest.c.thumbhash, literal(1).label("choice")).join(
        latest, literal(True)
    )
    both = chosen.where(Collection.id.in_(ids)).union_all(found.where(Collection.id.in_(ids))).subquery()
    rows = session.execute(select(both).order_by(both.c.collection_id, both.c.choice.desc()))
    return {row.collection_id: row for row in rows}  # the chosen one comes last and stays
