"""The SQL of downloads."""

import uuid
from collections.abc import Iterator, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bowerbird.accounts.access import Actor, readable_by
from bowerbird.library.downloads.archive import Source
from bowerbird.library.file_names import folder_of
from bowerbird.models import Asset, Download, ObjectState, StoredObject


def own(session: Session, actor: Actor, download_id: uuid.UUID) -> Download | None:
    query = select(Download).where(
        Download.id == download_id, Download.user_id == actor.user_id, Download.expires_at > func.clock_timestamp()
    )
    return session.scalars(query).one_or_none()


def sources(session: Session, actor: Actor, asset_ids: Sequence[uuid.UUID]) -> Iterator[Source]:
    """The originals of those the actor may see, the oldest first."""
    original = (StoredObject.asset_id == Asset.id) & (StoredObject.role == "original") & (StoredObject.state == ObjectState.STORED)
    query = (
        readable_by(actor)
        .join(StoredObject, original)
        .where(Asset.id.in_(asset_ids), StoredObject.size.is_not(None))
        .with_only_columns(Asset.path, Asset.name, StoredObject.key, StoredObject.size, Asset.last_modified, Asset.happened_at)
        .order_by(Asset.happened_at, Asset.id)
    )
    for row in session.execute(query):
        yield Source(folder_of(row.path, row.name), row.name, row.key, row.size, row.last_modified or row.happened_at)
