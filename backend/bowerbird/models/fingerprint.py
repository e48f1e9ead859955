"""What a picture looks like, in few bits: for near-duplicates."""

import uuid

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, SmallInteger
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from bowerbird.db.base import Base


class PictureFingerprint(Base):
    __tablename__ = "picture_fingerprints"
    __table_args__ = (Index(None, "library_id", "pixels"), Index("ix_picture_fingerprints_bands", "bands", postgresql_using="gin"))

    asset_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True)
    library_id: Mapped[uuid.UUID]
    pixels: Mapped[bytes] = mapped_column(LargeBinary)
    """Hash of the decoded picture as displayed: the same pixels in another container have the same."""
    hash: Mapped[int] = mapped_column(BigInteger)
    """64-bit perceptual hash of the picture as displayed, as a signed number."""
    detail: Mapped[int] = mapped_column(SmallInteger)
    """How much there is to compare, 0..100: two empty skies are not the same picture."""
    tiny: Mapped[bytes] = mapped_column(LargeBinary)
    """The picture as displayed in 8 x 8 pixels of 3 bytes: decides among candidates."""
    bands: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    """hash(library, position, 16 bits) for each of its parts; see library/likeness.py."""


class NearDuplicate(Base):
    """Two pictures of a library that are the same but for pixels or size; either may be the first. Those that only show the same are not here."""

    __tablename__ = "near_duplicates"
    __table_args__ = (Index(None, "other_id"),)

    asset_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True)
    other_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    """No foreign key: checking it would lock the other asset's row, whose own job may be waiting for this one."""
