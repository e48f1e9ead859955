"""Who: users, their libraries, and the ways in."""

import enum
import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, func, text
from sqlalchemy.orm import Mapped, mapped_column

from bowerbird.db.base import Base, CreatedAt, PrimaryKey


class Role(enum.StrEnum):
    OWNER = "owner"
    EDITOR = "editor"
    VIEWER = "viewer"


class User(Base):
    """A person. The instance's owner exists from the first migration on, unclaimed (no email, no password), so that files can be imported before
    anyone has signed up; the one-time link claims it."""

    __tablename__ = "users"
    __table_args__ = (
        Index("uq_users_email_lower", text("lower(email)"), unique=True),
        Index("uq_users_one_owner", "is_owner", unique=True, postgresql_where=text("is_owner")),
    )

    id: Mapped[PrimaryKey]
    email: Mapped[str | None] = mapped_column(String(320))
    name: Mapped[str] = mapped_column(String(200), server_default="")
    password_hash: Mapped[str | None]
    is_owner: Mapped[bool] = mapped_column(server_default=text("false"))
    keeps_history: Mapped[bool] = mapped_column(server_default=text("true"))
    """Whether what they search for is kept for them to see again."""
    created_at: Mapped[CreatedAt]
    claimed_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]


class Library(Base):
    """The unit of tenancy. Every row that belongs to somebody carries its `library_id`."""

    __tablename__ = "libraries"

    id: Mapped[PrimaryKey]
    name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[CreatedAt]


class Membership(Base):
    __tablename__ = "memberships"
    __table_args__ = (CheckConstraint("role IN ('owner', 'editor', 'viewer')", name="role"),)

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    library_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("libraries.id", ondelete="CASCADE"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(String(16))
    is_personal: Mapped[bool] = mapped_column(server_default=text("false"))
    """The library that uploads go to unless another is named."""


class Invitation(Base):
    """A one-time link. Only the SHA-256 of its token is stored."""

    __tablename__ = "invitations"

    id: Mapped[PrimaryKey]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[CreatedAt]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInSession(Base):
    """A signed-in browser. Only the SHA-256 of the cookie's token is stored."""

    __tablename__ = "sessions"

    id: Mapped[PrimaryKey]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    csrf_token: Mapped[str] = mapped_column(String(64))
    user_agent: Mapped[str] = mapped_column(String(300), server_default="")
    ip: Mapped[str] = mapped_column(String(64), server_default="")
    created_at: Mapped[CreatedAt]
    last_used_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class ApiKey(Base):
    """`bb_` and 43 random characters; only the SHA-256 is stored, with the first characters to tell keys apart."""

    __tablename__ = "api_keys"

    id: Mapped[PrimaryKey]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    prefix: Mapped[str] = mapped_column(String(16))
    key_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    created_at: Mapped[CreatedAt]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class SignInAttempt(Base):
    """Failed sign-ins, for the throttle. In Postgres, so that it holds across processes and without Redis; the sweeper forgets old rows."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (Index(None, "subject", "created_at"),)

    id: Mapped[PrimaryKey]
    subject: Mapped[str] = mapped_column(String(400))
    created_at: Mapped[CreatedAt]
