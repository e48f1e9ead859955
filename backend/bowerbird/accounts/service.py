"""Owner, users, one-time links, sessions and keys. Decides; never commits."""

import os
import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from bowerbird.accounts import passwords, repository
from bowerbird.accounts.tokens import SHOWN, digest, new_api_key, new_token
from bowerbird.db.after_commit import after_commit
from bowerbird.errors import ConflictError, NotFoundError
from bowerbird.events import hub
from bowerbird.models import ApiKey, Invitation, SignInSession, User
from bowerbird.ops import audit
from bowerbird.settings import Settings, get_settings

CLI_KEY_NAME = "Command line on this machine"


@dataclass(frozen=True, slots=True)
class Client:
    """Where a request came from, for the list of sessions and the audit log."""

    ip: str = ""
    user_agent: str = ""
    former: str | None = None
    """The session token that came with the request, if any."""


def ensure_owner(session: Session) -> User:
    """The owner, unclaimed when there was none, with a personal library: files can be imported before anyone has signed up."""
    if found := repository.owner(session):
        return found
    repository.lock(session, "accounts.owner")
    return repository.owner(session) or repository.add_user(session, User(is_owner=True, name=""), "Library")


def base_url(settings: Settings) -> str:
    """The address people type."""
    http = settings.http
    if http.public_url:
        return http.public_url.rstrip("/")
    host = "localhost" if http.host in {"0.0.0.0", "::", ""} else http.host  # noqa: S104  compared, not bound
    return f"http://{f'[{host}]' if ':' in host else host}:{http.port}"


def owner_link(session: Session) -> str | None:
    """A fresh one-time link that claims the owner's account; None once it is claimed. Earlier links stay good until one is used."""
    owner = ensure_owner(session)
    if owner.claimed_at is not None:
        return None
    return link_for(session, owner)


def link_for(session: Session, user: User) -> str:
    """A fresh one-time link that claims this account."""
    settings = get_settings()
    token = new_token()
    expires = datetime.now(UTC) + timedelta(hours=settings.auth.invitation_hours)
    session.add(Invitation(token_hash=digest(token), user_id=user.id, expires_at=expires))
    session.flush()
    return f"{base_url(settings)}/welcome#token={token}"


def check_invitation(session: Session, token: str) -> User:
    """Whose account the link is for. Raises NotFoundError (`link_unknown`) or ConflictError (`link_used`, `link_expired`)."""
    found = repository.invitation(session, digest(token))
    if found is None:
        raise NotFoundError("This link is not known here. Copy it whole, or start Bowerbird again for a new one.", code="link_unknown")
    if found.used_at is not None:
        raise ConflictError("This link has been used. Sign in with your email and password.", code="link_used")
    if found.expires_at <= datetime.now(UTC):
        raise ConflictError("This link has expired. Start Bowerbird again for a new one.", code="link_expired")
    return session.get_one(User, found.user_id)


def claim(session: Session, user: User, *, email: str, password_hash: str, name: str, client: Client) -> None:
    """Give an unclaimed account its email and password, and use up every link to it."""
    must_be_free(session, email)
    user.email, user.password_hash, user.name, user.claimed_at = email, password_hash, name or user.name, datetime.now(UTC)
    repository.use_up_invitations(session, user.id)
    audit.record(session, "user.claim", user_id=user.id, subject_id=user.id, ip=client.ip)
    session.flush()


def must_be_free(session: Session, email: str) -> None:
    repository.lock(session, "accounts.email")
    if repository.user_by_email(session, email) is not None:
        raise ConflictError("An account with this email exists already.", code="email_taken")


def create_user(session: Session, *, email: str, password: str, name: str = "") -> User:
    """The owner when nobody has claimed the instance yet, else a member with a library of their own. Raises InvalidError, ConflictError."""
    passwords.check_rules(password, email)
    owner = ensure_owner(session)
    hashed = passwords.hash_password(password)
    if owner.claimed_at is None:
        claim(session, owner, email=email, password_hash=hashed, name=name, client=Client())
        return owner
    must_be_free(session, email)
    user = User(email=email, password_hash=hashed, name=name, claimed_at=datetime.now(UTC))
    repository.add_user(session, user, name or email.partition("@")[0])
    audit.record(session, "user.create", user_id=None, subject_id=user.id)
    return user


def set_password(session: Session, user: User, password_hash: str, client: Client, *, but: uuid.UUID | None = None) -> None:
    """Whoever knew the old one is signed out: all sessions end but `but`. API keys stay; they have no password."""
    user.password_hash = password_hash
    session.flush()
    audit.record(session, "user.password", user_id=user.id, subject_id=user.id, ip=client.ip)
    end_sessions(session, user.id, but=but)


def reset_password(session: Session, email: str, password: str) -> User:
    """For whoever runs the machine. Raises NotFoundError, InvalidError."""
    user = repository.user_by_email(session, email)
    if user is None:
        raise NotFoundError(f"There is no user {email}.")
    passwords.check_rules(password, email)
    set_password(session, user, passwords.hash_password(password), Client())
    return user


def end_sessions(session: Session, user_id: uuid.UUID, *, but: uuid.UUID | None = None) -> None:
    for ended in repository.revoke_sessions(session, user_id, but=but):
        after_commit(session, partial(hub.end, ended), key=("end", ended))


def start_session(session: Session, user: User, client: Client) -> str:
    """Sign a browser in. Gives the token for its cookie, of which only the hash is kept."""
    token = new_token()
    made = SignInSession(
        user_id=user.id,
        token_hash=digest(token),
        csrf_token=new_token(),
        user_agent=client.user_agent[:300],
        ip=client.ip[:64],
        expires_at=datetime.now(UTC) + timedelta(days=get_settings().auth.session_days),
    )
    session.add(made)
    session.flush()
    audit.record(session, "session.create", user_id=user.id, subject_id=made.id, ip=client.ip)
    return token


def end_former_session(session: Session, client: Client) -> None:
    """A browser that signs in gets a new session; the one it had ends."""
    if client.former is None:
        return
    for former, *_ in repository.session_with_user(session, digest(client.former))[:1]:
        end_session(session, former.user_id, former.id, client)


def end_session(session: Session, user_id: uuid.UUID, session_id: uuid.UUID, client: Client) -> None:
    if not repository.revoke_session(session, user_id, session_id):
        raise NotFoundError("There is no such session.")
    audit.record(session, "session.revoke", user_id=user_id, subject_id=session_id, ip=client.ip)
    after_commit(session, lambda: hub.end(session_id), key=("end", session_id))


def create_api_key(session: Session, user_id: uuid.UUID, name: str, client: Client) -> tuple[ApiKey, str]:
    key = new_api_key()
    made = ApiKey(user_id=user_id, name=name, prefix=key[:SHOWN], key_hash=digest(key))
    session.add(made)
    session.flush()
    audit.record(session, "api_key.create", user_id=user_id, subject_id=made.id, ip=client.ip, name=name)
    return made, key


def revoke_api_key(session: Session, user_id: uuid.UUID, key_id: uuid.UUID, client: Client) -> None:
    if not repository.revoke_key(session, user_id, key_id):
        raise NotFoundError("There is no such API key.")
    audit.record(session, "api_key.revoke", user_id=user_id, subject_id=key_id, ip=client.ip)
    after_commit(session, lambda: hub.end(key_id), key=("end", key_id))


def ensure_cli_key(session: Session, path: Path) -> str:
    """The owner's key for the command line on this machine, kept in `path`, readable by its user alone. Made anew when the file is missing or its key no
    longer valid."""
    with suppress(FileNotFoundError):
        known = path.read_text().strip()
        if repository.api_key_with_user(session, digest(known)):
            return known
    owner = ensure_owner(session)
    for old in repository.keys_of(session, owner.id):
        if old.name == CLI_KEY_NAME:
            repository.revoke_key(session, owner.id, old.id)
    _, key = create_api_key(session, owner.id, CLI_KEY_NAME, Client())
    _write_private(path, key + "\n")
    return key


def _write_private(path: Path, text: str) -> None:
    """Mode 0600 from its first moment, and whole or not at all."""
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(descriptor)
    temporary.replace(path)
