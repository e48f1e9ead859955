"""Vectors of what can be seen, for segments that stand for a picture or a scene."""

import uuid
from collections.abc import Iterable
from functools import partial

from bowerbird.ai.contracts import CapabilityMissingError, Picture, VisualEmbedder
from bowerbird.ai.visual import get_visual_embedder
from bowerbird.db.session import transaction
from bowerbird.pipeline.embed.repository import active_space, add_vectors
from bowerbird.pipeline.work import Work


def ready_embedder() -> tuple[VisualEmbedder, int]:
    """The embedder, and the id of the space its vectors belong to. Raises CapabilityMissingError where either is missing or they do not fit."""
    embedder = get_visual_embedder()
    with transaction() as session:
        space = active_space(session, "visual")
    if space is None:
        raise CapabilityMissingError("There is no space for pictures yet. It is made when Bowerbird starts: start it again.")
    spec = embedder.space
    if (space.provider, space.model, space.dimensions) != (spec.provider, spec.model, spec.dimensions):
        raise CapabilityMissingError(f"Pictures are found by the model {space.model!r}, but {spec.model!r} is configured.")
    return embedder, space.id


def embed_seen(work: Work, embedder: VisualEmbedder, space_id: int, seen: Iterable[tuple[uuid.UUID, Picture]]) -> int:
    """Write a vector for each (segment, picture), one after another; returns how many."""
    count = 0
    for count, (segment_id, picture) in enumerate(seen, start=1):
        vectors = embedder.embed_pictures([picture])
        work.commit(partial(add_vectors, asset=work.asset, space_id=space_id, segment_ids=[segment_id], vectors=vectors))
        work.progress(count, unit="pictures")
    return count
