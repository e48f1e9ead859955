"""Assets without files: jobs care for rows only."""

import hashlib
import uuid
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from bowerbird.models import Asset, AssetKind, Library

MakeAsset = Callable[..., Asset]


@pytest.fixture
def make_asset() -> MakeAsset:
    """`make_asset(session, library=None)`: a flushed asset in its own library unless one is given."""

    def make(session: Session, library: uuid.UUID | None = None) -> Asset:
        if library is None:
            row = Library(name="Tests")
            session.add(row)
            session.flush()
            library = row.id
        asset = Asset(
            library_id=library,
            name="paper.pdf",
            kind=AssetKind.DOCUMENT,
            mime_type="application/pdf",
            size=1,
            sha256=hashlib.sha256(uuid.uuid4().bytes).digest(),
        )
        session.add(asset)
        session.flush()
        return asset

    return make
