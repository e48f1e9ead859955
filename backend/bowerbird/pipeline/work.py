"""The contract between a running job and the stage handler that does it.

`worker/` implements `Work`; handlers in `pipeline/<stage>/` see nothing of claims, leases or Celery. Every write goes through a transaction that
first proves the claim is still held, so a worker that was given up cannot overwrite what its successor does.
"""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from bowerbird.jobs.graph import Successor

if TYPE_CHECKING:  # decoders import this module for `Message`, and their process has no use for a database and a storage
    from sqlalchemy.orm import Session

    from bowerbird.models import Asset
    from bowerbird.storage.contract import ObjectStorage

__all__ = ["Decoder", "Message", "Outcome", "StageHandler", "Successor", "Work"]


@dataclass(frozen=True, slots=True)
class Message:
    """One result that a decoder sends: a JSON header and binary attachments."""

    header: Mapping[str, Any]
    attachments: tuple[bytes, ...] = ()


class Decoder(Protocol):
    """The warm child process that runs decoders within limits. Raises StageError with `decoder_crashed`, `timed_out`, `too_large`, `encrypted`, `corrupt` or
    `unsupported`."""

    def stream(self, name: str, path: Path | None, *, timeout: float, **arguments: Any) -> AbstractContextManager[Iterator[Message]]:
        """Run the decoder registered as `name` (see pipeline/decoding.py). `timeout` is the most seconds between two messages, those not counted in which
        the child waits for a processor. Leaving the context early ends the call."""
        ...

    def call(self, name: str, path: Path | None, *, timeout: float, **arguments: Any) -> Message:
        """The same for a decoder that sends exactly one message."""
        ...


class Work(Protocol):
    """A claimed job in the hands of a handler."""

    @property
    def asset(self) -> "Asset":
        """Detached snapshot, read when the job was claimed."""
        ...

    @property
    def part(self) -> int: ...

    @property
    def input(self) -> Mapping[str, Any]: ...

    @property
    def run_id(self) -> uuid.UUID:
        """The claim: unique to this run."""
        ...

    @property
    def storage(self) -> "ObjectStorage": ...

    @property
    def decoder(self) -> Decoder: ...

    def original(self) -> AbstractContextManager[Path]:
        """The original's bytes as a local, read-only path."""
        ...

    def progress(self, done: int, total: int | None = None, unit: str = "") -> None:
        """Say that work moves on. Without it the lease is not renewed beyond the stall time. Cheap; call it often. Raises ClaimLostError once the claim is lost."""
        ...

    def commit(self, write: "Callable[[Session], None]", successors: Sequence[Successor] = ()) -> None:
        """Run `write` and insert `successors` in one fenced transaction, before the job is finished: a batch that is searchable at once."""
        ...

    def store(self, derived: Mapping[str, bytes], *, mime_type: str) -> None:
        """Store derived objects (thumbnail, preview, waveform) of the asset by their roles, replacing earlier ones with the same role."""
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ends when nothing was raised. `write` runs in the finishing transaction, together with the successors."""

    write: "Callable[[Session], None] | None" = None
    successors: Sequence[Successor] = ()
    skipped: bool = False
    """Nothing to do: a silent video, a picture without text."""
    note: tuple[str, str] | None = None
    """(code, detail) of a result that is not whole (a page that could not be read, a cut at a limit): the asset becomes `partial`."""
    model_version: str | None = None


class StageHandler(Protocol):
    stage: str
    version: int

    def __call__(self, work: Work) -> Outcome: ...
