"""One conversion by the ffmpeg program: the machine's own, else the one that the wheel `imageio-ffmpeg` brings.

It runs without network, with a bound on memory and output, at low priority, and ends with its worker. Only the file itself can be opened.
"""

import json
import os
import selectors
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog

import bowerbird
from bowerbird.ai.contracts import CapabilityMissingError
from bowerbird.allowance import Allowance
from bowerbird.errors import StageError
from bowerbird.settings import get_settings

DEMUXERS = (
    "aac,ac3,aiff,amr,amrnb,amrwb,ape,asf,au,avi,caf,dts,eac3,flac,flv,h264,hevc,ivf,m4v,matroska,mov,mp3,mpc,mpc8,mpeg,mpegts,mpegvideo,mxf,obu,ogg,"
    "rm,tta,w64,wav,wv,y4m"
)
OUTPUT_BYTES = 64 * 1024 * 1024
_MISSING = "Making a recording playable needs ffmpeg. Install it on this machine, or the Python package imageio-ffmpeg."
_FAILED = "This recording could not be converted for browsers; it can be downloaded."
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Conversion:
    arguments: Sequence[str]
    """Between input and output."""
    seconds: float
    """At most, in all, of its own: not those in which it waits for a processor."""


def programs() -> list[str]:
    """Those there are, the preferred first. Raises CapabilityMissingError."""
    found = [path] if (path := shutil.which("ffmpeg")) else []
    try:
        import imageio_ffmpeg  # noqa: PLC0415  only where something is converted

        found.append(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        pass
    if not found:
        raise CapabilityMissingError(_MISSING)
    return list(dict.fromkeys(found))


def convert(source: Path, target: Path, conversion: Conversion, *, on_progress: Callable[[int], None]) -> None:
    """`on_progress` is called with milliseconds done. Raises StageError, CapabilityMissingError, and what `on_progress` raises."""
    complaint = ""
    for program in programs():
        exit_code, complaint = _run(program, source, target, conversion, on_progress)
        if exit_code == 0 and target.exists() and target.stat().st_size:
            return
        _log.info("ffmpeg_failed", program=Path(program).name, exit_code=exit_code, complaint=complaint[-500:])
    raise StageError(_FAILED, code="unsupported")


def _run(program: str, source: Path, target: Path, conversion: Conversion, on_progress: Callable[[int], None]) -> tuple[int, str]:
    settings = get_settings()
    limits = {
        "parent": os.getpid(),
        "memory_bytes": settings.worker.child_rss_bytes,
        "file_bytes": 2 * OUTPUT_BYTES,
        "readable": [str(source)],
        "writable": [str(target.parent)],
    }
    command = [
        *(sys.executable, "-P", "-m", "bowerbird.pipeline.playback.launch", json.dumps(limits)),
        *(program, "-nostdin", "-hide_banner", "-loglevel", "error", "-y"),
        *("-protocol_whitelist", "file", "-format_whitelist", DEMUXERS, "-i", str(source)),
        *conversion.arguments,
        *("-fs", str(OUTPUT_BYTES), "-progress", "pipe:1", "-nostats", str(target)),
    ]
    environment = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    environment["PYTHONPATH"] = str(Path(bowerbird.__file__).resolve().parents[1])
    with subprocess.Popen(  # noqa: S603  the path is ours, the arguments are a list
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, cwd="/", start_new_session=True
    ) as process:
        try:
            return _attend(process, conversion.seconds, settings.limits.seconds_base, on_progress)
        finally:
            if process.poll() is None:
                process.kill()


def _attend(process: "subprocess.Popen[bytes]", seconds: float, stall: float, on_progress: Callable[[int], None]) -> tuple[int, str]:
    """(exit code, the end of what it complained about)."""
    assert process.stdout is not None
    assert process.stderr is not None
    in_all, without_progress = Allowance(process.pid, seconds), Allowance(process.pid, stall)
    complaint, rest, furthest = b"", b"", -1
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        selector.register(process.stderr, selectors.EVENT_READ)
        while selector.get_map():
            for key, _ in selector.select(1.0):
                data = os.read(key.fd, 65_536)
                if not data:
                    selector.unregister(key.fileobj)
                elif key.fileobj is process.stderr:
                    complaint = (complaint + data)[-4_000:]
                else:
                    *lines, rest = (rest + data).split(b"\n")
                    done = _done_ms(lines)
                    if done > furthest:
                        furthest = done
                        without_progress.renew()
            if furthest >= 0:
                on_progress(furthest)
            spent = [in_all.is_spent(), without_progress.is_spent()]
            if any(spent):
                raise StageError("Converting this recording for browsers took too long.", code="timed_out")
    return process.wait(stall), complaint.decode(errors="replace")


def _done_ms(lines: Sequence[bytes]) -> int:
    found = -1
    for line in lines:
        name, _, value = line.partition(b"=")
        if name == b"out_time_us" and value.strip().isdigit():
            found = int(value) // 1000
    return found
