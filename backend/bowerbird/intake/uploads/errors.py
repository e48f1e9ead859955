"""What tus 1.0 answers beyond the general errors."""

from typing import ClassVar

from bowerbird.errors import BowerbirdError


class OtherVersionError(BowerbirdError):
    status: ClassVar[int] = 412
    code = "tus_version"
    title = "This server speaks tus 1.0.0"


class UploadGoneError(BowerbirdError):
    """Expired, or its bytes are lost: begin again."""

    status: ClassVar[int] = 410
    code = "upload_gone"
    title = "This upload is gone"


class UploadLockedError(BowerbirdError):
    """Another request appends to it."""

    status: ClassVar[int] = 423
    code = "upload_locked"
    title = "This upload is being written to"


class WrongOffsetError(BowerbirdError):
    status: ClassVar[int] = 409
    code = "wrong_offset"
    title = "The upload is not at this offset"


class NotOffsetStreamError(BowerbirdError):
    status: ClassVar[int] = 415
    code = "not_offset_stream"
    title = "Send the bytes as application/offset+octet-stream"


class ChecksumMismatchError(BowerbirdError):
    """tus's own status."""

    status: ClassVar[int] = 460
    code = "checksum_mismatch"
    title = "The bytes that arrived are not those that were sent"
