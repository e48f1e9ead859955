"""Named embedding spaces, and the vectors in them."""

import uuid
from datetime import datetime
from typing import Any

from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from bowerbird.db.base import Base, CreatedAt


class EmbeddingSpace(Base):
    """One model's space. Changing the model builds another space beside the active one and swaps."""

    __tablename__ = "embedding_spaces"
    __table_args__ = (
        CheckConstraint("status IN ('building', 'active', 'retired')", name="status"),
        Index("uq_embedding_spaces_active", "capability", unique=True, postgresql_where=text("status = 'active'")),
    )

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    capability: Mapped[str] = mapped_column(String(16))
    """`text` or `visual`."""
    provider: Mapped[str] = mapped_column(String(64))
    model: Mapped[str] = mapped_column(String(200))
    dimensions: Mapped[int] = mapped_column(SmallInteger)
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    """Languages the model claims; empty means any. The dense retriever stays out of the others."""
    calibration: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    """Constants of score fusion for this model; see search/fusion.py."""
    status: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[CreatedAt]
    activated_at: Mapped[datetime | None]


class Embedding(Base):
    """LIST-partitioned by space; each partition has an HNSW index on `vector::halfvec(d)` and a btree on library and kind. Vectors have length 1, so the inner
    product is the cosine. library_id, kind and asset_id stand in the row so that filters need no join."""

    __tablename__ = "embeddings"
    __table_args__ = (Index("ix_embeddings_library_id_kind", "library_id", "kind"), {"postgresql_partition_by": "LIST (space_id)"})

    space_id: Mapped[int] = mapped_column(SmallInteger, ForeignKey("embedding_spaces.id"), primary_key=True)
    segment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("segments.id", ondelete="CASCADE"), primary_key=True)
    asset_id: Mapped[uuid.UUID] = mapped_column(index=True)
    library_id: Mapped[uuid.UUID]
    kind: Mapped[str] = mapped_column(String(16))
    vector: Mapped[Any] = mapped_column(HALFVEC())
