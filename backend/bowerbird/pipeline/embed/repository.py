import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from bowerbird.ai.contracts import Vector
from bowerbird.models import Asset, Embedding, EmbeddingSpace, Segment


@dataclass(frozen=True, slots=True)
class Unembedded:
    id: uuid.UUID
    text: str
    heading: str | None


def active_text_space(session: Session) -> EmbeddingSpace | None:
    return session.scalars(
        select(EmbeddingSpace).where(EmbeddingSpace.capability == "text", EmbeddingSpace.status == "active")
    ).one_or_none()


def without_vector(session: Session, asset_id: uuid.UUID, batch: int, space_id: int) -> list[Unembedded]:
    """Segments of the batch that have no vector in the space."""
    has_vector = exists().where(Embedding.space_id == space_id, Embedding.segment_id == Segment.id)
    rows = session.execute(
        select(Segment.id, Segment.text, Segment.heading).where(Segment.asset_id == asset_id, Segment.batch == batch, ~has_vector)
    )
    return [Unembedded(*row) for row in rows]


def add_vectors(session: Session, asset: Asset, space_id: int, segment_ids: Sequence[uuid.UUID], vectors: Vector) -> None:
    """Vectors of those segments that still exist; they are held until the transaction ends."""
    present = set(session.scalars(select(Segment.id).where(Segment.id.in_(segment_ids)).with_for_update(read=True, key_share=True)))
    rows = [
        {
            "space_id": space_id,
            "segment_id": segment_id,
            "asset_id": asset.id,
            "library_id": asset.library_id,
            "kind": asset.kind,
            "vector": vector,
        }
        for segment_id, vector in zip(segment_ids, vectors, strict=True)
        if segment_id in present
    ]
    if rows:
        session.execute(insert(Embedding).values(rows).on_conflict_do_nothing())
