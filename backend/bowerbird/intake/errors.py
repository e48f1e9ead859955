"""What can be wrong with an upload, beyond the general errors."""

from typing import ClassVar

from bowerbird.errors import BowerbirdError


class UploadStalledError(BowerbirdError):
    """No byte came for a minute."""

    status: ClassVar[int] = 408
    code = "upload_stalled"
    title = "The upload stopped"


class NotMultipartError(BowerbirdError):
    status: ClassVar[int] = 415
    code = "not_multipart"
    title = "Send the file as multipart/form-data"
