"""Two hours take no more memory than two minutes, in the worker and in its decoder. (benchmarks/long_recording.py measures the same with a real model.)"""

import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks.long_recording import Measured, measure, repeated
from bowerbird.models import Segment
from bowerbird.storage.filesystem import FilesystemStorage
from tests.factories import media
from tests.factories.pipeline import Ran
from tests.pipeline.media.speaker import FakeTranscriber, speaking

GROWTH = 48 * 1024 * 1024
"""Allocators keep some of what they had. Two hours of sound at 16 kHz would be 460 MiB, a strip of all key frames more."""
STRIP = 100 * 1024 * 1024
"""A strip of a hundred frames and its encoder, which two minutes do not need; more there never are. 30 to 60 MiB, on a busy machine too; all frames of two hours
would be 300."""
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads the peak from the kernel")


def run(source: Path, storage: FilesystemStorage, stages: frozenset[str]) -> tuple[Ran, Measured]:
    """Two minutes, so that everything is loaded, and then two hours."""
    paths = [repeated(source, source.with_stem(f"{minutes}-minutes"), minutes) for minutes in (2, 120)]
    for path in paths:  # one soon after the other, or the decoder's child would be ended in between
        measured = measure(path, storage, stages)
        assert not measured.ran.errors
    grown = {process: measured.growth(process) // 2**20 for process in measured.rss_peak}
    print(f"MiB grown: {grown}")  # noqa: T201
    return measured.ran, measured


def test_two_hours_of_sound(session: Session, storage: FilesystemStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    transcriber = FakeTranscriber()
    speaking(monkeypatch, transcriber)
    minute = media.silence(60, rate=8_000)
    minute[: 5 * 8_000] = media.tone(5, rate=8_000)
    source = media.audio(tmp_path / "a.m4a", minute, codec="aac", rate=8_000)
    ran, measured = run(source, storage, frozenset({"inspect", "preview", "transcribe"}))
    assert ran.asset is not None
    assert ran.asset.duration_ms == pytest.approx(7_200_000, abs=10_000)
    assert len([part for stage, part in ran.outcomes if stage == "transcribe"]) in {4, 5}
    count, last = session.execute(select(func.count(), func.max(Segment.start_ms)).where(Segment.asset_id == ran.asset.id)).one()
    assert count >= 100
    assert (last or 0) > 7_100_000
    assert transcriber.longest <= 75 * 16_000
    assert measured.growth("worker") < GROWTH
    assert measured.growth("decoder") < GROWTH


def test_two_hours_of_film(session: Session, storage: FilesystemStorage, tmp_path: Path) -> None:
    scenes = [(media.striped(colour, (160, 90)), 10.0) for colour in ("navy", "orange", "darkgreen", "purple", "teal", "maroon")]
    source = media.film(tmp_path / "a.mp4", scenes, rate=2, options={"g": "8"})
    ran, measured = run(source, storage, frozenset({"inspect", "preview", "scenes"}))
    assert ran.asset is not None
    found = ran.asset.details["scenes"]
    assert len(found) == 100
    assert found[-1]["end_ms"] == pytest.approx(7_200_000, abs=2_000)
    assert measured.growth("worker") < GROWTH
    assert measured.growth("decoder") < STRIP
