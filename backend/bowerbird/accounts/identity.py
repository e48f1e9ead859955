"""How a request was recognised: by a browser's session cookie or by an API key."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from bowerbird.accounts.access import Actor


@dataclass(frozen=True, slots=True)
class LibraryAccess:
    id: uuid.UUID
    name: str
    role: str
    is_personal: bool


@dataclass(frozen=True, slots=True)
class Identity:
    actor: Actor
    email: str | None
    name: str
    libraries: tuple[LibraryAccess, ...]
    session_id: uuid.UUID | None = None
    """Set for a browser."""
    key_id: uuid.UUID | None = None
    """Set for a script."""
    csrf_token: str | None = None
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
