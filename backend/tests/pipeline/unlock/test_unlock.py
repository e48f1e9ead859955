"""A PDF is opened with its password once; the copy is kept, the password nowhere."""

import logging
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from bowerbird.errors import StageError
from bowerbird.models import Asset, Job, ObjectState, StoredObject
from bowerbird.pipeline.unlock.decoders import pdf_unlock
from bowerbird.storage import ObjectStorage
from tests.factories.documents import pdf
from tests.factories.encrypted import encrypted_pdf
from tests.factories.pipeline import run_stages
from tests.fixtures_api import MakeUser

Uploaded = Callable[..., dict[str, Any]]
PASSWORD = "bower-Ünlocked-77"


@pytest.fixture
def locked(uploaded: Uploaded, tmp_path: Path) -> dict[str, Any]:
    return uploaded(encrypted_pdf("Blue things", PASSWORD), "locked.pdf")


def read(session: Session, storage: ObjectStorage, asset_id: str, role: str = "original") -> Any:
    asset = session.get_one(Asset, uuid.UUID(asset_id), populate_existing=True)
    keys = select(StoredObject.key).where(
        StoredObject.asset_id == asset.id, StoredObject.role == role, StoredObject.state == ObjectState.STORED
    )
    key = session.scalars(keys).one()
    session.expunge(asset)
    return run_stages(asset, key, storage, stages=frozenset({"inspect", "extract"}))


def unlock(client: TestClient, asset_id: str, password: str = PASSWORD) -> Any:
    return client.post(f"/api/v1/assets/{asset_id}/unlock", json={"password": password})


def test_a_locked_pdf_says_what_it_needs(session: Session, locked: dict[str, Any], object_storage: ObjectStorage) -> None:
    ran = read(session, object_storage, locked["id"])
    assert (ran.errors["inspect", 0].code, ran.errors["inspect", 0].detail) == ("encrypted", "This PDF needs a password to open.")


def test_it_is_read_from_the_copy_without_its_password(
    session: Session, client: TestClient, locked: dict[str, Any], object_storage: ObjectStorage
) -> None:
    answer = unlock(client, locked["id"])
    assert answer.status_code == 200, answer.text
    assert answer.json()["status"] == "processing"
    copy = client.get(answer.json()["unlocked_url"])
    assert (copy.status_code, copy.headers["content-type"]) == (200, "application/pdf")
    document = pdfium.PdfDocument(copy.content)
    assert document[0].get_textpage().get_text_bounded().strip() == "Blue things"
    document.close()
    ran = read(session, object_storage, locked["id"], "unlocked")
    assert not ran.errors
    assert ran.asset.details["unlocked"] is True
    assert client.get(f"/api/v1/assets/{locked['id']}").json()["unlocked_url"]
    assert client.get(f"/api/v1/assets/{locked['id']}/original").content != copy.content


def test_a_wrong_password_changes_nothing(
    session: Session, client: TestClient, locked: dict[str, Any], stored_files: Callable[[], list[Path]]
) -> None:
    before = len(stored_files())
    answer = unlock(client, locked["id"], "wrong")
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong_password")
    assert len(stored_files()) == before
    states = session.scalars(select(StoredObject.state).where(StoredObject.role == "unlocked")).all()
    assert set(states) == {ObjectState.DELETING}
    assert client.get(f"/api/v1/assets/{locked['id']}").json()["unlocked_url"] is None


def test_unlocking_again_replaces_the_copy(session: Session, client: TestClient, locked: dict[str, Any]) -> None:
    for _ in range(2):
        assert unlock(client, locked["id"]).status_code == 200
    states = session.scalars(select(StoredObject.state).where(StoredObject.role == "unlocked")).all()
    assert sorted(states) == [ObjectState.DELETING, ObjectState.STORED]
    assert [job.stage for job in session.scalars(select(Job)).all()] == ["inspect"]


def test_the_password_is_nowhere(
    session: Session, client: TestClient, locked: dict[str, Any], stored_files: Callable[[], list[Path]], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    unlock(client, locked["id"])
    unlock(client, locked["id"], PASSWORD + "x")
    assert PASSWORD not in caplog.text
    assert not any(PASSWORD.encode() in file.read_bytes() for file in stored_files())
    tables = session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
    for table in tables:
        assert session.scalars(text(f"SELECT count(*) FROM {table} AS row WHERE row::text LIKE '%bower-%nlocked-77%'")).one() == 0, table


def test_what_needs_no_password(client: TestClient, uploaded: Uploaded, tmp_path: Path, make_user: MakeUser) -> None:
    plain = uploaded(pdf(tmp_path / "a.pdf", [[(50, 700, "Blue")]]).read_bytes(), "a.pdf")
    answer = unlock(client, plain["id"])
    assert (answer.status_code, answer.json()["code"]) == (409, "not_encrypted")
    letter = uploaded(b"A letter.", "a.txt")
    answer = unlock(client, letter["id"])
    assert (answer.status_code, answer.json()["code"]) == (422, "cannot_unlock")
    assert unlock(client, str(uuid.uuid4())).status_code == 404
    other = make_user()
    stranger = client.post(
        f"/api/v1/assets/{plain['id']}/unlock", json={"password": "x"}, headers={"Authorization": f"Bearer {other.api_key}"}
    )
    assert stranger.status_code == 404


@pytest.mark.shared
@pytest.mark.parametrize("name", ["enc_user_aes256.pdf", "enc_rc4_128.pdf"])
def test_the_ciphers_in_use(shared_data: Path, tmp_path: Path, name: str) -> None:
    path = shared_data / "hostile/made" / name
    with pytest.raises(StageError) as error:
        list(pdf_unlock(path, password="no"))
    assert error.value.code == "wrong_password"
    copy = tmp_path / "copy.pdf"
    copy.write_bytes(b"".join(data for message in pdf_unlock(path, password="secret") for data in message.attachments))
    with pdfium.PdfDocument(copy) as document, pdfium.PdfDocument(path, password="secret") as original:
        assert len(document) == len(original)
        assert document[0].get_textpage().get_text_bounded() == original[0].get_textpage().get_text_bounded()
