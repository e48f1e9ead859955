"""Declarative base, naming convention and the column types that every table shares."""

import uuid
from datetime import datetime
from typing import Annotated

from sqlalchemy import DateTime, MetaData, Table, text
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.orm import DeclarativeBase, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: DateTime(timezone=True), uuid.UUID: UUID(as_uuid=True)}  # noqa: RUF012


def table_of(entity: type[Base]) -> Table:
    """For statements that run so often that the ORM's part in them counts."""
    table = entity.__table__
    assert isinstance(table, Table)
    return table


PrimaryKey = Annotated[uuid.UUID, mapped_column(primary_key=True, server_default=text("uuidv7()"))]
"""UUIDv7 by the database: ids sort by time of creation."""

CreatedAt = Annotated[datetime, mapped_column(server_default=text("clock_timestamp()"))]
