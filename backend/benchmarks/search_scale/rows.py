"""Rows in Postgres' binary COPY format, made of bytes: a million vectors take seconds instead of hours."""

import struct
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import numpy as np
import psycopg

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


class Rows:
    """Rows of one COPY, sent in pieces of some megabytes."""

    def __init__(self, copy: psycopg.Copy) -> None:
        self._copy = copy
        self._held = bytearray(b"PGCOPY\n\xff\r\n\0" + struct.pack("!ii", 0, 0))

    def add(self, *fields: bytes | None) -> None:
        self._held += struct.pack("!h", len(fields))
        for field in fields:
            if field is None:
                self._held += b"\xff\xff\xff\xff"
            else:
                self._held += struct.pack("!i", len(field)) + field
        if len(self._held) > 4_000_000:
            self.flush()

    def flush(self, end: bytes = b"") -> None:
        self._copy.write(bytes(self._held) + end)
        self._held.clear()


@contextmanager
def copied(connection: psycopg.Connection, table: str, columns: Iterable[str]) -> Iterator[Rows]:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT binary)") as copy:
        rows = Rows(copy)
        yield rows
        rows.flush(struct.pack("!h", -1))


def identifier(space: int, number: int) -> bytes:
    """A UUID in the order of `number`, as UUIDv7 is in that of time."""
    mixed = (number * 0x9E3779B97F4A7C15 + space) & 0x3FFFFFFFFFFFFFFF
    return uuid.UUID(int=(number << 80 | 7 << 76 | space << 64 | 2 << 62 | mixed) & (1 << 128) - 1).bytes


def int2(value: int) -> bytes:
    return struct.pack("!h", value)


def int4(value: int) -> bytes:
    return struct.pack("!i", value)


def int8(value: int) -> bytes:
    return struct.pack("!q", value)


def real(value: float) -> bytes:
    return struct.pack("!f", value)


def moment(value: datetime) -> bytes:
    return int8(round((value - _EPOCH).total_seconds() * 1_000_000))


def int4_array(values: Iterable[int]) -> bytes:
    held = list(values)
    return struct.pack("!iiiii", 1, 0, 23, len(held), 1) + b"".join(struct.pack("!ii", 4, value) for value in held)


def halfvec(vector: np.ndarray) -> bytes:
    return struct.pack("!hh", len(vector), 0) + vector.astype(">f2").tobytes()


def sparsevec(terms: np.ndarray, weights: np.ndarray, dimensions: int) -> bytes:
    """`terms` ascending, the first dimension being 1."""
    return struct.pack("!iii", dimensions, len(terms), 0) + (terms - 1).astype(">i4").tobytes() + weights.astype(">f4").tobytes()
