"""The SQL of tags."""

import uuid
from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from bowerbird.accounts.access import Actor, in_readable
from bowerbird.models import Asset, AssetTag, Tag

_name_key = func.lower(Tag.name)


def visible(actor: Actor) -> Select[Tag]:
    return select(Tag).where(in_readable(actor, Tag.library_id))


def find(session: Session, actor: Actor, tag_id: uuid.UUID, *, lock: bool = False) -> Tag | None:
    query = visible(actor).where(Tag.id == tag_id)
    return session.scalars(query.with_for_update(key_share=True) if lock else query).one_or_none()


def named(session: Session, library_id: uuid.UUID, name: str) -> Tag | None:
    return session.scalars(select(Tag).where(Tag.library_id == library_id, _name_key == func.lower(name))).one_or_none()


def count_of(session: Session, tag_id: uuid.UUID) -> int:
    used = select(func.count()).select_from(AssetTag).join(Asset, Asset.id == AssetTag.asset_id)
    return session.scalar(used.where(AssetTag.tag_id == tag_id, Asset.deleted_at.is_(None))) or 0


def list_tags(
    session: Session, actor: Actor, *, library_id: uuid.UUID | None, holding: str, after: tuple[str, uuid.UUID] | None, limit: int
) -> tuple[Sequence[tuple[Tag, int]], int]:
    """(Tag, count) by name, and how many tags there are. `holding`: a part of the name."""
    query = visible(actor)
    if library_id:
        query = query.where(Tag.library_id == library_id)
    if holding:
        query = query.where(func.strpos(_name_key, func.lower(holding)) > 0)
    total = session.scalar(query.with_only_columns(func.count())) or 0
    if after is not None:
        query = query.where((_name_key > func.lower(after[0])) | ((_name_key == func.lower(after[0])) & (Tag.id > after[1])))
    used = (
        select(func.count())
        .select_from(AssetTag)
        .join(Asset, Asset.id == AssetTag.asset_id)
        .where(AssetTag.tag_id == Tag.id, Asset.deleted_at.is_(None))
        .scalar_subquery()
    )
    rows = session.execute(query.add_columns(used).order_by(_name_key, Tag.id).limit(limit))
    return [(row[0], row[1]) for row in rows], total


def ensure(session: Session, library_id: uuid.UUID, name: str) -> uuid.UUID:
    """The library's tag of this name, made where there is none. Nobody deletes it until the transaction ends."""
    known = select(Tag.id).where(Tag.library_id == library_id, _name_key == func.lower(name)).with_for_update(read=True, key_share=True)
    while True:
        session.execute(insert(Tag).values(library_id=library_id, name=name).on_conflict_do_nothing())
        if tag_id := session.scalars(known).one_or_none():  # None: somebody deleted or renamed it meanwhile
            return tag_id
