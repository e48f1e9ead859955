"""How much memory the web service takes for one large upload, and how fast it is.

    python -m benchmarks.upload_memory [--mib 2048]

Starts a web service of its own on the database of BOWERBIRD_DB_URL (migrated), with its objects in a temporary directory, sends a generated file, and reads
the service's greatest resident memory from the kernel (Linux).
"""

import argparse
import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.peak_memory import peak, reset_peak
from benchmarks.web_service import Running, web_service
from bowerbird.accounts import service as accounts
from bowerbird.accounts.service import Client
from bowerbird.db.session import transaction
from bowerbird.ops.client import Address, ApiClient, Body
from bowerbird.settings import MIB

BOUNDARY = "benchmark"


@dataclass(frozen=True, slots=True)
class Measured:
    file_bytes: int
    rss_before: int
    rss_peak: int
    seconds: float

    @property
    def growth(self) -> int:
        return self.rss_peak - self.rss_before


def own_service(home: Path) -> AbstractContextManager[Running]:
    """With its objects in `home`."""
    return web_service(home, BOWERBIRD_STORAGE_ROOT=str(home / "objects"), BOWERBIRD_UPLOAD_MIN_FREE_BYTES="0")


def measure(running: Running, api_key: str, size: int) -> Measured:
    """Upload a small file first, so that what is loaded once does not count, and then one of `size` bytes."""
    with ApiClient(lambda: Address(running.url, api_key)) as client:
        client.post("/assets", body=generated(MIB))
        before = reset_peak(running.pid)
        started = time.monotonic()
        answer = client.post("/assets", body=generated(size))
        seconds = time.monotonic() - started
    if answer["asset"]["size"] != size:
        raise RuntimeError(f"stored {answer['asset']['size']} bytes of {size}")
    return Measured(size, before, peak(running.pid), seconds)


def generated(size: int) -> Body:
    """A file of `size` bytes that never exists as a whole. Never the same twice."""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{size}.bin"\r\n\r\n'.encode()
    tail = f"\r\n--{BOUNDARY}--\r\n".encode()
    block = os.urandom(MIB)

    def pieces() -> Iterator[bytes]:
        yield head
        for at in range(0, size, MIB):
            yield block[: size - at]
        yield tail

    return Body(pieces, len(head) + size + len(tail), f"multipart/form-data; boundary={BOUNDARY}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mib", type=int, default=2048)
    size = parser.parse_args().mib * MIB
    with transaction() as session:
        _, key = accounts.create_api_key(session, accounts.ensure_owner(session).id, "benchmark", Client())
    with tempfile.TemporaryDirectory() as home, own_service(Path(home)) as running:
        measured = measure(running, key, size)
    print(
        json.dumps(
            {**asdict(measured), "growth_mib": round(measured.growth / MIB, 1), "mib_a_second": round(size / MIB / measured.seconds)}
        )
    )


if __name__ == "__main__":
    main()
