"""Work to do and its state. These rows are the truth; Celery messages only wake workers up."""

import enum
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, SmallInteger, String, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from bowerbird.db.base import Base, CreatedAt, PrimaryKey


class JobStatus(enum.StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    WAITING = "waiting"
    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"


class Job(Base):
    __tablename__ = "jobs"
    __table_args__ = (
        UniqueConstraint("subject_id", "stage", "part"),
        CheckConstraint("status IN ('queued', 'running', 'waiting', 'done', 'skipped', 'failed')", name="status"),
        Index("ix_jobs_runnable", "queue", "library_id", "priority", "id", postgresql_where=text("status = 'queued'")),
        Index("ix_jobs_due", "not_before", postgresql_where=text("status = 'waiting'")),
        Index("ix_jobs_leases", "lease_until", postgresql_where=text("status = 'running'")),
        Index("ix_jobs_library_id", "library_id", "status"),
    )

    id: Mapped[PrimaryKey]
    subject_kind: Mapped[str] = mapped_column(String(32), server_default="asset")
    subject_id: Mapped[uuid.UUID]
    library_id: Mapped[uuid.UUID]
    stage: Mapped[str] = mapped_column(String(32))
    part: Mapped[int] = mapped_column(server_default=text("0"))
    queue: Mapped[str] = mapped_column(String(16))
    priority: Mapped[int] = mapped_column(SmallInteger, server_default=text("50"))
    """Smaller runs sooner within the library; libraries take turns."""
    input: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    status: Mapped[str] = mapped_column(String(16), server_default=JobStatus.QUEUED.value)
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    """Failures of the handler or its decoder."""
    lost: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    """Leases that expired: the worker died or hung."""
    claim_id: Mapped[uuid.UUID | None]
    """The fence: only the holder of the current claim can write or finish."""
    claimed_by: Mapped[str | None] = mapped_column(String(200))
    lease_until: Mapped[datetime | None]
    not_before: Mapped[datetime | None]
    """Of a `waiting` job: when the sweeper queues it again."""
    progress: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """`{"done": n, "total": m, "unit": "pages"}` for show."""
    handler_version: Mapped[int | None] = mapped_column(SmallInteger)
    model_version: Mapped[str | None] = mapped_column(String(120))
    error_code: Mapped[str | None] = mapped_column(String(64))
    """Also on a `done` job whose result is not whole; the asset is then `partial`."""
    error_detail: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[CreatedAt]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
