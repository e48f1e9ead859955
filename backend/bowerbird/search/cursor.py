"""The cursor of a search: which frozen window, and how far into it."""

import base64
import binascii
import struct
import uuid

from bowerbird.errors import InvalidError

_FORM = struct.Struct(">B16sI")
_VERSION = 1


def encode(search_id: uuid.UUID, offset: int) -> str:
    return base64.urlsafe_b64encode(_FORM.pack(_VERSION, search_id.bytes, offset)).decode()


def decode(cursor: str) -> tuple[uuid.UUID, int]:
    """Raises InvalidError where it is none of ours."""
    try:
        version, search_id, offset = _FORM.unpack(base64.b64decode(cursor.encode("ascii"), altchars=b"-_", validate=True))
    except (binascii.Error, struct.error, UnicodeEncodeError):
        version, search_id, offset = 0, b"", 0
    if version != _VERSION:
        raise InvalidError("This cursor is not one of a search. Leave it out to begin at the first page.", code="invalid_cursor")
    return uuid.UUID(bytes=search_id), offset
