"""POST /assets/download: a selection as one ZIP archive."""

import io
import uuid
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, update
from starlette.testclient import TestClient

from bowerbird.db.session import transaction
from bowerbird.library import selection
from bowerbird.library.downloads import archive, router
from bowerbird.library.downloads.archive import Member
from bowerbird.library.purge import purge_due
from bowerbird.models import Download
from bowerbird.storage import ObjectStorage
from tests.fixtures_api import MakeUser
from tests.library.conftest import AddAsset

URL = "/api/v1/assets/download"
AddObject = Callable[..., str]


def prepare(client: TestClient, ids: list[uuid.UUID] | None = None, **more: Any) -> dict[str, Any]:
    answer = client.post(URL, json={**({"asset_ids": [str(each) for each in ids]} if ids is not None else {}), **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def open_zip(client: TestClient, url: str) -> zipfile.ZipFile:
    answer = client.get(url)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert int(answer.headers["content-length"]) == len(answer.content)
    found = zipfile.ZipFile(io.BytesIO(answer.content))
    assert found.testzip() is None
    return found


def test_an_archive_of_a_selection(client: TestClient, add_asset: AddAsset, add_object: AddObject) -> None:
    when = datetime(2020, 5, 17, 8, 30, 2, tzinfo=UTC)
    big = bytes(range(256)) * 10_000
    for name, path, data, time in (
        ("größe.txt", None, b"1", when),
        ("größe.txt", None, b"2", when + timedelta(days=1)),
        ("photo.jpg", "holiday/photo.jpg", big, datetime(1901, 1, 1, tzinfo=UTC)),
        ("../..\\evil:?.txt", "../up", b"4", when),
        ("empty", None, b"", when),
        ("not selected", None, b"6", when),
    ):
        add_object(add_asset(name, path=path, last_modified=time, kind="other" if name == "not selected" else "document"), data)
    prepared = prepare(client, filter={"kinds": ["document"]}, name="My / files")
    assert prepared["files"] == 5
    answer = client.get(prepared["url"])
    assert prepared["bytes"] == len(answer.content)
    assert "My%20_%20files.zip" in answer.headers["content-disposition"]
    found = open_zip(client, prepared["url"])
    names = found.namelist()
    assert {"größe.txt", "größe (2).txt", "holiday/photo.jpg", "empty"} < set(names)
    assert not any(name.startswith(("/", "..")) or "\\" in name or ":" in name or "/../" in name for name in names)
    assert (found.read("größe.txt"), found.read("größe (2).txt"), found.read("holiday/photo.jpg"), found.read("empty")) == (
        b"1",
        b"2",
        big,
        b"",
    )
    assert found.getinfo("größe.txt").date_time == (2020, 5, 17, 8, 30, 2)
    assert found.getinfo("holiday/photo.jpg").date_time[0] == 1980
    assert all(info.compress_type == zipfile.ZIP_STORED for info in found.infolist())


@pytest.mark.parametrize("limit", [10, 200, 1000, 2**31 - 1])
def test_its_length_is_known_before_also_where_64_bits_are_needed(
    object_storage: ObjectStorage, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", limit)
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 2 if limit == 1000 else 65_535)
    members = []
    for size in (0, 9, 10, 195, 201, 999, 5000):
        key = f"a/b/{uuid.uuid4()}"
        object_storage.write_bytes(key, bytes(size), mime_type="x/y")
        members.append(Member(f"größe {size}", key, size, datetime(2020, 1, 1, tzinfo=UTC)))
    data = b"".join(archive.stream(members, object_storage))
    assert archive.length_of(members) == len(data)
    if limit > 2**30:
        assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None


def test_thousands_of_one_name_take_no_time(client: TestClient) -> None:
    sources = [archive.Source("", "IMG.jpg", f"{number}", 1, datetime.now(UTC)) for number in range(4000)]
    assert len({member.path for member in archive.members_of(sources)}) == 4000


def test_what_went_into_the_trash_meanwhile_is_left_out(client: TestClient, add_asset: AddAsset, add_object: AddObject) -> None:
    kept, gone = add_asset("kept"), add_asset("gone")
    for asset_id in (kept, gone):
        add_object(asset_id, b"1")
    url = prepare(client, [kept, gone])["url"]
    client.delete(f"/api/v1/assets/{gone}")
    assert open_zip(client, url).namelist() == ["kept"]


def test_only_who_asked_gets_it_and_only_of_what_is_theirs(
    client: TestClient, add_asset: AddAsset, add_object: AddObject, make_user: MakeUser
) -> None:
    other = make_user()
    mine, theirs = add_asset("mine"), add_asset("theirs", library_id=other.library_id)
    for asset_id in (mine, theirs):
        add_object(asset_id, b"1")
    url = prepare(client, [mine, theirs])["url"]
    assert open_zip(client, url).namelist() == ["mine"]
    assert client.get(url, headers={"Authorization": f"Bearer {other.api_key}"}).status_code == 404
    nothing = client.post(URL, json={"asset_ids": [str(theirs)]})
    assert (nothing.status_code, nothing.json()["code"]) == (409, "nothing_to_download")


def test_too_much_at_once(client: TestClient, add_asset: AddAsset, add_object: AddObject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "MOST", 1)
    for name in "ab":
        add_object(add_asset(name), b"1")
    answer = client.post(URL, json={"filter": {}})
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_files")


def test_it_lasts_for_an_hour(client: TestClient, add_asset: AddAsset, add_object: AddObject, object_storage: ObjectStorage) -> None:
    asset_id = add_asset()
    add_object(asset_id, b"1")
    url = prepare(client, [asset_id])["url"]
    with transaction() as session:
        session.execute(update(Download).values(expires_at=func.clock_timestamp() - timedelta(seconds=1)))
    assert client.get(url).status_code == 404
    with transaction() as session:
        assert purge_due(session, object_storage) == 1


def test_turns_are_given_back(client: TestClient, add_asset: AddAsset, add_object: AddObject, object_storage: ObjectStorage) -> None:
    good, bad = add_asset("good"), add_asset("bad")
    add_object(good, b"1")
    object_storage.delete(add_object(bad, b"2"))
    whole, broken = prepare(client, [good])["url"], prepare(client, [bad])["url"]
    router._slots.cache_clear()
    for _ in range(router.AT_ONCE + 1):
        assert client.get(broken).status_code == 500
        open_zip(client, whole).close()
    turns = [object() for _ in range(router.AT_ONCE)]
    for turn in turns:
        router._slots().acquire_on_behalf_of_nowait(turn)
    refused = client.get(whole)
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "10")
    router._slots.cache_clear()
