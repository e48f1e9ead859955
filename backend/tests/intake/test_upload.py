"""POST /assets as clients meet it."""

import hashlib
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from bowerbird.db import session as session_module
from bowerbird.intake import service
from bowerbird.intake.sniff import sniff
from bowerbird.models import Job, Library, Membership, StoredObject
from bowerbird.storage import ObjectStorage, StorageError, Written
from tests.fixtures_api import MadeUser, MakeUser
from tests.fixtures_files import Upload, reset_settings, send_pieces

URL = "/api/v1/assets"
StoredFiles = Callable[[], list[Path]]
NothingIsLeft = Callable[[], bool]
ObjectRows = Callable[[], list[StoredObject]]


def test_a_file_becomes_an_asset(upload: Upload, user: MadeUser, object_rows: ObjectRows, object_storage: ObjectStorage) -> None:
    data = b"A bower of blue things."
    response = upload(data, "bower.txt")
    assert response.status_code == 201
    assert response.json()["duplicate"] is False
    asset = response.json()["asset"]
    assert asset["name"] == "bower.txt"
    assert (asset["kind"], asset["mime_type"]) == ("document", "text/plain")
    assert (asset["size"], asset["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    assert (asset["status"], asset["error"]) == ("processing", None)
    assert asset["library_id"] == str(user.library_id)
    assert [(stage["stage"], stage["status"]) for stage in asset["stages"]] == [("inspect", "queued")]
    (row,) = object_rows()
    assert (str(row.asset_id), row.state, row.role, row.size, row.mime_type) == (asset["id"], "stored", "original", len(data), "text/plain")
    assert b"".join(object_storage.read_range(row.key)) == data


@pytest.mark.parametrize("position", [0, 1, 2])
def test_fields_may_come_in_any_order(client: TestClient, object_storage: ObjectStorage, position: int) -> None:
    files: list[tuple[str, tuple[str | None, bytes | str]]] = [
        ("last_modified", (None, "2020-05-17T10:00:00+02:00")),
        ("path", (None, "holiday/2020")),
    ]
    files.insert(position, ("file", ("a", b"1")))
    response = client.post(URL, files=files)
    assert response.status_code == 201
    assert response.json()["asset"]["path"] == "holiday/2020"
    assert response.json()["asset"]["last_modified"] == "2020-05-17T08:00:00Z"
    assert response.json()["asset"]["happened_at"] == "2020-05-17T08:00:00Z"


def test_last_modified_as_browsers_give_it(uploaded: Callable[..., dict[str, Any]]) -> None:
    moment = datetime(2019, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert uploaded(last_modified=str(int(moment.timestamp() * 1000)))["last_modified"] == "2019-02-03T04:05:06Z"


def test_an_empty_file_is_a_file(uploaded: Callable[..., dict[str, Any]]) -> None:
    asset = uploaded(b"", "empty.pdf")
    assert (asset["kind"], asset["mime_type"], asset["size"]) == ("other", "application/x-empty", 0)


@pytest.mark.parametrize(
    ("body", "content_type", "status", "code"),
    [
        (b"{}", "application/json", 415, "not_multipart"),
        (b"", "multipart/form-data", 415, "not_multipart"),
        (b"", "multipart/form-data; boundary=" + "b" * 400, 422, "malformed_upload"),
        (b"nothing of the kind", "multipart/form-data; boundary=b", 422, "malformed_upload"),
        (b"--b--\r\n", "multipart/form-data; boundary=b", 422, "missing_file"),
        (
            b'--b\r\nContent-Disposition: form-data; name="path"\r\n\r\nx\r\n--b--\r\n',
            "multipart/form-data; boundary=b",
            422,
            "missing_file",
        ),
        (
            b'--b\r\nContent-Disposition: form-data; name="file"\r\n\r\nx\r\n--b--\r\n',
            "multipart/form-data; boundary=b",
            422,
            "missing_file",
        ),
        (
            b'--b\r\nContent-Disposition: form-data; name="file"; filename=""\r\n\r\n\r\n--b--\r\n',
            "multipart/form-data; boundary=b",
            422,
            "missing_file",
        ),
        (
            b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nx',
            "multipart/form-data; boundary=b",
            422,
            "malformed_upload",
        ),
        (
            b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nx\r\n--b',
            "multipart/form-data; boundary=b",
            422,
            "malformed_upload",
        ),
        (
            b'--b\r\nContent-Disposition: form-data; filename="a"\r\n\r\nx\r\n--b--\r\n',
            "multipart/form-data; boundary=b",
            422,
            "malformed_upload",
        ),
        (b"--b\r\nX-Long: " + b"x" * 9000 + b"\r\n\r\nx\r\n--b--\r\n", "multipart/form-data; boundary=b", 422, "malformed_upload"),
        (
            b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nx\r\n'
            b'--b\r\nContent-Disposition: form-data; name="file"; filename="b"\r\n\r\ny\r\n--b--\r\n',
            "multipart/form-data; boundary=b",
            422,
            "too_many_files",
        ),
        (
            b'--b\r\nContent-Disposition: form-data; name="path"\r\n\r\n' + b"x" * 20_000 + b"\r\n--b--\r\n",
            "multipart/form-data; boundary=b",
            422,
            "malformed_upload",
        ),
        (
            b'--b\r\nContent-Disposition: form-data; name="path"\r\n\r\n\xff\r\n--b--\r\n',
            "multipart/form-data; boundary=b",
            422,
            "malformed_upload",
        ),
        (
            b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n\r\n' * 40 + b"--b--\r\n",
            "multipart/form-data; boundary=b",
            422,
            "malformed_upload",
        ),
    ],
)
@pytest.mark.parametrize("chunk", [10**6, 7])
def test_what_is_malformed_is_told(
    app: FastAPI,
    user: MadeUser,
    nothing_is_left: NothingIsLeft,
    *,
    body: bytes,
    content_type: str,
    status: int,
    code: str,
    chunk: int,
) -> None:
    pieces = [body[start : start + chunk] for start in range(0, len(body), chunk)]
    answer = send_pieces(app, user, pieces, content_type=content_type)
    assert (answer[0], answer[1]["code"]) == (status, code)
    assert nothing_is_left()


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"last_modified": "yesterday"}, 422),
        ({"last_modified": "9" * 400}, 422),
        ({"last_modified": "-99999999999999999"}, 422),
        ({"library_id": "mine"}, 422),
        ({"library_id": str(uuid.uuid4())}, 404),
    ],
)
def test_wrong_fields_leave_nothing(upload: Upload, nothing_is_left: NothingIsLeft, fields: dict[str, str], status: int) -> None:
    response = upload(**fields)
    assert response.status_code == status
    assert nothing_is_left()


def test_another_persons_library_is_not_there(upload: Upload, make_user: MakeUser) -> None:
    assert upload(library_id=str(make_user().library_id)).status_code == 404


def test_a_library_one_may_only_read(upload: Upload, user: MadeUser, session: Session) -> None:
    library = Library(name="Club")
    session.add(library)
    session.flush()
    membership = Membership(user_id=user.id, library_id=library.id, role="viewer")
    session.add(membership)
    session.commit()
    assert upload(library_id=str(library.id)).status_code == 403
    membership.role = "editor"
    session.commit()
    response = upload(library_id=str(library.id))
    assert response.status_code == 201
    assert response.json()["asset"]["library_id"] == str(library.id)
    assert session.scalars(select(StoredObject.library_id)).all() == [library.id]


def test_nobody_uploads_for_nobody(anonymous: TestClient, object_storage: ObjectStorage) -> None:
    assert anonymous.post(URL, files={"file": ("a", b"x")}).status_code == 401


def test_too_large_is_refused_before_a_byte_is_read(
    upload: Upload, monkeypatch: pytest.MonkeyPatch, nothing_is_left: NothingIsLeft
) -> None:
    monkeypatch.setenv("UPLOAD_MAX_BYTES", "1000")
    reset_settings()
    monkeypatch.setattr(service, "receive", None)
    response = upload(bytes(3_000_000))
    assert (response.status_code, response.json()["code"]) == (413, "too_large")
    assert nothing_is_left()


def test_too_large_is_noticed_on_the_way(upload: Upload, monkeypatch: pytest.MonkeyPatch, nothing_is_left: NothingIsLeft) -> None:
    monkeypatch.setenv("UPLOAD_MAX_BYTES", "1000")
    reset_settings()
    assert upload(bytes(1001)).status_code == 413
    assert nothing_is_left()
    assert upload(bytes(1000)).status_code == 201


def test_a_nearly_full_disk(upload: Upload, monkeypatch: pytest.MonkeyPatch, nothing_is_left: NothingIsLeft) -> None:
    monkeypatch.setenv("BOWERBIRD_UPLOAD_MIN_FREE_BYTES", str(2**62))
    reset_settings()
    response = upload()
    assert (response.status_code, response.json()["code"]) == (507, "storage_full")
    assert nothing_is_left()


@pytest.mark.parametrize(
    ("error", "status"), [(OSError(28, "No space left on device"), 507), (OSError(5, "I/O error"), 503), (StorageError("down"), 503)]
)
def test_a_storage_that_fails(
    upload: Upload,
    object_storage: ObjectStorage,
    monkeypatch: pytest.MonkeyPatch,
    nothing_is_left: NothingIsLeft,
    *,
    error: Exception,
    status: int,
) -> None:
    async def fail(*_: object, **__: object) -> Written:
        raise error

    monkeypatch.setattr(object_storage, "write_stream", fail)
    assert upload().status_code == status
    assert nothing_is_left()


def test_a_database_that_fails_at_the_end_leaves_nothing(
    upload: Upload, monkeypatch: pytest.MonkeyPatch, nothing_is_left: NothingIsLeft
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("no commit")

    monkeypatch.setattr(service, "finish", fail)
    assert upload().status_code == 500
    assert nothing_is_left()


def test_a_lost_answer_of_the_commit_keeps_the_file(
    upload: Upload, monkeypatch: pytest.MonkeyPatch, stored_files: StoredFiles, object_rows: ObjectRows, client: TestClient
) -> None:
    """The commit happened, the connection broke before its answer: the client hears of an error, but what is committed stays."""
    in_transaction = session_module.in_transaction

    async def broken(work: Any) -> Any:
        result = await in_transaction(work)
        if isinstance(result, service.Accepted):
            raise ConnectionError("the answer of the commit is lost")
        return result

    with monkeypatch.context() as patched:
        patched.setattr(service, "in_transaction", broken)
        assert upload().status_code == 500
    assert [row.state for row in object_rows()] == ["stored"]
    assert len(stored_files()) == 1
    assert client.get(URL).json()["total"] == 1


def test_an_upload_that_was_given_up_is_refused(
    upload: Upload, monkeypatch: pytest.MonkeyPatch, session: Session, object_rows: ObjectRows
) -> None:

    def slow(*args: Any, **named: Any) -> Any:
        session.query(StoredObject).update({"state": "deleting"})
        session.commit()
        return sniff(*args, **named)

    monkeypatch.setattr(service, "sniff", slow)
    response = upload()
    assert (response.status_code, response.json()["code"]) == (503, "upload_expired")
    assert [row.state for row in object_rows()] == ["deleting"]
    assert session.scalar(select(func.count()).select_from(Job)) == 0


def test_a_browser_uploads_too(browser: TestClient, upload: Upload) -> None:
    assert upload(by=browser).status_code == 201
    del browser.headers["X-CSRF-Token"]
    assert upload(by=browser).status_code == 403


BEGIN = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
END = b"\r\n--b--\r\n"
FORM = "multipart/form-data; boundary=b"


@pytest.mark.parametrize("pieces", [[], [BEGIN[:20]], [BEGIN], [BEGIN, bytes(3_000_000)], [BEGIN, bytes(3_000_000), END[:-3]]])
def test_a_client_that_goes_away_leaves_nothing(
    app: FastAPI,
    user: MadeUser,
    nothing_is_left: NothingIsLeft,
    *,
    pieces: list[bytes],
) -> None:
    assert send_pieces(app, user, pieces, content_type=FORM, disconnect=True)[0] == 422
    assert nothing_is_left()


def test_an_endless_epilogue_is_cut_off(app: FastAPI, user: MadeUser, nothing_is_left: NothingIsLeft) -> None:
    status, problem = send_pieces(app, user, [BEGIN, b"x" + END, *[bytes(1000)] * 20], content_type=FORM)
    assert (status, problem["code"]) == (422, "malformed_upload")
    assert nothing_is_left()


def test_a_disk_that_fills_up_on_the_way(
    app: FastAPI,
    user: MadeUser,
    object_storage: ObjectStorage,
    monkeypatch: pytest.MonkeyPatch,
    nothing_is_left: NothingIsLeft,
) -> None:
    monkeypatch.setattr(service, "SPACE_CHECK_BYTES", 1_000_000)
    left = iter([10**9, 10**9, -1])
    monkeypatch.setattr(object_storage, "free_bytes", lambda: next(left))
    status, _ = send_pieces(app, user, [BEGIN, *[bytes(1_000_000)] * 5, END], content_type=FORM)
    assert status == 507
    assert next(left, None) is None
    assert nothing_is_left()
