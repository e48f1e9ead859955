import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from bowerbird.ai.contracts import Vector
from bowerbird.db.base import table_of
from bowerbird.models import Asset, Embedding, EmbeddingSpace, Segment


@dataclass(frozen=True, slots=True)
class Unembedded:
    id: uuid.UUID
    text: str
    heading: str | None


def active_space(session: Session, capability: str = "text") -> EmbeddingSpace | None:
    """The space that searches use, or None where no model has been there yet."""
    return session.scalars(
        select(EmbeddingSpace).where(EmbeddingSpace.capability == capability, EmbeddingSpace.status == "active")
    ).one_or_none()


def text_spaces(session: Session) -> list[EmbeddingSpace]:
    """The active one first, then one that is being built."""
    statement = select(EmbeddingSpace).where(EmbeddingSpace.capability == "text", EmbeddingSpace.status.in_(("active", "building")))
    return list(session.scalars(statement.order_by(EmbeddingSpace.status)))


def without_vector(session: Session, asset_id: uuid.UUID, batch: int | None, space: EmbeddingSpace) -> list[Unembedded]:
    """Segments with text, of the batch or of the whole file, that have no vector in the space. Those in a language that the space does not claim get none: what
    a model makes of it is noise, and their words are found without."""
    has_vector = exists().where(Embedding.space_id == space.id, Embedding.segment_id == Segment.id)
    claimed = (or_(Segment.lang.is_(None), Segment.lang.in_(space.languages)),) if space.languages else ()
    of_batch = () if batch is None else (Segment.batch == batch,)
    rows = session.execute(
        select(Segment.id, Segment.text, Segment.heading).where(
            Segment.asset_id == asset_id, Segment.text != "", *of_batch, *claimed, ~has_vector
        )
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
        # one execution each: SQLAlchemy compiles a statement with many rows anew every time
        session.execute(insert(table_of(Embedding)).on_conflict_do_nothing(), rows)
