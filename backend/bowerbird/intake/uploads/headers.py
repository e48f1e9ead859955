"""The headers of tus 1.0 (https://tus.io/protocols/resumable-upload)."""

import base64
import binascii
import hashlib
import hmac
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from bowerbird.accounts.access import Actor
from bowerbird.errors import InvalidError
from bowerbird.intake.fields import UploadFields, read_fields
from bowerbird.intake.names import clean_name
from bowerbird.intake.uploads.errors import ChecksumMismatchError, OtherVersionError
from bowerbird.models import Upload

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,expiration,termination,checksum"
ALGORITHMS = ("sha1", "sha256")
OFFSET_STREAM = "application/offset+octet-stream"
MAX_METADATA = 16 * 1024


@dataclass(frozen=True, slots=True)
class Announced:
    """What a client says of a file before it sends it."""

    size: int
    name: str
    fields: UploadFields
    sha256: bytes | None


@dataclass(frozen=True, slots=True)
class Checksum:
    """Of the body of one request."""

    algorithm: str
    digest: bytes

    def check(self, data: bytes) -> None:
        """Raises ChecksumMismatchError."""
        if not hmac.compare_digest(hashlib.new(self.algorithm, data, usedforsecurity=False).digest(), self.digest):
            raise ChecksumMismatchError


def must_be_version(headers: Mapping[str, str]) -> None:
    if headers.get("tus-resumable") != VERSION:
        raise OtherVersionError("Send the header `Tus-Resumable: 1.0.0`.", headers={"Tus-Version": VERSION})


def number(headers: Mapping[str, str], name: str) -> int:
    value = headers.get(name, "")
    if not (value.isascii() and value.isdecimal() and len(value) <= 18):
        raise InvalidError(f"The header `{name}` must be a number of bytes.", code="malformed_upload")
    return int(value)


def read_announced(headers: Mapping[str, str], actor: Actor) -> Announced:
    """Raises InvalidError, and NotFoundError or ForbiddenError for the library."""
    metadata = _metadata(headers.get("upload-metadata", ""))

    def first(*names: str) -> str:
        return next((metadata[name] for name in names if metadata.get(name)), "")

    return Announced(
        size=number(headers, "upload-length"),
        name=clean_name(first("filename", "name")),
        fields=read_fields(
            {
                "library_id": first("library_id"),
                "path": first("path", "relativePath"),
                "last_modified": first("last_modified", "lastModified"),
            },
            actor,
        ),
        sha256=_sha256(first("sha256")),
    )


def read_checksum(headers: Mapping[str, str]) -> Checksum | None:
    value = headers.get("upload-checksum")
    if value is None:
        return None
    algorithm, _, encoded = value.partition(" ")
    if algorithm not in ALGORITHMS:
        raise InvalidError(f"Checksums may be {' or '.join(ALGORITHMS)}.", code="unknown_checksum")
    return Checksum(algorithm, _decoded(encoded, "Upload-Checksum"))


def describe(upload: Upload) -> dict[str, str]:
    """Where an upload stands."""
    found = {
        "Cache-Control": "no-store",
        "Upload-Offset": str(upload.offset),
        "Upload-Length": str(upload.size),
        "Upload-Expires": _http_date(upload.expires_at),
    }
    if upload.asset_id is not None:
        found |= {"Upload-Asset": str(upload.asset_id), "Upload-Duplicate": "true" if upload.duplicate else "false"}
    return found


def location(upload_id: uuid.UUID) -> str:
    """A path: right behind any proxy."""
    return f"/api/v1/uploads/{upload_id}"


def _http_date(when: datetime) -> str:
    return format_datetime(when.astimezone(UTC), usegmt=True)


def _metadata(value: str) -> dict[str, str]:
    """`key base64,key base64`; a key may stand alone."""
    if len(value) > MAX_METADATA:
        raise InvalidError("`Upload-Metadata` is too long.", code="malformed_upload")
    found = {}
    for pair in value.split(","):
        key, _, encoded = pair.strip().partition(" ")
        if key:
            found[key] = _decoded(encoded, "Upload-Metadata").decode("utf-8", "replace")
    return found


def _sha256(value: str) -> bytes | None:
    if not value:
        return None
    try:
        digest = bytes.fromhex(value)
    except ValueError:
        digest = b""
    if len(digest) != 32:
        raise InvalidError("`sha256` in `Upload-Metadata` must have 64 hexadecimal digits.", code="malformed_upload")
    return digest


def _decoded(value: str, header: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidError(f"`{header}` is not Base64.", code="malformed_upload") from error
