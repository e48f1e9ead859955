"""Selections that are about to be downloaded as one archive: a browser's own download needs an address, and thousands of ids fit into none."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.dialects.postgresql import ARRAY, UUID
from sqlalchemy.orm import Mapped, mapped_column

from bowerbird.db.base import Base, CreatedAt, PrimaryKey


class Download(Base):
    __tablename__ = "downloads"
    __table_args__ = (Index(None, "expires_at"),)

    id: Mapped[PrimaryKey]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    """Of the archive, without its suffix."""
    asset_ids: Mapped[list[uuid.UUID]] = mapped_column(ARRAY(UUID(as_uuid=True)))
    """What was selected. What of it may be seen is asked again when the bytes flow."""
    created_at: Mapped[CreatedAt]
    expires_at: Mapped[datetime]
