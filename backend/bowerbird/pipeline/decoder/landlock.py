"""Which files a process may open, by Landlock (landlock(7), Linux 5.13 and newer). Needs no privilege; a kernel without it leaves everything as it was.

What is not named is closed: reading, writing, making, removing and running. It holds for this thread and all that it starts from now on.
"""

import ctypes
import os
import stat
import struct
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
"""The same numbers on all machines."""
_ASK_VERSION = 1
_PATH_BENEATH = 1
_PR_SET_NO_NEW_PRIVS = 38
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_TRUNCATE, _DEVICE_CONTROL = 1 << 14, 1 << 15
_FIRST_RIGHTS = (1 << 13) - 1
_LATER_RIGHTS = ((2, 1 << 13), (3, _TRUNCATE), (5, _DEVICE_CONTROL))
"""(version, right): linking between directories, cutting files, control of devices."""
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _DEVICE_CONTROL
_READ = _EXECUTE | _READ_FILE | _READ_DIR
_NEVER = (1 << 6) | (1 << 9) | (1 << 11) | (1 << 13) | _DEVICE_CONTROL
"""Devices, sockets, and links into directories where more is allowed."""
_NETWORK = 0b11
_SIGNALS_AND_SOCKETS = 0b11

SYSTEM = (
    *(
        "/usr",
        "/lib",
        "/lib32",
        "/lib64",
        "/bin",
        "/opt",
        "/nix/store",
        "/etc/ld.so.cache",
        "/etc/ld.so.preload",
        "/etc/ld.so.conf",
        "/etc/ld.so.conf.d",
    ),
    *("/etc/localtime", "/etc/mime.types", "/etc/fonts", "/var/cache/fontconfig", "/dev/zero", "/dev/random", "/dev/urandom"),
    *("/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/sys/vm", "/sys/devices/system", "/sys/fs/cgroup"),
)
"""Programs, libraries, fonts, and what they ask of the machine."""


def version() -> int:
    """Of Landlock in this kernel; 0 where there is none, or where it may not be used."""
    return max(0, _call(_CREATE_RULESET, None, 0, _ASK_VERSION)) if sys.platform == "linux" else 0


def code() -> set[Path]:
    """Where this process has its program from, and finds the rest of it."""
    folders = {Path(place) for place in (sys.prefix, sys.base_prefix, *sys.path) if place}
    loaded = {Path(os.path.realpath(file)).parent for module in tuple(sys.modules.values()) if (file := getattr(module, "__file__", None))}
    return folders | loaded


def restrict(*, readable: Iterable[Path], writable: Iterable[Path]) -> bool:
    """From now on only these files and folders, and SYSTEM, can be read, and only `writable` written. Returns whether the kernel holds it."""
    found = version()
    if not found:
        return False
    handled = _FIRST_RIGHTS | sum(right for since, right in _LATER_RIGHTS if found >= since)
    attributes = struct.pack("=QQQ", handled, _NETWORK if found >= 4 else 0, _SIGNALS_AND_SOCKETS if found >= 6 else 0)
    length = 24 if found >= 6 else 16 if found >= 4 else 8
    rules = _call(_CREATE_RULESET, attributes, length, 0)
    if rules < 0:
        return False
    try:
        for path in {*map(Path, SYSTEM), *readable}:
            _allow(rules, path, _READ & handled)
        for path in (*writable, Path(os.devnull)):
            _allow(rules, path, handled & ~_NEVER & ~_EXECUTE)
        ctypes.CDLL(None).prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        return _call(_RESTRICT_SELF, rules, 0, 0) == 0
    finally:
        os.close(rules)


def _allow(rules: int, path: Path, rights: int) -> None:
    with suppress(OSError):  # it is not there
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            if not stat.S_ISDIR(os.fstat(place).st_mode):
                rights &= _OF_FILES
            _call(_ADD_RULE, rules, _PATH_BENEATH, struct.pack("=Qi", rights, place), 0)
        finally:
            os.close(place)


def _call(number: int, *arguments: int | bytes | None) -> int:
    passed = [ctypes.c_long(each) if isinstance(each, int) else ctypes.c_char_p(each) for each in arguments]
    return int(ctypes.CDLL(None, use_errno=True).syscall(ctypes.c_long(number), *passed))
