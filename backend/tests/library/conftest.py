import hashlib
import time
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, text

from bowerbird.db.session import transaction
from bowerbird.models import Asset, ObjectState, Segment, StoredObject
from bowerbird.storage import ObjectStorage
from tests.fixtures_api import MadeUser

AddAsset = Callable[..., uuid.UUID]


def until_somebody_waits(engine: Engine) -> None:
    """For a lock, in this database."""
    until = time.monotonic() + 20
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
    with engine.connect() as connection:
        while not connection.scalar(waiting):
            connection.rollback()  # what is seen of others stays the same within a transaction
            assert time.monotonic() < until, "nobody waits for a lock"
            time.sleep(0.01)


@pytest.fixture
def add_asset(user: MadeUser) -> AddAsset:
    """An asset row, ready, in the library of `user` unless another is named."""

    def add(name: str = "a.txt", **values: Any) -> uuid.UUID:
        values = {"kind": "document", "mime_type": "text/plain", "size": 1, "sha256": uuid.uuid4().bytes, "status": "ready", **values}
        with transaction() as session:
            asset = Asset(name=name, library_id=values.pop("library_id", user.library_id), **values)
            session.add(asset)
            session.flush()
            return asset.id

    return add


@pytest.fixture
def add_object(object_storage: ObjectStorage, user: MadeUser) -> Callable[..., str]:
    def add(asset_id: uuid.UUID, data: bytes, *, role: str = "original", mime_type: str = "text/plain") -> str:
        key = f"{user.library_id}/{asset_id}/{uuid.uuid4()}"
        object_storage.write_bytes(key, data, mime_type=mime_type)
        with transaction() as session:
            session.add(
                StoredObject(
                    key=key,
                    asset_id=asset_id,
                    library_id=user.library_id,
                    role=role,
                    mime_type=mime_type,
                    size=len(data),
                    sha256=hashlib.sha256(data).digest(),
                    state=ObjectState.STORED,
                )
            )
        return key

    return add


@pytest.fixture
def add_segments(user: MadeUser) -> Callable[..., None]:
    def add(asset_id: uuid.UUID, *segments: dict[str, Any]) -> None:
        run_id = uuid.uuid4()
        with transaction() as session:
            session.add_all(
                Segment(
                    **{
                        "asset_id": asset_id,
                        "library_id": user.library_id,
                        "source": "text",
                        "ordinal": (segment.get("page") or 0) * 10_000 + position,
                        "batch": 0,
                        "run_id": run_id,
                        "fingerprint": uuid.uuid4().bytes,
                        **segment,
                    }
                )
                for position, segment in enumerate(segments)
            )

    return add
