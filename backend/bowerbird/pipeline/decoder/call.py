"""One run of a decoder in its process."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

import structlog

from bowerbird.errors import StageError
from bowerbird.pipeline.decoder.process import CRASHED, Process
from bowerbird.pipeline.work import Message

DRAIN_SECONDS = 2.0
"""How long a call that is ended early may take to end, before the process is killed instead."""
_log = structlog.get_logger(__name__)
T = TypeVar("T")


class Call:
    """One run of a decoder. The child computes a message ahead: `next` is sent as soon as one has come, before it is worked on."""

    def __init__(self, process: Process, timeout: float) -> None:
        self._process = process
        self._timeout = timeout
        self._ended = False
        self._broken = False

    def begin(self, request: Mapping[str, Any]) -> None:
        self._guarded(lambda: self._process.send(request, self._timeout))

    def messages(self) -> Iterator[Message]:
        while not self._ended and not self._broken:
            header, attachments = self._guarded(lambda: self._process.receive(self._timeout))
            message = header.get("message")
            if isinstance(message, dict):
                self._guarded(lambda: self._process.send({"next": True}, self._timeout))
                yield Message(message, attachments)
                continue
            self._ended = True
            if header.get("end") is not True:
                raise _reported(header.get("error"))

    def stop(self) -> bool:
        """End the call, however far it is. Returns whether the child is fit for another."""
        if not self._ended and not self._broken:
            try:
                while isinstance(self._process.receive(DRAIN_SECONDS)[0].get("message"), dict):
                    self._process.send({"stop": True}, DRAIN_SECONDS)
                self._ended = True
            except StageError:
                self._broken = True
        return self._ended and not self._broken

    def _guarded(self, step: Callable[[], T]) -> T:
        try:
            return step()
        except BaseException:
            self._broken = True
            raise


def _reported(error: object) -> StageError:
    """What the child says went wrong, as far as it keeps to the form."""
    if not isinstance(error, dict):
        return StageError(CRASHED, code="decoder_crashed", retryable=True)
    if "trace" in error:
        _log.warning("decoder_failed", trace=str(error["trace"])[:4000])
    code, detail = str(error.get("code"))[:64], str(error.get("detail"))[:1000]
    return StageError("".join(c if c.isprintable() else " " for c in detail), code=code, retryable=error.get("retryable") is True)
