"""The rows of an upload that is under way."""

import uuid
from datetime import datetime

from sqlalchemy import Uuid, func, select
from sqlalchemy.orm import Session

from bowerbird.models import ObjectState, StoredObject


def new_asset_id(session: Session) -> uuid.UUID:
    found: uuid.UUID = session.execute(select(func.uuidv7(type_=Uuid()))).scalar_one()
    return found


def creation_time(session: Session, asset_id: uuid.UUID) -> datetime:
    """The time inside the id, so that sorting by one is sorting by the other."""
    found: datetime = session.execute(select(func.uuid_extract_timestamp(asset_id))).scalar_one()
    return found


def add_pending_object(session: Session, *, key: str, asset_id: uuid.UUID, library_id: uuid.UUID) -> None:
    session.add(StoredObject(key=key, asset_id=asset_id, library_id=library_id, role="original", state=ObjectState.PENDING))


def lock_object(session: Session, key: str, state: ObjectState) -> StoredObject | None:
    """None if it is not, or no longer, in that state: the sweeper gives uploads up that take too long."""
    return session.scalars(select(StoredObject).where(StoredObject.key == key, StoredObject.state == state).with_for_update()).one_or_none()
