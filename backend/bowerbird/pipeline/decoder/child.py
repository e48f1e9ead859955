"""The decoder process: `python -m bowerbird.pipeline.decoder.child CONFIGURATION`.

It reads calls from one pipe and writes messages to another; both have descriptors of their own, so that whatever a C library prints cannot get
between them. A message is computed ahead while the parent works on the one before; the parent says `next` or `stop` after each.
"""

import gc
import importlib
import json
import os
import sys
import traceback
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bowerbird.errors import StageError
from bowerbird.pipeline import decoding
from bowerbird.pipeline.decoder import confine, frames, landlock

REQUEST_BYTES = 64 * 1024 * 1024
FAILED = "This file could not be read. It may be damaged, or use a feature that is not supported."
TOO_LARGE = "This file needs more memory to read than a worker has."


@dataclass(frozen=True, slots=True)
class Configuration:
    requests: int
    """Descriptor to read from."""
    responses: int
    """Descriptor to write to."""
    parent: int
    modules: list[str]
    """What to import; each registers decoders."""
    memory_bytes: int
    file_bytes: int
    readable: list[str]
    """Files and folders, beside the code and what the system brings."""
    writable: list[str]


class Pipes:
    def __init__(self, requests: int, responses: int) -> None:
        self._requests = os.fdopen(requests, "rb")
        self._responses = responses

    def receive(self) -> dict[str, Any]:
        header, _ = frames.read(self._exactly, max_bytes=REQUEST_BYTES)
        return header

    def send(self, header: dict[str, Any], attachments: tuple[bytes, ...] = ()) -> None:
        for piece in frames.pack(header, attachments):
            rest = memoryview(piece)
            while rest:
                rest = rest[os.write(self._responses, rest) :]

    def _exactly(self, length: int) -> bytes:
        data = self._requests.read(length)
        if len(data) != length:
            raise EOFError
        return data


def serve(pipes: Pipes) -> None:
    """Until the parent closes its end."""
    while True:
        request = pipes.receive()
        try:
            _run(pipes, request)
        except EOFError:
            raise
        except StageError as error:
            answer = {"code": error.code, "detail": error.detail, "retryable": error.retryable}
        except MemoryError:
            gc.collect()
            answer = {"code": "too_large", "detail": TOO_LARGE, "retryable": False}
        except Exception:  # noqa: BLE001  libraries raise what they like for a broken file
            answer = {"code": "decoder_failed", "detail": FAILED, "retryable": False, "trace": traceback.format_exc(limit=-8)[-4000:]}
        else:
            answer = {}
        pipes.send({"error": answer} if answer else {"end": True})


def _run(pipes: Pipes, request: dict[str, Any]) -> None:
    path = Path(request["path"]) if request["path"] is not None else None
    messages = decoding.run(request["call"], path, request["arguments"])
    try:
        for message in messages:
            pipes.send({"message": dict(message.header)}, message.attachments)
            if not pipes.receive().get("next"):
                return
    finally:
        if isinstance(messages, Generator):
            messages.close()


def main(argument: str) -> None:
    configuration = Configuration(**json.loads(argument))
    confine.die_with_parent(configuration.parent)
    confine.limit_resources(memory_bytes=configuration.memory_bytes, file_bytes=configuration.file_bytes)
    for module in configuration.modules:
        importlib.import_module(module)
    gc.freeze()  # what was imported stays: no collection need look at it
    pipes = Pipes(configuration.requests, configuration.responses)
    how = confine.refuse_network_and_programs()
    alone = landlock.restrict(readable=landlock.code().union(map(Path, configuration.readable)), writable=map(Path, configuration.writable))
    pipes.send({"ready": True, "confined": how, "alone": alone})
    try:
        serve(pipes)
    except (EOFError, BrokenPipeError):
        os._exit(0)  # the parent is done with us; nothing here needs an orderly end


if __name__ == "__main__":
    main(sys.argv[1])
