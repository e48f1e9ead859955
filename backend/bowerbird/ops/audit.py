"""The audit log: who did what to accounts and files. Append only, in the transaction of what it tells of."""

import uuid
from typing import Any

from sqlalchemy.orm import Session

from bowerbird.models import AuditEntry


def record(
    session: Session,
    action: str,
    *,
    user_id: uuid.UUID | None,
    subject_id: uuid.UUID | None = None,
    ip: str = "",
    **detail: Any,
) -> None:
    """`action` is `subject.verb`, such as `session.create`. `detail` must be JSON and hold no secret."""
    session.add(AuditEntry(action=action, user_id=user_id, subject_id=subject_id, ip=ip[:64], detail=detail))
