"""Vectors for the segments of one batch, in the space that searches use."""

from functools import partial

from bowerbird.ai import get_text_embedder
from bowerbird.ai.contracts import CapabilityMissingError, TextEmbedder
from bowerbird.db.session import transaction
from bowerbird.models import EmbeddingSpace
from bowerbird.pipeline.embed.repository import Unembedded, active_text_space, add_vectors, without_vector
from bowerbird.pipeline.work import Outcome, Work

PASSAGES_PER_COMMIT = 32
"""About a second of work: what is lost when the worker dies, and how often the bar moves."""


class EmbedHandler:
    stage = "embed"
    version = 1

    def __call__(self, work: Work) -> Outcome:
        embedder = get_text_embedder()
        with transaction() as session:
            space = active_text_space(session)
            _must_fit(space, embedder)
            assert space is not None
            space_id = space.id
            waiting = without_vector(session, work.asset.id, work.part, space_id)
        # Passages of like length share a batch, so little is spent on padding.
        waiting.sort(key=lambda segment: len(segment.text))
        for first in range(0, len(waiting), PASSAGES_PER_COMMIT):
            chunk = waiting[first : first + PASSAGES_PER_COMMIT]
            vectors = embedder.embed_passages([_passage(segment) for segment in chunk])
            ids = [segment.id for segment in chunk]
            work.commit(partial(add_vectors, asset=work.asset, space_id=space_id, segment_ids=ids, vectors=vectors))
            work.progress(first + len(chunk), len(waiting), "passages")
        return Outcome(model_version=embedder.space.name)


def _must_fit(space: EmbeddingSpace | None, embedder: TextEmbedder) -> None:
    if space is None:
        raise CapabilityMissingError("There is no embedding space yet. Run `bowerbird models install` and start Bowerbird again.")
    spec = embedder.space
    if (space.provider, space.model, space.dimensions) != (spec.provider, spec.model, spec.dimensions):
        raise CapabilityMissingError(
            f"Searches use the embedding space {space.name!r}, which needs the model {space.model!r}, but {spec.model!r} is configured."
        )


def _passage(segment: Unembedded) -> str:
    """The heading says what a passage is about where the passage itself does not."""
    heading = segment.heading
    return segment.text if heading is None or segment.text.startswith(heading) else f"{heading}\n{segment.text}"
