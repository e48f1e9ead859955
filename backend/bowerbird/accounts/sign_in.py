"""Signing in, in three steps, so that no connection waits while a password is hashed: look up and count the try, verify, then start the session."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

import anyio
import anyio.to_thread
from sqlalchemy.orm import Session

from bowerbird.accounts import passwords, repository, service
from bowerbird.accounts.authenticate import identify_browser
from bowerbird.accounts.identity import Identity
from bowerbird.accounts.schemas import Claim
from bowerbird.accounts.service import Client
from bowerbird.db.session import in_transaction
from bowerbird.errors import ForbiddenError, NotSignedInError, TooManyRequestsError
from bowerbird.models import User
from bowerbird.ops import audit
from bowerbird.settings import get_settings

IP_ALLOWANCE = 5
"""An address may try this many times as often as one account from it: households and offices share addresses."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    token: str
    identity: Identity


@lru_cache
def _hashing() -> anyio.CapacityLimiter:
    """Each takes 64 MiB and a core."""
    return anyio.CapacityLimiter(2)


async def sign_in(email: str, password: str, client: Client) -> SignedIn:
    """Raises NotSignedInError (`wrong_credentials`), the same for an unknown email and a wrong password, and TooManyRequestsError."""
    email = email.strip()
    subjects = _subjects(email, client)
    user, counted = await in_transaction(lambda session: _count_and_look_up(session, email, subjects))
    known = user.password_hash if user else None
    matches = await anyio.to_thread.run_sync(passwords.verify, known, password, limiter=_hashing())
    if user is None or known is None or not matches:
        await in_transaction(lambda session: audit.record(session, "session.refuse", user_id=user.id if user else None, ip=client.ip))
        raise NotSignedInError("This email and password do not go together.", code="wrong_credentials")
    fresh = await _hash(password) if passwords.outdated(known) else None

    def start(session: Session) -> SignedIn:
        person = session.get_one(User, user.id)
        if fresh:
            person.password_hash = fresh
        repository.forget_attempts(session, counted)
        return _start(session, person, client)

    return await in_transaction(start)


async def claim(claimed: Claim, client: Client) -> SignedIn:
    """Use a one-time link. Raises InvalidError, NotFoundError, ConflictError (see service.check_invitation)."""
    token, password = claimed.token.get_secret_value(), claimed.password.get_secret_value()
    await in_transaction(lambda session: service.check_invitation(session, token))
    passwords.check_rules(password, claimed.email)
    hashed = await _hash(password)

    def finish(session: Session) -> SignedIn:
        user = service.check_invitation(session, token)
        service.claim(session, user, email=claimed.email, password_hash=hashed, name=claimed.name, client=client)
        return _start(session, user, client)

    return await in_transaction(finish)


async def change_password(identity: Identity, current: str, password: str, client: Client) -> None:
    """Other browsers are signed out. Raises ForbiddenError (`wrong_password`), InvalidError, and TooManyRequestsError as `sign_in` does."""
    email = identity.email or ""
    subjects = _subjects(email, client)
    user, counted = await in_transaction(lambda session: _count_and_look_up(session, email, subjects))
    known = user.password_hash if user is not None and user.id == identity.actor.user_id else None
    if not await anyio.to_thread.run_sync(passwords.verify, known, current, limiter=_hashing()):
        raise ForbiddenError("This is not your password.", code="wrong_password")
    passwords.check_rules(password, email)
    hashed = await _hash(password)

    def change(session: Session) -> None:
        repository.forget_attempts(session, counted)
        service.set_password(session, session.get_one(User, identity.actor.user_id), hashed, client, but=identity.session_id)

    await in_transaction(change)


def _start(session: Session, user: User, client: Client) -> SignedIn:
    service.end_former_session(session, client)
    token = service.start_session(session, user, client)
    identity = identify_browser(session, token)
    assert identity is not None  # it was made a moment ago, in this transaction
    return SignedIn(token, identity)


async def _hash(password: str) -> str:
    return await anyio.to_thread.run_sync(passwords.hash_password, password, limiter=_hashing())


def _subjects(email: str, client: Client) -> dict[str, int]:
    """What is counted, and how much of it is too much."""
    allowed = get_settings().auth.attempts_per_window
    return {f"email:{email.lower()}|{client.ip}"[:400]: allowed, f"ip:{client.ip}": allowed * IP_ALLOWANCE}


def _count_and_look_up(session: Session, email: str, subjects: dict[str, int]) -> tuple[User | None, list[uuid.UUID]]:
    """The try is counted before the password is looked at: many at once count as many. Also gives what was counted, to be forgotten on success."""
    counted = []
    window = timedelta(seconds=get_settings().auth.window_seconds)
    for subject, allowed in sorted(subjects.items()):
        repository.lock(session, subject)
        count, wait = repository.recent_attempts(session, subject, window)
        if count >= allowed:
            seconds = max(1, int(wait) + 1)
            raise TooManyRequestsError(
                f"Too many tries to sign in. Wait {seconds} seconds and try again.", headers={"Retry-After": str(seconds)}
            )
        counted.append(repository.add_attempt(session, subject))
    user = repository.user_by_email(session, email)
    return (user if user is not None and user.disabled_at is None else None), counted
