"""What people do with what they keep. What an actor may not see is not there: every miss is a 404."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bowerbird.accounts.access import Actor
from bowerbird.errors import ConflictError, NotFoundError
from bowerbird.events.publish import asset_changed
from bowerbird.jobs import service as jobs
from bowerbird.library import content, cursors, listing, repository
from bowerbird.library.contents import repository as contents
from bowerbird.library.listing import AssetFilter, SortOrder
from bowerbird.library.schemas import AssetDetail, AssetOut, AssetPage, NamedOut, SegmentPage, asset_out, segment_out
from bowerbird.models import Asset, Segment

MAX_ORDINAL = 2**31 - 1


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One object of an asset, ready to be sent."""

    key: str
    name: str
    mime_type: str
    size: int
    etag: str


def list_assets(session: Session, actor: Actor, wanted: AssetFilter, *, sort: SortOrder, cursor: str | None, limit: int) -> AssetPage:
    rows = listing.list_assets(session, actor, wanted, sort=sort, cursor=cursor, limit=limit)
    stages = jobs.stages_of(session, [asset.id for asset in rows.assets])
    return AssetPage(items=[asset_out(asset, stages[asset.id]) for asset in rows.assets], next_cursor=rows.next_cursor, total=rows.total)


def get_asset(session: Session, actor: Actor, asset_id: uuid.UUID, *, trashed: bool | None = False) -> AssetDetail:
    asset = _found(repository.find_asset(session, actor, asset_id, trashed=trashed))
    return AssetDetail(
        **_shown(session, asset).model_dump(),
        tags=[NamedOut(id=tag.id, name=tag.name) for tag in repository.tags_of(session, asset_id)],
        collections=[NamedOut(id=found.id, name=found.name) for found in repository.collections_of(session, asset_id)],
        place=asset.place,
        colours=asset.colours,
    )


def rename(session: Session, actor: Actor, asset_id: uuid.UUID, name: str) -> AssetDetail:
    """`name` is cleaned. The kind of a file does not follow its name."""
    asset = _writable(session, actor, asset_id, trashed=False)
    if asset.name != name:
        asset.name = name
        session.flush()
        session.execute(update(Asset).where(Asset.id == asset_id).values(updated_at=func.clock_timestamp()))
        session.refresh(asset)
        asset_changed(session, asset.library_id, asset_id)
    return get_asset(session, actor, asset_id)


def move_to_trash(session: Session, actor: Actor, asset_id: uuid.UUID) -> None:
    """With its attachments, if it is a message. Idempotent."""
    asset = _writable(session, actor, asset_id, trashed=None)
    if asset.deleted_at is None:
        going = contents.with_attachments(session, actor, [asset.id])
        in_use = update(Asset).where(Asset.id.in_(going), Asset.deleted_at.is_(None))
        for gone in session.scalars(in_use.values(deleted_at=func.now(), updated_at=func.clock_timestamp()).returning(Asset.id)).all():
            asset_changed(session, asset.library_id, gone, "deleted")


def delete_for_good(session: Session, actor: Actor, asset_id: uuid.UUID) -> None:
    asset = _writable(session, actor, asset_id, trashed=None)
    library_id, going = asset.library_id, contents.with_attachments(session, actor, [asset_id])
    repository.delete_rows(session, going)
    for gone in going:
        asset_changed(session, library_id, gone, "deleted")


def restore(session: Session, actor: Actor, asset_id: uuid.UUID) -> AssetOut:
    """With the attachments that went with it. Raises ConflictError if the same bytes were uploaded again meanwhile."""
    seen = _found(repository.find_asset(session, actor, asset_id, trashed=None))
    actor.must_write(seen.library_id)
    content.lock(session, seen.library_id, seen.sha256)
    asset = _writable(session, actor, asset_id, trashed=None)
    if asset.deleted_at is not None:
        twin = content.find(session, asset.library_id, asset.sha256)
        if twin is not None and twin.deleted_at is None:
            raise ConflictError("The library has this file again already.", code="already_there")
        attachments = contents.trashed_with(session, actor, [asset.id])[1:]
        content.restore(session, asset)
        for attachment in session.scalars(select(Asset).where(Asset.id.in_(attachments)).order_by(Asset.id)):
            content.lock(session, attachment.library_id, attachment.sha256)
            twin = content.find(session, attachment.library_id, attachment.sha256)
            if twin is None or twin.deleted_at is not None:
                content.restore(session, attachment)
        session.refresh(asset)
    return _shown(session, asset)


def retry(session: Session, actor: Actor, asset_id: uuid.UUID) -> AssetOut:
    """Raises ConflictError when nothing of the asset has failed."""
    asset = _writable(session, actor, asset_id, trashed=False)
    if jobs.retry(session, asset) == 0:
        raise ConflictError("Nothing of this file has failed.", code="nothing_to_retry")
    session.refresh(asset)
    return _shown(session, asset)


def open_object(session: Session, actor: Actor, asset_id: uuid.UUID, role: str) -> StoredFile:
    """The original only while it is in use; its pictures also in the trash, where people look at what they restore."""
    asset = _found(repository.find_asset(session, actor, asset_id, trashed=False if role in {"original", "unlocked"} else None))
    found = repository.find_object(session, asset_id, role)
    if found is None or found.size is None or found.sha256 is None:
        raise NotFoundError(f"This file has no {role}, or not yet.")
    return StoredFile(found.key, asset.name, found.mime_type, found.size, found.sha256.hex())


def list_segments(session: Session, actor: Actor, asset_id: uuid.UUID, *, page: int | None, cursor: str | None, limit: int) -> SegmentPage:
    _found(repository.find_asset(session, actor, asset_id))
    scope = f"segments:{asset_id}:{page}"
    found = repository.list_segments(session, asset_id, page=page, after=_segment_position(cursor, scope), limit=limit + 1)
    items = found[:limit]
    following = cursors.encode(scope, [items[-1].ordinal, str(items[-1].id)]) if len(found) > limit else None
    return SegmentPage(
        items=[segment_out(segment) for segment in items],
        next_cursor=following,
        total=repository.count_segments(session, asset_id, page=page),
    )


class TextReader:
    """The text of an asset, some segments at a time, so that no connection is held while a client reads slowly.

    Pages are separated by form feeds, so that the n-th piece is page n; segments follow one another without what they repeat.
    """

    BATCH = 200

    def __init__(self, actor: Actor, asset_id: uuid.UUID) -> None:
        self._actor = actor
        self._asset_id = asset_id
        self._after: tuple[int, uuid.UUID] | None = None
        self._page = 1
        self.finished = False

    def read(self, session: Session) -> str:
        """The next piece. Raises NotFoundError if the asset is not, or no longer, to be seen."""
        _found(repository.find_asset(session, self._actor, self._asset_id))
        segments = repository.list_segments(session, self._asset_id, page=None, after=self._after, limit=self.BATCH)
        self.finished = len(segments) < self.BATCH
        if segments:
            self._after = (segments[-1].ordinal, segments[-1].id)
        return "".join(self._pieces(segments))

    def _pieces(self, segments: Sequence[Segment]) -> Iterator[str]:
        for segment in segments:
            if segment.source == "picture":
                continue  # said about the file, not in it
            if segment.page is not None and segment.page > self._page:
                yield "\f" * (segment.page - self._page)
                self._page = segment.page
            yield segment.text[segment.overlap :]


def _segment_position(cursor: str | None, scope: str) -> tuple[int, uuid.UUID] | None:
    if not cursor:
        return None
    ordinal, last = cursors.decode(cursor, scope, (int, uuid.UUID))
    if abs(ordinal) > MAX_ORDINAL:
        raise cursors.invalid()
    return ordinal, last


def _found(asset: Asset | None) -> Asset:
    if asset is None:
        raise NotFoundError("There is no such file.")
    return asset


def _writable(session: Session, actor: Actor, asset_id: uuid.UUID, *, trashed: bool | None) -> Asset:
    asset = _found(repository.find_asset(session, actor, asset_id, trashed=trashed, lock=True))
    actor.must_write(asset.library_id)
    return asset


def _shown(session: Session, asset: Asset) -> AssetOut:
    return asset_out(asset, jobs.stages_of(session, [asset.id])[asset.id])
