"""The evaluation data: every clip's length and rotation, and what is said in the recordings."""

import json
import sys
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.speech import distance, plain
from bowerbird.ai.contracts import CapabilityMissingError
from bowerbird.ai.speech import get_transcriber
from bowerbird.models import Segment
from bowerbird.storage.filesystem import FilesystemStorage
from tests.factories.pipeline import keep_file, run_stages

TOLERANCE_MS = 50
HEARD = frozenset({"beckett.wav", "jfk.mp3", "chinese.flac", "french.aiff"})


@pytest.mark.shared
def test_every_clip_has_its_length_size_and_rotation(shared_data: Path, session: Session, storage: FilesystemStorage) -> None:
    wrong = []
    clips = [json.loads(line) for line in (shared_data / "video/MANIFEST.jsonl").read_text().splitlines()]
    for truth in clips:
        asset = run_stages(
            *keep_file(shared_data / "video" / truth["file"], storage), storage, stages=frozenset({"inspect", "preview"})
        ).asset
        assert asset is not None
        rotation = truth["rotation"] or 0
        size = (truth["h"], truth["w"]) if rotation % 180 else (truth["w"], truth["h"])
        if truth["file"] == "files/carphone_pristine.mp4":
            size = (193, 144)  # its pixels are not square: 128:117
        length = float(truth["seconds"]) * 1000 if truth["seconds"] else 4_938
        right = (
            asset.duration_ms is not None
            and abs(asset.duration_ms - length) <= TOLERANCE_MS
            and asset.details.get("rotation", 0) == rotation
            and (asset.width, asset.height) == size
            and asset.details["codecs"].get("video") == truth["vcodec"]
            and asset.details["codecs"].get("audio") == truth["acodec"]
            and (asset.thumbhash is not None or truth["vcodec"] is None)
        )
        if not right:
            wrong.append((truth, asset.duration_ms, asset.width, asset.height, asset.details))
    assert not wrong
    assert len(clips) == 23


@pytest.mark.shared
def test_every_recording_has_its_length_and_waveform(shared_data: Path, session: Session, storage: FilesystemStorage) -> None:
    recordings = [json.loads(line) for line in (shared_data / "audio/transcripts.jsonl").read_text().splitlines()]
    for truth in recordings:
        ran = run_stages(
            *keep_file(shared_data / "audio" / truth["file"], storage), storage, stages=frozenset({"inspect", "preview", "playback"})
        )
        assert ran.asset is not None
        assert not ran.errors, truth["file"]
        assert ran.asset.duration_ms == pytest.approx(truth["seconds"] * 1000, abs=100), truth["file"]
        assert ran.note("preview") is None, "nothing is wrong with it"
        assert max(json.loads(ran.stored["waveform"])["peaks"]) > 20, truth["file"]
        assert ("playback" in ran.stored) is truth["file"].endswith(".aiff"), truth["file"]
    assert len(recordings) == 11


@pytest.mark.shared
def test_what_is_said_is_understood_and_what_is_not_is_not_made_up(
    shared_data: Path, session: Session, storage: FilesystemStorage, capsys: pytest.CaptureFixture[str]
) -> None:
    """All of them: `python -m benchmarks.speech ../shared/data/audio`."""
    try:
        get_transcriber()
    except CapabilityMissingError as missing:
        pytest.skip(str(missing))
    wrong = words = 0
    for line in (shared_data / "audio/transcripts.jsonl").read_text().splitlines():
        truth = json.loads(line)
        if Path(truth["file"]).name not in HEARD:
            continue
        ran = run_stages(*keep_file(shared_data / "audio" / truth["file"], storage), storage, stages=frozenset({"inspect", "transcribe"}))
        assert ran.asset is not None
        said = " ".join(session.scalars(select(Segment.text).where(Segment.asset_id == ran.asset.id).order_by(Segment.ordinal)))
        if truth["transcript"]:
            expected = plain(truth["transcript"])
            wrong += distance(expected, plain(said))
            words += len(expected)
        else:
            assert not said, f"{truth['file']} is not English, and was taken for: {said}"
            assert ran.note("transcribe") == "language_unknown"
        with capsys.disabled():
            sys.stdout.write(f"\n{truth['file']} ({truth['lang']}): {said or ran.note('transcribe')}")
    with capsys.disabled():
        sys.stdout.write(f"\nword error rate {wrong / words:.3f} ({wrong} of {words} words)\n")
    assert words == 34
    assert wrong / words < 0.1
