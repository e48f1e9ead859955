"""One library keeps the same bytes once. Whoever adds bytes or brings them back takes the lock of those bytes first."""

import uuid
from collections.abc import Sequence

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bowerbird.events.publish import asset_changed
from bowerbird.models import Asset


def lock(session: Session, library_id: uuid.UUID, sha256: bytes) -> None:
    """Until the transaction ends, nobody else adds or restores these bytes in this library."""
    lock_all(session, [(library_id, sha256)])


def lock_all(session: Session, contents: Sequence[tuple[uuid.UUID, bytes]]) -> None:
    """Those of many, always in the same order, so that two who do this at once never wait for each other."""
    for number in sorted({_number(library_id, sha256) for library_id, sha256 in contents}):
        session.execute(select(func.pg_advisory_xact_lock(number)))


def _number(library_id: uuid.UUID, sha256: bytes) -> int:
    return int.from_bytes(library_id.bytes[8:], "big", signed=True) ^ int.from_bytes(sha256[:8], "big", signed=True)


def find(session: Session, library_id: uuid.UUID, sha256: bytes) -> Asset | None:
    """The asset with these bytes, locked: the one that is in use, else the one that went to the trash last."""
    same = select(Asset).where(Asset.library_id == library_id, Asset.sha256 == sha256)
    in_use = same.where(Asset.deleted_at.is_(None))
    trashed = same.where(Asset.deleted_at.is_not(None)).order_by(Asset.deleted_at.desc()).limit(1)
    for query in (in_use, trashed):  # two queries, for there are two partial indexes
        found = session.scalars(query.with_for_update(key_share=True).execution_options(populate_existing=True)).one_or_none()
        if found is not None:
            return found
    return None


def restore(session: Session, asset: Asset) -> None:
    """Out of the trash. The caller holds the lock and knows that nothing else in use has these bytes."""
    asset.deleted_at = None
    session.flush()
    session.execute(update(Asset).where(Asset.id == asset.id).values(updated_at=func.clock_timestamp()))
    asset_changed(session, asset.library_id, asset.id)
