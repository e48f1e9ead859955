import uuid

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bowerbird.accounts.access import Actor, readable_by
from bowerbird.models import Asset, ObjectState, StoredObject


def readable_asset(session: Session, actor: Actor, asset_id: uuid.UUID) -> Asset | None:
    """Also from the trash: what can be restored can be looked at."""
    for trashed in (False, True):
        asset = session.scalars(readable_by(actor, trashed=trashed).where(Asset.id == asset_id)).one_or_none()
        if asset is not None:
            return asset
    return None


def stored_key(session: Session, asset_id: uuid.UUID, role: str) -> str | None:
    return session.scalar(
        select(StoredObject.key).where(
            StoredObject.asset_id == asset_id, StoredObject.role == role, StoredObject.state == ObjectState.STORED
        )
    )


def add_pending(session: Session, asset: Asset, role: str, mime_type: str) -> str:
    """The key of a new object; its row is committed before the first byte is written."""
    key = f"{asset.library_id}/{asset.id}/{uuid.uuid4()}"
    session.add(
        StoredObject(key=key, asset_id=asset.id, library_id=asset.library_id, role=role, mime_type=mime_type, state=ObjectState.PENDING)
    )
    session.flush()
    return key


def mark_stored(session: Session, key: str, size: int, sha256: bytes) -> bool:
    """False if another object has the role already; the pending one is then left to whoever cleans up."""
    row = session.get(StoredObject, key)
    if row is None:
        return False
    row.size, row.sha256, row.state = size, sha256, ObjectState.STORED
    try:
        with session.begin_nested():
            session.flush()
    except IntegrityError:
        return False
    return True


def forget(session: Session, key: str) -> None:
    session.execute(delete(StoredObject).where(StoredObject.key == key))
