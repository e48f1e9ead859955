"""Keyset cursors: where a page ended, as text that means nothing to clients. They grant nothing, so they are checked for form, not signed."""

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Any

from bowerbird.errors import InvalidError


def encode(scope: str, values: Sequence[str | int]) -> str:
    """`scope` names what the cursor belongs to (a sort order); a cursor is good for nothing else."""
    return base64.urlsafe_b64encode(json.dumps([scope, *values], ensure_ascii=False).encode()).rstrip(b"=").decode()


def decode(cursor: str, scope: str, types: Sequence[type[Any]]) -> list[Any]:
    """Raises InvalidError unless it was made by `encode` for this scope with values of these types."""
    try:
        found = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise _not_ours() from error
    if not isinstance(found, list) or len(found) != len(types) + 1 or found[0] != scope:
        raise _not_ours()
    values = found[1:]
    if not all(type(value) is wanted for value, wanted in zip(values, types, strict=True)):
        raise _not_ours()
    return values


def _not_ours() -> InvalidError:
    return InvalidError("This cursor belongs to another list. Start again without it.", code="invalid_cursor")
