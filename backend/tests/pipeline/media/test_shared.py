"""The evaluation data: every clip's length and rotation, and what is said in the recordings."""

import json
import re
import sys
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bowerbird.ai.contracts import CapabilityMissingError
from bowerbird.ai.speech import get_transcriber
from bowerbird.models import Segment
from bowerbird.storage.filesystem import FilesystemStorage
from tests.factories.pipeline import keep_file, run_stages

TOLERANCE_MS = 50


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
def test_word_error_rate_against_the_transcripts(
    shared_data: Path, session: Session, storage: FilesystemStorage, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        get_transcriber()
    except CapabilityMissingError as missing:
        pytest.skip(str(missing))
    wrong = words = 0
    for line in (shared_data / "audio/transcripts.jsonl").read_text().splitlines():
        truth = json.loads(line)
        ran = run_stages(*keep_file(shared_data / "audio" / truth["file"], storage), storage, stages=frozenset({"inspect", "transcribe"}))
        assert ran.asset is not None
        found = session.scalars(select(Segment.text).where(Segment.asset_id == ran.asset.id).order_by(Segment.ordinal))
        said = " ".join(found)
        if truth["transcript"]:
            expected, heard = plain(truth["transcript"]), plain(said)
            wrong += distance(expected, heard)
            words += len(expected)
        elif truth["lang"] != "en" and truth["seconds"] > 2:  # of less nobody could tell
            assert not said, f"{truth['file']} is not English, and was taken for: {said}"
        with capsys.disabled():
            sys.stdout.write(f"\n{truth['file']} ({truth['lang']}): {said or ran.note('transcribe')}")
    with capsys.disabled():
        sys.stdout.write(f"\nword error rate {wrong / words:.3f} ({wrong} of {words} words)\n")
    assert wrong / words < 0.1


_NUMBERS = {"1": "one", "2": "two", "3": "three"}


def plain(text: str) -> list[str]:
    return [_NUMBERS.get(word, word) for word in re.findall(r"[a-z0-9']+", text.lower())]


def distance(expected: list[str], found: list[str]) -> int:
    """Words to insert, leave out or exchange (Levenshtein)."""
    row = list(range(len(found) + 1))
    for number, word in enumerate(expected, start=1):
        above, row[0] = row[0], number
        for index, other in enumerate(found, start=1):
            above, row[index] = row[index], min(row[index] + 1, row[index - 1] + 1, above + (word != other))
    return row[-1]
