"""The sample library in somebody's own: its files come in as uploads do, into a collection, so that they can go together.

Asking twice adds nothing twice; what an interrupted call has left out comes with the next.
"""

import uuid
from collections.abc import AsyncIterator
from functools import partial
from pathlib import PurePosixPath

import anyio.to_thread
from sqlalchemy.orm import Session

from bowerbird.accounts.access import Actor
from bowerbird.db.session import in_transaction
from bowerbird.intake.fields import UploadFields
from bowerbird.intake.sample.schemas import SampleOut
from bowerbird.intake.service import Accepted, must_have_space, take_in
from bowerbird.library.bulk import service as bulk
from bowerbird.library.bulk.schemas import BulkIn
from bowerbird.library.collections import repository as collections
from bowerbird.library.collections import service as collections_service
from bowerbird.library.collections.schemas import CollectionIn
from bowerbird.library_sample.catalogue import SampleFile, sample_files
from bowerbird.settings import UploadSettings
from bowerbird.storage import ObjectStorage

NAME = "Sample library"
DESCRIPTION = "Made-up files to try things with. Delete this collection with its files when you have seen enough."


async def add(actor: Actor, storage: ObjectStorage, settings: UploadSettings) -> SampleOut:
    """Raises ForbiddenError, ConflictError (`name_taken`: a smart collection has its name), StorageFullError, UnavailableError."""
    actor.must_write(actor.personal)
    await must_have_space(storage, settings, 0)
    collection_id = await in_transaction(partial(_collection, actor=actor))
    accepted = [one async for one in _files(actor, storage)]
    ids = [one.asset.id for one in accepted]
    await bulk.run(actor, BulkIn(action="add_to_collection", collection_id=collection_id, asset_ids=ids))
    return SampleOut(collection_id=collection_id, name=NAME, files=len(ids), added=sum(not one.duplicate for one in accepted))


def _collection(session: Session, *, actor: Actor) -> uuid.UUID:
    collections.lock_tree(session, actor.personal)
    there = collections.sibling(session, actor.personal, None, NAME)
    if there is not None and there.query is None:
        return there.id
    wanted = CollectionIn(name=NAME, description=DESCRIPTION, library_id=actor.personal)
    return collections_service.create(session, actor, wanted, lambda _, __: None).id


async def _files(actor: Actor, storage: ObjectStorage) -> AsyncIterator[Accepted]:
    for file in sample_files():
        content = await anyio.to_thread.run_sync(file.make)
        if content is not None:
            yield await _keep(file, content, actor, storage)


async def _keep(file: SampleFile, content: bytes, actor: Actor, storage: ObjectStorage) -> Accepted:
    async def chunks() -> AsyncIterator[bytes]:
        yield content

    fields = UploadFields(actor.personal, f"{NAME}/{file.path}", file.modified)
    return await take_in(PurePosixPath(file.path).name, chunks(), lambda _: fields, actor, storage)
