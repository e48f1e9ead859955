"""Files inside files: what a message or an archive contains, what contains it, and which attachments go where their message goes."""

import uuid
from collections.abc import Sequence

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from bowerbird.accounts.access import Actor, readable_by
from bowerbird.models import Asset, Containment

WITH_ATTACHMENTS = (
    *("message/rfc822", "application/mbox", "application/vnd.ms-outlook", "application/vnd.ms-tnef"),
    *("application/pdf", "application/pkcs7-mime"),
)
"""Their contents belong to them. What came out of an archive was asked for, and stays when the archive goes."""


def contained(
    session: Session, actor: Actor, parent_id: uuid.UUID, *, after: tuple[int, str], limit: int
) -> list[tuple[Containment, Asset]]:
    """In the order they have in the parent, from behind `after` (position, path) on."""
    position, path = after
    behind = (Containment.position > position) | ((Containment.position == position) & (Containment.path > path))
    query = (
        readable_by(actor)
        .add_columns(Containment)
        .join(Containment, Containment.child_id == Asset.id)
        .where(Containment.parent_id == parent_id, behind)
        .order_by(Containment.position, Containment.path)
        .limit(limit)
    )
    return [(row[1], row[0]) for row in session.execute(query)]


def count_contained(session: Session, actor: Actor, parent_id: uuid.UUID) -> int:
    within = readable_by(actor).join(Containment, Containment.child_id == Asset.id).where(Containment.parent_id == parent_id)
    return session.scalar(within.with_only_columns(func.count())) or 0


def containers(session: Session, actor: Actor, child_id: uuid.UUID, *, limit: int) -> list[tuple[Containment, Asset]]:
    query = (
        readable_by(actor)
        .add_columns(Containment)
        .join(Containment, Containment.parent_id == Asset.id)
        .where(Containment.child_id == child_id)
        .order_by(Containment.created_at, Containment.parent_id, Containment.path)
        .limit(limit)
    )
    return [(row[1], row[0]) for row in session.execute(query)]


def with_attachments(session: Session, actor: Actor, asset_ids: Sequence[uuid.UUID]) -> list[uuid.UUID]:
    """These, and the attachments of the messages among them that came with those alone: not uploaded by themselves, and in no other file that is in use."""
    found = session.scalars(
        _WITH_ATTACHMENTS, {"ids": list(asset_ids), "messages": list(WITH_ATTACHMENTS), "libraries": list(actor.readable)}
    ).all()
    return [*asset_ids, *(asset_id for asset_id in found if asset_id not in set(asset_ids))]


def trashed_with(session: Session, actor: Actor, asset_ids: Sequence[uuid.UUID]) -> list[uuid.UUID]:
    """These, and their attachments that went into the trash with them. What lay there before stays."""
    trashed = select(Asset.id, Asset.deleted_at).where(Asset.id.in_(asset_ids), Asset.deleted_at.is_not(None))
    times = {row.id: row.deleted_at for row in session.execute(trashed)}
    if not times:
        return list(asset_ids)
    first = min(times.values())
    others = [asset_id for asset_id in with_attachments(session, actor, list(times)) if asset_id not in times]
    went = session.scalars(select(Asset.id).where(Asset.id.in_(others), Asset.deleted_at >= first)).all()
    return [*asset_ids, *(asset_id for asset_id in went if asset_id not in set(asset_ids))]


_WITH_ATTACHMENTS = text(
    """
    WITH RECURSIVE going(id) AS (
        SELECT unnest(CAST(:ids AS uuid[]))
        UNION
        SELECT child.id
          FROM going
          JOIN assets parent ON parent.id = going.id AND parent.mime_type = ANY(CAST(:messages AS text[])) AND parent.library_id = ANY(CAST(:libraries AS uuid[]))
          JOIN containments c ON c.parent_id = parent.id
          JOIN assets child ON child.id = c.child_id AND child.path = parent.name || '/' || c.path
         WHERE NOT EXISTS (
                SELECT FROM containments other JOIN assets holder ON holder.id = other.parent_id
                 WHERE other.child_id = child.id AND other.parent_id <> parent.id AND other.parent_id <> ALL(CAST(:ids AS uuid[]))
                   AND holder.deleted_at IS NULL))
    SELECT id FROM going
    """
)
