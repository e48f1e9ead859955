"""What both storages promise; see storage/contract.py."""

import hashlib
import uuid
from collections.abc import AsyncIterator, Callable

import anyio
import pytest

from bowerbird.settings import MIB
from bowerbird.storage import ObjectMissingError, ObjectStorage

BLOCK = bytes(range(256)) * 257


def new_key() -> str:
    return f"{uuid.uuid4()}/{uuid.uuid4()}/{uuid.uuid4()}"


async def stream_of(data: bytes, chunk: int = 65_536) -> AsyncIterator[bytes]:
    for start in range(0, len(data), chunk):
        yield data[start : start + chunk]


def write(storage: ObjectStorage, key: str, data: bytes, chunk: int = 65_536) -> None:
    async def run() -> None:
        written = await storage.write_stream(key, stream_of(data, chunk), mime_type="application/octet-stream")
        assert written.size == len(data)
        assert written.sha256 == hashlib.sha256(data).digest()

    anyio.run(run)


def read(storage: ObjectStorage, key: str, start: int = 0, length: int | None = None) -> bytes:
    return b"".join(storage.read_range(key, start, length))


@pytest.mark.parametrize("size", [0, 1, 5 * MIB - 1, 5 * MIB, 5 * MIB + 1, 12 * MIB + 7])
def test_a_stream_comes_back_whole(storage: ObjectStorage, size: int) -> None:
    data = (BLOCK * (size // len(BLOCK) + 1))[:size]
    key = new_key()
    write(storage, key, data)
    assert storage.size(key) == size
    assert read(storage, key) == data


@pytest.mark.parametrize("chunk", [1, 3_000_000, 11 * MIB])
def test_chunks_of_any_length(storage: ObjectStorage, chunk: int) -> None:
    data = (BLOCK * 180)[: 11 * MIB] if chunk > 1 else BLOCK[:500]
    key = new_key()
    write(storage, key, data, chunk)
    assert read(storage, key) == data


def test_bytes_come_back_whole(storage: ObjectStorage) -> None:
    key = new_key()
    written = storage.write_bytes(key, BLOCK, mime_type="image/webp")
    assert (written.size, written.sha256) == (len(BLOCK), hashlib.sha256(BLOCK).digest())
    assert read(storage, key) == BLOCK


@pytest.mark.parametrize(
    ("start", "length"), [(0, 1), (0, None), (7, 100), (len(BLOCK) - 1, None), (10, 10**9), (0, 0), (len(BLOCK), None), (len(BLOCK) + 5, 3)]
)
def test_ranges(storage: ObjectStorage, start: int, length: int | None) -> None:
    key = new_key()
    storage.write_bytes(key, BLOCK, mime_type="application/octet-stream")
    assert read(storage, key, start, length) == BLOCK[start:][:length]


def test_blocks_are_at_most_a_mebibyte(storage: ObjectStorage) -> None:
    key = new_key()
    write(storage, key, bytes(3 * MIB))
    assert max(map(len, storage.read_range(key))) <= MIB


def test_a_reader_may_leave_early(storage: ObjectStorage) -> None:
    key = new_key()
    write(storage, key, bytes(3 * MIB))
    blocks = storage.read_range(key)
    next(blocks)
    blocks.close()  # type: ignore[attr-defined]
    assert storage.size(key) == 3 * MIB


def test_what_is_missing_says_so(storage: ObjectStorage) -> None:
    storage.check()
    key = new_key()
    with pytest.raises(ObjectMissingError):
        next(iter(storage.read_range(key)))
    with pytest.raises(ObjectMissingError):
        storage.size(key)
    with pytest.raises(ObjectMissingError), storage.local_copy(key):
        pass


def test_delete_is_idempotent(storage: ObjectStorage) -> None:
    key = new_key()
    storage.write_bytes(key, b"x", mime_type="text/plain")
    storage.delete(key)
    storage.delete(key)
    with pytest.raises(ObjectMissingError):
        storage.size(key)


def test_deleting_one_object_leaves_its_neighbours(storage: ObjectStorage) -> None:
    first = new_key()
    second = f"{first.rsplit('/', 1)[0]}/{uuid.uuid4()}"
    storage.write_bytes(first, b"1", mime_type="text/plain")
    storage.write_bytes(second, b"2", mime_type="text/plain")
    storage.delete(first)
    assert read(storage, second) == b"2"


def test_local_copy_is_a_readable_path(storage: ObjectStorage) -> None:
    key = new_key()
    storage.write_bytes(key, BLOCK, mime_type="text/plain")
    with storage.local_copy(key) as path:
        assert path.read_bytes() == BLOCK
    assert read(storage, key) == BLOCK


class BrokenOffError(Exception):
    pass


@pytest.mark.parametrize("sent", [0, 1000, 11 * MIB])
def test_a_stream_that_breaks_leaves_nothing(
    storage: ObjectStorage, sent: int, leftovers: Callable[[ObjectStorage, str], list[str]]
) -> None:
    async def broken() -> AsyncIterator[bytes]:
        async for chunk in stream_of(bytes(sent)):
            yield chunk
        raise BrokenOffError

    key = new_key()

    async def run() -> None:
        with pytest.raises(BrokenOffError):
            await storage.write_stream(key, broken(), mime_type="text/plain")

    anyio.run(run)
    with pytest.raises(ObjectMissingError):
        storage.size(key)
    assert leftovers(storage, key) == []


def test_a_cancelled_stream_leaves_nothing(storage: ObjectStorage, leftovers: Callable[[ObjectStorage, str], list[str]]) -> None:
    key = new_key()

    async def run() -> None:
        begun = anyio.Event()

        async def endless() -> AsyncIterator[bytes]:
            async for chunk in stream_of(bytes(6 * MIB)):
                yield chunk
            begun.set()
            await anyio.sleep_forever()

        async with anyio.create_task_group() as group:

            async def upload() -> None:
                await storage.write_stream(key, endless(), mime_type="text/plain")

            group.start_soon(upload)
            await begun.wait()
            group.cancel_scope.cancel()

    anyio.run(run)
    with pytest.raises(ObjectMissingError):
        storage.size(key)
    assert leftovers(storage, key) == []


def test_nothing_is_visible_before_the_end(storage: ObjectStorage) -> None:
    key = new_key()
    seen: list[bool] = []

    async def peeking() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield bytes(6 * MIB)
            try:
                await anyio.to_thread.run_sync(storage.size, key)
                seen.append(True)
            except ObjectMissingError:
                seen.append(False)

    async def run() -> None:
        await storage.write_stream(key, peeking(), mime_type="text/plain")

    anyio.run(run)
    assert seen == [False] * 3
    assert storage.size(key) == 18 * MIB


@pytest.mark.parametrize(
    "key", ["", "a", "a/b", "../../etc", "a/b/../c", "a/b/c/d", "/a/b/c", "a/b/.incoming", "a/b/c\n", "a//c", "A/b/c", "a/b/ü"]
)
def test_only_plain_keys_reach_the_storage(storage: ObjectStorage, key: str) -> None:
    with pytest.raises(ValueError, match="not an object key"):
        storage.write_bytes(key, b"x", mime_type="text/plain")
    with pytest.raises(ValueError, match="not an object key"):
        storage.delete(key)
    with pytest.raises(ValueError, match="not an object key"):
        storage.size(key)


def test_many_streams_at_once(storage: ObjectStorage) -> None:
    keys = [new_key() for _ in range(6)]

    async def run() -> None:
        async with anyio.create_task_group() as group:
            for number, key in enumerate(keys):

                async def upload(key: str = key, number: int = number) -> None:
                    await storage.write_stream(key, stream_of(bytes([number]) * (6 * MIB)), mime_type="text/plain")

                group.start_soon(upload)

    anyio.run(run)
    for number, key in enumerate(keys):
        assert read(storage, key, 6 * MIB - 1) == bytes([number])
        assert storage.size(key) == 6 * MIB
