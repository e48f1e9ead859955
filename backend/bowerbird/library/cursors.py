"""Keyset cursors: where a page ended, as text that means nothing to clients. They grant nothing, so they are checked for form, not signed."""

import base64
import binascii
import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bowerbird.errors import InvalidError


def _text(value: str) -> str:
    value.encode()  # half of a surrogate pair can be written in JSON, and nowhere else
    return value


_FROM_TEXT: Mapping[type[Any], Callable[[str], Any]] = {str: _text, uuid.UUID: uuid.UUID, datetime: datetime.fromisoformat}
"""What stands as text in JSON."""


def encode(scope: str, values: Sequence[str | int]) -> str:
    """`scope` names what the cursor belongs to (a sort order); a cursor is good for nothing else."""
    return base64.urlsafe_b64encode(json.dumps([scope, *values], ensure_ascii=False).encode()).rstrip(b"=").decode()


def decode(cursor: str, scope: str, types: Sequence[type[Any]]) -> list[Any]:
    """`types`: str, int, UUID or datetime (the last two stand as text). Raises InvalidError unless it was made by `encode` for this scope with such values."""
    try:
        found = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise invalid() from error
    if not isinstance(found, list) or len(found) != len(types) + 1 or found[0] != scope:
        raise invalid()
    values = found[1:]
    if not all(type(value) is (str if wanted in _FROM_TEXT else wanted) for value, wanted in zip(values, types, strict=True)):
        raise invalid()
    try:
        return [_FROM_TEXT[wanted](value) if wanted in _FROM_TEXT else value for value, wanted in zip(values, types, strict=True)]
    except (ValueError, OverflowError) as error:
        raise invalid() from error


def invalid() -> InvalidError:
    """To raise where a value is out of its bounds."""
    return InvalidError("This cursor belongs to another list. Start again without it.", code="invalid_cursor")
