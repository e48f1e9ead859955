"""Who may see what. Every query that returns a person's rows starts here; there is no other owner filter."""

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from bowerbird.errors import ForbiddenError
from bowerbird.models import Asset


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever makes a request, and the libraries they may use."""

    user_id: uuid.UUID
    is_owner: bool
    readable: tuple[uuid.UUID, ...]
    writable: tuple[uuid.UUID, ...]
    personal: uuid.UUID
    """The library that uploads go to unless another is named."""

    def must_write(self, library_id: uuid.UUID) -> None:
        if library_id not in self.writable:
            raise ForbiddenError("You can read this library but not change it.")


def readable_by(actor: Actor, *, trashed: bool = False) -> Select[Asset]:
    """Assets the actor may see: all that are not in the trash, or (`trashed`) all that are."""
    return select(Asset).where(
        in_readable(actor, Asset.library_id), Asset.deleted_at.is_not(None) if trashed else Asset.deleted_at.is_(None)
    )


def in_readable(actor: Actor, library_id: Any) -> ColumnElement[bool]:
    """The same filter for other tables that carry `library_id`."""
    condition: ColumnElement[bool] = library_id.in_(actor.readable)
    return condition
