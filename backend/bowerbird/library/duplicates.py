"""Files that are the same, or look the same: in four tiers, each of which includes less than the next.

bytes     the same file
pixels    the same picture in another file: another container, other metadata
near      another version: resized, compressed again, turned, mirrored
similar   shows the same: cropped, touched up
"""

import uuid
from typing import Literal, NamedTuple

from sqlalchemy import Integer, bindparam, cast, exists, func, select
from sqlalchemy.dialects.postgresql import ARRAY, BIT
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import BigInteger

from bowerbird.accounts.access import Actor, readable_by
from bowerbird.library import likeness
from bowerbird.models import Asset, PictureFingerprint

Tier = Literal["bytes", "pixels", "near", "similar"]
MOST_CANDIDATES = 2_000
_ORDER: dict[Tier, int] = {"bytes": 0, "pixels": 1, "near": 2, "similar": 3}


class Duplicate(NamedTuple):
    asset_id: uuid.UUID
    tier: Tier
    distance: float
    """Percent by which the pictures differ, 0 for the first two tiers."""


def near_duplicates(session: Session, actor: Actor, asset: Asset, *, limit: int = 50) -> list[Duplicate]:
    """Other assets the actor may see (not in the trash) that are the same as `asset` or look the same, the most alike first."""
    return alike(session, actor, asset.sha256, session.get(PictureFingerprint, asset.id), without=asset.id, limit=limit)


def alike(
    session: Session, actor: Actor, sha256: bytes, mine: PictureFingerprint | None, *, without: uuid.UUID, limit: int = 50
) -> list[Duplicate]:
    """The same for a picture that need not be stored, in the tiers that its `hash`, `detail`, `pixels` and `tiny` allow."""
    found: dict[uuid.UUID, Duplicate] = {}
    same_bytes = readable_by(actor).where(Asset.sha256 == sha256, Asset.id != without).with_only_columns(Asset.id).limit(limit)
    for asset_id in session.scalars(same_bytes):
        found[asset_id] = Duplicate(asset_id, "bytes", 0.0)
    if mine is not None:
        for duplicate in (*_same_pixels(session, actor, mine, limit), *_alike(session, actor, mine)):
            found.setdefault(duplicate.asset_id, duplicate)
    return sorted(found.values(), key=lambda duplicate: (_ORDER[duplicate.tier], duplicate.distance, duplicate.asset_id))[:limit]


def has_duplicate(asset_id: ColumnElement[uuid.UUID]) -> ColumnElement[bool]:
    """For a filter: whether another asset of the same library, not in the trash, holds the same picture or another version of it in the same position.

    Looks for what shares a part of the hash as it is, so that it is quick for every row; the list of one asset's duplicates looks further.
    """
    mine, other, kept = aliased(PictureFingerprint), aliased(PictureFingerprint), aliased(Asset)
    bits = func.bit_count(cast(mine.hash.op("#")(other.hash), BIT(64)))
    return exists(
        select(1)
        .select_from(mine)
        .join(other, other.bands.overlap(mine.bands) & (other.asset_id != mine.asset_id) & (other.library_id == mine.library_id))
        .join(kept, (kept.id == other.asset_id) & kept.deleted_at.is_(None))
        .where(mine.asset_id == asset_id)
        .where((mine.pixels == other.pixels) | ((bits <= 8) & (mine.detail >= likeness.DULL) & (other.detail >= likeness.DULL)))
    )


def _same_pixels(session: Session, actor: Actor, mine: PictureFingerprint, limit: int) -> list[Duplicate]:
    query = (
        readable_by(actor)
        .join(PictureFingerprint, PictureFingerprint.asset_id == Asset.id)
        .where(PictureFingerprint.library_id.in_(actor.readable), PictureFingerprint.pixels == mine.pixels, Asset.id != mine.asset_id)
        .with_only_columns(Asset.id)
        .limit(limit)
    )
    return [Duplicate(asset_id, "pixels", 0.0) for asset_id in session.scalars(query)]


def _alike(session: Session, actor: Actor, mine: PictureFingerprint) -> list[Duplicate]:
    if mine.detail < likeness.DULL:
        return []
    bits = likeness.unsigned(mine.hash)
    keys = [key for library_id in actor.readable for key in likeness.probes(library_id, bits)]
    bit_counts = [
        func.bit_count(cast(PictureFingerprint.hash.op("#")(bindparam(None, likeness.signed(variant), BigInteger)), BIT(64)))
        for variant in likeness.variants(bits)
    ]
    apart = cast(func.least(*bit_counts), Integer)
    query = (
        readable_by(actor)
        .join(PictureFingerprint, PictureFingerprint.asset_id == Asset.id)
        .where(
            PictureFingerprint.bands.overlap(bindparam(None, keys, ARRAY(BigInteger))),
            PictureFingerprint.asset_id != mine.asset_id,
            PictureFingerprint.detail >= likeness.DULL,
            apart <= likeness.CANDIDATE,
        )
        .with_only_columns(Asset.id, PictureFingerprint.tiny)
        .order_by(apart)
        .limit(MOST_CANDIDATES)
    )
    found = []
    for asset_id, tiny in session.execute(query).all():
        difference = likeness.difference(mine.tiny, tiny)
        if difference <= likeness.SIMILAR:
            found.append(Duplicate(asset_id, "near" if difference <= likeness.NEAR else "similar", round(difference, 2)))
    return found
