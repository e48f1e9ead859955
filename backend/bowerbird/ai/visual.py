"""Which model sees: a pair of encoders by name from models.toml, or in a folder of this machine."""

import json
from functools import lru_cache
from pathlib import Path

from bowerbird.ai.contracts import CapabilityMissingError, VisualEmbedder
from bowerbird.ai.registry import VisualSpec, locate
from bowerbird.settings import ModelsSettings, get_settings

_NEEDED = ("vision.onnx", "text.onnx", "tokenizer.json", "preprocessor_config.json")
_CLIP_TOKENS = 77


def locate_visual_embedder(models: ModelsSettings) -> tuple[str, Path, VisualSpec]:
    """(name, directory, how to use it) of the model that the settings name. Raises CapabilityMissingError that says how to get it."""
    wanted = models.visual_embedder
    if not wanted:
        raise CapabilityMissingError(
            "No model for finding pictures by what they show is chosen: BOWERBIRD_MODELS_VISUAL_EMBEDDER is empty."
        )
    if "/" not in wanted:
        entry, directory = locate(wanted, "visual_embedder")
        assert entry.visual is not None
        return entry.name, directory, entry.visual
    directory = Path(wanted).expanduser()
    missing = [name for name in _NEEDED if not (directory / name).is_file()]
    if missing:
        raise CapabilityMissingError(f"The visual model {wanted} is not here: {', '.join(missing)} missing in that folder.")
    return directory.name, directory, _spec_of(directory)


@lru_cache
def _embedder(name: str, directory: Path, spec: VisualSpec, threads: int) -> VisualEmbedder:
    # Imported where it is chosen: onnxruntime costs memory that most processes never need.
    from bowerbird.ai.local.visual_embedder import OnnxVisualEmbedder  # noqa: PLC0415

    return OnnxVisualEmbedder(name, directory, spec, threads=threads)


def get_visual_embedder() -> VisualEmbedder:
    """Cheap until it is first used. Raises CapabilityMissingError."""
    settings = get_settings().models
    return _embedder(*locate_visual_embedder(settings), settings.threads)


def unload_visual_embedder() -> None:
    if _embedder.cache_info().currsize:
        try:
            get_visual_embedder().unload()
        except CapabilityMissingError:
            _embedder.cache_clear()


def _spec_of(directory: Path) -> VisualSpec:
    """From the files that CLIP exports bring along (Hugging Face's `preprocessor_config.json` and `config.json`)."""
    try:
        says = json.loads((directory / "preprocessor_config.json").read_text(encoding="utf-8"))
        config = directory / "config.json"
        model = json.loads(config.read_text(encoding="utf-8")) if config.is_file() else {}
        size = says.get("crop_size") or says["size"]
        side = size if isinstance(size, int) else size.get("height") or size.get("shortest_edge")
        text = model.get("text_config", {})
        return VisualSpec(
            dimensions=model.get("projection_dim") or 512,
            side=side,
            mean=tuple(says["image_mean"]),
            std=tuple(says["image_std"]),
            max_tokens=text.get("max_position_embeddings") or _CLIP_TOKENS,
            pad_token=text.get("pad_token_id"),
            languages=(),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CapabilityMissingError(f"The visual model in {directory} cannot be used: {error}") from None
