"""AI capabilities behind Protocols (contracts.py), and the providers that settings choose.

Each getter is cheap until its model is first used, and raises CapabilityMissingError with the command that helps where the model is not there. What is
missing is looked for again at the next call, so installing a model needs no restart.
"""

from functools import lru_cache

from bowerbird.ai.contracts import Describer, Reader
from bowerbird.ai.places import unload_gazetteer
from bowerbird.ai.registry import locate
from bowerbird.ai.speech import unload_transcriber
from bowerbird.ai.text import get_text_embedder, text_embedder_of, unload_text_embedders
from bowerbird.ai.visual import unload_visual_embedder
from bowerbird.settings import get_settings

# The providers are imported where they are chosen: onnxruntime and OpenCV cost 40 to 90 MiB that most processes never need.
# ruff: noqa: PLC0415


__all__ = ["get_describer", "get_reader", "get_text_embedder", "text_embedder_of", "unload_models"]

_made: list[Reader] = []


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
    unload_text_embedders()
    for model in _made:
        model.unload()
