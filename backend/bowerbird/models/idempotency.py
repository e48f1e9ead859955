"""What was made under an `Idempotency-Key`, so that a repeated request makes nothing twice."""

import uuid
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from bowerbird.db.base import Base, CreatedAt


class IdempotencyKey(Base):
    __tablename__ = "idempotency_keys"
    __table_args__ = (Index(None, "created_at"),)

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    asked: Mapped[bytes] = mapped_column(LargeBinary)
    """SHA-256 of method, address and body."""
    answer: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """None where it holds a secret."""
    created_at: Mapped[CreatedAt]
