"""Searches: history, and the frozen window that paging walks through."""

import uuid
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy import text as sql_text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from bowerbird.db.base import Base, CreatedAt, PrimaryKey


class Search(Base):
    __tablename__ = "searches"
    __table_args__ = (Index(None, "user_id", "created_at"),)

    id: Mapped[PrimaryKey]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    query: Mapped[str] = mapped_column(Text)
    params: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    window: Mapped[list[Any]] = mapped_column(JSONB, server_default="[]")
    """At most 1,000 hits in order, fixed at page one, so that every hit comes once while files arrive."""
    total: Mapped[int]
    total_relation: Mapped[str] = mapped_column(server_default="eq")
    took_ms: Mapped[int]
    in_history: Mapped[bool] = mapped_column(server_default=sql_text("true"))
    """False where the person keeps no history, or where it was only on the way to another query; the window serves its pages still, for a day."""
    created_at: Mapped[CreatedAt]


class SavedSearch(Base):
    __tablename__ = "saved_searches"
    __table_args__ = (Index(None, "user_id", "created_at"),)

    id: Mapped[PrimaryKey]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    query: Mapped[str] = mapped_column(Text)
    filters: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    created_at: Mapped[CreatedAt]
