"""One conversion by LibreOffice: a process of its own, a profile of its own, limits, no network; all of it gone afterwards."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import structlog

import bowerbird
from bowerbird.allowance import Allowance
from bowerbird.errors import StageError
from bowerbird.pipeline.office.profile import write_profile
from bowerbird.settings import get_settings
from bowerbird.storage import scratch

NEEDS_LIBREOFFICE = (
    "needs_libreoffice",
    "Office files from before 2007 and binary workbooks are read with the help of LibreOffice, which is not installed here. The file is kept and found by its"
    " name; install LibreOffice and try again, or save it in a newer format.",
)
_NAMES = ("soffice", "libreoffice")
_ELSEWHERE = (Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"), Path("/usr/lib/libreoffice/program/soffice"))
_LOOK_SECONDS = 0.2
_START_AGAIN = frozenset({79, 81})
"""What it exits with when it has made a new profile and wants to be started again."""
_STARTS = 3
_log = structlog.get_logger(__name__)


def find_program() -> Path | None:
    """LibreOffice: the one of the settings, else one on the PATH or in its usual places."""
    wanted = get_settings().office.program
    if wanted:
        return Path(wanted) if os.access(wanted, os.X_OK) else None
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    return Path(found) if found else next((path for path in _ELSEWHERE if os.access(path, os.X_OK)), None)


@contextmanager
def converted(path: Path, suffix: str, *, target: str, beat: Callable[[], object]) -> Iterator[Path]:
    """The file at `path`, which is of the kind that `suffix` names, as `target` (`odt`, `ods`, `odp`). `beat` is called while it is made.

    Raises StageError `corrupt`, `timed_out` or `too_large`.
    """
    program = find_program()
    if program is None:
        raise StageError(NEEDS_LIBREOFFICE[1], code=NEEDS_LIBREOFFICE[0])
    with scratch.room(get_settings().scratch_dir, "office-") as room:
        source, made = room / f"in.{suffix}", room / "out" / f"in.{target}"
        shutil.copyfile(path, source)  # LibreOffice believes suffixes and writes lock files beside what it reads
        write_profile(room / "profile")
        for _ in range(_STARTS):
            if _run(program, room, source, target, beat) not in _START_AGAIN:
                break
        if not made.is_file():
            raise StageError(
                "LibreOffice could not read this file. It may be damaged, or be something else than its contents say.", code="corrupt"
            )
        yield made


def _run(program: Path, room: Path, source: Path, target: str, beat: Callable[[], object]) -> int:
    settings = get_settings()
    limits = {
        "parent": os.getpid(),
        "memory_bytes": settings.worker.child_rss_bytes,
        "file_bytes": settings.limits.decoded_bytes,
        "seconds": settings.office.seconds,
    }
    command = [sys.executable, "-P", "-m", "bowerbird.pipeline.office.confined", json.dumps(limits), str(program)]
    command += [
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--nodefault",
        "--nofirststartwizard",
        f"-env:UserInstallation={(room / 'profile').as_uri()}",
    ]
    command += ["--convert-to", target, "--outdir", str(room / "out"), str(source)]
    environment = {
        "PYTHONPATH": str(Path(bowerbird.__file__).resolve().parents[1]),
        "HOME": str(room),
        "TMPDIR": str(room),
        "LANG": "C.UTF-8",
        "SAL_USE_VCLPLUGIN": "svp",
        **{name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ},
    }
    with (room / "log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603  our own interpreter, then the program of the settings
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment, cwd=room, start_new_session=True
        )
    try:
        _wait(process, settings.office.seconds, settings.worker.child_rss_bytes, beat)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    if process.returncode and process.returncode not in _START_AGAIN:
        _log.warning("libreoffice_failed", exit_code=process.returncode, said=(room / "log").read_bytes()[-1000:].decode(errors="replace"))
    return process.returncode


def _wait(process: "subprocess.Popen[bytes]", seconds: float, memory_bytes: int, beat: Callable[[], object]) -> None:
    allowance = Allowance(process.pid, seconds, descendants=True)
    while process.poll() is None:
        beat()
        with suppress(subprocess.TimeoutExpired):
            process.wait(_LOOK_SECONDS)
        if allowance.is_spent():
            raise StageError(f"LibreOffice did not finish with this file within {seconds:.0f} seconds.", code="timed_out")
        if _memory(process.pid) > memory_bytes:
            raise StageError("This file needs more memory to read than a worker has.", code="too_large")


def _memory(pid: int) -> int:
    with suppress(psutil.Error):
        parent = psutil.Process(pid)
        return sum(process.memory_info().rss for process in (parent, *parent.children(recursive=True)))
    return 0
