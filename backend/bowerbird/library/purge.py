"""What is removed for good, a little at a time. The sweeper calls `purge_due` in a transaction of its own, again and again.

Bytes go last and rows go after them: an object is first marked `deleting`, and only a later call deletes what it finds marked. So a call that fails
half-way is repeated without harm, and an upload that comes to its end in the same moment finds its row either untouched or gone.
"""

from datetime import timedelta

import structlog
from sqlalchemy import delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from bowerbird.events.publish import asset_changed
from bowerbird.library.repository import delete_rows
from bowerbird.models import Asset, Download, ObjectState, StoredObject, Upload
from bowerbird.settings import get_settings
from bowerbird.storage import ObjectStorage

UPLOAD_EXPIRES = timedelta(hours=24)
"""A pending object this old belongs to a process that died. No honest upload in one request takes so long."""
BATCH = 100
DELETION_LOCK = 7432
"""An advisory lock. Whoever deletes bytes holds it shared; who holds it alone (a backup) finds all objects in place until it lets go."""
_log = structlog.get_logger(__name__)


def purge_due(session: Session, storage: ObjectStorage) -> int:
    """Delete objects marked `deleting`, give up uploads that never ended, and empty the trash of what lay there longer than `worker.trash_days`.

    At most BATCH of each. Returns how many rows changed; not zero means that calling again at once is worth it. The caller commits.
    """
    return sum(
        (_delete_marked(session, storage), _end_uploads(session), _mark_expired(session), _empty_trash(session), _forget_downloads(session))
    )


def _delete_marked(session: Session, storage: ObjectStorage) -> int:
    if not session.scalar(select(func.pg_try_advisory_xact_lock_shared(DELETION_LOCK))):
        return 0
    removed = 0
    for row in session.scalars(
        select(StoredObject)
        .where(StoredObject.state == ObjectState.DELETING)
        .order_by(StoredObject.created_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ):
        try:
            storage.delete(row.key)
        except Exception:  # noqa: BLE001  one object that cannot be deleted must not keep the others
            _log.warning("object_not_deleted", key=row.key, exc_info=True)
            continue
        session.delete(row)
        removed += 1
    session.flush()
    return removed


def _end_uploads(session: Session) -> int:
    """Resumable uploads that nobody resumed, and the records of those that were finished."""
    now = func.clock_timestamp()
    due = (
        select(Upload.id)
        .where(Upload.expires_at < now, or_(Upload.writer_until.is_(None), Upload.writer_until < now))
        .order_by(Upload.expires_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    ended = delete(Upload).where(Upload.id.in_(due.scalar_subquery())).returning(Upload.key)
    keys = session.scalars(ended.execution_options(synchronize_session=False)).all()
    pending = update(StoredObject).where(StoredObject.key.in_(keys), StoredObject.state == ObjectState.PENDING)
    session.execute(pending.values(state=ObjectState.DELETING).execution_options(synchronize_session=False))
    return len(keys)


def _forget_downloads(session: Session) -> int:
    due = select(Download.id).where(Download.expires_at < func.clock_timestamp()).limit(BATCH).with_for_update(skip_locked=True)
    gone = delete(Download).where(Download.id.in_(due.scalar_subquery())).returning(Download.id)
    return len(session.scalars(gone.execution_options(synchronize_session=False)).all())


def _mark_expired(session: Session) -> int:
    due = (
        select(StoredObject.key)
        .where(
            StoredObject.state == ObjectState.PENDING,
            StoredObject.created_at < func.now() - UPLOAD_EXPIRES,
            ~exists().where(Upload.key == StoredObject.key),  # those that can be resumed have a time of their own
        )
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    marked = session.scalars(
        update(StoredObject)
        .where(StoredObject.key.in_(due.scalar_subquery()))
        .values(state=ObjectState.DELETING)
        .returning(StoredObject.key)
        .execution_options(synchronize_session=False)
    ).all()
    return len(marked)


def _empty_trash(session: Session) -> int:
    expired = session.scalars(
        select(Asset)
        .where(Asset.deleted_at < func.now() - timedelta(days=get_settings().worker.trash_days))
        .order_by(Asset.deleted_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    for asset in expired:
        asset_changed(session, asset.library_id, asset.id, "deleted")
    delete_rows(session, [asset.id for asset in expired])
    return len(expired)
