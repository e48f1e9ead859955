"""Which model makes the vectors of a space: the space says it, not the settings, so that a space stays whole whatever is configured meanwhile."""

from bowerbird.ai import text_embedder_of
from bowerbird.ai.contracts import CapabilityMissingError, SpaceSpec, TextEmbedder
from bowerbird.models import EmbeddingSpace


def fits(space: EmbeddingSpace, spec: SpaceSpec) -> bool:
    """Whether vectors of this model may be compared with those in the space."""
    return (space.provider, space.model, space.dimensions) == (spec.provider, spec.model, spec.dimensions)


def embedder_for(space: EmbeddingSpace) -> TextEmbedder:
    """The embedder whose vectors the space holds. Raises CapabilityMissingError where its model is not there, or is no longer what it was."""
    found = text_embedder_of(space.model, space.provider)
    if not fits(space, found.space):
        raise CapabilityMissingError(
            f"The embedding space {space.name!r} needs the model {space.model!r} with {space.dimensions} dimensions;"
            f" the one of that name has {found.space.dimensions}."
        )
    return found
