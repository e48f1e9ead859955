"""AI capabilities behind Protocols (contracts.py), and the providers that settings choose.

Each getter is cheap until its model is first used, and raises CapabilityMissingError with the command that helps where the model is not there. What is
missing is looked for again at the next call, so installing a model needs no restart.
"""

from functools import lru_cache

from bowerbird.ai.contracts import Describer, Reader, TextEmbedder
from bowerbird.ai.places import unload_gazetteer
from bowerbird.ai.registry import locate
from bowerbird.ai.speech import unload_transcriber
from bowerbird.ai.visual import unload_visual_embedder
from bowerbird.settings import get_settings

# The providers are imported where they are chosen: onnxruntime and OpenCV cost 40 to 90 MiB that most processes never need.
# ruff: noqa: PLC0415


_made: list[TextEmbedder | Reader] = []


def get_text_embedder() -> TextEmbedder:
    """The one that the settings name: of new embedding spaces. Vectors of a space that exists are made by `text_embedder_of(space.model)`."""
    return text_embedder_of(get_settings().models.text_embedder)


@lru_cache
def text_embedder_of(model: str) -> TextEmbedder:
    from bowerbird.ai.local.text_embedder import OnnxTextEmbedder

    entry, directory = locate(model, "text_embedder")
    assert entry.embedding is not None
    _made.append(made := OnnxTextEmbedder(entry.name, directory, entry.embedding, threads=get_settings().models.threads))
    return made


@lru_cache
def get_reader() -> Reader:
    from bowerbird.ai.local.reader import RapidOcrReader

    settings = get_settings().models
    entry, directory = locate(settings.reader, "reader")
    _made.append(made := RapidOcrReader(entry.name, directory, threads=settings.threads))
    return made


@lru_cache
def get_describer() -> Describer:
    from bowerbird.ai.local.describer import ExtractiveDescriber

    return ExtractiveDescriber()


def unload_models() -> None:
    """Give back the memory of every model this process has loaded. The next use loads it again."""
    unload_gazetteer()
    unload_visual_embedder()
    unload_transcriber()
    for model in _made:
        model.unload()
