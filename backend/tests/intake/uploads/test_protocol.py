"""tus 1.0 at /uploads: what each request answers."""

import base64
import hashlib
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from starlette.testclient import TestClient

from bowerbird.db.session import transaction
from bowerbird.library.purge import UPLOAD_EXPIRES, purge_due
from bowerbird.models import Asset, StoredObject, Upload
from bowerbird.settings import MIB
from bowerbird.storage import ObjectStorage, get_storage
from tests.fixtures_api import MadeUser, MakeUser
from tests.fixtures_files import Upload as SendUpload
from tests.fixtures_files import reset_settings
from tests.intake.uploads.conftest import TUS, URL, Tus

DATA = b"A bower of blue things. " * 1000
NothingIsLeft = Callable[[], bool]
ObjectRows = Callable[[], list[StoredObject]]
StoredFiles = Callable[[], list[Path]]


def change(**values: object) -> None:
    with transaction() as session:
        session.execute(update(Upload).values(**values))


def test_a_file_in_pieces(each_storage: ObjectStorage, tus: Tus, user: MadeUser) -> None:
    data = (DATA * 600)[: 11 * MIB + 3]
    location = tus.begin(len(data), "größe.txt", relativePath="a/b/größe.txt", lastModified="1589709600000")
    assert tus.offset(location) == 0
    for start, end in ((0, 100), (100, 5 * MIB), (5 * MIB, 5 * MIB + 1), (5 * MIB + 1, len(data))):
        answer = tus.patch(location, start, data[start:end])
        assert (answer.status_code, answer.headers["upload-offset"]) == (204, str(end)), answer.text
        assert ("upload-asset" in answer.headers) == (end == len(data))
    assert answer.headers["upload-duplicate"] == "false"
    asset = tus.client.get(f"/api/v1/assets/{answer.headers['upload-asset']}").json()
    assert (asset["name"], asset["path"], asset["last_modified"]) == ("größe.txt", "a/b/größe.txt", "2020-05-17T10:00:00Z")
    assert (asset["size"], asset["sha256"], asset["mime_type"]) == (len(data), hashlib.sha256(data).hexdigest(), "text/plain")
    assert [stage["stage"] for stage in asset["stages"]] == ["inspect"]
    head = tus.head(location)
    assert (head.headers["upload-asset"], head.headers["upload-offset"], head.headers["cache-control"]) == (
        asset["id"],
        str(len(data)),
        "no-store",
    )
    assert tus.client.get(f"/api/v1/assets/{asset['id']}/original").content == data
    assert tus.client.get(URL).json() == {"items": [], "next_cursor": None, "total": 0, "total_relation": "eq"}


def test_what_the_server_can(client: TestClient) -> None:
    answer = client.options(URL)
    assert (answer.status_code, answer.headers["tus-version"], answer.headers["tus-max-size"]) == (204, "1.0.0", str(2 * 1024 * MIB))
    assert {"creation", "termination", "expiration"} <= set(answer.headers["tus-extension"].split(","))


def test_creation_with_upload_and_files_without_bytes(each_storage: ObjectStorage, tus: Tus) -> None:
    whole = tus.create(len(DATA), body=DATA)
    assert (whole.status_code, whole.headers["upload-offset"]) == (201, str(len(DATA)))
    assert whole.headers["upload-asset"]
    half = tus.create(len(DATA) + 1, body=DATA[:10])
    assert (half.headers["upload-offset"], "upload-asset" in half.headers) == ("10", False)
    empty = tus.create(0, "empty")
    assert (empty.status_code, empty.headers["upload-offset"]) == (201, "0")
    assert tus.client.get(f"/api/v1/assets/{empty.headers['upload-asset']}").json()["size"] == 0


def test_offsets_that_are_not_where_it_is(tus: Tus) -> None:
    location = tus.begin(10)
    tus.patch(location, 0, b"123")
    for offset in (0, 2, 4):
        answer = tus.patch(location, offset, b"x")
        assert (answer.status_code, answer.json()["code"], answer.headers["upload-offset"]) == (409, "wrong_offset", "3")
    assert tus.offset(location) == 3


def test_more_than_was_announced(tus: Tus) -> None:
    location = tus.begin(3)
    assert tus.patch(location, 0, b"1234").status_code == 413
    assert tus.offset(location) == 0
    assert tus.patch(location, 0, b"123").status_code == 204


def test_headers_that_are_wrong(tus: Tus, client: TestClient) -> None:
    location = tus.begin(3)
    for answer in (client.post(URL), client.patch(location), client.head(location), client.delete(location)):
        assert (answer.status_code, answer.headers["tus-version"]) == (412, "1.0.0")
    assert tus.patch(location, 0, b"1", Content_Type="text/plain").status_code == 415
    for size in ("-1", "x", "", "9" * 30, "\u0661"):
        assert tus.create(1, headers={"Upload-Length": size.encode()}).status_code == 422  # type: ignore[dict-item]
    for headers in (
        {"Upload-Metadata": "filename ?"},
        {"Upload-Metadata": "sha256 " + base64.b64encode(b"00").decode()},
        {"Upload-Metadata": "a " + "A" * 20_000},
    ):
        assert tus.create(1, headers=headers).status_code == 422
    assert tus.patch(location, 0, b"1", Upload_Checksum="md5 x").status_code == 422
    assert tus.create(1, library_id="x").status_code == 422
    assert tus.create(1, library_id=str(uuid.uuid4())).status_code == 404


def test_checksums_of_a_piece(each_storage: ObjectStorage, tus: Tus) -> None:
    location = tus.begin(len(DATA))
    right = f"sha1 {base64.b64encode(hashlib.sha1(DATA[:99]).digest()).decode()}"
    wrong = tus.patch(location, 0, DATA[:98], Upload_Checksum=right)
    assert (wrong.status_code, wrong.json()["code"]) == (460, "checksum_mismatch")
    assert tus.offset(location) == 0
    assert tus.patch(location, 0, DATA[:99], Upload_Checksum=right).status_code == 204
    last = f"sha256 {base64.b64encode(hashlib.sha256(DATA[99:]).digest()).decode()}"
    assert tus.patch(location, 99, DATA[99:], Upload_Checksum=last).headers["upload-asset"]


def test_a_whole_that_is_not_what_was_announced_leaves_nothing(each_storage: ObjectStorage, tus: Tus, object_rows: ObjectRows) -> None:
    location = tus.begin(3, sha256=hashlib.sha256(b"abc").hexdigest())
    answer = tus.patch(location, 0, b"abd")
    assert (answer.status_code, answer.json()["code"]) == (460, "checksum_mismatch")
    assert tus.head(location).status_code == 404
    assert [row.state for row in object_rows()] == ["deleting"]
    with transaction() as session:
        assert session.scalar(select(func.count()).select_from(Asset)) == 0


def test_known_bytes_need_not_be_sent(tus: Tus, upload: SendUpload, client: TestClient) -> None:
    asset = upload(DATA).json()["asset"]
    client.delete(f"/api/v1/assets/{asset['id']}")
    answer = tus.create(len(DATA), sha256=hashlib.sha256(DATA).hexdigest())
    assert (answer.headers["upload-offset"], answer.headers["upload-asset"]) == (str(len(DATA)), asset["id"])
    assert answer.headers["upload-duplicate"] == "true"
    assert client.get(f"/api/v1/assets/{asset['id']}").status_code == 200, "out of the trash"
    careless = tus.patch(answer.headers["location"], 0, DATA[:10])
    assert (careless.status_code, careless.headers["upload-offset"]) == (204, str(len(DATA)))


def test_known_bytes_of_others_are_unknown(
    tus: Tus, app: object, make_user: MakeUser, tus_of: Callable[[TestClient], Tus], client: TestClient
) -> None:
    other = make_user()
    theirs = TestClient(client.app, headers={"Authorization": f"Bearer {other.api_key}"})
    tus_of(theirs).create(len(DATA), body=DATA)
    answer = tus.create(len(DATA), sha256=hashlib.sha256(DATA).hexdigest())
    assert (answer.headers["upload-offset"], "upload-asset" in answer.headers) == ("0", False)


def test_bytes_that_turn_out_to_be_known(each_storage: ObjectStorage, tus: Tus, upload: SendUpload, object_rows: ObjectRows) -> None:
    asset = upload(DATA).json()["asset"]
    answer = tus.create(len(DATA), body=DATA)
    assert (answer.headers["upload-asset"], answer.headers["upload-duplicate"]) == (asset["id"], "true")
    assert [row.state for row in object_rows()] == ["stored"]


def test_giving_up(each_storage: ObjectStorage, tus: Tus, nothing_is_left: NothingIsLeft, client: TestClient) -> None:
    location = tus.begin(6 * MIB)
    tus.patch(location, 0, bytes(5 * MIB + 5))
    assert client.delete(location, headers=TUS).status_code == 204
    assert tus.head(location).status_code == 404
    assert client.delete(location, headers=TUS).status_code == 404
    assert nothing_is_left()


def test_forgetting_a_finished_one_keeps_the_file(tus: Tus, client: TestClient) -> None:
    answer = tus.create(len(DATA), body=DATA)
    assert client.delete(answer.headers["location"], headers=TUS).status_code == 204
    assert client.get(f"/api/v1/assets/{answer.headers['upload-asset']}/original").content == DATA


def test_one_writer_at_a_time(tus: Tus, client: TestClient) -> None:
    location = tus.begin(10)
    change(writer=uuid.uuid4(), writer_until=func.clock_timestamp() + timedelta(seconds=20))
    answer = tus.patch(location, 0, b"123")
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (423, "upload_locked", "2")
    assert client.delete(location, headers=TUS).status_code == 423
    change(writer_until=func.clock_timestamp() - timedelta(seconds=1))
    assert tus.patch(location, 0, b"123").status_code == 204, "it died"


def test_nobody_goes_on_with_anothers_upload(
    tus: Tus, client: TestClient, make_user: MakeUser, tus_of: Callable[[TestClient], Tus]
) -> None:
    location = tus.begin(10)
    stranger = tus_of(TestClient(client.app, headers={"Authorization": f"Bearer {make_user().api_key}"}))
    assert stranger.head(location).status_code == 404
    assert stranger.patch(location, 0, b"1").status_code == 404
    assert stranger.client.delete(location, headers=TUS).status_code == 404
    assert stranger.client.get(URL).json()["items"] == []
    (mine,) = client.get(URL).json()["items"]
    assert (mine["url"], mine["offset"], mine["size"]) == (location, 0, 10)


def test_limits(tus: Tus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOWERBIRD_UPLOAD_MAX_BYTES", "1000")
    monkeypatch.setenv("BOWERBIRD_UPLOAD_OPEN_PER_USER", "2")
    reset_settings()
    assert tus.create(1001).status_code == 413
    tus.begin(1000)
    tus.begin(1)
    full = tus.create(1)
    assert (full.status_code, full.json()["code"]) == (429, "too_many_uploads")
    monkeypatch.setenv("BOWERBIRD_UPLOAD_OPEN_PER_USER", "9")
    monkeypatch.setenv("BOWERBIRD_UPLOAD_MIN_FREE_BYTES", str(2**60))
    reset_settings()
    assert tus.create(1).status_code == 507


def test_a_full_disk_while_it_grows(tus: Tus, monkeypatch: pytest.MonkeyPatch) -> None:
    location = tus.begin(10)
    monkeypatch.setattr(get_storage(), "append", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
    assert tus.patch(location, 0, b"123").status_code == 507
    monkeypatch.undo()


def test_uploads_that_nobody_resumes_expire(tus: Tus, object_storage: ObjectStorage, nothing_is_left: NothingIsLeft) -> None:
    location = tus.begin(10)
    tus.patch(location, 0, b"123")
    with transaction() as session:
        session.execute(update(StoredObject).values(created_at=func.now() - 2 * UPLOAD_EXPIRES))
        assert purge_due(session, object_storage) == 0, "longer than an upload in one request, and still good"
    change(expires_at=func.clock_timestamp() - timedelta(seconds=1))
    assert tus.head(location).status_code == 404
    assert tus.patch(location, 3, b"4").status_code == 404
    for _ in range(2):
        with transaction() as session:
            purge_due(session, object_storage)
    assert nothing_is_left()


def test_an_upload_whose_last_request_was_cut_off_is_completed_when_it_is_looked_at(
    each_storage: ObjectStorage, tus: Tus, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bowerbird.intake.uploads import completion

    location = tus.begin(len(DATA))

    async def dies(*_: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(completion, "complete", dies)
        assert tus.patch(location, 0, DATA).status_code == 500
    head = tus.head(location)
    assert head.headers["upload-offset"] == str(len(DATA))
    assert tus.client.get(f"/api/v1/assets/{head.headers['upload-asset']}/original").content == DATA


def test_killed_between_the_last_rename_and_the_commit(each_storage: ObjectStorage, tus: Tus, monkeypatch: pytest.MonkeyPatch) -> None:
    from bowerbird.intake import service as intake

    location = tus.begin(len(DATA))

    def dies(*_: object, **__: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(intake, "finish", dies)
        assert tus.patch(location, 0, DATA).status_code == 500
    assert tus.head(location).headers["upload-asset"]


def test_bytes_that_the_storage_lost(tus: Tus, object_rows: ObjectRows, object_storage: ObjectStorage) -> None:
    location = tus.begin(10)
    tus.patch(location, 0, b"123")
    (row,) = object_rows()
    object_storage.delete(row.key)
    answer = tus.patch(location, 3, b"456")
    assert (answer.status_code, answer.json()["code"]) == (410, "upload_gone")
    assert tus.head(location).status_code == 404, "so that clients begin anew"


def test_a_browser_needs_its_token(browser: TestClient, object_storage: ObjectStorage) -> None:
    headers = {**TUS, "Upload-Length": "1"}
    assert browser.post(URL, headers=headers).status_code == 201
    assert browser.post(URL, headers={**headers, "X-CSRF-Token": "x"}).status_code == 403


def test_every_answer_names_the_version(client: TestClient, tus: Tus) -> None:
    gone = f"{URL}/{uuid.uuid4()}"
    answers = [client.options(URL), tus.create(3), tus.head(tus.begin(3)), tus.head(gone), tus.patch(gone, 0, b"x"), client.post(URL)]
    assert [answer.headers.get("tus-resumable") for answer in answers] == ["1.0.0"] * len(answers)
    assert "tus-resumable" not in client.get("/api/v1/assets").headers


def test_where_only_post_comes_through(tus: Tus) -> None:
    location = tus.begin(6)
    sent = {**TUS, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream", "X-HTTP-Method-Override": "PATCH"}
    assert tus.client.post(location, headers=sent, content=b"abc").headers["upload-offset"] == "3"
    assert tus.client.post(location, headers={**TUS, "X-HTTP-Method-Override": "GET"}).status_code == 405
    assert tus.client.post(location, headers={**TUS, "X-HTTP-Method-Override": "DELETE"}).status_code == 204
    assert tus.head(location).status_code == 404


def test_an_override_needs_what_the_other_method_needs(browser: TestClient, tus_of: Callable[[TestClient], Tus]) -> None:
    location = tus_of(browser).begin(6)
    del browser.headers["x-csrf-token"]
    refused = browser.post(location, headers={**TUS, "X-HTTP-Method-Override": "DELETE"})
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf")
