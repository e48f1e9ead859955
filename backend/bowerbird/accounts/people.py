"""Who has an account here: what the owner sees and does."""

import uuid
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bowerbird.accounts import repository, service
from bowerbird.accounts.access import Actor
from bowerbird.accounts.schemas import Invited, PersonOut
from bowerbird.accounts.service import Client
from bowerbird.errors import ConflictError, ForbiddenError, NotFoundError
from bowerbird.models import Asset, Membership, ObjectState, SignInSession, StoredObject, User
from bowerbird.ops import audit


def must_be_owner(actor: Actor) -> None:
    if not actor.is_owner:
        raise ForbiddenError("Only the owner of this Bowerbird can do this.")


def list_people(session: Session, actor: Actor) -> list[PersonOut]:
    must_be_owner(actor)
    own = select(Membership.library_id).where(Membership.user_id == User.id, Membership.is_personal).correlate(User)
    files = select(func.count()).select_from(Asset).where(Asset.library_id.in_(own), Asset.deleted_at.is_(None)).scalar_subquery()
    kept = StoredObject.state == ObjectState.STORED
    size = select(func.coalesce(func.sum(StoredObject.size), 0)).where(StoredObject.library_id.in_(own), kept).scalar_subquery()
    used = select(func.max(SignInSession.last_used_at)).where(SignInSession.user_id == User.id).scalar_subquery()
    rows = session.execute(select(User, used, files, size).order_by(User.id))
    return [_person(row[0], row[1], row[2], int(row[3])) for row in rows]


def invite(session: Session, actor: Actor, name: str, client: Client) -> Invited:
    """An account with a library, and the link that claims it."""
    must_be_owner(actor)
    user = repository.add_user(session, User(name=name), name)
    audit.record(session, "user.invite", user_id=actor.user_id, subject_id=user.id, ip=client.ip)
    return Invited(user_id=user.id, url=service.link_for(session, user))


def fresh_link(session: Session, actor: Actor, user_id: uuid.UUID) -> Invited:
    """Raises ConflictError once the account is claimed."""
    user = _found(session, actor, user_id)
    if user.claimed_at is not None:
        raise ConflictError("This account has been claimed.", code="claimed")
    return Invited(user_id=user.id, url=service.link_for(session, user))


def set_disabled(session: Session, actor: Actor, user_id: uuid.UUID, disabled: bool, client: Client) -> PersonOut:
    """Raises ConflictError for the owner."""
    user = _found(session, actor, user_id)
    if user.is_owner:
        raise ConflictError("The owner cannot be shut out.", code="is_owner")
    user.disabled_at = (user.disabled_at or datetime.now(UTC)) if disabled else None
    session.flush()
    audit.record(session, "user.disable" if disabled else "user.enable", user_id=actor.user_id, subject_id=user.id, ip=client.ip)
    if disabled:
        service.end_sessions(session, user.id)
    return next(person for person in list_people(session, actor) if person.id == user_id)


def _found(session: Session, actor: Actor, user_id: uuid.UUID) -> User:
    must_be_owner(actor)
    user = session.get(User, user_id, with_for_update=True)
    if user is None:
        raise NotFoundError("There is no such person.")
    return user


def _person(user: User, last_used_at: datetime | None, files: int, size: int) -> PersonOut:
    return PersonOut(
        id=user.id,
        email=user.email,
        name=user.name,
        is_owner=user.is_owner,
        created_at=user.created_at,
        claimed_at=user.claimed_at,
        disabled_at=user.disabled_at,
        last_used_at=last_used_at,
        files=files,
        bytes=size,
    )
