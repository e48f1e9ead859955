"""The most memory that a process had resident, as the kernel says (Linux)."""

import re
from pathlib import Path


def reset_peak(pid: int) -> int:
    """The kernel forgets the peak so far. Returns what is resident now, in bytes."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")
    return _memory(pid, "VmRSS")


def peak(pid: int) -> int:
    """The most that was resident since, in bytes."""
    return _memory(pid, "VmHWM")


def _memory(pid: int, name: str) -> int:
    found = re.search(rf"{name}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1]) * 1024
