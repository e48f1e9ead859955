"""libmagic from its wheel, so that nothing of the system is needed.

Importing `pylibmagic` points python-magic at the wheel's library by changing environment variables and `ctypes.CDLL`. Both are put back afterwards, or every
child process and every other library loaded later would see them.
"""

import ctypes
import importlib
import os
import threading
from functools import lru_cache
from typing import Any

READ_BYTES = 16_384
"""How much of a file libmagic gets to see. Its rules look at the beginning, and some are quadratic: 64 KiB of spaces take it more than a second."""
_first = threading.Lock()
"""Held while it is loaded: `lru_cache` alone lets every thread of a first burst load it, each with the environment of another."""


@lru_cache
def _magic() -> Any:
    environment = dict(os.environ)
    load_library = ctypes.CDLL.__init__
    try:
        importlib.import_module("pylibmagic")  # first, for it decides which library the next line loads
        return importlib.import_module("magic").Magic(mime=True)
    finally:
        ctypes.CDLL.__init__ = load_library  # type: ignore[method-assign]
        os.environ.clear()
        os.environ.update(environment)


def mime_type(head: bytes) -> str:
    """libmagic's opinion, `application/octet-stream` if it has none. Safe to call from several threads."""
    with _first:
        magic = _magic()
    found: str = magic.from_buffer(head[:READ_BYTES])
    return found if "/" in found else "application/octet-stream"
