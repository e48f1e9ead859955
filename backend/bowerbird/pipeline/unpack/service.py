"""Asking for an archive to be unpacked: the collection comes at once, the files as they are taken out."""

import uuid
from pathlib import PurePosixPath

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bowerbird.accounts.access import Actor
from bowerbird.errors import ConflictError, InvalidError, NotFoundError
from bowerbird.events.publish import collection_changed
from bowerbird.intake.contained import depth
from bowerbird.jobs import service as jobs
from bowerbird.jobs.graph import Successor
from bowerbird.jobs.rollup import UNFINISHED, settle
from bowerbird.library import repository
from bowerbird.library.collections.repository import lock_tree
from bowerbird.models import Asset, Collection, Job
from bowerbird.pipeline.formats.readers import Reader, reader_of
from bowerbird.pipeline.unpack.handler import TOO_DEEP
from bowerbird.settings import get_settings

STAGE = "unpack"
_NAME = 180
"""Code points, which leave room for a number."""


def unpack(session: Session, actor: Actor, asset_id: uuid.UUID) -> Collection:
    """Queue the job and return the collection that it fills. Asked again, it is the same collection, and what is missing in it is taken out.

    Raises NotFoundError, ForbiddenError, InvalidError for what is no archive, ConflictError for one that lies too deep in others.
    """
    asset = repository.find_asset(session, actor, asset_id, lock=True)
    if asset is None:
        raise NotFoundError("There is no such file.")
    actor.must_write(asset.library_id)
    if reader_of(asset.mime_type, asset.name) is not Reader.ARCHIVE:
        raise InvalidError("This file is no archive that can be unpacked.", code="not_an_archive")
    if depth(session, asset.id) >= get_settings().limits.archive_depth:
        raise ConflictError(TOO_DEEP, code="too_large")
    job = session.scalars(select(Job).where(Job.subject_id == asset.id, Job.stage == STAGE)).one_or_none()
    collection = session.get(Collection, uuid.UUID(job.input["collection_id"])) if job else None
    if collection is None:
        collection = _new_collection(session, asset)
    elif job is not None and job.status in UNFINISHED:
        return collection
    jobs.enqueue(session, asset, [Successor(STAGE, input={"collection_id": str(collection.id)})])
    settle(session, asset, unfinished=[STAGE])
    return collection


def _new_collection(session: Session, asset: Asset) -> Collection:
    """Named after the archive, with a number where the name is taken. The name is reserved until the transaction ends."""
    lock_tree(session, asset.library_id)
    name = (
        PurePosixPath(asset.name.removesuffix(".gz").removesuffix(".bz2").removesuffix(".xz").removesuffix(".zst")).stem.strip()[:_NAME]
        or asset.name[:_NAME]
    )
    taken = set(
        session.scalars(
            select(func.lower(Collection.name)).where(Collection.library_id == asset.library_id, Collection.parent_id.is_(None))
        )
    )
    names = (name if number == 1 else f"{name} ({number})" for number in range(1, len(taken) + 2))
    collection = Collection(library_id=asset.library_id, name=next(each for each in names if each.lower() not in taken))
    session.add(collection)
    session.flush()
    collection_changed(session, asset.library_id, collection.id, "created")
    return collection
