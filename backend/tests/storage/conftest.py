"""A real S3 server over HTTP (`rclone serve s3`), and both storages for the tests of the contract."""

import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from bowerbird.settings import MIB, StorageSettings
from bowerbird.storage import FilesystemStorage, ObjectStorage, S3Storage

PART_BYTES = 5 * MIB


@dataclass(frozen=True)
class S3Server:
    endpoint: str
    access_key: str
    secret_key: str

    def settings(self, bucket: str) -> StorageSettings:
        return StorageSettings(
            backend="s3",
            s3_endpoint=self.endpoint,
            s3_bucket=bucket,
            s3_access_key=SecretStr(self.access_key),
            s3_secret_key=SecretStr(self.secret_key),
        )


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    directory = tmp_path_factory.mktemp("s3")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = S3Server(f"127.0.0.1:{port}", secrets.token_hex(8), secrets.token_hex(16))
    log = (directory / "log").open("wb")
    process = subprocess.Popen(
        [
            str(Path(sys.executable).parent / "rclone"),
            *("serve", "s3", str(directory / "served"), "--addr", server.endpoint, "--config", str(directory / "rclone.conf")),
        ],
        env={"HOME": str(directory), "RCLONE_AUTH_KEY": f'"{server.access_key},{server.secret_key}"'},
        stdout=log,
        stderr=log,
    )
    (directory / "served").mkdir()
    deadline = time.monotonic() + 30
    while True:
        try:
            httpx.get(f"http://{server.endpoint}/", timeout=1)
            break
        except httpx.TransportError:
            assert process.poll() is None, (directory / "log").read_text()
            assert time.monotonic() < deadline, (directory / "log").read_text()
            time.sleep(0.05)
    yield server
    process.terminate()
    process.wait(10)
    log.close()


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
