"""One action on one batch of files, in one transaction. Set-based, so that a batch costs a few statements however many files it has.

Files are locked in the order of their ids, after the locks of their bytes (library/content.py): the order that uploads and single requests keep to.
"""

import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from bowerbird.accounts.access import Actor, in_readable
from bowerbird.errors import ConflictError, NotFoundError
from bowerbird.events.publish import asset_changed, assets_changed, collection_changed, tags_changed
from bowerbird.jobs import service as jobs
from bowerbird.library import content, repository
from bowerbird.library.contents import repository as contents
from bowerbird.library.tags import repository as tags
from bowerbird.models import Asset, AssetTag, Collection, CollectionAsset, Tag

FEW = 20
"""Up to so many changed files are told one by one; beyond it pages fetch their lists anew."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What an action needs to know of a file that it has locked."""

    id: uuid.UUID
    library_id: uuid.UUID
    sha256: bytes
    deleted_at: datetime | None


@dataclass(slots=True)
class Batch:
    """What became of a batch."""

    changed: list[uuid.UUID] = field(default_factory=list)
    unchanged: int = 0
    """Files that were so already."""
    failed: list[tuple[uuid.UUID, str, str]] = field(default_factory=list)
    """(id, code, detail)"""

    def fail(self, asset_id: uuid.UUID, code: str, detail: str) -> None:
        self.failed.append((asset_id, code, detail))

    def note(self, asked: Sequence["Seen"], changed: Sequence[uuid.UUID]) -> None:
        self.changed += changed
        self.unchanged += len(asked) - len(changed)


def trash(session: Session, actor: Actor, ids: Sequence[uuid.UUID]) -> Batch:
    assets, batch = _writable(session, actor, contents.with_attachments(session, actor, ids), trashed=None)
    kept = [asset.id for asset in assets if asset.deleted_at is None]
    _set_deleted(session, kept, func.clock_timestamp())
    batch.note(assets, kept)
    _tell(session, assets, batch, "deleted")
    return batch


def restore(session: Session, actor: Actor, ids: Sequence[uuid.UUID]) -> Batch:
    """A file whose bytes the library has again meanwhile stays in the trash: `already_there`."""
    ids = contents.trashed_with(session, actor, ids)
    seen = session.execute(select(Asset.library_id, Asset.sha256).where(in_readable(actor, Asset.library_id), Asset.id.in_(ids))).all()
    content.lock_all(session, [(row.library_id, row.sha256) for row in seen])
    assets, batch = _writable(session, actor, ids, trashed=None)
    waiting = sorted(
        (asset for asset in assets if asset.deleted_at is not None), key=lambda asset: (asset.deleted_at, asset.id), reverse=True
    )
    bytes_of = tuple_(Asset.library_id, Asset.sha256)
    wanted = [(asset.library_id, asset.sha256) for asset in waiting]
    taken = {
        tuple(row)
        for row in session.execute(select(Asset.library_id, Asset.sha256).where(bytes_of.in_(wanted), Asset.deleted_at.is_(None)))
    }
    back: list[uuid.UUID] = []
    for asset in waiting:  # of two with the same bytes the one that went last comes back
        if (asset.library_id, asset.sha256) in taken:
            batch.fail(asset.id, "already_there", "The library has this file again already.")
        else:
            taken.add((asset.library_id, asset.sha256))
            back.append(asset.id)
    _set_deleted(session, back, None)
    batch.changed, batch.unchanged = back, len(assets) - len(waiting)
    _tell(session, assets, batch, "created")
    return batch


def delete_for_good(session: Session, actor: Actor, ids: Sequence[uuid.UUID]) -> Batch:
    assets, batch = _writable(session, actor, contents.with_attachments(session, actor, ids), trashed=None)
    batch.changed = [asset.id for asset in assets]
    libraries = _libraries(assets)
    repository.delete_rows(session, batch.changed)
    _publish(session, libraries, batch.changed, "deleted")
    return batch


def retry(session: Session, actor: Actor, ids: Sequence[uuid.UUID]) -> Batch:
    assets, batch = _writable(session, actor, ids, trashed=False)
    for asset in assets:
        if jobs.retry(session, session.get_one(Asset, asset.id)):
            batch.changed.append(asset.id)
        else:
            batch.fail(asset.id, "nothing_to_retry", "Nothing of this file has failed.")
    return batch


def tag(name: str) -> "Apply":
    def apply(session: Session, actor: Actor, ids: Sequence[uuid.UUID]) -> Batch:
        assets, batch = _writable(session, actor, ids, trashed=False)
        for library_id, some in _by_library(assets).items():
            tag_id = tags.ensure(session, library_id, name)
            rows = [{"tag_id": tag_id, "asset_id": asset.id, "library_id": library_id} for asset in some]
            fresh = insert(AssetTag).values(rows).on_conflict_do_nothing().returning(AssetTag.asset_id)
            batch.note(some, session.scalars(fresh).all())
            tags_changed(session, library_id)
        _tell(session, assets, batch)
        return batch

    return apply


def untag(name: str) -> "Apply":
    def apply(session: Session, actor: Actor, ids: Sequence[uuid.UUID]) -> Batch:
        assets, batch = _writable(session, actor, ids, trashed=None)
        for library_id, some in _by_library(assets).items():
            these = select(Tag.id).where(Tag.library_id == library_id, func.lower(Tag.name) == func.lower(name)).scalar_subquery()
            gone = delete(AssetTag).where(AssetTag.tag_id == these, AssetTag.asset_id.in_([asset.id for asset in some]))
            batch.note(some, session.scalars(gone.returning(AssetTag.asset_id)).all())
            tags_changed(session, library_id)
        _tell(session, assets, batch)
        return batch

    return apply


def add_to_collection(collection_id: uuid.UUID) -> "Apply":
    def apply(session: Session, actor: Actor, ids: Sequence[uuid.UUID]) -> Batch:
        collection = _ordinary(session, actor, collection_id)
        assets, batch = _writable(session, actor, ids, trashed=False)
        fitting = []
        for asset in assets:
            if asset.library_id == collection.library_id:
                fitting.append(asset)
            else:
                batch.fail(asset.id, "other_library", "The file and the collection are in different libraries.")
        if fitting:
            rows = [{"collection_id": collection.id, "asset_id": asset.id, "library_id": collection.library_id} for asset in fitting]
            fresh = insert(CollectionAsset).values(rows).on_conflict_do_nothing().returning(CollectionAsset.asset_id)
            batch.note(fitting, session.scalars(fresh).all())
        _tell_collection(session, collection, assets, batch)
        return batch

    return apply


def remove_from_collection(collection_id: uuid.UUID) -> "Apply":
    def apply(session: Session, actor: Actor, ids: Sequence[uuid.UUID]) -> Batch:
        collection = _ordinary(session, actor, collection_id)
        assets, batch = _writable(session, actor, ids, trashed=None)
        gone = delete(CollectionAsset).where(
            CollectionAsset.collection_id == collection.id, CollectionAsset.asset_id.in_([asset.id for asset in assets])
        )
        batch.note(assets, session.scalars(gone.returning(CollectionAsset.asset_id)).all())
        _tell_collection(session, collection, assets, batch)
        return batch

    return apply


Apply = Callable[[Session, Actor, Sequence[uuid.UUID]], Batch]


def _writable(session: Session, actor: Actor, ids: Sequence[uuid.UUID], *, trashed: bool | None) -> tuple[list[Seen], Batch]:
    """The files among `ids` that the actor may change, locked; the others have failed."""
    batch = Batch()
    columns = select(Asset.id, Asset.library_id, Asset.sha256, Asset.deleted_at)
    query = columns.where(in_readable(actor, Asset.library_id), Asset.id.in_(ids)).order_by(Asset.id)
    if trashed is not None:
        query = query.where(Asset.deleted_at.is_not(None) if trashed else Asset.deleted_at.is_(None))
    found = {row.id: Seen(*row) for row in session.execute(query.with_for_update(key_share=True))}
    for asset_id in ids:
        if asset_id not in found:
            batch.fail(asset_id, "not_found", "There is no such file.")
        elif found[asset_id].library_id not in actor.writable:
            batch.fail(asset_id, "forbidden", "You can read this library but not change it.")
    return [asset for asset in found.values() if asset.library_id in actor.writable], batch


def _ordinary(session: Session, actor: Actor, collection_id: uuid.UUID) -> Collection:
    query = select(Collection).where(Collection.id == collection_id, in_readable(actor, Collection.library_id))
    collection = session.scalars(query.with_for_update(read=True, key_share=True)).one_or_none()
    if collection is None:
        raise NotFoundError("There is no such collection.")
    actor.must_write(collection.library_id)
    if collection.query is not None:
        raise ConflictError("What lies in a smart collection is decided by its search.", code="collection_is_smart")
    return collection


def _set_deleted(session: Session, ids: Sequence[uuid.UUID], when: Any) -> None:
    values = {"deleted_at": when, "updated_at": func.clock_timestamp()}
    session.execute(update(Asset).where(Asset.id.in_(ids)).values(values).execution_options(synchronize_session=False))


def _by_library(assets: Sequence[Seen]) -> Mapping[uuid.UUID, list[Seen]]:
    grouped: dict[uuid.UUID, list[Seen]] = defaultdict(list)
    for asset in assets:
        grouped[asset.library_id].append(asset)
    return grouped


def _libraries(assets: Sequence[Seen]) -> dict[uuid.UUID, uuid.UUID]:
    return {asset.id: asset.library_id for asset in assets}


def _tell(session: Session, assets: Sequence[Seen], batch: Batch, change: str = "updated") -> None:
    _publish(session, _libraries(assets), batch.changed, change)


def _tell_collection(session: Session, collection: Collection, assets: Sequence[Seen], batch: Batch) -> None:
    if batch.changed:
        collection_changed(session, collection.library_id, collection.id)
        _tell(session, assets, batch)


def _publish(session: Session, libraries: Mapping[uuid.UUID, uuid.UUID], changed: Sequence[uuid.UUID], change: str) -> None:
    if len(changed) > FEW:
        for library_id in {libraries[asset_id] for asset_id in changed}:
            assets_changed(session, library_id)
        return
    for asset_id in changed:
        asset_changed(session, libraries[asset_id], asset_id, change)
