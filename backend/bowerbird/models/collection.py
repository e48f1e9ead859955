"""How people order what they keep: nested collections, smart collections (a saved query), and tags."""

import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from bowerbird.db.base import Base, CreatedAt, PrimaryKey


class Collection(Base):
    """A smart collection has a `query` and no rows in `collection_assets`."""

    __tablename__ = "collections"
    __table_args__ = (
        Index(
            "uq_collections_library_id_parent_id_name",
            "library_id",
            "parent_id",
            text("lower(name)"),
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        Index(None, "parent_id"),
        CheckConstraint("parent_id <> id", name="not_its_own_parent"),
    )

    id: Mapped[PrimaryKey]
    library_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("libraries.id"))
    parent_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("collections.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, server_default="")
    query: Mapped[str | None] = mapped_column(Text)
    """Of a smart collection: what its files are found by."""
    filters: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    cover_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("assets.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]


class CollectionAsset(Base):
    __tablename__ = "collection_assets"
    __table_args__ = (Index(None, "asset_id"),)

    collection_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("collections.id", ondelete="CASCADE"), primary_key=True)
    asset_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True)
    library_id: Mapped[uuid.UUID]
    added_at: Mapped[CreatedAt]


class Tag(Base):
    __tablename__ = "tags"
    __table_args__ = (Index("uq_tags_library_id_name", "library_id", text("lower(name)"), unique=True),)

    id: Mapped[PrimaryKey]
    library_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("libraries.id"))
    name: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[CreatedAt]


class AssetTag(Base):
    __tablename__ = "asset_tags"
    __table_args__ = (Index(None, "asset_id"),)

    tag_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tags.id", ondelete="CASCADE"), primary_key=True)
    asset_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True)
    library_id: Mapped[uuid.UUID]
    added_at: Mapped[CreatedAt]
