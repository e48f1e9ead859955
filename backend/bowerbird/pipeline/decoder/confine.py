"""What the decoder child takes away from itself before it reads a stranger's bytes.

Memory, file sizes and open files by rlimits; network and other programs by a seccomp filter on Linux (x86-64 and ARM64), elsewhere by an audit hook,
which stops Python code but not a taken-over C library. Both need no privilege. The child dies with its parent.
"""

import contextlib
import ctypes
import os
import platform
import resource
import signal
import socket
import struct
import sys
import threading
import time
from typing import Any

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
_SECCOMP_SET_MODE_FILTER, _SECCOMP_FILTER_FLAG_TSYNC = 1, 1
_ALLOW, _KILL, _ERRNO_EACCES = 0x7FFF0000, 0x80000000, 0x00050000 | 13
_LOAD, _JUMP_IF_EQUAL, _JUMP_IF_GREATER_EQUAL, _RETURN = 0x20, 0x15, 0x35, 0x06
_X32_SYSCALLS = 0x40000000
# AUDIT_ARCH, the seccomp call itself, and what is refused:
# socket execve execveat ptrace process_vm_readv process_vm_writev unshare setns bpf io_uring_setup
_MACHINES = {
    "x86_64": (0xC000003E, 317, (41, 59, 322, 101, 310, 311, 272, 308, 321, 425)),
    "aarch64": (0xC00000B7, 277, (198, 221, 281, 117, 270, 271, 97, 268, 280, 425)),
}
_PROGRAMS = {"x86_64": frozenset({59, 322}), "aarch64": frozenset({221, 281})}
"""execve and execveat."""
_REFUSED_EVENTS = frozenset({"socket.__new__", "subprocess.Popen", "os.exec", "os.posix_spawn", "os.fork", "os.forkpty", "os.system"})


def die_with_parent(parent: int) -> None:
    """SIGKILL when the parent's spawning thread ends; where the kernel has no such signal, a thread that looks every second."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    else:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    if os.getppid() != parent:
        os._exit(0)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)


def limit_resources(*, memory_bytes: int, file_bytes: int) -> None:
    """`memory_bytes` bounds private memory, so that a bomb gets a MemoryError even between two looks of the host's watchdog."""
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_FSIZE, file_bytes)
    _lower(resource.RLIMIT_NOFILE, 256)
    if sys.platform == "linux":
        _lower(resource.RLIMIT_DATA, memory_bytes)


def _lower(which: int, limit: int) -> None:
    _, hard = resource.getrlimit(which)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(which, (limit, limit))


def refuse_network_and_programs() -> str:
    """Returns how it is done: `seccomp` or `audit`."""
    if sys.platform == "linux" and _seccomp():
        return "seccomp"
    sys.addaudithook(_refuse)
    return "audit"


def refuse_network(*, local_sockets: bool = False) -> None:
    """For a program that this process becomes, where the kernel has such a filter: it may start others, but open no socket, or only `local_sockets`."""
    if sys.platform == "linux":
        _seccomp(programs=True, local_sockets=local_sockets)


def _refuse(event: str, _: tuple[Any, ...]) -> None:
    if event in _REFUSED_EVENTS:
        raise PermissionError(f"a decoder may not use {event}")


def _local_sockets(socket_call: int) -> list[tuple[int, int, int, int]]:
    """Decides over `socket` by its first argument, the address family; other calls go on behind it."""
    return [
        (_JUMP_IF_EQUAL, 0, 4, socket_call),
        (_LOAD, 0, 0, 16),  # seccomp_data.args[0]
        (_JUMP_IF_EQUAL, 0, 1, socket.AF_UNIX),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _ERRNO_EACCES),
    ]


def _seccomp(*, programs: bool = False, local_sockets: bool = False) -> bool:
    """A filter for all threads of this process (seccomp(2)); classic BPF, one 8-byte instruction each."""
    machine = _MACHINES.get(platform.machine())
    if machine is None:
        return False
    architecture, call, refused = machine
    kept = _PROGRAMS[platform.machine()] if programs else frozenset()
    checks = [(_JUMP_IF_GREATER_EQUAL, _X32_SYSCALLS), *((_JUMP_IF_EQUAL, number) for number in refused if number not in kept)]
    program = [
        (_LOAD, 0, 0, 4),  # seccomp_data.arch
        (_JUMP_IF_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, 0),  # seccomp_data.nr
        *(_local_sockets(refused[0]) if local_sockets else ()),
        *((code, len(checks) - position, 0, value) for position, (code, value) in enumerate(checks)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _ERRNO_EACCES),
    ]
    instructions = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *instruction) for instruction in program))
    header = ctypes.create_string_buffer(struct.pack("@HP", len(program), ctypes.addressof(instructions)))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    numbers = [ctypes.c_long(number) for number in (call, _SECCOMP_SET_MODE_FILTER, _SECCOMP_FILTER_FLAG_TSYNC)]
    return bool(libc.syscall(*numbers, ctypes.byref(header)) == 0)
