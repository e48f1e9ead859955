"""What the sweeper removes for good."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, update

from bowerbird.db.session import transaction
from bowerbird.errors import UnavailableError
from bowerbird.intake import service as intake
from bowerbird.intake.fields import UploadFields
from bowerbird.intake.sniff import Sniffed
from bowerbird.library import purge
from bowerbird.library.purge import UPLOAD_EXPIRES, purge_due
from bowerbird.models import Asset, AssetKind, ObjectState, StoredObject
from bowerbird.settings import get_settings
from bowerbird.storage import ObjectStorage, Written
from tests.fixtures_api import MadeUser
from tests.library.conftest import AddAsset

ObjectRows = Callable[[], list[StoredObject]]
StoredFiles = Callable[[], list[Path]]


def sweep(storage: ObjectStorage) -> int:
    with transaction() as session:
        return purge_due(session, storage)


def age(key: str, by: timedelta, state: ObjectState) -> None:
    with transaction() as session:
        session.execute(update(StoredObject).where(StoredObject.key == key).values(state=state, created_at=func.now() - by))


def test_marked_objects_go_bytes_and_row(
    add_asset: AddAsset, add_object: Callable[..., str], object_storage: ObjectStorage, stored_files: StoredFiles, object_rows: ObjectRows
) -> None:
    asset_id = add_asset()
    kept, gone = add_object(asset_id, b"1"), add_object(asset_id, b"2", role="thumbnail")
    age(gone, timedelta(0), ObjectState.DELETING)
    assert sweep(object_storage) == 1
    assert [row.key for row in object_rows()] == [kept]
    assert len(stored_files()) == 1
    assert sweep(object_storage) == 0


def test_uploads_that_never_ended_are_given_up_in_two_steps(
    add_asset: AddAsset, add_object: Callable[..., str], object_storage: ObjectStorage, stored_files: StoredFiles, object_rows: ObjectRows
) -> None:
    asset_id = add_asset()
    young, old = add_object(asset_id, b"1"), add_object(asset_id, b"2", role="thumbnail")
    age(young, UPLOAD_EXPIRES - timedelta(minutes=1), ObjectState.PENDING)
    age(old, UPLOAD_EXPIRES + timedelta(minutes=1), ObjectState.PENDING)
    assert sweep(object_storage) == 1
    assert {row.key: row.state for row in object_rows()} == {young: "pending", old: "deleting"}
    assert len(stored_files()) == 2, "bytes go only in the next transaction"
    assert sweep(object_storage) == 1
    assert [row.key for row in object_rows()] == [young]
    assert len(stored_files()) == 1


def test_a_storage_that_fails_is_asked_again(
    add_asset: AddAsset,
    add_object: Callable[..., str],
    object_storage: ObjectStorage,
    object_rows: ObjectRows,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asset_id = add_asset()
    bad, good = add_object(asset_id, b"1"), add_object(asset_id, b"2", role="thumbnail")
    for key in (bad, good):
        age(key, timedelta(0), ObjectState.DELETING)
    delete = object_storage.delete

    def failing(key: str) -> None:
        if key == bad:
            raise OSError("no")
        delete(key)

    with monkeypatch.context() as patched:
        patched.setattr(object_storage, "delete", failing)
        assert sweep(object_storage) == 1
    assert [row.key for row in object_rows()] == [bad]
    assert sweep(object_storage) == 1


def test_the_trash_empties_itself(
    add_asset: AddAsset, add_object: Callable[..., str], object_storage: ObjectStorage, stored_files: StoredFiles, object_rows: ObjectRows
) -> None:
    fresh, old = add_asset("fresh"), add_asset("old")
    add_object(old, b"x")
    days = get_settings().worker.trash_days
    with transaction() as session:
        for asset_id, since in ((fresh, days - 1), (old, days + 1)):
            session.execute(update(Asset).where(Asset.id == asset_id).values(deleted_at=func.now() - timedelta(days=since)))
    assert sweep(object_storage) == 1
    with transaction() as session:
        assert session.scalars(select(Asset.name)).all() == ["fresh"]
    assert sweep(object_storage) == 1
    assert (object_rows(), stored_files()) == ([], [])


def test_only_some_at_a_time(add_asset: AddAsset, object_storage: ObjectStorage, monkeypatch: pytest.MonkeyPatch, user: MadeUser) -> None:
    monkeypatch.setattr(purge, "BATCH", 2)
    with transaction() as session:
        for _ in range(5):
            session.add(
                StoredObject(key=f"a/b/{uuid.uuid4()}", asset_id=uuid.uuid4(), library_id=user.library_id, role="x", state="deleting")
            )
    assert [sweep(object_storage) for _ in range(4)] == [2, 2, 1, 0]


def test_an_upload_that_ends_while_it_is_given_up_is_told(
    user: MadeUser, database: Engine, object_storage: ObjectStorage, stored_files: StoredFiles
) -> None:
    """Whoever comes first wins, and nothing that was accepted loses its bytes."""
    written = Written(1, b"hash")
    file = intake.ReceivedFile("a", UploadFields(user.library_id, None, None), written, Sniffed(AssetKind.OTHER, "x/y"))
    for sweeper_first in (True, False):
        with transaction() as session:
            ticket = intake.begin(session, library_id=user.library_id)
        object_storage.write_bytes(ticket.key, b"x", mime_type="x/y")
        age(ticket.key, 2 * UPLOAD_EXPIRES, ObjectState.PENDING)
        if sweeper_first:
            assert sweep(object_storage) == 1
            with pytest.raises(UnavailableError), transaction() as session:
                intake.finish(session, ticket=ticket, file=file, actor=user.actor)
            assert sweep(object_storage) == 1
            assert stored_files() == []
        else:
            with transaction() as session:
                intake.finish(session, ticket=ticket, file=file, actor=user.actor)
            assert sweep(object_storage) == 0
            assert len(stored_files()) == 1
