"""What stages after the first add to `assets.details`."""

import json
import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

_MERGE = text("UPDATE assets SET details = (details - CAST(:names AS text[])) || CAST(:found AS jsonb) WHERE id = :id")


def merge_details(session: Session, asset_id: uuid.UUID, found: Mapping[str, Any]) -> None:
    """Add keys, replace those that are there, remove those that are None; all others stay, also when two stages write at once."""
    values = {name: value for name, value in found.items() if value is not None}
    session.execute(_MERGE, {"id": asset_id, "names": list(found), "found": json.dumps(values)})
