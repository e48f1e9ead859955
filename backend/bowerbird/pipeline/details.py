"""What stages write about the asset itself."""

import json
import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, text, update
from sqlalchemy.orm import Session

from bowerbird.db.base import table_of
from bowerbird.models import Asset

_ASSETS = table_of(Asset)
_OF_ASSET = update(_ASSETS).where(_ASSETS.c.id == bindparam("asset_id"))

_MERGE = text("UPDATE assets SET details = (details - CAST(:names AS text[])) || CAST(:found AS jsonb) WHERE id = :id")


def set_columns(session: Session, asset_id: uuid.UUID, **values: Any) -> None:
    """Objects that the session has loaded do not hear of it."""
    session.execute(_OF_ASSET, {"asset_id": asset_id, **values})


def merge_details(session: Session, asset_id: uuid.UUID, found: Mapping[str, Any]) -> None:
    """Add keys to `assets.details`, replace those that are there, remove those that are None; all others stay, also when two stages write at once."""
    values = {name: value for name, value in found.items() if value is not None}
    session.execute(_MERGE, {"id": asset_id, "names": list(found), "found": json.dumps(values)})
