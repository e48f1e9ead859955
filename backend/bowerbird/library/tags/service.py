"""Tags: words that people put on files. Told apart without regard to case; the first spelling is shown until somebody changes it."""

import uuid

from sqlalchemy.orm import Session

from bowerbird.accounts.access import Actor
from bowerbird.accounts.repository import lock
from bowerbird.errors import ConflictError, NotFoundError
from bowerbird.events.publish import tags_changed
from bowerbird.library import cursors
from bowerbird.library.tags import repository
from bowerbird.library.tags.schemas import TagIn, TagOut, TagPage, TagPatch
from bowerbird.models import Tag

_SCOPE = "tags"


def list_tags(session: Session, actor: Actor, *, library_id: uuid.UUID | None, holding: str, cursor: str | None, limit: int) -> TagPage:
    rows, total = repository.list_tags(session, actor, library_id=library_id, holding=holding, after=_position(cursor), limit=limit + 1)
    items = [_shown(tag, count) for tag, count in rows[:limit]]
    following = cursors.encode(_SCOPE, [items[-1].name, str(items[-1].id)]) if len(rows) > limit else None
    return TagPage(items=items, next_cursor=following, total=total)


def create(session: Session, actor: Actor, wanted: TagIn) -> TagOut:
    """Raises ConflictError if there is one of that name."""
    library_id = wanted.library_id or actor.personal
    if library_id not in actor.readable:
        raise NotFoundError("There is no such library.")
    actor.must_write(library_id)
    _must_be_free(session, library_id, wanted.name)
    tag = Tag(library_id=library_id, name=wanted.name)
    session.add(tag)
    session.flush()
    tags_changed(session, library_id)
    return _shown(tag, 0)


def rename(session: Session, actor: Actor, tag_id: uuid.UUID, wanted: TagPatch) -> TagOut:
    """Raises ConflictError if another one has that name."""
    tag = _writable(session, actor, tag_id)
    _must_be_free(session, tag.library_id, wanted.name, but=tag.id)
    tag.name = wanted.name
    session.flush()
    tags_changed(session, tag.library_id)
    return _shown(tag, repository.count_of(session, tag.id))


def delete(session: Session, actor: Actor, tag_id: uuid.UUID) -> None:
    """Takes it off all files; the files stay."""
    tag = _writable(session, actor, tag_id)
    session.delete(tag)
    session.flush()
    tags_changed(session, tag.library_id)


def _must_be_free(session: Session, library_id: uuid.UUID, name: str, *, but: uuid.UUID | None = None) -> None:
    lock(session, f"tags:{library_id}")
    found = repository.named(session, library_id, name)
    if found is not None and found.id != but:
        raise ConflictError(f"There is a tag “{found.name}” already.", code="tag_exists")


def _writable(session: Session, actor: Actor, tag_id: uuid.UUID) -> Tag:
    tag = repository.find(session, actor, tag_id, lock=True)
    if tag is None:
        raise NotFoundError("There is no such tag.")
    actor.must_write(tag.library_id)
    return tag


def _position(cursor: str | None) -> tuple[str, uuid.UUID] | None:
    if not cursor:
        return None
    name, last = cursors.decode(cursor, _SCOPE, (str, uuid.UUID))
    return name, last


def _shown(tag: Tag, count: int) -> TagOut:
    return TagOut(id=tag.id, library_id=tag.library_id, name=tag.name, count=count)
