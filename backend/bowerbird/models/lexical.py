"""Lexical search: forward vectors and the statistics of each library.

Triggers keep these rows and one locked job folds the deltas; the migration `lexical` holds that SQL and says how it works. Nothing else writes here.
"""

import uuid
from datetime import datetime
from typing import Any

from pgvector.sqlalchemy import SPARSEVEC
from sqlalchemy import BigInteger, Index, SmallInteger, String, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, INTEGER, REAL
from sqlalchemy.orm import Mapped, mapped_column

from bowerbird.db.base import Base


class LexicalVector(Base):
    """The forward vector of a segment: hash of a lexeme to the part of its BM25 score that does not depend on the query. Segments of assets in the trash
    have none."""

    __tablename__ = "lexical_vectors"
    __table_args__ = (
        Index("ix_lexical_vectors_tokens", text("lexical_tokens(library_id, vector)"), postgresql_using="gin"),
        Index("ix_lexical_vectors_library_id_kind_happened_at", "library_id", "kind", "happened_at"),
    )

    segment_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    asset_id: Mapped[uuid.UUID]
    library_id: Mapped[uuid.UUID]
    kind: Mapped[str] = mapped_column(String(16))
    happened_at: Mapped[datetime]
    config: Mapped[str] = mapped_column(Text)
    """Name of the text search configuration it was read with."""
    length: Mapped[int]
    """Lexemes, stop words left out."""
    average_length: Mapped[float] = mapped_column(REAL)
    """The average that is baked into the vector."""
    vector: Mapped[Any] = mapped_column(SPARSEVEC())


class LexicalStatistic(Base):
    """In how many segments of a library a term stands, altogether and at each impact level."""

    __tablename__ = "lexical_statistics"

    library_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    term: Mapped[int] = mapped_column(primary_key=True)
    segments: Mapped[int]
    levels: Mapped[list[int]] = mapped_column(ARRAY(INTEGER))


class LexicalPopulation(Base):
    """How many segments a library has of each kind and configuration, and their length in lexemes."""

    __tablename__ = "lexical_populations"

    library_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    config: Mapped[str] = mapped_column(Text, primary_key=True)
    segments: Mapped[int] = mapped_column(BigInteger)
    length: Mapped[int] = mapped_column(BigInteger)


class LexicalAverage(Base):
    """The average length that vectors of a library are to carry, moved when the true one has drifted."""

    __tablename__ = "lexical_averages"

    library_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    average_length: Mapped[float] = mapped_column(REAL)
    rebaking: Mapped[bool] = mapped_column(server_default=text("true"))


class LexicalDelta(Base):
    """A change of the statistics not yet folded. No key: rows are appended and deleted, never looked up. Term 0 is a change of the population."""

    __tablename__ = "lexical_deltas"
    __table_args__ = (Index("ix_lexical_deltas_population", "library_id", postgresql_where=text("term = 0")),)
    __mapper_args__ = {"primary_key": ["library_id", "term", "level", "kind", "config"]}  # noqa: RUF012

    library_id: Mapped[uuid.UUID]
    term: Mapped[int]
    level: Mapped[int] = mapped_column(SmallInteger)
    segments: Mapped[int]
    kind: Mapped[str | None] = mapped_column(String(16))
    config: Mapped[str | None] = mapped_column(Text)
    length: Mapped[int | None] = mapped_column(BigInteger)
