"""The rows of an upload that is under way."""

import uuid
from datetime import UTC, datetime, timedelta

from sqlalchemy import Uuid, bindparam, select, text
from sqlalchemy.orm import Session

from bowerbird.models import ObjectState, StoredObject

_PENDING = text(
    "INSERT INTO objects (key, asset_id, library_id, role) SELECT concat_ws('/', :library_id, id, gen_random_uuid()), id, :library_id, 'original'"
    " FROM uuidv7() AS id RETURNING asset_id, key"
).bindparams(bindparam("library_id", type_=Uuid))


def add_pending_object(session: Session, library_id: uuid.UUID) -> tuple[uuid.UUID, str]:
    """A row for bytes that are about to come: the id of the asset that they may become, and their key."""
    asset_id, key = session.execute(_PENDING, {"library_id": library_id}).one()
    return asset_id, key


def creation_time(asset_id: uuid.UUID) -> datetime:
    """The time inside the id (RFC 9562, 5.7: its first 48 bits count milliseconds), so that sorting by one is sorting by the other."""
    return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=asset_id.int >> 80)


def lock_object(session: Session, key: str, state: ObjectState) -> StoredObject | None:
    """None if it is not, or no longer, in that state: the sweeper gives uploads up that take too long."""
    return session.scalars(select(StoredObject).where(StoredObject.key == key, StoredObject.state == state).with_for_update()).one_or_none()
