"""What object storage must do. Two implementations, `filesystem` and `s3`, pass the same tests.

Objects are immutable: a key is written once. Keys are `{library_id}/{asset_id}/{uuid}`; a file's name never appears in one.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

AppendState = dict[str, Any]
"""What a storage has to remember of an object that is still growing; JSON. Empty at the beginning, and for the caller to keep, not to read."""


@dataclass(frozen=True, slots=True)
class Written:
    size: int
    sha256: bytes


class ObjectMissingError(Exception):
    """No object has this key."""


class StorageError(Exception):
    """The storage does not answer, or refuses. (A file system raises OSError instead.)"""


class ObjectStorage(Protocol):
    async def write_stream(self, key: str, chunks: AsyncIterator[bytes], *, mime_type: str) -> Written:
        """Store a stream of any length in parts, hashing on the way; memory is bounded by the part size. Nothing is visible until the whole is durable;
        an exception (also from `chunks`) leaves nothing behind."""
        ...

    def write_bytes(self, key: str, data: bytes, *, mime_type: str) -> Written: ...

    def append_room(self, state: AppendState, offset: int) -> int:
        """The most bytes that the next `append` may carry. Carrying so many each time is what costs least."""
        ...

    def append(self, key: str, state: AppendState, offset: int, data: bytes) -> AppendState:
        """Add `data` to an object that is not to be seen yet and holds `offset` bytes, durably. Returns the state to go on from.

        Nothing is changed that the given state needs: whoever was killed before keeping the new state goes on from the old one, with the same bytes again.
        Raises ObjectMissingError if the bytes before `offset` are not there any more. One at a time for each key.
        """
        ...

    def finish_append(self, key: str, state: AppendState, size: int) -> None:
        """Make the object of `size` bytes visible. Doing it again changes nothing. Raises ObjectMissingError as `append` does."""
        ...

    def read_range(self, key: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        """Chunks of at most 1 MiB. Raises ObjectMissingError before the first chunk."""
        ...

    def size(self, key: str) -> int: ...

    def signed_path(self, key: str, seconds: int) -> str | None:
        """Path and query at which the storage's own server gives the object to anybody for so long; None where there is no such server."""
        ...

    def local_copy(self, key: str) -> AbstractContextManager[Path]:
        """A path to read the object at while the context lasts: the object itself on a file system, else a temporary copy in the scratch directory."""
        ...

    def delete(self, key: str) -> None:
        """With all that an unfinished write or append of this key has left. Deleting what is not there is no error."""
        ...

    def free_bytes(self) -> int | None:
        """Space left for objects, where the storage can tell."""
        ...

    def check(self) -> None:
        """Raises an exception that says what is wrong, for the health check; creates the bucket or directory where missing."""
        ...
