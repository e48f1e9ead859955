"""The registry of decoders: functions that read bytes nobody vouches for, and so run only in the decoder child (pipeline/decoder/).

A decoder is a generator of messages. It gets a path and JSON arguments, knows no database, and raises StageError for what a person should read.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bowerbird.pipeline.work import Message

DecoderFunction = Callable[..., Iterator[Message]]
_registry: dict[str, DecoderFunction] = {}


def decoder(name: str) -> Callable[[DecoderFunction], DecoderFunction]:
    """Register `function(path: Path | None, **arguments) -> Iterator[Message]` under a name such as `pdf.text`."""

    def register(function: DecoderFunction) -> DecoderFunction:
        if name in _registry:
            raise RuntimeError(f"two decoders are called {name!r}")
        _registry[name] = function
        return function

    return register


def run(name: str, path: Path | None, arguments: dict[str, Any]) -> Iterator[Message]:
    return _registry[name](path, **arguments)


def names() -> frozenset[str]:
    return frozenset(_registry)
