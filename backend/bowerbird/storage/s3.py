"""Objects in a bucket of any S3-compatible server, through the MinIO SDK.

A stream goes up in parts of `part_bytes`; S3 shows nothing before the last step of a multipart upload, and a failed one is aborted. A process that dies
half-way leaves an unfinished upload under its key: `delete(key)` aborts it.

An object that is appended to is a multipart upload that lasts longer. S3 takes no part below 5 MiB but the last, so what is too short for a part waits as an
object of its own, `{key}-t0` or `{key}-t1` by turns: the one that the caller's state names stays until the caller has kept a newer state.
"""

import hashlib
import io
import re
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO, cast
from urllib.parse import urlsplit

import anyio
import anyio.from_thread
import anyio.to_thread
import urllib3
from minio import Minio
from minio.datatypes import ListMultipartUploadsResult, Part
from minio.error import InvalidResponseError, MinioException, S3Error

from bowerbird.settings import StorageSettings
from bowerbird.storage.contract import AppendState, ObjectMissingError, StorageError, Written
from bowerbird.storage.keys import checked
from bowerbird.storage.scratch import room

BLOCK_BYTES = 1024 * 1024
_MISSING = frozenset({"NoSuchKey", "NoSuchBucket", "NoSuchObject", "NoSuchUpload", "NotFound"})
_REFUSALS = (S3Error, InvalidResponseError)


class S3Storage:
    """`writers` bounds the threads that streams may hold at once, each with up to three parts in memory."""

    def __init__(self, settings: StorageSettings, *, part_bytes: int, scratch: Path, writers: int = 16) -> None:
        self._bucket = settings.s3_bucket
        self._region = settings.s3_region
        self._part_bytes = part_bytes
        self._scratch = scratch
        self._threads = anyio.CapacityLimiter(writers)
        self._bucket_lock = threading.Lock()
        self._bucket_made = False
        self._client = Minio(
            settings.s3_endpoint,
            access_key=settings.s3_access_key.get_secret_value(),
            secret_key=settings.s3_secret_key.get_secret_value(),
            secure=settings.s3_secure,
            region=settings.s3_region,
            http_client=urllib3.PoolManager(
                maxsize=2 * writers,
                timeout=urllib3.Timeout(connect=5, read=60),
                retries=urllib3.Retry(total=3, backoff_factor=0.2, status_forcelist=(500, 502, 503, 504)),
            ),
        )

    async def write_stream(self, key: str, chunks: AsyncIterator[bytes], *, mime_type: str) -> Written:
        source = _Source(chunks)

        def put() -> None:
            with _answering():
                self._ready().put_object(
                    self._bucket,
                    checked(key),
                    cast("BinaryIO", source),
                    length=-1,
                    content_type=mime_type,
                    part_size=self._part_bytes,
                    num_parallel_uploads=1,
                )

        try:
            await anyio.to_thread.run_sync(put, limiter=self._threads)
        except Exception:
            if source.error is not None:
                raise source.error from None
            raise
        return source.written()

    def write_bytes(self, key: str, data: bytes, *, mime_type: str) -> Written:
        with _answering():
            self._ready().put_object(self._bucket, checked(key), io.BytesIO(data), length=len(data), content_type=mime_type)
        return Written(len(data), hashlib.sha256(data).digest())

    def append_room(self, state: AppendState, offset: int) -> int:
        part_bytes: int = state.get("part_bytes", self._part_bytes)
        return part_bytes - offset % part_bytes

    def append(self, key: str, state: AppendState, offset: int, data: bytes) -> AppendState:
        """Completes a part, or leaves a tail. Parts of one object are equally long, as some servers ask for."""
        part_bytes: int = state.get("part_bytes", self._part_bytes)
        if len(data) > part_bytes - offset % part_bytes:
            raise ValueError("more than a part")
        with _answering():
            data = self._tail(key, state, offset % part_bytes) + data
            following = {**state, "part_bytes": part_bytes}
            if len(data) < part_bytes:
                slot = 1 - state.get("slot", 1)
                self._ready().put_object(self._bucket, _tail_key(key, slot), io.BytesIO(data), length=len(data))
                return {**following, "slot": slot}
            upload_id = state.get("upload_id") or self._ready()._create_multipart_upload(self._bucket, checked(key), {})
            etags = state.get("etags", [])[: offset // part_bytes]
            with _missing(key):
                etag = self._client._upload_part(self._bucket, key, data, None, upload_id, len(etags) + 1)
            return {**following, "upload_id": upload_id, "etags": [*etags, etag]}

    def finish_append(self, key: str, state: AppendState, size: int) -> None:
        with _answering():
            try:
                self._complete(key, state, size)
            except ObjectMissingError:
                if self.size(key) != size:  # else it was finished before
                    raise
            self._remove_tails(key)

    def _complete(self, key: str, state: AppendState, size: int) -> None:
        part_bytes: int = state.get("part_bytes", self._part_bytes)
        tail = self._tail(key, state, size % part_bytes)
        upload_id, etags = state.get("upload_id"), state.get("etags", [])[: size // part_bytes]
        if not upload_id:
            self._ready().put_object(self._bucket, checked(key), io.BytesIO(tail), length=len(tail))
            return
        with _missing(key):
            if tail:
                etags = [*etags, self._ready()._upload_part(self._bucket, checked(key), tail, None, upload_id, len(etags) + 1)]
            parts = [Part(number, etag) for number, etag in enumerate(etags, 1)]
            self._ready()._complete_multipart_upload(self._bucket, checked(key), upload_id, parts)

    def _tail(self, key: str, state: AppendState, length: int) -> bytes:
        """The bytes behind the last full part. Raises ObjectMissingError unless they are there, all of them."""
        if length == 0:
            return b""
        tail = b"".join(self.read_range(_tail_key(key, state.get("slot", 0)), 0, length))
        if len(tail) != length:
            raise ObjectMissingError(key)
        return tail

    def _remove_tails(self, key: str) -> None:
        for slot in (0, 1):
            self._client.remove_object(self._bucket, _tail_key(key, slot))

    def read_range(self, key: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        if length == 0:  # the SDK would read this as "to the end"
            self.size(key)
            return
        try:
            with _missing(key):
                response = self._client.get_object(self._bucket, checked(key), offset=start, length=length or 0)
        except _REFUSALS as error:
            if _code(error) == "InvalidRange":  # from the end on there is nothing
                return
            raise
        try:
            yield from response.stream(BLOCK_BYTES)
        finally:
            response.close()
            response.release_conn()

    def size(self, key: str) -> int:
        with _missing(key):
            return cast("int", self._client.stat_object(self._bucket, checked(key)).size)

    def signed_path(self, key: str, seconds: int) -> str | None:
        """Made here, without asking the server; whether the object exists shows when the path is used."""
        url = urlsplit(self._client.presigned_get_object(self._bucket, checked(key), expires=timedelta(seconds=seconds)))
        return f"{url.path}?{url.query}"

    @contextmanager
    def local_copy(self, key: str) -> Iterator[Path]:
        with room(self._scratch, "object-") as directory:
            path = directory / "original"
            with path.open("xb") as file:
                for block in self.read_range(key):
                    file.write(block)
            yield path

    def delete(self, key: str) -> None:
        client = self._ready()
        client.remove_object(self._bucket, checked(key))
        self._remove_tails(key)
        for upload_id in self.unfinished_uploads(key):
            client._abort_multipart_upload(self._bucket, key, upload_id)

    def unfinished_uploads(self, key: str) -> list[str]:
        """Ids of multipart uploads of this key that were neither completed nor aborted.

        The SDK has no public call for them, and its private one sends an empty delimiter, with which OpenStack Swift finds none. The tests cover this one.
        """
        query: dict[str, str | list[str] | tuple[str]] = {"uploads": "", "prefix": checked(key), "encoding-type": "url"}
        try:
            found = ListMultipartUploadsResult(self._client._execute("GET", self._bucket, query_params=query))
        except _REFUSALS as error:
            if _code(error) in _MISSING | {"NotImplemented"}:
                return []
            raise
        return [upload.upload_id for upload in found.uploads if upload.object_name == key and upload.upload_id]

    def free_bytes(self) -> int | None:
        return None

    def check(self) -> None:
        self._bucket_made = False
        self._ready()

    def _ready(self) -> Minio:
        """The client, once the bucket is known to exist."""
        with self._bucket_lock:
            if not self._bucket_made:
                if not self._client.bucket_exists(self._bucket):
                    self._make_bucket()
                self._bucket_made = True
        return self._client

    def _make_bucket(self) -> None:
        try:
            self._client.make_bucket(self._bucket, self._region)
        except S3Error as error:
            if error.code not in {"BucketAlreadyOwnedByYou", "BucketAlreadyExists"}:  # another process was faster
                raise


def _tail_key(key: str, slot: int) -> str:
    return checked(f"{key}-t{slot}")


def _code(error: Exception) -> str:
    """S3's name of an error. Some servers call their XML `text/xml`, which the SDK takes for no answer at all; its text still has the name."""
    if isinstance(error, S3Error):
        return str(error.code)
    found = re.search(r"<Code>(\w+)</Code>", str(error))
    return found[1] if found else ""


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except (MinioException, urllib3.exceptions.HTTPError) as error:
        raise StorageError(f"The object storage answers: {error}") from error


@contextmanager
def _missing(key: str) -> Iterator[None]:
    try:
        yield
    except _REFUSALS as error:
        if _code(error) in _MISSING:
            raise ObjectMissingError(key) from error
        raise


class _Source:
    """The asynchronous stream as the blocking file that the SDK reads from its thread."""

    def __init__(self, chunks: AsyncIterator[bytes]) -> None:
        self._chunks = chunks
        self._hasher = hashlib.sha256()
        self._rest = b""
        self._size = 0
        self.error: BaseException | None = None

    def read(self, size: int) -> bytes:
        try:
            # Smaller than a part, so that the SDK's own copy of the part is the only one.
            data: bytes = anyio.from_thread.run(self._gather, min(size, BLOCK_BYTES))
        except BaseException as error:
            self.error = error
            raise OSError("the stream ended early") from error  # an ordinary error, so that the SDK aborts the upload
        self._hasher.update(data)
        self._size += len(data)
        return data

    def written(self) -> Written:
        return Written(self._size, self._hasher.digest())

    async def _gather(self, size: int) -> bytes:
        held = [self._rest]
        have = len(self._rest)
        while have < size:
            chunk = await anext(self._chunks, None)
            if chunk is None:
                break
            held.append(chunk)
            have += len(chunk)
        data = b"".join(held)
        self._rest = data[size:]
        return data[:size] if self._rest else data
