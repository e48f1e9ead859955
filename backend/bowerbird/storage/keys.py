"""Object keys: `{library_id}/{asset_id}/{uuid}`. Checked before they become a path or a URL, so that no bug elsewhere can reach outside the storage."""

import re

_KEY = re.compile(r"[0-9a-z][0-9a-z-]{0,63}(?:/[0-9a-z][0-9a-z-]{0,63}){2}")


def checked(key: str) -> str:
    """The key itself. Raises ValueError for anything that is not three plain names."""
    if _KEY.fullmatch(key) is None:
        raise ValueError(f"not an object key: {key!r}")
    return key
