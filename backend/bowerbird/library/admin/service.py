"""The whole instance in figures, for its owner. No name and no content of anybody's file."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bowerbird import __version__
from bowerbird.accounts.access import Actor
from bowerbird.accounts.people import must_be_owner
from bowerbird.library.admin.models import models
from bowerbird.library.admin.schemas import InstanceOut, QueueOut, SpaceOut, StorageOut
from bowerbird.models import Asset, EmbeddingSpace, ObjectState, StoredObject, Upload
from bowerbird.ops import metrics
from bowerbird.settings import get_settings
from bowerbird.storage import ObjectStorage


def instance(session: Session, actor: Actor, storage: ObjectStorage) -> InstanceOut:
    must_be_owner(actor)
    return InstanceOut(
        version=__version__,
        queues=[
            QueueOut(
                queue=state.queue,
                queued=state.jobs["queued"],
                waiting=state.jobs["waiting"],
                running=state.jobs["running"],
                oldest_seconds=round(state.oldest_seconds, 1),
                lost=state.lost,
            )
            for state in metrics.read_queues(session)
        ],
        storage=_storage(session, storage),
        models=models(),
        spaces=[
            SpaceOut.model_validate(space, from_attributes=True)
            for space in session.scalars(select(EmbeddingSpace).order_by(EmbeddingSpace.id))
        ],
        trash_days=get_settings().worker.trash_days,
    )


def _storage(session: Session, storage: ObjectStorage) -> StorageOut:
    role = func.split_part(StoredObject.role, "/", 1)
    sizes = select(role, func.coalesce(func.sum(StoredObject.size), 0)).where(StoredObject.state == ObjectState.STORED).group_by(role)
    by_role = {row[0]: int(row[1]) for row in session.execute(sizes)}
    used, trashed = session.execute(
        select(func.count().filter(Asset.deleted_at.is_(None)), func.count().filter(Asset.deleted_at.is_not(None))).select_from(Asset)
    ).one()
    coming = session.scalar(select(func.coalesce(func.sum(Upload.size), 0)).where(Upload.asset_id.is_(None)))
    settings = get_settings()
    return StorageOut(
        backend=settings.storage.backend,
        files=used,
        trashed=trashed,
        bytes=sum(by_role.values()),
        by_role=by_role,
        unfinished=int(coming or 0),
        free_bytes=storage.free_bytes(),
        min_free_bytes=settings.upload.min_free_bytes,
    )
