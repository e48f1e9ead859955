"""The ffmpeg program as a child that may be missing, broken, stuck or killed. Programs of this test stand in for the machine's own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import av
import psutil
import pytest

from bowerbird.ai.contracts import CapabilityMissingError
from bowerbird.errors import StageError
from bowerbird.pipeline.playback.ffmpeg import Conversion, convert, programs
from bowerbird.settings import PROJECT_ROOT
from tests.factories import media

COPY = Conversion(("-map", "0:V:0", "-c:v", "copy", "-f", "mp4"), seconds=60)
STUCK = "echo $$ > {note}\nexec sleep 600"


@pytest.fixture
def ffmpeg_of_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Puts a shell script of these lines first on the PATH. Returns a file in the folder that the conversion may write to."""
    folder, room = tmp_path / "bin", tmp_path / "room"
    folder.mkdir()
    room.mkdir()

    def put(lines: str) -> Path:
        program, note = folder / "ffmpeg", room / "note"
        program.write_text("#!/bin/sh\n" + lines.format(note=note) + "\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
        return note

    return put


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return media.film(tmp_path / "a.mkv", [(media.striped("navy"), 2)])


def eventually(holds: Callable[[], bool], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it never came true"
        time.sleep(0.02)


def gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_that_of_the_machine_comes_first_and_the_other_helps_where_it_fails(
    ffmpeg_of_the_machine: Callable[[str], Path], source: Path, tmp_path: Path
) -> None:
    note = ffmpeg_of_the_machine("echo tried > {note}\necho 'Unknown encoder' >&2\nexit 1")
    assert programs()[0] == str(tmp_path / "bin" / "ffmpeg")
    target = note.with_name("out.mp4")
    done: list[int] = []
    convert(source, target, COPY, on_progress=done.append)
    assert note.read_text() == "tried\n"
    with av.open(str(target)) as made:
        assert made.streams.video[0].codec_context.name == "h264"
    assert done[-1] >= 1_000


def test_without_any_the_capability_is_missing(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    with pytest.raises(CapabilityMissingError, match="Install it on this machine"):
        convert(source, tmp_path / "out.mp4", COPY, on_progress=lambda _: None)


def test_one_that_is_stuck_is_ended(ffmpeg_of_the_machine: Callable[[str], Path], source: Path) -> None:
    note = ffmpeg_of_the_machine(STUCK)
    with pytest.raises(StageError) as raised:
        convert(source, note.with_name("out.mp4"), Conversion(COPY.arguments, seconds=5), on_progress=lambda _: None)
    assert raised.value.code == "timed_out"
    assert not note.exists() or gone(int(note.read_text()))


def test_what_cannot_be_converted_says_so(source: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.mkv"
    broken.write_bytes(source.read_bytes()[:300])
    with pytest.raises(StageError, match="can be downloaded") as raised:
        convert(broken, tmp_path / "out.mp4", COPY, on_progress=lambda _: None)
    assert raised.value.code == "unsupported"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a child learns it from its pipes alone")
def test_it_ends_with_its_worker(ffmpeg_of_the_machine: Callable[[str], Path], source: Path) -> None:
    note = ffmpeg_of_the_machine(STUCK)
    code = (
        "import sys; from pathlib import Path\n"
        "from bowerbird.pipeline.playback.ffmpeg import Conversion, convert\n"
        "convert(Path(sys.argv[1]), Path(sys.argv[2]), Conversion((), 600), on_progress=lambda _: None)"
    )
    environment = {**os.environ, "PYTHONPATH": str(PROJECT_ROOT / "backend")}
    with subprocess.Popen([sys.executable, "-P", "-c", code, source, note.with_name("out.mp4")], env=environment) as worker:
        eventually(lambda: note.exists() and note.read_text().endswith("\n"))
        child = int(note.read_text())
        assert not gone(child)
        worker.send_signal(signal.SIGKILL)
    eventually(lambda: gone(child))


def test_a_claim_that_is_lost_ends_it_at_once(ffmpeg_of_the_machine: Callable[[str], Path], source: Path) -> None:
    note = ffmpeg_of_the_machine("echo $$ > {note}\necho out_time_us=1000000\nexec sleep 600")

    def lost(_: int) -> None:
        raise LookupError

    with pytest.raises(LookupError):
        convert(source, note.with_name("out.mp4"), COPY, on_progress=lost)
    assert gone(int(note.read_text()))
