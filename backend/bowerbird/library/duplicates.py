"""Files that are the same, or look the same: in four tiers, each of which includes less than the next.

bytes     the same file
pixels    the same picture in another file: another container, other metadata
near      another version: resized, compressed again, brighter, turned, mirrored
similar   shows the same: cropped a little, touched up, without its colours
"""

import uuid
from collections.abc import Sequence
from typing import Literal, NamedTuple

from sqlalchemy import Integer, Select, bindparam, cast, delete, exists, func, insert, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, BIT
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import BigInteger

from bowerbird.accounts.access import Actor, readable_by
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
    for duplicate in _pictures(session, among, actor.readable, mine, limit) if mine else ():
        found.setdefault(duplicate.asset_id, duplicate)
    return sorted(found.values(), key=lambda duplicate: (_ORDER[duplicate.tier], duplicate.distance, duplicate.asset_id))[:limit]


def remember(session: Session, asset: Asset) -> None:
    """Keep which pictures of its library are versions of this one, whose fingerprint has just been written, for `has_duplicate`.

    One picture of a library at a time: two that end at once would not see each other.
    """
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"near-duplicates {asset.library_id}", 0))))
    session.execute(delete(NearDuplicate).where((NearDuplicate.asset_id == asset.id) | (NearDuplicate.other_id == asset.id)))
    # Those in the trash as well: they may come back.
    among = select(Asset).where(Asset.library_id == asset.library_id, Asset.id != asset.id)
    mine = session.get_one(PictureFingerprint, asset.id, populate_existing=True)
    found = _pictures(session, among, (asset.library_id,), mine, MOST_REMEMBERED)
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


def _pictures(
    session: Session, among: Select[Asset], libraries: Sequence[uuid.UUID], mine: PictureFingerprint, limit: int
) -> list[Duplicate]:
    return [*_same_pixels(session, among, libraries, mine, limit), *_alike(session, among, libraries, mine)]


def _same_pixels(
    session: Session, among: Select[Asset], libraries: Sequence[uuid.UUID], mine: PictureFingerprint, limit: int
) -> list[Duplicate]:
    query = (
        among.join(PictureFingerprint, PictureFingerprint.asset_id == Asset.id)
        .where(PictureFingerprint.library_id.in_(libraries), PictureFingerprint.pixels == mine.pixels)
        .with_only_columns(Asset.id)
        .limit(limit)
    )
    return [Duplicate(asset_id, "pixels", 0.0) for asset_id in session.scalars(query)]


def _alike(session: Session, among: Select[Asset], libraries: Sequence[uuid.UUID], mine: PictureFingerprint) -> list[Duplicate]:
    if mine.detail < likeness.DULL:
        return []
    bits = likeness.unsigned(mine.hash)
    keys = [key for library_id in libraries for key in likeness.probes(library_id, bits)]
    bit_counts = [
        func.bit_count(cast(PictureFingerprint.hash.op("#")(bindparam(None, likeness.signed(variant), BigInteger)), BIT(64)))
        for variant in likeness.variants(bits)
    ]
    apart = cast(func.least(*bit_counts), Integer)
    query = (
        among.join(PictureFingerprint, PictureFingerprint.asset_id == Asset.id)
        .where(
            PictureFingerprint.bands.overlap(bindparam(None, keys, ARRAY(BigInteger))),
            PictureFingerprint.detail >= likeness.DULL,
            apart <= likeness.CANDIDATE,
        )
        .with_only_columns(Asset.id, PictureFingerprint.tiny)
        .order_by(apart)
        .limit(MOST_CANDIDATES)
    )
    found = []
    for asset_id, tiny in session.execute(query).all():
        if alike := likeness.tier(mine.tiny, tiny):
            found.append(Duplicate(asset_id, alike[0], round(alike[1], 2)))
    return found
