"""The unit of finding: one passage of a page, one spoken stretch, one scene, one picture."""

import uuid

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy import text as text_clause
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from bowerbird.db.base import Base, CreatedAt, PrimaryKey


class Segment(Base):
    """Re-extraction keeps the id of every segment whose locator and text are unchanged (`fingerprint`); what a later run no longer finds is removed
    with its last batch (`run_id`)."""

    __tablename__ = "segments"
    __table_args__ = (
        UniqueConstraint("asset_id", "source", "fingerprint"),
        Index(None, "asset_id", "ordinal"),
        Index(None, "library_id"),
    )

    id: Mapped[PrimaryKey]
    asset_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"))
    library_id: Mapped[uuid.UUID]
    source: Mapped[str] = mapped_column(String(16))
    """How it was read: `text` (written in the file), `ocr` (seen in a picture), `speech`, `caption`."""
    ordinal: Mapped[int]
    """Reading order within the asset: page * 10,000 + position."""
    batch: Mapped[int]
    """The batch it came in; the `embed` job with this part embeds it."""
    run_id: Mapped[uuid.UUID]
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary)
    """128-bit BLAKE2b of locator, text and repetition."""
    text: Mapped[str] = mapped_column(Text)
    heading: Mapped[str | None] = mapped_column(Text)
    lang: Mapped[str | None] = mapped_column(String(16))
    page: Mapped[int | None]
    """1-based."""
    start_ms: Mapped[int | None]
    end_ms: Mapped[int | None]
    boxes: Mapped[list[list[float]] | None] = mapped_column(JSONB(none_as_null=True))
    """Line boxes `[x0, y0, x1, y1]` in 0..1 of the page or picture as displayed, origin top left."""
    spans: Mapped[list[list[int]] | None] = mapped_column(JSONB(none_as_null=True))
    """For each box the `[start, end)` code points of `text` that lie in it."""
    words: Mapped[list[list[int]] | None] = mapped_column(JSONB(none_as_null=True))
    """Of speech, for each word: the code point of `text` at which it begins, and milliseconds after `start_ms`."""
    overlap: Mapped[int] = mapped_column(server_default=text_clause("0"))
    """Leading code points of `text` that repeat the end of the segment before; the whole text is the concatenation of `text[overlap:]`."""
    created_at: Mapped[CreatedAt]
