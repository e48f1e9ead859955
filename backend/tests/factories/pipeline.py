"""Stages run in this process: the real handlers, database and storage, without claims, leases and Celery."""

import hashlib
import uuid
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

import bowerbird.pipeline.decoders  # noqa: F401  registers them
from bowerbird.db import session as session_module
from bowerbird.errors import StageError
from bowerbird.intake.sniff import sniff_file
from bowerbird.models import Asset, Library, ObjectState, StoredObject
from bowerbird.pipeline import decoding
from bowerbird.pipeline.handlers import HANDLERS
from bowerbird.pipeline.work import Decoder, Message, Outcome, Successor
from bowerbird.storage.contract import ObjectStorage


class DirectDecoder:
    """Decoders called in this process. The child host has tests of its own."""

    @contextmanager
    def stream(self, name: str, path: Path | None, *, timeout: float, **arguments: Any) -> Iterator[Iterator[Message]]:
        assert timeout > 0
        yield decoding.run(name, path, arguments)

    def call(self, name: str, path: Path | None, *, timeout: float, **arguments: Any) -> Message:
        assert timeout > 0
        (message,) = decoding.run(name, path, arguments)
        return message


@dataclass
class InProcessWork:
    asset: Asset
    storage: ObjectStorage
    key: str
    """Of the original."""
    decoder: Decoder = field(default_factory=DirectDecoder)
    part: int = 0
    input: Mapping[str, Any] = field(default_factory=dict)
    run_id: uuid.UUID = field(default_factory=uuid.uuid4)
    stored: dict[str, bytes] = field(default_factory=dict)
    committed: list[Successor] = field(default_factory=list)
    progressed: list[tuple[int, int | None]] = field(default_factory=list)

    def original(self) -> AbstractContextManager[Path]:
        return self.storage.local_copy(self.key)

    def progress(self, done: int, total: int | None = None, unit: str = "") -> None:
        self.progressed.append((done, total))

    def commit(self, write: Callable[[Session], None], successors: Sequence[Successor] = ()) -> None:
        with session_module.transaction() as session:
            write(session)
        self.committed += successors

    def store(self, derived: Mapping[str, bytes], *, mime_type: str) -> None:
        assert mime_type
        self.stored |= derived


def keep_file(path: Path, storage: ObjectStorage, *, name: str | None = None, library_id: uuid.UUID | None = None) -> tuple[Asset, str]:
    """The file as intake leaves it: bytes stored, rows committed. The asset and its original's key."""
    data = path.read_bytes()
    sniffed = sniff_file(path, name=name or path.name)
    with session_module.transaction() as session:
        if library_id is None:
            library = Library(name="Tests")
            session.add(library)
            session.flush()
            library_id = library.id
        asset = Asset(
            library_id=library_id,
            name=name or path.name,
            kind=sniffed.kind,
            mime_type=sniffed.mime_type,
            size=len(data),
            sha256=hashlib.sha256(data + uuid.uuid4().bytes).digest(),
        )
        session.add(asset)
        session.flush()
        key = f"{library_id}/{asset.id}/{uuid.uuid4()}"
        written = storage.write_bytes(key, data, mime_type=sniffed.mime_type)
        session.add(
            StoredObject(
                key=key,
                asset_id=asset.id,
                library_id=library_id,
                role="original",
                mime_type=sniffed.mime_type,
                size=written.size,
                sha256=written.sha256,
                state=ObjectState.STORED,
            )
        )
    return asset, key


@dataclass
class Ran:
    """What came of each (stage, part)."""

    outcomes: dict[tuple[str, int], Outcome] = field(default_factory=dict)
    errors: dict[tuple[str, int], StageError] = field(default_factory=dict)
    stored: dict[str, bytes] = field(default_factory=dict)
    asset: Asset | None = None

    def note(self, stage: str, part: int = 0) -> str | None:
        outcome = self.outcomes[stage, part]
        return outcome.note[0] if outcome.note else None


def run_stages(
    asset: Asset, key: str, storage: ObjectStorage, *, stages: frozenset[str] = frozenset(HANDLERS), decoder: Decoder | None = None
) -> Ran:
    """Send the asset through its stages one after another, as far as `stages` goes."""
    ran = Ran(asset=asset)
    queue = deque([Successor("inspect")])
    while queue:
        job = queue.popleft()
        if job.stage not in stages:
            continue
        work = InProcessWork(asset, storage, key, decoder or DirectDecoder(), job.part, job.input)
        try:
            outcome = HANDLERS[job.stage](work)
        except StageError as error:
            ran.errors[job.stage, job.part] = error
        else:
            with session_module.transaction() as session:
                if outcome.write is not None:
                    outcome.write(session)
            ran.outcomes[job.stage, job.part] = outcome
            queue += outcome.successors
        queue += work.committed
        ran.stored |= work.stored
        with session_module.transaction() as session:
            asset = session.get_one(Asset, asset.id, populate_existing=True)
            session.expunge(asset)
        ran.asset = asset
    return ran
