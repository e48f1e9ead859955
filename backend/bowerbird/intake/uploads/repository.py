"""The rows of resumable uploads. One request at a time is the writer of an upload; what it changes, it changes only as long as it is."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from bowerbird.accounts.access import Actor, in_readable
from bowerbird.intake.uploads.errors import UploadLockedError
from bowerbird.models import ObjectState, StoredObject, Upload
from bowerbird.storage.contract import AppendState

LEASE = timedelta(seconds=30)
"""A writer that has not been heard of for so long has died."""


def own(session: Session, actor: Actor, upload_id: uuid.UUID, *, lock: bool = False) -> Upload | None:
    """Nobody but who began it goes on with it."""
    query = select(Upload).where(
        Upload.id == upload_id,
        Upload.user_id == actor.user_id,
        in_readable(actor, Upload.library_id),
        Upload.expires_at > func.clock_timestamp(),
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def open_uploads(session: Session, actor: Actor, limit: int) -> tuple[Sequence[Upload], int]:
    query = select(Upload).where(
        Upload.user_id == actor.user_id,
        Upload.asset_id.is_(None),
        Upload.expires_at > func.clock_timestamp(),
        in_readable(actor, Upload.library_id),
    )
    total = session.scalar(query.with_only_columns(func.count())) or 0
    return session.scalars(query.order_by(Upload.created_at.desc(), Upload.id).limit(limit)).all(), total


def become_writer(session: Session, upload: Upload) -> uuid.UUID:
    """`upload` is locked. Raises UploadLockedError while another one lives."""
    writer = uuid.uuid4()
    free = or_(Upload.writer.is_(None), Upload.writer_until < func.clock_timestamp())
    if not _change(session, Upload.id == upload.id, free, writer=writer, writer_until=func.clock_timestamp() + LEASE):
        raise UploadLockedError("Another request appends to this upload. Try again in a moment.", headers={"Retry-After": "2"})
    return writer


def is_written(session: Session, upload: Upload) -> bool:
    query = select(Upload.id).where(Upload.id == upload.id, Upload.writer.is_not(None), Upload.writer_until >= func.clock_timestamp())
    return session.scalar(query) is not None


def renew(session: Session, upload_id: uuid.UUID, writer: uuid.UUID) -> bool:
    """Whether it still is the writer."""
    return _change(session, Upload.id == upload_id, Upload.writer == writer, writer_until=func.clock_timestamp() + LEASE)


def advance(session: Session, upload_id: uuid.UUID, writer: uuid.UUID, *, offset: int, state: AppendState, expires_in: timedelta) -> bool:
    """Keep what was stored. Whether it still is the writer."""
    now = func.clock_timestamp()
    values = {"offset": offset, "multipart": state, "writer_until": now + LEASE, "expires_at": now + expires_in}
    return _change(session, Upload.id == upload_id, Upload.writer == writer, **values)


def leave(session: Session, upload_id: uuid.UUID, writer: uuid.UUID) -> None:
    _change(session, Upload.id == upload_id, Upload.writer == writer, writer=None, writer_until=None)


def held_by(session: Session, upload_id: uuid.UUID, writer: uuid.UUID) -> Upload | None:
    """The upload, locked, if this still is its writer."""
    query = select(Upload).where(Upload.id == upload_id, Upload.writer == writer)
    return session.scalars(query.with_for_update().execution_options(populate_existing=True)).one_or_none()


def discard(session: Session, upload_id: uuid.UUID) -> None:
    """Forget the upload; what is stored of it is the sweeper's."""
    key = session.scalar(delete(Upload).where(Upload.id == upload_id).returning(Upload.key).execution_options(synchronize_session=False))
    pending = update(StoredObject).where(StoredObject.key == key, StoredObject.state == ObjectState.PENDING)
    session.execute(pending.values(state=ObjectState.DELETING).execution_options(synchronize_session=False))


def _change(session: Session, *where: Any, **values: Any) -> bool:
    changed = update(Upload).where(*where).values(values).returning(Upload.id).execution_options(synchronize_session=False)
    return session.execute(changed).first() is not None
