"""Two hours take no more memory than two minutes, in the worker and in its decoder. (benchmarks/long_recording.py measures the same with a real model.)"""

import os
import re
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bowerbird.models import Segment
from bowerbird.pipeline.decoder import get_decoder
from bowerbird.pipeline.playback.ffmpeg import programs
from bowerbird.storage.filesystem import FilesystemStorage
from tests.factories import media
from tests.factories.pipeline import Ran, keep_file, run_stages
from tests.pipeline.media.speaker import FakeTranscriber, speaking

GROWTH = 48 * 1024 * 1024
"""Allocators keep some of what they had. Two hours of sound at 16 kHz would be 460 MiB, a strip of all key frames more."""
STRIP = 100 * 1024 * 1024
"""A strip of a hundred frames and its encoder, which two minutes do not need; more there never are."""
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads the peak from the kernel")


def repeated(source: Path, minutes: int) -> Path:
    """Without encoding it anew."""
    target = source.with_stem(f"{source.stem}-{minutes}")
    subprocess.run(
        [programs()[0], "-v", "error", "-nostdin", "-stream_loop", "-1", "-i", source, "-t", str(minutes * 60), "-c", "copy", target],
        check=True,
    )
    return target


def peak(pid: int) -> int:
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1]) * 1024


def run(path: Path, storage: FilesystemStorage, *stages: str) -> tuple[Ran, int, int]:
    """What came of it, and how much the peaks of (worker, decoder) grew."""
    kept = keep_file(path, storage)
    decoder = get_decoder()
    assert decoder.pid is not None
    before = {}
    for pid in (os.getpid(), decoder.pid):
        Path(f"/proc/{pid}/clear_refs").write_text("5")  # the kernel forgets the peak so far
        before[pid] = psutil.Process(pid).memory_info().rss
    ran = run_stages(*kept, storage, stages=frozenset({"inspect", *stages}), decoder=decoder)
    worker, child = (peak(pid) - rss for pid, rss in before.items())
    assert not ran.errors
    print(f"grew by {worker / 2**20:.0f} MiB in the worker, {child / 2**20:.0f} MiB in the decoder")  # noqa: T201
    return ran, worker, child


def test_two_hours_of_sound(session: Session, storage: FilesystemStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    transcriber = FakeTranscriber()
    speaking(monkeypatch, transcriber)
    minute = media.silence(60, rate=8_000)
    minute[: 5 * 8_000] = media.tone(5, rate=8_000)
    source = media.audio(tmp_path / "a.m4a", minute, codec="aac", rate=8_000)
    run_stages(
        *keep_file(repeated(source, 2), storage), storage, stages=frozenset({"inspect", "preview", "transcribe"}), decoder=get_decoder()
    )
    ran, worker, child = run(repeated(source, 120), storage, "preview", "transcribe")
    assert ran.asset is not None
    assert ran.asset.duration_ms == pytest.approx(7_200_000, abs=10_000)
    assert len([part for stage, part in ran.outcomes if stage == "transcribe"]) in {4, 5}
    count, last = session.execute(select(func.count(), func.max(Segment.start_ms)).where(Segment.asset_id == ran.asset.id)).one()
    assert count >= 100
    assert (last or 0) > 7_100_000
    assert transcriber.longest <= 75 * 16_000
    assert worker < GROWTH
    assert child < GROWTH


def test_two_hours_of_film(session: Session, storage: FilesystemStorage, tmp_path: Path) -> None:
    scenes = [(media.striped(colour, (160, 90)), 10.0) for colour in ("navy", "orange", "darkgreen", "purple", "teal", "maroon")]
    source = media.film(tmp_path / "a.mp4", scenes, rate=2, options={"g": "8"})
    run_stages(*keep_file(repeated(source, 2), storage), storage, stages=frozenset({"inspect", "preview", "scenes"}), decoder=get_decoder())
    ran, worker, child = run(repeated(source, 120), storage, "preview", "scenes")
    assert ran.asset is not None
    found = ran.asset.details["scenes"]
    assert len(found) == 100
    assert found[-1]["end_ms"] == pytest.approx(7_200_000, abs=2_000)
    assert worker < GROWTH
    assert child < STRIP
