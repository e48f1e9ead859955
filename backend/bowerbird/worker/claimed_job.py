"""A job that was just claimed, with what is read of its file in the same transaction."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bowerbird.jobs.claims import Claim, Turns
from bowerbird.models import Asset, ObjectState, StoredObject

ORIGINAL, UNLOCKED = "original", "unlocked"
"""A PDF that was opened with its password is read from the copy that needs none."""


@dataclass(frozen=True, slots=True)
class ClaimedJob:
    claim: Claim
    asset: Asset | None
    """None if it was deleted."""
    original: str | None
    """The key of the bytes to read; None if there are none."""


_ORIGINAL = (
    select(StoredObject.key)
    .where(
        StoredObject.asset_id == Asset.id,
        StoredObject.role.in_((ORIGINAL, UNLOCKED)),
        StoredObject.state == ObjectState.STORED,
    )
    .order_by((StoredObject.role == UNLOCKED).desc())
    .limit(1)
    .scalar_subquery()
)
_FILE = select(Asset, _ORIGINAL).where(Asset.id == bindparam("asset")).execution_options(populate_existing=True)


def claim_next(session: Session, turns: Turns) -> ClaimedJob | None:
    """The next job of a worker; None if there is none. The caller commits at once."""
    claim = turns.claim(session)
    if claim is None:
        return None
    found = session.execute(_FILE, {"asset": claim.asset_id}).one_or_none()
    return ClaimedJob(claim, *found) if found else ClaimedJob(claim, None, None)
