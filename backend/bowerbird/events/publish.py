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

    def call() -> None:
        for publish in _publishers:
            publish(library_id, {"type": f"asset.{change}", "asset_id": str(asset_id)})

    after_commit(session, call, key=("asset", asset_id, change))
