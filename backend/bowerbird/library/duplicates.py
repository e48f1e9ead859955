"""Files that are the same, or look the same: in four tiers, each of which includes less than the next.

bytes     the same file
pixels    the same picture in another file: another container, other metadata
near      another version: resized, compressed again, brighter, turned, mirrored
similar   shows the same: cropped a little, touched up, without its colours
"""

import uuid
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from sqlalchemy import Integer, Select, Uuid, any_, bindparam, cast, delete, exists, func, insert, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, BIT
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import BigInteger

from bowerbird.accounts.access import Actor, readable_by
from bowerbird.accounts.repository import lock
from bowerbird.library import likeness
from bowerbird.models import Asset, NearDuplicate, PictureFingerprint

Tier = Literal["bytes", "pixels", "near", "similar"]
MOST_CANDIDATES = 2_000
MOST_REMEMBERED = 50
"""Versions of one picture; one is enough to know that there are some."""
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
    among = readable_by(actor).where(Asset.id != without)
    found: dict[uuid.UUID, Duplicate] = {}
    for asset_id in session.scalars(among.where(Asset.sha256 == sha256).with_only_columns(Asset.id).limit(limit)):
        found[asset_id] = Duplicate(asset_id, "bytes", 0.0)
    for duplicate in _pictures(session, _Look.among(among), actor.readable, mine, limit) if mine else ():
        found.setdefault(duplicate.asset_id, duplicate)
    return sorted(found.values(), key=lambda duplicate: (_ORDER[duplicate.tier], duplicate.distance, duplicate.asset_id))[:limit]


def remember(session: Session, asset: Asset) -> None:
    """Keep which pictures of its library are versions of this one, whose fingerprint has just been written, for `has_duplicate`.

    One picture of a library at a time: two that end at once would not see each other.
    """
    lock(session, f"near-duplicates:{asset.library_id}")
    session.execute(_FORGET, {"asset": asset.id})
    mine = session.get_one(PictureFingerprint, asset.id, populate_existing=True)
    found = _pictures(
        session, _IN_LIBRARY, (asset.library_id,), mine, MOST_REMEMBERED, given={"library": asset.library_id, "asset": asset.id}
    )
    versions = dict.fromkeys(duplicate.asset_id for duplicate in found if duplicate.tier != "similar")
    if versions:
        session.execute(insert(NearDuplicate), [{"asset_id": asset.id, "other_id": other} for other in [*versions][:MOST_REMEMBERED]])


def has_duplicate(asset_id: ColumnElement[uuid.UUID]) -> ColumnElement[bool]:
    """For a filter: whether another asset of the same library, not in the trash, holds the same picture or another version of it."""
    pair, other = aliased(NearDuplicate), aliased(Asset)
    return or_(
        *(
            exists(select(1).select_from(pair).join(other, other.id == theirs).where(mine == asset_id, other.deleted_at.is_(None)))
            for mine, theirs in ((pair.asset_id, pair.other_id), (pair.other_id, pair.asset_id))
        )
    )


class _Look(NamedTuple):
    """Statements that find pictures among some assets."""

    same_pixels: Select[uuid.UUID]
    candidates: Select[uuid.UUID, bytes]

    @classmethod
    def among(cls, assets: Select[Asset]) -> "_Look":
        pictures = assets.join(PictureFingerprint, PictureFingerprint.asset_id == Asset.id)
        same_pixels = pictures.where(
            PictureFingerprint.library_id == any_(bindparam("libraries", type_=ARRAY(Uuid))),
            PictureFingerprint.pixels == bindparam("pixels"),
        )
        apart = cast(
            func.least(
                *(
                    func.bit_count(cast(PictureFingerprint.hash.op("#")(bindparam(f"hash_{number}", type_=BigInteger)), BIT(64)))
                    for number in range(likeness.POSITIONS)
                )
            ),
            Integer,
        )
        candidates = pictures.where(
            PictureFingerprint.bands.overlap(bindparam("keys", type_=ARRAY(BigInteger))),
            PictureFingerprint.detail >= likeness.DULL,
            apart <= likeness.CANDIDATE,
        )
        return cls(
            same_pixels.with_only_columns(Asset.id).limit(bindparam("most", type_=Integer)),
            candidates.with_only_columns(Asset.id, PictureFingerprint.tiny).order_by(apart).limit(MOST_CANDIDATES),
        )


def _pictures(
    session: Session,
    look: _Look,
    libraries: Sequence[uuid.UUID],
    mine: PictureFingerprint,
    limit: int,
    *,
    given: Mapping[str, Any] = MappingProxyType({}),
) -> list[Duplicate]:
    """`given`: parameters of what `look` was made for."""
    same = session.scalars(look.same_pixels, {**given, "libraries": list(libraries), "pixels": mine.pixels, "most": limit})
    found = [Duplicate(asset_id, "pixels", 0.0) for asset_id in same]
    if mine.detail < likeness.DULL:
        return found
    bits = likeness.unsigned(mine.hash)
    keys = [key for library_id in libraries for key in likeness.probes(library_id, bits)]
    hashes = {f"hash_{number}": likeness.signed(variant) for number, variant in enumerate(likeness.variants(bits))}
    for asset_id, tiny in session.execute(look.candidates, {**given, "keys": keys, **hashes}).all():
        if alike := likeness.tier(mine.tiny, tiny):
            found.append(Duplicate(asset_id, alike[0], round(alike[1], 2)))
    return found


# Built once: building them took several times as long as running them.
_FORGET = delete(NearDuplicate).where((NearDuplicate.asset_id == bindparam("asset")) | (NearDuplicate.other_id == bindparam("asset")))
# Those in the trash as well: they may come back.
_IN_LIBRARY = _Look.among(select(Asset).where(Asset.library_id == bindparam("library"), Asset.id != bindparam("asset")))
