"""Who holds a claim, so that a sweeper on the same machine need not wait for the lease of a process that is plainly dead.

The name says where its process id counts (this boot of this machine, this process namespace) and when the process started. Elsewhere, and where the
system does not tell, the lease decides alone.
"""

import os
from functools import lru_cache
from pathlib import Path

import psutil


@lru_cache
def here() -> str:
    """Equal for two processes only if they see the same process ids; empty where that cannot be known."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        namespace = Path("/proc/self/ns/pid").readlink().name
    except OSError:
        return ""
    return f"{boot}/{namespace}"


def own_name() -> str:
    """Of this process; at most 200 characters."""
    process = psutil.Process()
    return f"{here()}|{process.pid}|{process.create_time():.2f}"


def is_dead(name: str | None) -> bool:
    """Whether the process of this name is certainly gone. False when in doubt."""
    place, _, rest = (name or "").partition("|")
    if not place or place != here():
        return False
    pid, _, started = rest.partition("|")
    if int(pid) == os.getpid():
        return False
    try:
        process = psutil.Process(int(pid))
        return abs(process.create_time() - float(started)) > 1 or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
    except psutil.Error:
        return False
