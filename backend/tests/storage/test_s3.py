from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from minio.error import S3Error
from pydantic import SecretStr

from bowerbird.settings import MIB
from bowerbird.storage import S3Storage
from tests.fixtures_s3 import S3Server
from tests.storage.test_contract import new_key, write


def test_the_bucket_is_made_once(new_bucket: Callable[[], S3Storage]) -> None:
    storage = new_bucket()
    assert not storage._client.bucket_exists(storage._bucket)
    storage.check()
    storage.check()
    assert storage._client.bucket_exists(storage._bucket)


def test_parts_have_the_set_size(new_bucket: Callable[[], S3Storage], monkeypatch: pytest.MonkeyPatch) -> None:
    storage = new_bucket()
    parts: list[int] = []
    upload_part = storage._client._upload_part

    def seen(bucket: str, key: str, data: bytes, headers: None, upload: str, number: int) -> str:  # noqa: PLR0917  the SDK calls it so
        parts.append(len(data))
        return upload_part(bucket, key, data, headers, upload, number)

    monkeypatch.setattr(storage._client, "_upload_part", seen)
    write(storage, new_key(), bytes(12 * MIB))
    assert parts == [5 * MIB, 5 * MIB, 2 * MIB]


def test_delete_removes_what_a_killed_writer_left(new_bucket: Callable[[], S3Storage]) -> None:
    storage = new_bucket()
    storage.check()
    key, other = new_key(), new_key()
    for name in (key, other):
        upload = storage._client._create_multipart_upload(storage._bucket, name, {})
        storage._client._upload_part(storage._bucket, name, bytes(5 * MIB), None, upload, 1)
    storage.delete(key)
    assert storage.unfinished_uploads(key) == []
    assert len(storage.unfinished_uploads(other)) == 1


def test_local_copy_leaves_no_scratch(new_bucket: Callable[[], S3Storage]) -> None:
    storage = new_bucket()
    key = new_key()
    write(storage, key, b"x")
    with storage.local_copy(key) as path:
        assert path.is_file()
    assert list(storage._scratch.iterdir()) == []


def test_a_wrong_key_is_told(s3_server: S3Server, tmp_path: Path) -> None:
    settings = s3_server.settings("test-denied").model_copy(update={"s3_secret_key": SecretStr("wrong" * 8)})
    with pytest.raises(S3Error):
        S3Storage(settings, part_bytes=5 * MIB, scratch=tmp_path).check()


def test_a_signed_path_gives_the_object_for_its_time(new_bucket: Callable[[], S3Storage], s3_server: S3Server) -> None:
    storage = new_bucket()
    key = new_key()
    write(storage, key, b"blue things")
    path = storage.signed_path(key, 60)
    assert path is not None
    ranged = httpx.get(f"http://{s3_server.endpoint}{path}", headers={"Range": "bytes=5-"})
    assert ranged.content == b"things", ranged.text
    assert ranged.headers["content-range"] == "bytes 5-10/11"
    assert httpx.get(f"http://{s3_server.endpoint}{path.partition('?')[0]}").is_error
    assert httpx.get(f"http://{s3_server.endpoint}{path}0").is_error
