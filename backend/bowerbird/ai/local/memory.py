"""Giving an unloaded model's memory back to the system."""

import ctypes
import gc


def give_back() -> None:
    """glibc keeps what was freed for its own later use; `malloc_trim` returns it (measured after unloading bge-small: 150 -> 87 MiB resident). Elsewhere
    this does no harm."""
    gc.collect()
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (OSError, AttributeError):
        return
