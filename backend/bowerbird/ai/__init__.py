"""AI capabilities behind Protocols (contracts.py), and the providers that settings choose.

Each getter is cheap until its model is first used, and raises CapabilityMissingError with the command that helps where the model is not there. What is
missing is looked for again at the next call, so installing a model needs no restart.
"""

from functools import lru_cache

from bowerbird.ai.contracts import Describer, Reader, TextEmbedder
from bowerbird.ai.registry import locate
from bowerbird.ai.speech import unload_transcriber
from bowerbird.settings import get_settings

# The providers are imported where they are chosen: onnxruntime and OpenCV cost 40 to 90 MiB that most processes never need.
# ruff: noqa: PLC0415


@lru_cache
def get_text_embedder() -> TextEmbedder:
    from bowerbird.ai.local.text_embedder import OnnxTextEmbedder

    settings = get_settings().models
    entry, directory = locate(settings.text_embedder, "text_embedder")
    assert entry.embedding is not None
    return OnnxTextEmbedder(entry.name, directory, entry.embedding, threads=settings.threads)


@lru_cache
def get_reader() -> Reader:
    from bowerbird.ai.local.reader import RapidOcrReader

    settings = get_settings().models
    entry, directory = locate(settings.reader, "reader")
    return RapidOcrReader(entry.name, directory, threads=settings.threads)


@lru_cache
def get_describer() -> Describer:
    from bowerbird.ai.local.describer import ExtractiveDescriber

    return ExtractiveDescriber()


def unload_models() -> None:
    """Give back the memory of every model this process has loaded. The next use loads it again."""
    unload_transcriber()
    for getter in (get_text_embedder, get_reader):
        if getter.cache_info().currsize:
            getter().unload()
