"""The small fields beside the file."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bowerbird.accounts.access import Actor
from bowerbird.errors import InvalidError, NotFoundError
from bowerbird.intake.names import clean_path

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class UploadFields:
    library_id: uuid.UUID
    path: str | None
    last_modified: datetime | None


def read_fields(fields: Mapping[str, str], actor: Actor) -> UploadFields:
    """Raises InvalidError, NotFoundError for a library the actor cannot see, ForbiddenError for one they can only read."""
    return UploadFields(
        library_id=_library(fields.get("library_id", ""), actor),
        path=clean_path(fields.get("path", "")),
        last_modified=parse_time(fields.get("last_modified", "")),
    )


def parse_time(value: str) -> datetime | None:
    """ISO 8601, UTC where it names no zone, or milliseconds since 1970 as browsers give them; None for nothing."""
    value = value.strip()
    if not value:
        return None
    try:
        if value.lstrip("-").isdecimal():
            return _EPOCH + timedelta(milliseconds=int(value))
        found = datetime.fromisoformat(value)
        return (found.replace(tzinfo=UTC) if found.tzinfo is None else found).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidError("`last_modified` is neither ISO 8601 nor milliseconds since 1970.") from error


def _library(value: str, actor: Actor) -> uuid.UUID:
    if not value:
        actor.must_write(actor.personal)
        return actor.personal
    try:
        library_id = uuid.UUID(value)
    except ValueError as error:
        raise InvalidError("`library_id` is not an id.") from error
    if library_id not in actor.readable:
        raise NotFoundError("There is no such library.")
    actor.must_write(library_id)
    return library_id
