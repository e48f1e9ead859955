"""Uploads that can be resumed (tus 1.0)."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from bowerbird.db.base import Base, CreatedAt, PrimaryKey


class Upload(Base):
    """One request at a time appends to it. The asset's row comes only after a final hash over all that was stored."""

    __tablename__ = "uploads"
    __table_args__ = (
        Index(None, "user_id", "created_at"),
        Index(None, "expires_at"),
        CheckConstraint('"offset" BETWEEN 0 AND size', name="offset"),
    )

    id: Mapped[PrimaryKey]
    library_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("libraries.id"))
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Text)
    path: Mapped[str | None] = mapped_column(Text)
    last_modified: Mapped[datetime | None]
    size: Mapped[int] = mapped_column(BigInteger)
    """Bytes announced."""
    offset: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    """Bytes stored."""
    sha256: Mapped[bytes | None] = mapped_column(LargeBinary)
    """As the client announced it."""
    key: Mapped[str] = mapped_column(String(200))
    """Of the object that it becomes."""
    multipart: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    """The storage's own: id of a multipart upload, etags of its parts, the object with the tail that is too short for a part."""
    writer: Mapped[uuid.UUID | None]
    """The request that appends right now; whatever it writes here proves that it still is."""
    writer_until: Mapped[datetime | None]
    """Until when it is believed to live, unless it says so again."""
    asset_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("assets.id", ondelete="SET NULL"))
    """Once it is complete."""
    duplicate: Mapped[bool] = mapped_column(server_default=text("false"))
    created_at: Mapped[CreatedAt]
    expires_at: Mapped[datetime]
