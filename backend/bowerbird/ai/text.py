"""Which model makes vectors of text: by name from models.toml, in a folder of this machine, or behind a service that speaks OpenAI's API."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from bowerbird.ai.contracts import CapabilityMissingError, TextEmbedder
from bowerbird.ai.registry import EmbeddingSpec, locate
from bowerbird.settings import ModelsSettings, get_settings

# The providers are imported where they are chosen: onnxruntime costs memory that most processes never need.
# ruff: noqa: PLC0415

PROVIDERS = ("local", "openai")
"""Who makes vectors: the ONNX models of this machine, or the service at BOWERBIRD_OPENAI_URL."""
_NEEDED = ("model.onnx", "tokenizer.json", "config.json")
_made: list[TextEmbedder] = []


@dataclass(frozen=True, slots=True)
class LocalModel:
    name: str
    model: str
    """By which it is found again: its name in models.toml, or its folder."""
    directory: Path
    spec: EmbeddingSpec


def chosen(wanted: str) -> tuple[str, str]:
    """(provider, model) of what the settings name: `openai:NAME`, or a local model's name or folder."""
    provider, colon, model = wanted.partition(":")
    return (provider, model) if colon and provider in PROVIDERS else ("local", wanted)


def look_for_text_embedder(models: ModelsSettings) -> tuple[str, tuple[str, ...]]:
    """(model, languages) of the one that the settings name; loads nothing and asks nobody. Raises CapabilityMissingError that says how to get it."""
    provider, model = chosen(models.text_embedder)
    if provider == "openai":
        _service()
        return model, ()
    found = locate_local(model)
    return found.name, found.spec.languages


def get_text_embedder() -> TextEmbedder:
    """The one that the settings name: of new embedding spaces. Vectors of a space that exists are made by the space's own. Raises CapabilityMissingError."""
    provider, model = chosen(get_settings().models.text_embedder)
    return text_embedder_of(model, provider)


@lru_cache
def text_embedder_of(model: str, provider: str) -> TextEmbedder:
    """Raises CapabilityMissingError."""
    made: TextEmbedder
    if provider == "openai":
        from bowerbird.ai.openai.text_embedder import OpenaiTextEmbedder

        url, api_key = _service()
        made = OpenaiTextEmbedder(model, url=url, api_key=api_key)
    elif provider == "local":
        from bowerbird.ai.local.text_embedder import OnnxTextEmbedder

        found = locate_local(model)
        made = OnnxTextEmbedder(found.name, found.directory, found.spec, model=found.model, threads=get_settings().models.threads)
    else:
        raise CapabilityMissingError(f"There is no provider {provider!r} of embeddings; there is {' and '.join(PROVIDERS)}.")
    _made.append(made)
    return made


def unload_text_embedders() -> None:
    for model in _made:
        model.unload()


def locate_local(model: str) -> LocalModel:
    """Raises CapabilityMissingError."""
    if "/" not in model:
        entry, directory = locate(model, "text_embedder")
        assert entry.embedding is not None
        return LocalModel(entry.name, entry.name, directory, entry.embedding)
    directory = Path(model).expanduser().resolve()
    missing = [name for name in _NEEDED if not (directory / name).is_file()]
    if missing:
        raise CapabilityMissingError(f"The embedding model {model} is not here: {', '.join(missing)} missing in that folder.")
    return LocalModel(directory.name, str(directory), directory, _spec_of(directory))


def _service() -> tuple[str, str]:
    settings = get_settings().openai
    if not settings.url:
        raise CapabilityMissingError(
            "No service for embeddings is named: set BOWERBIRD_OPENAI_URL, and BOWERBIRD_OPENAI_API_KEY if it wants a key."
        )
    return settings.url, settings.api_key.get_secret_value()


def _spec_of(directory: Path) -> EmbeddingSpec:
    """From the files that exports of sentence-transformers bring along; a model without them has the mean of its tokens, no prefixes and 512 tokens."""
    try:
        model = _read(directory / "config.json")
        pooling = _read(directory / "1_Pooling" / "config.json")
        prompts = _read(directory / "config_sentence_transformers.json").get("prompts") or {}
        return EmbeddingSpec(
            dimensions=model["hidden_size"],
            max_tokens=_read(directory / "sentence_bert_config.json").get("max_seq_length")
            or min(model.get("max_position_embeddings", 512), 512),
            pooling="cls" if pooling.get("pooling_mode_cls_token") else "mean",
            query_prefix=prompts.get("query", ""),
            passage_prefix=prompts.get("passage", prompts.get("document", "")),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CapabilityMissingError(f"The embedding model in {directory} cannot be used: {error}") from None


def _read(file: Path) -> dict[str, Any]:
    return dict(json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else {}
