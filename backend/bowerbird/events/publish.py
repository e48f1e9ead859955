"""Events for browsers, published after commit to one Redis stream per library. They carry ids, never content; losing one costs a refetch."""

import uuid
from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from bowerbird.db.after_commit import after_commit

Event = dict[str, Any]
_publishers: list[Callable[[uuid.UUID, Event], None]] = []


def register_publisher(publish: Callable[[uuid.UUID, Event], None]) -> None:
    _publishers[:] = [publish]


def unregister_publisher() -> None:
    _publishers.clear()


def asset_changed(session: Session, library_id: uuid.UUID, asset_id: uuid.UUID, change: str = "updated") -> None:
    """`change`: created, updated, deleted. Once per asset and transaction."""
    _publish(session, library_id, {"type": f"asset.{change}", "asset_id": str(asset_id)})


def assets_changed(session: Session, library_id: uuid.UUID) -> None:
    """Many of a library's files at once: one event, where one for each would push out all others."""
    _publish(session, library_id, {"type": "assets.updated", "library_id": str(library_id)})


def collection_changed(session: Session, library_id: uuid.UUID, collection_id: uuid.UUID, change: str = "updated") -> None:
    """`change`: created, updated (also: what lies in it), deleted."""
    _publish(session, library_id, {"type": f"collection.{change}", "collection_id": str(collection_id)})


def tags_changed(session: Session, library_id: uuid.UUID) -> None:
    """A library's tags, or what has them."""
    _publish(session, library_id, {"type": "tags.updated", "library_id": str(library_id)})


def _publish(session: Session, library_id: uuid.UUID, event: Event) -> None:
    def call() -> None:
        for publish in _publishers:
            publish(library_id, event)

    after_commit(session, call, key=tuple(event.values()))
