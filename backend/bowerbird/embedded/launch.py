"""Becomes another program, the last steps before `exec` done on the way: `python -I -S launch.py PLAN -- PROGRAM ARGUMENTS...`.

Only the standard library, because it runs with the caller's rights before any other code does, and its own process rather than a
`preexec_fn`, because Python between fork and exec is unsafe. PLAN is JSON (see `LaunchPlan` in privileges.py):

    {"parent": pid, "death_signal": n, "user": [uid, gid] | null, "nice": n, "session": bool, "keep": [path, ...], "cover": [path, ...]}

1. Signals: nothing blocked, nothing ignored, and with `session` a session of its own (so that Ctrl-C reaches the supervisor alone, which stops all in order).
2. `cover`: directories the user may not enter. In a private mount namespace each is covered by an empty tmpfs in which only the paths of
   `keep` appear, as bind mounts. No permission of anything is changed, and nobody else sees these mounts.
3. The user is dropped to, for good.
4. Parent-death signal, set last because the kernel clears it on a change of user.
"""

import contextlib
import ctypes
import errno
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

CLONE_NEWNS = 0x00020000
MS_NOSUID, MS_NODEV = 2, 4
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18
MNT_DETACH = 2
PR_SET_PDEATHSIG = 1
EXIT_NOT_PERMITTED = 77
"""Exit code when the mount namespace is refused."""


def _libc() -> Any:
    return ctypes.CDLL(None, use_errno=True)


def _checked(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def _mount(source: str | None, target: str, kind: str | None, flags: int, data: str | None = None) -> None:
    encoded = [None if value is None else os.fsencode(value) for value in (source, target, kind)]
    _checked(_libc().mount(*encoded, ctypes.c_ulong(flags), None if data is None else data.encode()), f"mount {target}")


def _enter_private_root() -> None:
    """In a chroot "/" is no mount and cannot be made private, and a mount made in it could appear outside. So it is bound to a place inside a mount that
    can be made private (any that the chroot has, /proc for one), and entered there."""
    with Path("/proc/self/mountinfo").open("rb") as mounts:
        point = next(os.fsdecode(line.split()[4]) for line in mounts if line.split()[4] != b"/")
    _mount(None, point, None, MS_PRIVATE)
    _mount("tmpfs", point, "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755,size=1m")
    inner = f"{point}/root"
    Path(inner).mkdir()
    _mount("/", inner, None, MS_BIND | MS_REC)
    _mount(None, inner, None, MS_REC | MS_PRIVATE)
    os.chroot(inner)
    os.chdir("/")
    _checked(_libc().umount2(os.fsencode(point), MNT_DETACH), f"umount {point}")  # the copy of the tmpfs that covers it


def show_only(cover: list[str], keep: list[str]) -> None:
    """Enter a private mount namespace in which each directory of `cover` holds nothing but those paths of `keep` that lie in it."""
    _checked(_libc().unshare(CLONE_NEWNS), "unshare")
    try:
        _mount(None, "/", None, MS_REC | MS_PRIVATE)
    except OSError as refused:
        if refused.errno != errno.EINVAL:
            raise
        _enter_private_root()
    former = os.umask(0o022)
    for directory in cover:
        inside = [path for path in keep if path == directory or path.startswith(directory + "/")]
        # Opened before the tmpfs hides them; /proc/self/fd/N still names them afterwards.
        handles = [(path, os.open(path, os.O_PATH | os.O_CLOEXEC)) for path in inside]
        try:
            _mount("tmpfs", directory, "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755,size=1m")
            for path, handle in handles:
                source = f"/proc/self/fd/{handle}"
                if Path(source).is_dir():
                    Path(path).mkdir(parents=True, exist_ok=True)
                else:
                    Path(path).parent.mkdir(parents=True, exist_ok=True)
                    Path(path).touch()
                _mount(source, path, None, MS_BIND | MS_REC)
        finally:
            for _, handle in handles:
                os.close(handle)
    os.umask(former)


def _reset_signals() -> None:
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD, signal.SIGPIPE):
        signal.signal(number, signal.SIG_DFL)


def _die_with(parent: int, number: int) -> None:
    if not sys.platform.startswith("linux"):
        return
    _checked(_libc().prctl(PR_SET_PDEATHSIG, number, 0, 0, 0), "prctl")
    if os.getppid() != parent:  # it died before the call above
        os._exit(0)


def main() -> None:
    plan = json.loads(sys.argv[1])
    program = sys.argv[3:]
    _reset_signals()
    if plan.get("session", True):
        with contextlib.suppress(PermissionError):  # already a session leader
            os.setsid()
    if plan.get("cover"):
        try:
            show_only(plan["cover"], plan["keep"])
        except OSError as refused:
            sys.stderr.write(f"A private mount namespace is not permitted here ({refused}).\n")
            sys.exit(EXIT_NOT_PERMITTED)
    if plan.get("nice"):
        os.nice(plan["nice"])
    if plan.get("user"):
        uid, gid = plan["user"]
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if plan.get("death_signal"):
        _die_with(plan["parent"], plan["death_signal"])
    os.execvp(program[0], program)  # noqa: S606


if __name__ == "__main__":
    main()
