"""Recordings that are not as they should be, or as few are: without sound, length or end, damaged, with frames of any size, rate and range."""

import io
import json
import wave
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from bowerbird.jobs.claims import ClaimLostError
from bowerbird.models import Asset, Segment
from bowerbird.pipeline.decoder import get_decoder
from bowerbird.pipeline.formats.losses import Losses
from bowerbird.pipeline.transcribe import handler as transcribe
from bowerbird.pipeline.transcribe.handler import TranscribeHandler
from bowerbird.storage.filesystem import FilesystemStorage
from tests.factories import media
from tests.factories.pipeline import InProcessWork, Ran, keep_file, run_stages
from tests.pipeline.media.speaker import FakeTranscriber, speaking

ALL = frozenset({"inspect", "preview", "extract", "transcribe", "scenes", "playback"})


def run(path: Path, storage: FilesystemStorage, *stages: str) -> tuple[Ran, Asset]:
    ran = run_stages(*keep_file(path, storage), storage, stages=frozenset({"inspect", *stages}))
    assert ran.asset is not None
    return ran, ran.asset


def brightness(picture: bytes) -> float:
    return float(np.asarray(Image.open(io.BytesIO(picture)).convert("L")).mean())


def test_a_film_without_sound_is_not_listened_to(session: Session, storage: FilesystemStorage, tmp_path: Path) -> None:
    ran, asset = run(media.film(tmp_path / "a.mp4", [(media.striped("navy"), 2)]), storage, *ALL)
    assert not ran.errors
    assert not any(stage in {"transcribe", "playback"} for stage, _ in ran.outcomes)
    assert "waveform" not in ran.stored
    assert "audio" not in asset.details["codecs"]


@pytest.mark.parametrize("name", ["a.mkv", "a.webm"])
def test_a_film_that_does_not_say_how_long_it_is(session: Session, storage: FilesystemStorage, tmp_path: Path, name: str) -> None:
    """As browsers record."""
    scenes = [(media.striped("navy"), 3.0), (media.plain("orange"), 3.0)]
    codec = "libx264" if name == "a.mkv" else "libvpx"
    path = media.film(tmp_path / name, scenes, codec=codec, container_options={"live": "1"})
    ran, asset = run(path, storage, "preview", "scenes")
    assert asset.duration_ms == pytest.approx(6_000, abs=120)
    assert [round(scene["start_ms"] / 1000) for scene in asset.details["scenes"]] == [0, 3]
    assert "thumbnail" in ran.stored


@pytest.mark.parametrize(("size", "pixels"), [((321, 241), "yuv444p"), ((5, 3), "yuv444p"), ((2_000, 6), "yuv420p")])
def test_frames_of_any_size(session: Session, storage: FilesystemStorage, tmp_path: Path, size: tuple[int, int], pixels: str) -> None:
    path = media.film(tmp_path / "a.mkv", [(media.plain("orange", size), 2)], codec="ffv1", pixels=pixels)
    ran, asset = run(path, storage, "preview", "scenes", "playback")
    assert not ran.errors
    assert (asset.width, asset.height) == size
    assert {"thumbnail", "sprite", "playback"} <= set(ran.stored)


def test_a_film_of_stills_keeps_its_times(session: Session, storage: FilesystemStorage, tmp_path: Path) -> None:
    """Variable frame rate: three frames in a minute."""
    scenes = [(media.striped("navy"), 30.0), (media.plain("orange"), 10.0), (media.striped("darkgreen"), 20.0)]
    _, asset = run(media.film(tmp_path / "a.mkv", scenes, uneven=True), storage, "scenes")
    starts = [scene["start_ms"] for scene in asset.details["scenes"]]
    assert {0, 30_000, 40_000} <= set(starts)


def test_high_dynamic_range_is_brought_to_what_screens_show(session: Session, storage: FilesystemStorage, tmp_path: Path) -> None:
    """A white sheet has 203 cd/m2, which is 58 % of the signal; taken for an ordinary film it would be a middle grey."""
    sheet = media.plain("rgb(148,148,148)", (320, 240))
    path = media.film(tmp_path / "a.mkv", [(sheet, 1)], codec="ffv1", pixels="yuv420p10le", hdr=True)
    ran, _ = run(path, storage, "preview", "scenes")
    assert not ran.errors
    assert brightness(ran.stored["preview"]) > 195
    ran, _ = run(media.film(tmp_path / "b.mkv", [(sheet, 1)], codec="ffv1"), storage, "preview")
    assert brightness(ran.stored["preview"]) == pytest.approx(148, abs=6)


def test_the_cover_of_a_film_is_not_the_film(session: Session, storage: FilesystemStorage, tmp_path: Path) -> None:
    cover = io.BytesIO()
    media.plain("red", (64, 64)).save(cover, "JPEG")
    path = media.film(tmp_path / "a.mp4", [(media.striped("navy"), 2)], cover=cover.getvalue())
    ran, asset = run(path, storage, "preview", "scenes")
    assert (asset.kind, asset.width, asset.height) == ("video", 320, 240)
    assert Image.open(io.BytesIO(ran.stored["preview"])).size == (320, 240)
    assert asset.details["codecs"]["video"] == "h264"


def test_of_several_tracks_the_default_one_is_heard(
    session: Session, storage: FilesystemStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    speaking(monkeypatch, FakeTranscriber())
    path = media.film(tmp_path / "a.mkv", [(media.striped("navy"), 3)], sound=media.silence(3), second_sound=media.tone(3))
    ran, asset = run(path, storage, "preview", "transcribe")
    assert [(track["type"], track["language"]) for track in asset.details["tracks"]] == [("audio", "eng"), ("audio", "fra")]
    assert max(json.loads(ran.stored["waveform"])["peaks"]) > 100
    assert session.scalars(select(Segment.text).where(Segment.asset_id == asset.id, Segment.source == "speech")).all()


@pytest.mark.parametrize(
    ("name", "codec", "rate"),
    [
        ("a.mp3", "libmp3lame", 16_000),
        ("a.m4a", "aac", 16_000),
        ("a.flac", "flac", 16_000),
        ("a.mka", "flac", 16_000),
        ("a.ogg", "libopus", 48_000),
    ],
)
@pytest.mark.parametrize("damage", ["none", "middle", "end"])
def test_damaged_sound_is_kept_as_far_as_it_goes(
    *,
    session: Session,
    storage: FilesystemStorage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    codec: str,
    rate: int,
    damage: str,
) -> None:
    transcriber = FakeTranscriber()
    speaking(monkeypatch, transcriber)
    options = {"movflags": "faststart"} if name == "a.m4a" else {}
    path = media.audio(tmp_path / name, media.noise(20, rate=rate), codec=codec, rate=rate, container_options=options)
    if damage == "middle":
        media.damaged(path)
    elif damage == "end" and name != "a.ogg":  # which says nowhere how long it should be
        media.cut_off(path)
    ran, asset = run(path, storage, "preview", "transcribe")
    assert not ran.errors
    whole = damage == "none" or (damage == "end" and name == "a.ogg")
    for stage in ("preview", "transcribe"):
        note = ran.outcomes[stage, 0].note
        assert (note is None) is whole, stage
        if note:
            assert note[0] == "damaged"
            assert int(note[1].split("about ")[1].split()[0]) in range(3, 10)
    expected = 20 if whole else 16 if damage == "middle" else 12
    assert transcriber.heard_seconds == pytest.approx(expected, abs=1.2)
    assert session.scalars(select(Segment.text).where(Segment.asset_id == asset.id, Segment.source == "speech")).all()


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv"])
@pytest.mark.parametrize("damage", ["middle", "end"])
def test_a_damaged_film_is_kept_as_far_as_it_goes(
    session: Session, storage: FilesystemStorage, tmp_path: Path, name: str, damage: str
) -> None:
    scenes = [(media.grain(colour), 4.0) for colour in ("navy", "orange", "darkgreen")]
    options = {"g": "10", "crf": "20"}
    path = media.film(tmp_path / name, scenes, options=options, container_options={"movflags": "faststart"} if name == "a.mp4" else {})
    whole, _ = run(path, storage, "scenes")
    assert whole.outcomes["scenes", 0].note is None
    media.damaged(path) if damage == "middle" else media.cut_off(path)
    ran, asset = run(path, storage, "preview", "scenes")
    assert not ran.errors
    assert ran.note("scenes") == "damaged"
    assert {"thumbnail", "sprite"} <= set(ran.stored)
    assert asset.details["scenes"][0]["start_ms"] == 0


@pytest.mark.parametrize("name", ["a.mp4", "a.mov"])
def test_a_film_whose_index_is_missing_says_so(session: Session, storage: FilesystemStorage, tmp_path: Path, name: str) -> None:
    path = media.cut_off(media.film(tmp_path / name, [(media.striped("navy"), 2)]), 0.9)
    ran, _ = run(path, storage, *ALL)
    (error,) = ran.errors.values()
    assert (error.code, error.retryable) == ("corrupt", False)
    assert "damaged" in error.detail


def test_no_samples_are_no_failure_of_the_decoder(session: Session, storage: FilesystemStorage, tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    with wave.open(str(path), "wb") as empty:
        empty.setparams((1, 2, 16_000, 0, "NONE", "not compressed"))
    ran, asset = run(path, storage, "preview")
    assert not ran.errors
    assert not asset.duration_ms


def test_a_killed_transcription_goes_on_where_its_part_began(
    session: Session, storage: FilesystemStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    transcriber = FakeTranscriber()
    speaking(monkeypatch, transcriber)
    monkeypatch.setattr(transcribe, "PART_MS", 120_000)
    monkeypatch.setattr(transcribe, "PASSAGES_PER_BATCH", 1)
    sound = media.silence(300)
    for start in range(5, 300, 20):
        sound[start * 16_000 : (start + 2) * 16_000] = media.tone(2)
    asset, key = keep_file(media.audio(tmp_path / "a.wav", sound), storage)
    handler = TranscribeHandler()

    def attempt(work: InProcessWork) -> Segment | None:
        outcome = handler(work)
        with session.begin_nested():
            assert outcome.write is not None
            outcome.write(session)
        return None

    whole_run = run_stages(asset, key, storage, stages=frozenset({"inspect", "transcribe"}))
    expected = _spoken(session, asset)
    assert len(whole_run.outcomes) == 4
    assert len(expected) == 15

    (after_first,) = [job for job in whole_run.outcomes["transcribe", 0].successors if job.stage == "transcribe"]
    before = transcriber.calls
    killed = InProcessWork(asset, storage, key, part=1, input=after_first.input)
    commits = 0
    plain_commit = killed.commit

    def dies(*arguments: object) -> None:
        nonlocal commits
        commits += 1
        if commits == 3:
            raise ClaimLostError
        plain_commit(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(killed, "commit", dies)
    with pytest.raises(ClaimLostError):
        handler(killed)
    attempt(InProcessWork(asset, storage, key, part=1, input=after_first.input))
    assert _spoken(session, asset) == expected
    assert transcriber.calls - before < 15, "what the first part heard is not heard again"


def _spoken(session: Session, asset: Asset) -> list[tuple[object, ...]]:
    query = select(Segment.start_ms, Segment.end_ms, Segment.text).where(Segment.asset_id == asset.id, Segment.source == "speech")
    return [tuple(row) for row in session.execute(query.order_by(Segment.start_ms, Segment.id))]


def test_all_of_it_happens_in_the_decoder_child(
    session: Session, storage: FilesystemStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    speaking(monkeypatch, FakeTranscriber())
    path = media.film(tmp_path / "a.mkv", [(media.striped("navy"), 2), (media.plain("orange"), 2)], sound=media.tone(4))
    ran = run_stages(*keep_file(path, storage), storage, stages=ALL, decoder=get_decoder())
    assert not ran.errors
    assert {"thumbnail", "preview", "waveform", "sprite", "playback"} <= set(ran.stored)
    assert ran.outcomes["transcribe", 0].note is None


@pytest.mark.parametrize(("moments", "lost"), [([0.0], 0), ([0.0, 2.0], 0), ([0.0, 1.0], 2_000)])
def test_packets_that_do_not_say_how_long_they_last(tmp_path: Path, moments: list[float], lost: int) -> None:
    """So it is in Windows Media Audio Pro and Lossless; each lasts as long as the one before."""
    with av.open(str(media.audio(tmp_path / "a.wav", media.tone(4)))) as container:
        stream = container.streams.audio[0]
        losses = Losses(container, stream)
        for moment in moments:
            packet = av.Packet(b"sound")
            packet.time_base = Fraction(1, media.RATE)
            packet.dts = packet.pts = round(moment * media.RATE)
            losses.packet(packet, decoded=True)
        assert losses.lost_ms(ended=True) == lost
