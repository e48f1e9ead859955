"""From a cookie or a key to an identity. Bearer keys ignore cookies; a cookie on a write needs the CSRF token and our own origin."""

import hmac
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from bowerbird.accounts import repository
from bowerbird.accounts.access import Actor
from bowerbird.accounts.identity import Identity, LibraryAccess
from bowerbird.accounts.tokens import KEY_PREFIX, digest
from bowerbird.errors import ForbiddenError, NotSignedInError
from bowerbird.models import ApiKey, Role, SignInSession
from bowerbird.settings import get_settings

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def cookie_name() -> str:
    """Carries the instance: cookies ignore ports, so two instances on one host would sign each other out."""
    return f"{get_settings().instance}_session"


def authenticate(session: Session, method: str, headers: Mapping[str, str], cookies: Mapping[str, str]) -> Identity | None:
    """None for a stranger. Raises NotSignedInError for a key that is not valid, ForbiddenError for a write that may come from another site."""
    scheme, _, credentials = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return _by_key(session, credentials.strip())
    token = cookies.get(cookie_name())
    if not token:
        return None
    identity = identify_browser(session, token)
    if identity is not None and method not in SAFE_METHODS:
        must_be_same_origin(headers)
        must_match_csrf(identity, headers)
    return identity


def must_be_same_origin(headers: Mapping[str, str]) -> None:
    """Browsers say where a write comes from. What says nothing is no browser, and carries no cookies by itself."""
    origin = headers.get("origin")
    if origin is None:
        if headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
            raise ForbiddenError("This request came from another site.", code="cross_site")
        return
    own = {headers.get("host", "").lower()}
    if public_url := get_settings().http.public_url:
        own.add(urlsplit(public_url).netloc.lower())
    if urlsplit(origin).netloc.lower() not in own - {""}:
        raise ForbiddenError("This request came from another site.", code="cross_site")


def must_match_csrf(identity: Identity, headers: Mapping[str, str]) -> None:
    sent = headers.get("x-csrf-token", "")
    if not hmac.compare_digest(sent.encode(), (identity.csrf_token or "").encode()):
        raise ForbiddenError("The page is out of date. Reload it and try again.", code="csrf")


def _by_key(session: Session, key: str) -> Identity:
    hashed = digest(key)
    rows = repository.api_key_with_user(session, hashed) if key.startswith(KEY_PREFIX) else []
    if not rows or not hmac.compare_digest(rows[0][0].key_hash, hashed):
        raise NotSignedInError("This API key is not valid.", code="invalid_api_key", headers={"WWW-Authenticate": "Bearer"})
    found: ApiKey = rows[0][0]
    if _stale(found.last_used_at):
        repository.touch(session, ApiKey, found.id)
    return _identity(rows, key=found)


def identify_browser(session: Session, token: str) -> Identity | None:
    """Whose session the cookie's token opens."""
    hashed = digest(token)
    rows = repository.session_with_user(session, hashed)
    if not rows or not hmac.compare_digest(rows[0][0].token_hash, hashed):
        return None
    found: SignInSession = rows[0][0]
    if _stale(found.last_used_at):
        until = datetime.now(UTC) + timedelta(days=get_settings().auth.session_days)
        repository.touch(session, SignInSession, found.id, expires_at=until)
    return _identity(rows, browser=found)


def _stale(last_used_at: datetime | None) -> bool:
    return last_used_at is None or datetime.now(UTC) - last_used_at > repository.TOUCH_AFTER


def _identity(rows: Sequence[repository.Found], *, browser: SignInSession | None = None, key: ApiKey | None = None) -> Identity:
    user = rows[0][1]
    libraries = tuple(
        LibraryAccess(id=library.id, name=library.name, role=membership.role, is_personal=membership.is_personal)
        for _, _, membership, library in rows
        if membership is not None and library is not None
    )
    if not libraries:
        raise ForbiddenError("This account has no library.")
    actor = Actor(
        user_id=user.id,
        is_owner=user.is_owner,
        readable=tuple(library.id for library in libraries),
        writable=tuple(library.id for library in libraries if library.role != Role.VIEWER),
        personal=libraries[0].id,
    )
    return Identity(
        actor=actor,
        email=user.email,
        name=user.name,
        libraries=libraries,
        session_id=browser.id if browser else None,
        key_id=key.id if key else None,
        csrf_token=browser.csrf_token if browser else None,
        expires_at=browser.expires_at if browser else None,
        last_used_at=rows[0][0].last_used_at,
    )
