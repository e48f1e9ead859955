"""More like this: files like a file, by what they say, what they show, or as copies of it; and passages like a passage.

By text the middle of a file's passages is the query, by picture that of its pictures. Passages lie nearer to each other than queries to passages, so the
scale differs from that of a search (`TEXT`, `PICTURES`); the lines of the cut-off are the same.
"""

import uuid
from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, Field
from sqlalchemy import text
from sqlalchemy.orm import Session

from bowerbird.accounts.access import Actor
from bowerbird.errors import NotFoundError
from bowerbird.jobs.service import stages_of
from bowerbird.library import duplicates
from bowerbird.library import repository as library
from bowerbird.library.duplicates import Duplicate, Tier
from bowerbird.library.schemas import AssetOut, asset_out
from bowerbird.models import Asset, EmbeddingSpace
from bowerbird.pipeline.embed.repository import active_space
from bowerbird.search import dense, repository
from bowerbird.search.cutoff import cut, lines
from bowerbird.search.fusion import GENERIC, AssetHit
from bowerbird.search.lexical import LexicalQuery
from bowerbird.search.query import Query
from bowerbird.search.scope import Scope, measure, tune
from bowerbird.search.terms import Strength

By = Literal["text", "picture", "duplicate"]
MOST_VECTORS = 200
"""Of a long file: so many of its passages, evenly spread, make its middle."""
_CANDIDATES = 200
TEXT = (0.55, 0.35)
"""Cosine of the middle of a file with passages that have nothing to do with it, and how far above it what is alike lies."""
PICTURES = (0.60, 0.35)


class SimilarAsset(BaseModel):
    asset: AssetOut
    score: float = Field(description="1 is as alike as files of one subject are.")
    strength: Strength
    tier: Tier | None = Field(
        description="Only by=duplicate: `bytes`, `pixels`, `near` (another version), `similar` (cropped, touched up)."
    )
    distance: float | None = Field(description="Only by=duplicate: percent by which the pictures differ.")
    segment_id: uuid.UUID | None = Field(description="The passage or picture that is most alike; not for duplicates.")


class SimilarAssets(BaseModel):
    items: list[SimilarAsset] = Field(description="The most alike first.")
    degraded: list[str] = Field(description="`dense` or `visual` where the file has no vector to compare (yet).")


def similar(session: Session, actor: Actor, asset_id: uuid.UUID, *, by: By, limit: int) -> SimilarAssets:
    """Raises NotFoundError for a file the actor may not see."""
    asset = library.find_asset(session, actor, asset_id)
    if asset is None:
        raise NotFoundError("There is no such file.")
    if by == "duplicate":
        return of_copies(session, actor, duplicates.near_duplicates(session, actor, asset, limit=limit), limit)
    space = active_space(session, "text" if by == "text" else "visual")
    vector = _middle(session, space, asset) if space else None
    if space is None or vector is None:
        return SimilarAssets(items=[], degraded=["dense" if by == "text" else "visual"])
    tune(session)
    found = near(
        session,
        measure(session, actor.readable),
        dense.in_space(session, space, vector),
        without=asset.id,
        scale=TEXT if by == "text" else PICTURES,
    )
    return answer_of(session, actor, found, limit)


def near(
    session: Session, scope: Scope, embedded: dense.EmbeddedQuery, *, without: uuid.UUID, scale: tuple[float, float]
) -> list[tuple[AssetHit, Strength]]:
    """Files by their passage (or picture) nearest to a vector, those worth showing."""
    nothing = LexicalQuery(Query(), {}, frozenset())
    nearest = dense.retrieve(session, scope, nothing, embedded, limit=_CANDIDATES)
    of = repository.assets_of(session, [segment_id for segment_id, _ in nearest])
    mu, a = scale
    others = [(segment_id, max(cosine - mu, 0.0) / a) for segment_id, cosine in nearest if of.get(segment_id, without) != without]
    moments: dict[uuid.UUID, list[tuple[uuid.UUID, float]]] = {}
    for segment_id, score in others:
        moments.setdefault(of[segment_id], []).append((segment_id, score))
    worth = lines((score for _, score in others), GENERIC, scope.matching)
    return cut([AssetHit(asset_id, found[0][1], tuple(found[:3])) for asset_id, found in moments.items()], worth)


def _middle(session: Session, space: EmbeddingSpace, asset: Asset) -> str | None:
    """Mean direction of the file's vectors, in pgvector's notation; None where it has none."""
    vector: str | None = session.execute(
        text(
            "SELECT l2_normalize(avg(vector::vector))::text FROM ("
            " SELECT vector, row_number() OVER (ORDER BY s.ordinal, s.id) AS place, count(*) OVER () AS total"
            " FROM embeddings e JOIN segments s ON s.id = e.segment_id WHERE e.space_id = :space AND e.asset_id = :asset) own"
            " WHERE place % greatest(total / :most, 1) = 0"
        ),
        {"space": space.id, "asset": asset.id, "most": MOST_VECTORS},
    ).scalar_one()
    return vector


def of_passage(session: Session, actor: Actor, segment_id: uuid.UUID) -> tuple[uuid.UUID, dense.EmbeddedQuery | None]:
    """The file that a passage is of, and its vector to search with; None where it has none (yet). Raises NotFoundError for one the actor may not see."""
    asset_id = repository.readable_asset_of(session, actor, segment_id)
    if asset_id is None:
        raise NotFoundError("There is no such passage.")
    space = active_space(session, "text")
    vector = (
        space
        and session.execute(
            text("SELECT vector::text FROM embeddings WHERE space_id = :space AND segment_id = :segment"),
            {"space": space.id, "segment": segment_id},
        ).scalar_one_or_none()
    )
    return asset_id, dense.in_space(session, space, vector) if space and vector else None


def of_copies(session: Session, actor: Actor, found: Sequence[Duplicate], limit: int) -> SimilarAssets:
    """Duplicates as an answer, with their tiers."""
    hits: list[tuple[AssetHit, Strength]] = [(AssetHit(copy.asset_id, max(0.0, 1 - copy.distance / 100), ()), "strong") for copy in found]
    answer = answer_of(session, actor, hits, limit)
    tiers = {copy.asset_id: copy for copy in found}
    for item in answer.items:
        item.tier, item.distance = tiers[item.asset.id].tier, tiers[item.asset.id].distance
    return answer


def answer_of(session: Session, actor: Actor, hits: Sequence[tuple[AssetHit, Strength]], limit: int) -> SimilarAssets:
    """The first hits, without those the actor may no longer see."""
    assets = repository.readable_assets(session, actor, [hit.asset_id for hit, _ in hits[:limit]])
    stages = stages_of(session, list(assets)) if assets else {}
    return SimilarAssets(
        items=[
            SimilarAsset(
                asset=asset_out(assets[hit.asset_id], stages.get(hit.asset_id, [])),
                score=round(hit.score, 6),
                strength=how,
                tier=None,
                distance=None,
                segment_id=hit.moments[0][0] if hit.moments else None,
            )
            for hit, how in hits[:limit]
            if hit.asset_id in assets
        ],
        degraded=[],
    )
