"""What people keep: one row per file, and one per stored object."""

import enum
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Computed, DateTime, ForeignKey, Index, LargeBinary, SmallInteger, String, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from bowerbird.db.base import Base, CreatedAt, PrimaryKey


class AssetKind(enum.StrEnum):
    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    DOCUMENT = "document"
    OTHER = "other"


class AssetStatus(enum.StrEnum):
    PROCESSING = "processing"
    READY = "ready"
    PARTIAL = "partial"
    FAILED = "failed"


class Asset(Base):
    __tablename__ = "assets"
    __table_args__ = (
        Index("uq_assets_library_id_sha256", "library_id", "sha256", unique=True, postgresql_where=text("deleted_at IS NULL")),
        Index(
            "ix_assets_library_id_happened_at",
            "library_id",
            text("happened_at DESC"),
            text("id DESC"),
            postgresql_where=text("deleted_at IS NULL"),
        ),
        Index("ix_assets_library_id_created", "library_id", text("id DESC"), postgresql_where=text("deleted_at IS NULL")),
        Index("ix_assets_library_id_kind", "library_id", "kind", "status", postgresql_where=text("deleted_at IS NULL")),
        Index("ix_assets_deleted_at", "deleted_at", postgresql_where=text("deleted_at IS NOT NULL")),
        Index("ix_assets_library_id_camera", "library_id", text("lower(camera)"), postgresql_where=text("camera IS NOT NULL")),
        Index("ix_assets_library_id_place", "library_id", text("lower(place)"), postgresql_where=text("place IS NOT NULL")),
        Index("ix_assets_name_trgm", text("lower(name) gin_trgm_ops"), postgresql_using="gin"),
        Index("ix_assets_name_title_trgm", text("lower(name || ' ' || coalesce(title, '')) gin_trgm_ops"), postgresql_using="gin"),
        CheckConstraint("kind IN ('image', 'video', 'audio', 'document', 'other')", name="kind"),
        CheckConstraint("status IN ('processing', 'ready', 'partial', 'failed')", name="status"),
    )

    id: Mapped[PrimaryKey]
    library_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("libraries.id"))
    uploaded_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    name: Mapped[str] = mapped_column(Text)
    """As the person knows it: any Unicode, cleaned of control and bidi characters. Never part of a key, a path or an unescaped header."""
    path: Mapped[str | None] = mapped_column(Text)
    """Relative folder path at upload, for show and grouping."""
    kind: Mapped[str] = mapped_column(String(16))
    mime_type: Mapped[str] = mapped_column(String(200))
    """From the bytes, never from the name."""
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[str] = mapped_column(String(16), server_default=AssetStatus.PROCESSING.value)
    """Rolled up from the asset's jobs; see jobs/rollup.py."""
    error_code: Mapped[str | None] = mapped_column(String(64))
    error_detail: Mapped[str | None] = mapped_column(Text)

    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]
    last_modified: Mapped[datetime | None]
    captured_at: Mapped[datetime | None]
    captured_local: Mapped[datetime | None] = mapped_column(DateTime(timezone=False))
    captured_offset: Mapped[int | None] = mapped_column(SmallInteger)
    """Minutes east of UTC, where the file says so; EXIF often has no zone."""
    document_date: Mapped[datetime | None]
    date_source: Mapped[str | None] = mapped_column(String(32))
    happened_at: Mapped[datetime] = mapped_column(
        Computed("coalesce(captured_at, document_date, last_modified, created_at)", persisted=True)
    )
    """What sorting, before:/after: and day groups use."""

    width: Mapped[int | None]
    """Pixels as displayed, after orientation."""
    height: Mapped[int | None]
    duration_ms: Mapped[int | None] = mapped_column(BigInteger)
    page_count: Mapped[int | None]
    thumbhash: Mapped[bytes | None] = mapped_column(LargeBinary)
    title: Mapped[str | None] = mapped_column(Text)
    summary: Mapped[str | None] = mapped_column(Text)
    keywords: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    lang: Mapped[str | None] = mapped_column(String(16))
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    """What the file says of itself: camera, lens, GPS, author, producer."""
    camera: Mapped[str | None] = mapped_column(Text)
    place: Mapped[str | None] = mapped_column(Text)
    """Where it was taken, in words: the nearest place, its region and country."""
    colours: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    """Names of the dominant colours, the largest share first."""
    deleted_at: Mapped[datetime | None]


class ObjectState(enum.StrEnum):
    PENDING = "pending"
    STORED = "stored"
    DELETING = "deleting"


class StoredObject(Base):
    """One object in storage. The pending row commits before the first byte; objects are immutable; the sweeper touches only expired pending and deleting rows.
    Backup and quotas read this table and never list a bucket."""

    __tablename__ = "objects"
    __table_args__ = (
        CheckConstraint("state IN ('pending', 'stored', 'deleting')", name="state"),
        Index("ix_objects_state", "state", "created_at", postgresql_where=text("state <> 'stored'")),
        Index("uq_objects_asset_id_role", "asset_id", "role", unique=True, postgresql_where=text("state = 'stored'")),
    )

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    """`{library_id}/{asset_id}/{uuid}`"""
    asset_id: Mapped[uuid.UUID]
    """No foreign key: the row is written before its asset."""
    library_id: Mapped[uuid.UUID]
    role: Mapped[str] = mapped_column(String(64))
    """`original`, `thumbnail` (320 px), `preview` (1280 px), `page/{n}`, `external`, `unlocked`, `playback`, `sprite`, `waveform`, `cover`."""
    mime_type: Mapped[str] = mapped_column(String(200), server_default="application/octet-stream")
    size: Mapped[int | None] = mapped_column(BigInteger)
    sha256: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(16), server_default=ObjectState.PENDING.value)
    created_at: Mapped[CreatedAt]
