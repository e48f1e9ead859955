"""Both storages for the tests of the contract."""

import secrets
from collections.abc import Callable
from pathlib import Path

import pytest

from bowerbird.settings import MIB
from bowerbird.storage import FilesystemStorage, ObjectStorage, S3Storage
from tests.fixtures_s3 import S3Server

PART_BYTES = 5 * MIB


@pytest.fixture
def new_bucket(s3_server: S3Server, tmp_path: Path) -> Callable[[], S3Storage]:
    def make() -> S3Storage:
        return S3Storage(s3_server.settings(f"test-{secrets.token_hex(6)}"), part_bytes=PART_BYTES, scratch=tmp_path / "scratch")

    return make


@pytest.fixture(params=["filesystem", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStorage:
    if request.param == "filesystem":
        return FilesystemStorage(tmp_path / "objects")
    make: Callable[[], S3Storage] = request.getfixturevalue("new_bucket")
    return make()


@pytest.fixture
def leftovers() -> Callable[[ObjectStorage, str], list[str]]:
    """Everything in the storage that a failed write of this key could have left: files, objects, unfinished multipart uploads."""

    def look(storage: ObjectStorage, key: str) -> list[str]:
        if isinstance(storage, FilesystemStorage):
            return [str(path) for path in storage._root.rglob("*") if path.is_file()]
        assert isinstance(storage, S3Storage)
        return [
            str(found.object_name) for found in storage._client.list_objects(storage._bucket, recursive=True)
        ] + storage.unfinished_uploads(key)

    return look
