"""The same bytes again, also at the same moment."""

import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import anyio
import pytest
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from bowerbird.db.session import transaction
from bowerbird.intake import service
from bowerbird.intake.fields import UploadFields
from bowerbird.intake.service import Accepted, ReceivedFile
from bowerbird.intake.sniff import Sniffed
from bowerbird.library import service as library
from bowerbird.models import Asset, AssetKind, Job, ObjectState, StoredObject
from bowerbird.storage import ObjectStorage
from tests.fixtures_api import MadeUser, MakeUser
from tests.fixtures_files import Upload


def set_status(session: Session, asset_id: str, status: str) -> None:
    session.execute(update(Asset).where(Asset.id == uuid.UUID(asset_id)).values(status=status))
    session.execute(update(Job).where(Job.subject_id == uuid.UUID(asset_id)).values(status="failed" if status == "failed" else "done"))
    session.commit()


def test_known_bytes_are_the_asset_that_is_there(
    upload: Upload, session: Session, stored_files: Callable[[], list[Path]], object_rows: Callable[[], list[StoredObject]]
) -> None:
    first = upload(name="one.txt").json()
    set_status(session, first["asset"]["id"], "ready")
    second = upload(name="two.txt", path="elsewhere")
    assert (second.status_code, second.json()["duplicate"]) == (200, True)
    assert second.json()["asset"]["id"] == first["asset"]["id"]
    assert (second.json()["asset"]["name"], second.json()["asset"]["status"]) == ("one.txt", "ready")
    assert len(stored_files()) == len(object_rows()) == 1


def test_other_people_have_files_of_their_own(upload: Upload, make_user: MakeUser, client: TestClient) -> None:
    mine = upload().json()["asset"]
    other = make_user()
    theirs = client.post(
        "/api/v1/assets", files={"file": ("bower.txt", b"A bower of blue things.")}, headers={"Authorization": f"Bearer {other.api_key}"}
    )
    assert theirs.status_code == 201
    assert theirs.json()["asset"]["id"] != mine["id"]


def test_out_of_the_trash(upload: Upload, client: TestClient) -> None:
    asset = upload().json()["asset"]
    assert client.delete(f"/api/v1/assets/{asset['id']}").status_code == 204
    again = upload()
    assert (again.status_code, again.json()["asset"]["id"], again.json()["asset"]["deleted_at"]) == (200, asset["id"], None)
    assert client.get("/api/v1/assets").json()["total"] == 1


@pytest.mark.parametrize("trashed", [False, True])
def test_a_failed_file_is_tried_again(upload: Upload, client: TestClient, session: Session, trashed: bool) -> None:
    asset = upload().json()["asset"]
    set_status(session, asset["id"], "failed")
    if trashed:
        client.delete(f"/api/v1/assets/{asset['id']}")
    again = upload().json()
    assert again["duplicate"] is True
    assert again["asset"]["status"] == "processing"
    assert [stage["status"] for stage in again["asset"]["stages"]] == ["queued"]


def test_what_was_deleted_for_good_is_new(upload: Upload, client: TestClient) -> None:
    asset = upload().json()["asset"]
    client.delete(f"/api/v1/assets/{asset['id']}?permanent=true")
    assert upload().status_code == 201


def received(user: MadeUser, data: Any) -> ReceivedFile:
    fields = UploadFields(user.library_id, None, None)
    return ReceivedFile("a.txt", fields, data, Sniffed(AssetKind.DOCUMENT, "text/plain"))


def test_a_race_has_one_winner(
    user: MadeUser, database: Engine, object_storage: ObjectStorage, stored_files: Callable[[], list[Path]]
) -> None:
    """Eight threads store the same bytes and finish at the same moment."""
    racers = 8
    line = threading.Barrier(racers)

    def race() -> tuple[Accepted, service.Ticket]:
        with transaction() as session:
            ticket = service.begin(session, library_id=user.library_id)
        written = object_storage.write_bytes(ticket.key, b"the same", mime_type="text/plain")
        line.wait()
        with transaction() as session:
            accepted = service.finish(session, ticket=ticket, file=received(user, written), actor=user.actor)
        if accepted.duplicate:
            anyio.run(service.remove, ticket, object_storage)
        return accepted, ticket

    with ThreadPoolExecutor(racers) as pool:
        results = [future.result() for future in [pool.submit(race) for _ in range(racers)]]
    assert sorted(accepted.duplicate for accepted, _ in results) == [False] + [True] * (racers - 1)
    assert len({accepted.asset.id for accepted, _ in results}) == 1
    with transaction() as session:
        assert session.scalar(select(func.count()).select_from(Asset)) == 1
        assert session.scalar(select(func.count()).select_from(Job)) == 1
        (row,) = session.scalars(select(StoredObject))
        assert row.state == ObjectState.STORED
    assert len(stored_files()) == 1


def test_a_race_of_upload_and_restore(user: MadeUser, database: Engine, object_storage: ObjectStorage) -> None:
    """One person restores a file while another uploads it: one asset, in use, and no error."""

    def add() -> Accepted:
        with transaction() as session:
            ticket = service.begin(session, library_id=user.library_id)
        written = object_storage.write_bytes(ticket.key, b"the same", mime_type="text/plain")
        line.wait()
        with transaction() as session:
            return service.finish(session, ticket=ticket, file=received(user, written), actor=user.actor)

    line = threading.Barrier(1)
    first = add()
    with transaction() as session:
        library.move_to_trash(session, user.actor, first.asset.id)
    line = threading.Barrier(2)

    def restore() -> None:
        line.wait()
        with transaction() as session:
            library.restore(session, user.actor, first.asset.id)

    with ThreadPoolExecutor(2) as pool:
        adding, restoring = pool.submit(add), pool.submit(restore)
        assert adding.result().asset.id == first.asset.id
        restoring.result()
    with transaction() as session:
        assert session.scalars(select(Asset.deleted_at)).all() == [None]
