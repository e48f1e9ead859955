"""A real S3 server over HTTP: `rclone serve s3`, or the one that `BOWERBIRD_TEST_S3` names.

That is http://ACCESS_KEY:SECRET_KEY@HOST:PORT, percent-encoded. Buckets are made in it and left.
"""

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx
import pytest
from pydantic import SecretStr

from bowerbird.settings import StorageSettings


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
    given = urlsplit(os.environ.get("BOWERBIRD_TEST_S3", ""))
    if given.username and given.password:
        yield S3Server(given.netloc.rpartition("@")[2], unquote(given.username), unquote(given.password))
        return
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
