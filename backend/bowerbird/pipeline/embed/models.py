"""Which model makes the vectors of a space: the space says it, not the settings, so that a space stays whole whatever is configured meanwhile."""

from bowerbird.ai import get_text_embedder, text_embedder_of
from bowerbird.ai.contracts import CapabilityMissingError, SpaceSpec, TextEmbedder
from bowerbird.models import EmbeddingSpace

PROVIDERS = ("local",)
"""Who makes vectors of text: the ONNX models of models.toml."""


def fits(space: EmbeddingSpace, spec: SpaceSpec) -> bool:
    """Whether vectors of this model may be compared with those in the space."""
    return (space.provider, space.model, space.dimensions) == (spec.provider, spec.model, spec.dimensions)


def embedder_for(space: EmbeddingSpace) -> TextEmbedder:
    """The embedder whose vectors the space holds. Raises CapabilityMissingError where its model is not there, or is no longer what it was."""
    try:
        configured = get_text_embedder()
    except CapabilityMissingError:
        configured = None
    if configured is not None and fits(space, configured.space):
        return configured
    missing = f"The embedding space {space.name!r} needs the model {space.model!r}"
    if space.provider not in PROVIDERS:
        raise CapabilityMissingError(f"{missing} of {space.provider!r}, which is not there.")
    found = text_embedder_of(space.model)
    if not fits(space, found.space):
        raise CapabilityMissingError(f"{missing} with {space.dimensions} dimensions; the one of that name has {found.space.dimensions}.")
    return found
