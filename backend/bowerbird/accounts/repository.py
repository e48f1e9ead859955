"""The SQL of accounts."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, bindparam, delete, func, or_, select, text, update
from sqlalchemy.orm import Session

from bowerbird.models import ApiKey, Invitation, Library, Membership, Role, SignInAttempt, SignInSession, User

Found = tuple[Any, User, Membership | None, Library | None]
TOUCH_AFTER = timedelta(minutes=5)
"""`last_used_at` is written at most this often, so that reading stays reading."""


def owner(session: Session) -> User | None:
    return session.scalar(select(User).where(User.is_owner))


def user_by_email(session: Session, email: str) -> User | None:
    return session.scalar(select(User).where(func.lower(User.email) == email.lower()))


def lock(session: Session, subject: str) -> None:
    """Serialise what happens under one name until the transaction ends."""
    session.execute(_LOCK, {"subject": subject})


_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:subject, 0))")


def add_user(session: Session, user: User, library_name: str) -> User:
    """A user with a personal library."""
    session.add(user)
    library = Library(name=library_name)
    session.add(library)
    session.flush()
    session.add(Membership(user_id=user.id, library_id=library.id, role=Role.OWNER.value, is_personal=True))
    session.flush()
    return user


def _with_libraries(entity: type[Any]) -> Select[*tuple[Any, ...]]:
    return (
        select(entity, User, Membership, Library)
        .join(User, User.id == entity.user_id)
        .outerjoin(Membership, Membership.user_id == User.id)
        .outerjoin(Library, Library.id == Membership.library_id)
        .where(User.disabled_at.is_(None), entity.revoked_at.is_(None))
        .order_by(Membership.is_personal.desc(), Library.id)
    )


# Built once: every request asks one of them.
_OF_SESSION = _with_libraries(SignInSession).where(
    SignInSession.token_hash == bindparam("token_hash"), SignInSession.expires_at > func.now()
)
_OF_KEY = _with_libraries(ApiKey).where(ApiKey.key_hash == bindparam("key_hash"))


def session_with_user(session: Session, token_hash: bytes) -> Sequence[Found]:
    """(SignInSession, User, Membership | None, Library | None), one row per library, while the session is valid."""
    return [tuple(row) for row in session.execute(_OF_SESSION, {"token_hash": token_hash})]


def api_key_with_user(session: Session, key_hash: bytes) -> Sequence[Found]:
    """(ApiKey, User, Membership | None, Library | None), one row per library."""
    return [tuple(row) for row in session.execute(_OF_KEY, {"key_hash": key_hash})]


def touch(session: Session, entity: type[SignInSession] | type[ApiKey], row_id: uuid.UUID, **values: Any) -> None:
    """Note the use, unless another request is noting it right now (many clients may share one key)."""
    free = select(entity.id).where(entity.id == row_id).with_for_update(skip_locked=True, key_share=True).scalar_subquery()
    session.execute(update(entity).where(entity.id == free).values(last_used_at=func.now(), **values))


def sessions_of(session: Session, user_id: uuid.UUID) -> Sequence[SignInSession]:
    query = select(SignInSession).where(
        SignInSession.user_id == user_id, SignInSession.revoked_at.is_(None), SignInSession.expires_at > func.now()
    )
    return session.scalars(query.order_by(SignInSession.last_used_at.desc(), SignInSession.id)).all()


def revoke_session(session: Session, user_id: uuid.UUID, session_id: uuid.UUID) -> bool:
    """Whether there was such a session of this user."""
    mine = update(SignInSession).where(SignInSession.id == session_id, SignInSession.user_id == user_id, SignInSession.revoked_at.is_(None))
    return session.execute(mine.values(revoked_at=func.now()).returning(SignInSession.id)).first() is not None


def revoke_sessions(session: Session, user_id: uuid.UUID, *, but: uuid.UUID | None = None) -> Sequence[uuid.UUID]:
    """All sessions of this user except one; which they were."""
    mine = update(SignInSession).where(SignInSession.user_id == user_id, SignInSession.revoked_at.is_(None))
    if but is not None:
        mine = mine.where(SignInSession.id != but)
    return session.scalars(
        mine.values(revoked_at=func.now()).returning(SignInSession.id).execution_options(synchronize_session=False)
    ).all()


def libraries_while_valid(session: Session, who: uuid.UUID) -> set[uuid.UUID]:
    """The libraries of whoever holds this session or API key; none once it has ended."""
    browser = select(SignInSession.user_id).where(
        SignInSession.id == who, SignInSession.revoked_at.is_(None), SignInSession.expires_at > func.now()
    )
    key = select(ApiKey.user_id).where(ApiKey.id == who, ApiKey.revoked_at.is_(None))
    query = select(Membership.library_id).join(User).where(User.disabled_at.is_(None), or_(User.id.in_(browser), User.id.in_(key)))
    return set(session.scalars(query))


def keys_of(session: Session, user_id: uuid.UUID) -> Sequence[ApiKey]:
    return session.scalars(select(ApiKey).where(ApiKey.user_id == user_id, ApiKey.revoked_at.is_(None)).order_by(ApiKey.id.desc())).all()


def revoke_key(session: Session, user_id: uuid.UUID, key_id: uuid.UUID) -> bool:
    mine = update(ApiKey).where(ApiKey.id == key_id, ApiKey.user_id == user_id, ApiKey.revoked_at.is_(None))
    return session.execute(mine.values(revoked_at=func.now()).returning(ApiKey.id)).first() is not None


def invitation(session: Session, token_hash: bytes) -> Invitation | None:
    return session.scalar(select(Invitation).where(Invitation.token_hash == token_hash).with_for_update())


def use_up_invitations(session: Session, user_id: uuid.UUID) -> None:
    session.execute(update(Invitation).where(Invitation.user_id == user_id, Invitation.used_at.is_(None)).values(used_at=func.now()))


def add_attempt(session: Session, subject: str) -> uuid.UUID:
    attempt = SignInAttempt(subject=subject)
    session.add(attempt)
    session.flush()
    return attempt.id


def recent_attempts(session: Session, subject: str, window: timedelta) -> tuple[int, float]:
    """How many in the window, and in how many seconds the oldest of them leaves it."""
    age = func.extract("epoch", func.clock_timestamp() - func.min(SignInAttempt.created_at))
    query = select(func.count(), age).where(SignInAttempt.subject == subject, SignInAttempt.created_at > func.clock_timestamp() - window)
    count, oldest = session.execute(query).one()
    return int(count), window.total_seconds() - float(oldest or 0)


def forget_attempts(session: Session, attempts: Sequence[uuid.UUID]) -> None:
    session.execute(delete(SignInAttempt).where(SignInAttempt.id.in_(attempts)))
