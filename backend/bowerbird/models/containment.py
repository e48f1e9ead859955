"""Files inside files: attachments of a message, members of an archive. Parent and child are assets of the same library."""

import uuid

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from bowerbird.db.base import Base, CreatedAt


class Containment(Base):
    __tablename__ = "containments"
    __table_args__ = (Index(None, "child_id"),)

    parent_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True)
    path: Mapped[str] = mapped_column(Text, primary_key=True)
    """Inside the parent. The same bytes may lie at several paths; they are one child."""
    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"))
    library_id: Mapped[uuid.UUID]
    position: Mapped[int] = mapped_column(server_default=text("0"))
    created_at: Mapped[CreatedAt]
