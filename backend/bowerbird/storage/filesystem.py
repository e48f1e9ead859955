"""Objects as files below one directory.

A write goes to `.incoming/`, is flushed to the disk, and is renamed to its place; the directories are flushed as well, so that an object which has been
reported as written survives a power cut. What is appended to grows there in the same way. A process that dies half-way leaves one file in `.incoming/` whose name
is derived from the key: `delete(key)` removes it too.
"""

import errno
import hashlib
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from io import FileIO
from pathlib import Path
from typing import BinaryIO

import anyio
import anyio.to_thread

from bowerbird.storage.contract import AppendState, ObjectMissingError, Written
from bowerbird.storage.keys import checked
from bowerbird.storage.ownership import hand_over, make_directory

BLOCK_BYTES = 1024 * 1024
APPEND_BYTES = 8 * BLOCK_BYTES
_INCOMING = ".incoming"


class FilesystemStorage:
    def __init__(self, root: Path) -> None:
        self._root = root
        self._threads = anyio.CapacityLimiter(16)
        """Disk writes have threads of their own: a slow disk must not take those that the requests need."""

    async def write_stream(self, key: str, chunks: AsyncIterator[bytes], *, mime_type: str) -> Written:
        del mime_type  # the row in `objects` has it; a file has no place for it
        in_thread = partial(anyio.to_thread.run_sync, limiter=self._threads)
        part = self._part(key)
        hasher = hashlib.sha256()
        size = 0
        file: BinaryIO = await in_thread(self._create, part)

        def append(block: bytes) -> None:
            hasher.update(block)
            file.write(block)

        try:
            async for block in _blocks(chunks):
                await in_thread(append, block)
                size += len(block)
            await in_thread(self._publish, file, part, self._path(key))
        except BaseException:
            with anyio.CancelScope(shield=True):
                await in_thread(_discard, file, part)
            raise
        return Written(size, hasher.digest())

    def write_bytes(self, key: str, data: bytes, *, mime_type: str) -> Written:
        del mime_type
        part = self._part(key)
        file = self._create(part)
        try:
            file.write(data)
            self._publish(file, part, self._path(key))
        except BaseException:
            _discard(file, part)
            raise
        return Written(len(data), hashlib.sha256(data).digest())

    def append_room(self, state: AppendState, offset: int) -> int:
        return APPEND_BYTES

    def append(self, key: str, state: AppendState, offset: int, data: bytes) -> AppendState:
        """What lies beyond `offset` was written by somebody who did not live to say so, and is cut off."""
        part = self._part(key)
        if offset == 0:
            file = self._create(part)
        else:
            try:
                file = part.open("r+b", buffering=0)
            except FileNotFoundError as error:
                raise ObjectMissingError(key) from error
        with file:
            if file.seek(0, os.SEEK_END) < offset:
                raise ObjectMissingError(key)
            file.truncate(offset)
            file.seek(offset)
            _write_all(file, data)
            file.flush()
            os.fsync(file.fileno())
        if offset == 0:
            _flush(part.parent)
        return state

    def finish_append(self, key: str, state: AppendState, size: int) -> None:
        part, path = self._part(key), self._path(key)
        if size == 0:
            self._create(part).close()
        try:
            file = part.open("r+b")
        except FileNotFoundError as error:
            if path.is_file() and path.stat().st_size == size:
                return
            raise ObjectMissingError(key) from error
        if file.seek(0, os.SEEK_END) < size:
            file.close()
            raise ObjectMissingError(key)
        file.truncate(size)
        self._publish(file, part, path)

    def read_range(self, key: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        try:
            file = self._path(key).open("rb", buffering=0)
        except FileNotFoundError as error:
            raise ObjectMissingError(key) from error
        with file:
            file.seek(start)
            left = length
            while left is None or left > 0:
                block = file.read(BLOCK_BYTES if left is None else min(BLOCK_BYTES, left))
                if not block:
                    return
                if left is not None:
                    left -= len(block)
                yield block

    def size(self, key: str) -> int:
        try:
            return self._path(key).stat().st_size
        except FileNotFoundError as error:
            raise ObjectMissingError(key) from error

    def signed_path(self, key: str, seconds: int) -> str | None:
        return None

    @contextmanager
    def local_copy(self, key: str) -> Iterator[Path]:
        path = self._path(key)
        if not path.is_file():
            raise ObjectMissingError(key)
        yield path

    def delete(self, key: str) -> None:
        path = self._path(key)
        self._part(key).unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        for directory in (path.parent, path.parent.parent):
            try:
                directory.rmdir()
            except OSError as error:  # still in use by other objects, or never there
                if error.errno not in {errno.ENOTEMPTY, errno.EEXIST, errno.ENOENT}:
                    raise

    def free_bytes(self) -> int | None:
        self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
        return shutil.disk_usage(self._root).free

    def check(self) -> None:
        probe = self._root / _INCOMING / f"check-{os.getpid()}"
        try:
            self._create(probe).close()
        finally:
            probe.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._root / checked(key)

    def _part(self, key: str) -> Path:
        return self._root / _INCOMING / checked(key).replace("/", "_")

    @staticmethod
    def _create(part: Path) -> BinaryIO:
        make_directory(part.parent)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        hand_over(part)
        return os.fdopen(descriptor, "wb")

    def _publish(self, file: BinaryIO, part: Path, path: Path) -> None:
        file.flush()
        os.fsync(file.fileno())
        file.close()
        while True:
            make_directory(path.parent)
            try:
                part.rename(path)
                break
            except (
                FileNotFoundError
            ):  # a delete removed the empty directory in between; if the part itself is gone, this raises at the next line
                part.stat()
        for directory in (path.parent, path.parent.parent, self._root):
            _flush(directory)


def _write_all(file: BinaryIO | FileIO, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) or 0 :]


async def _blocks(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Joins what the network delivers (some 64 KiB at a time) into blocks worth a trip to a thread."""
    held: list[bytes] = []
    size = 0
    async for chunk in chunks:
        held.append(chunk)
        size += len(chunk)
        if size >= BLOCK_BYTES:
            yield b"".join(held)
            held.clear()
            size = 0
    if held:
        yield b"".join(held)


def _flush(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _discard(file: BinaryIO, part: Path) -> None:
    with suppress(OSError):  # a full disk may complain again
        file.close()
    part.unlink(missing_ok=True)
