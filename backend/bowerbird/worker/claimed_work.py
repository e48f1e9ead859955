"""A claimed job in the hands of its handler: implements `pipeline.work.Work`."""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import any_, bindparam, insert, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import String

from bowerbird.db.base import table_of
from bowerbird.db.session import transaction
from bowerbird.jobs.claims import hold
from bowerbird.jobs.rollup import settle
from bowerbird.jobs.service import enqueue
from bowerbird.models import Asset, ObjectState, StoredObject
from bowerbird.pipeline.work import Decoder, Message, Successor
from bowerbird.storage import ObjectMissingError, ObjectStorage
from bowerbird.worker.claimed_job import ClaimedJob
from bowerbird.worker.heartbeat import Heartbeat

_OBJECTS = table_of(StoredObject)
_SUPERSEDE = (
    update(_OBJECTS)
    .where(
        _OBJECTS.c.asset_id == bindparam("of_asset"),
        _OBJECTS.c.state == ObjectState.STORED,
        _OBJECTS.c.role == any_(bindparam("roles", type_=ARRAY(String))),
    )
    .values(state=ObjectState.DELETING)
)
_PUBLISH = update(_OBJECTS).where(_OBJECTS.c.key == bindparam("of_key")).values(state=ObjectState.STORED)


class StopRequestedError(Exception):
    """The worker is told to stop, and this job takes too long to wait for: it is given back."""


class TrashedError(Exception):
    """The file went to the trash while it was worked on."""


class ClaimedWork:
    def __init__(
        self,
        job: ClaimedJob,
        asset: Asset,
        heartbeat: Heartbeat,
        *,
        storage: ObjectStorage,
        decoder: Decoder,
        must_stop: Callable[[], bool],
    ) -> None:
        """`must_stop` says whether the time for finishing what has begun is over."""
        self._claim = job.claim
        self._original = job.original
        self._asset = asset
        self._heartbeat = heartbeat
        self._storage = storage
        self._decoder = _BeatingDecoder(decoder, heartbeat, self._beat)
        self._must_stop = must_stop

    @property
    def asset(self) -> Asset:
        return self._asset

    @property
    def part(self) -> int:
        return self._claim.part

    @property
    def input(self) -> Mapping[str, Any]:
        return self._claim.input

    @property
    def run_id(self) -> uuid.UUID:
        return self._claim.claim_id

    @property
    def storage(self) -> ObjectStorage:
        return self._storage

    @property
    def decoder(self) -> Decoder:
        return self._decoder

    @contextmanager
    def original(self) -> Iterator[Path]:
        if self._original is None:
            raise ObjectMissingError
        copy = self._storage.local_copy(self._original)
        with self._heartbeat.patience():
            path = copy.__enter__()
        try:
            self._beat()
            yield path
        finally:
            copy.__exit__(None, None, None)

    def progress(self, done: int, total: int | None = None, unit: str = "") -> None:
        self._beat({"done": done, "total": total, "unit": unit})

    def commit(self, write: Callable[[Session], None], successors: Sequence[Successor] = ()) -> None:
        self._beat()
        with transaction() as session:
            asset = hold(session, self._claim)
            if asset.deleted_at is not None:
                raise TrashedError
            write(session)
            enqueue(session, asset, successors)
            settle(session, asset, unfinished=[self._claim.stage])

    def store(self, derived: Mapping[str, bytes], *, mime_type: str) -> None:
        self._beat()
        asset = self._asset
        keys = {role: f"{asset.library_id}/{asset.id}/{uuid.uuid4()}" for role in derived}
        of_all = {"asset_id": asset.id, "library_id": asset.library_id, "mime_type": mime_type}
        with transaction() as session:
            hold(session, self._claim)
            session.execute(insert(_OBJECTS), [{**of_all, "role": role, "key": key} for role, key in keys.items()])
        try:
            with self._heartbeat.patience():
                written = {role: self._storage.write_bytes(key, derived[role], mime_type=mime_type) for role, key in keys.items()}
            with transaction() as session:
                hold(session, self._claim)
                session.execute(_SUPERSEDE, {"of_asset": asset.id, "roles": list(keys)})
                rows = [{"of_key": key, "size": written[role].size, "sha256": written[role].sha256} for role, key in keys.items()]
                session.execute(_PUBLISH, rows)
        except BaseException:
            with transaction() as session:  # the sweeper removes the bytes, if there are any
                session.execute(
                    update(StoredObject)
                    .where(StoredObject.key.in_(keys.values()), StoredObject.state == ObjectState.PENDING)
                    .values(state=ObjectState.DELETING)
                )
            raise

    def _beat(self, progress: Mapping[str, Any] | None = None) -> None:
        self._heartbeat.beat(progress)
        if self._must_stop():
            raise StopRequestedError


class _BeatingDecoder:
    """Every message of the decoder shows that the job moves on. How long one may take is for the decoder to say."""

    def __init__(self, decoder: Decoder, heartbeat: Heartbeat, beat: Callable[[], None]) -> None:
        self._decoder = decoder
        self._heartbeat = heartbeat
        self._beat = beat

    @contextmanager
    def stream(self, name: str, path: Path | None, *, timeout: float, **arguments: Any) -> Iterator[Iterator[Message]]:
        with self._decoder.stream(name, path, timeout=timeout, **arguments) as messages:
            yield self._beating(messages)

    def call(self, name: str, path: Path | None, *, timeout: float, **arguments: Any) -> Message:
        self._beat()
        with self._heartbeat.patience():
            message = self._decoder.call(name, path, timeout=timeout, **arguments)
        self._beat()
        return message

    def _beating(self, messages: Iterator[Message]) -> Iterator[Message]:
        while True:
            with self._heartbeat.patience():
                message = next(messages, None)
            if message is None:
                return
            self._beat()
            yield message
