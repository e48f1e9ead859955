"""Sound and film on their way through the real stages."""

import io
import json
import struct
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from sqlalchemy import select
from sqlalchemy.orm import Session

from bowerbird.models import Asset, Segment
from bowerbird.pipeline.transcribe import handler as transcribe
from bowerbird.storage.filesystem import FilesystemStorage
from tests.factories import media
from tests.factories.pipeline import Ran, keep_file, run_stages
from tests.pipeline.media.speaker import FakeTranscriber, speaking

LOOKS = frozenset({"inspect", "preview"})


def run(path: Path, storage: FilesystemStorage, *stages: str) -> tuple[Ran, Asset]:
    ran = run_stages(*keep_file(path, storage), storage, stages=frozenset({"inspect", *stages}))
    assert ran.asset is not None
    assert not ran.errors
    return ran, ran.asset


def segments(session: Session, asset: Asset, source: str) -> list[Segment]:
    query = select(Segment).where(Segment.asset_id == asset.id, Segment.source == source).order_by(Segment.ordinal)
    return list(session.scalars(query.execution_options(populate_existing=True)))


@pytest.mark.parametrize(
    ("name", "codec", "rate"),
    [
        ("a.mp3", "libmp3lame", 16_000),
        ("a.m4a", "aac", 16_000),
        ("a.flac", "flac", 16_000),
        ("a.opus", "libopus", 48_000),
        ("a.ogg", "libopus", 48_000),
        ("a.wav", "pcm_s16le", 16_000),
        ("a.amr", "libopencore_amrnb", 8_000),
        ("a.aiff", "pcm_s16be", 16_000),
        ("a.mka", "flac", 16_000),
    ],
)
def test_every_format_of_sound(*, session: Session, storage: FilesystemStorage, tmp_path: Path, name: str, codec: str, rate: int) -> None:
    try:
        path = media.audio(tmp_path / name, media.tone(3, rate=rate), codec=codec, rate=rate)
    except av.codec.codec.UnknownCodecError:
        pytest.skip(f"this build of FFmpeg cannot write {codec}")
    ran, asset = run(path, storage, "preview")
    assert asset.kind == "audio"
    assert asset.duration_ms == pytest.approx(3_000, abs=100)
    peaks = json.loads(ran.stored["waveform"])["peaks"]
    assert 300 < len(peaks) <= 2_000
    assert np.median(peaks) == pytest.approx(128, abs=16)
    assert asset.details["waveform"]["v"]
    plays = name not in {"a.amr", "a.aiff", "a.mka"}
    assert ("playback", 0) not in ran.outcomes
    ran, asset = run(path, storage, "playback")
    assert ("playback" in ran.stored) is not plays


@pytest.mark.parametrize(
    ("name", "codec", "sound_codec", "plays"),
    [
        ("a.mp4", "libx264", "aac", True),
        ("a.mov", "libx264", "aac", True),
        ("a.mkv", "libx264", "aac", False),
        ("a.webm", "libvpx", "libopus", True),
        ("a.avi", "mpeg4", "libmp3lame", False),
        ("a.3gp", "h263", "aac", False),
    ],
)
def test_every_format_of_film(
    *, session: Session, storage: FilesystemStorage, tmp_path: Path, name: str, codec: str, sound_codec: str, plays: bool
) -> None:
    size = (352, 288)
    sound = media.tone(2) if sound_codec != "libopus" else None
    path = media.film(
        tmp_path / name,
        [(media.striped("navy", size), 1), (media.striped("red", size), 1)],
        codec=codec,
        sound=sound,
        sound_codec=sound_codec,
    )
    ran, asset = run(path, storage, "preview", "scenes", "playback")
    assert asset.kind == "video"
    assert asset.duration_ms == pytest.approx(2_000, abs=150)
    assert (asset.width, asset.height) in {size, (384, 288)}  # 3GP has pixels of 12:11
    assert {"thumbnail", "preview", "sprite"} <= set(ran.stored)
    assert ("playback" in ran.stored) is not plays
    if not plays:
        with av.open(io.BytesIO(ran.stored["playback"]), "r") as made:
            assert made.streams.video[0].codec_context.name == "h264"
            assert made.streams.audio[0].codec_context.codec.canonical_name in {"aac", "mp3"}
            assert made.duration == pytest.approx(2_000_000, abs=150_000)
        assert ran.stored["playback"].index(b"moov") < ran.stored["playback"].index(b"mdat")
        assert asset.details["playback"]["whole"] is True


@pytest.mark.parametrize(
    ("name", "codec", "size"),
    [
        ("a.mxf", "mpeg2video", (352, 288)),
        ("a.dv", "dvvideo", (720, 576)),
        ("a.rm", "rv20", (352, 288)),
        ("a.ivf", "libvpx", (352, 288)),
    ],
)
def test_films_of_cameras_and_of_other_times(
    *, session: Session, storage: FilesystemStorage, tmp_path: Path, name: str, codec: str, size: tuple[int, int]
) -> None:
    try:
        path = media.film(tmp_path / name, [(media.striped("navy", size), 1)], codec=codec, rate=25)
    except av.codec.codec.UnknownCodecError:
        pytest.skip(f"this build of FFmpeg cannot write {codec}")
    ran, asset = run(path, storage, "preview")
    assert asset.kind == "video"
    assert asset.duration_ms == pytest.approx(1_000, abs=150)
    assert (asset.width, asset.height) in {size, (768, 576)}  # DV has pixels of 16:15
    assert {"thumbnail", "preview"} <= set(ran.stored)


def test_only_the_beginning_of_a_long_film_is_made_playable(session: Session, storage: FilesystemStorage, tmp_path: Path) -> None:
    path = media.film(tmp_path / "a.avi", [(media.striped("navy"), 45)], codec="mpeg4", rate=5)
    ran, asset = run(path, storage, "playback")
    with av.open(io.BytesIO(ran.stored["playback"]), "r") as made:
        assert made.duration == pytest.approx(30_000_000, abs=500_000)
    assert asset.details["playback"]["whole"] is False


def test_tags_and_cover(session: Session, storage: FilesystemStorage, tmp_path: Path) -> None:
    cover = io.BytesIO()
    media.striped("green", (64, 64)).save(cover, "JPEG")
    tags = {"title": "Blue Things", "artist": "The Bowerbirds", "album": "Courtship", "track": "3/9", "date": "2008"}
    path = media.audio(tmp_path / "a.mp3", media.tone(1), codec="libmp3lame", tags=tags, cover=cover.getvalue())
    ran, asset = run(path, storage, "preview", "extract")
    assert asset.title == "Blue Things"
    assert asset.details["tags"] == {"artist": "The Bowerbirds", "album": "Courtship", "track": "3/9", "year": "2008"}
    assert (asset.document_date and asset.document_date.year, asset.date_source) == (2008, "tags")
    assert ran.stored["cover"] == cover.getvalue()
    assert asset.thumbhash
    assert Image.open(io.BytesIO(ran.stored["thumbnail"])).size == (64, 64)
    assert [segment.text for segment in segments(session, asset, "text")] == ["Blue Things · The Bowerbirds · Courtship · 2008"]


def _id3v1(encoding: str, *texts: str) -> bytes:
    return b"TAG" + b"".join(text.encode(encoding).ljust(30, b"\0") for text in texts) + b"1988" + bytes(30) + b"\x08"


def _id3v2(encoding: str, **texts: str) -> bytes:
    frames = b"".join(
        name.encode() + struct.pack(">IHB", len(raw) + 1, 0, 0) + raw for name, raw in ((n, t.encode(encoding)) for n, t in texts.items())
    )
    return b"ID3\3\0\0" + bytes(len(frames) >> shift & 0x7F for shift in (21, 14, 7, 0)) + frames


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize(
    ("title", "artist", "encoding"),
    [
        ("Группа крови", "Виктор Цой", "cp1251"),
        ("Lietuva brangi, mano tėvynė", "Žemaitė ir draugai", "cp1257"),
        ("初恋のうた", "宇多田ヒカル", "shift_jis"),
        ("Ágætis byrjun", "Sigur Rós", "cp1252"),
        ("Blue Things", "The Bowerbirds", "ascii"),
    ],
)
@pytest.mark.parametrize("version", [1, 2])
def test_tags_that_do_not_say_their_letters(
    *, storage: FilesystemStorage, tmp_path: Path, title: str, artist: str, encoding: str, version: int
) -> None:
    path = media.audio(tmp_path / "a.mp3", media.tone(1), codec="libmp3lame", container_options={"id3v2_version": "0"})
    sound = path.read_bytes()
    path.write_bytes(sound + _id3v1(encoding, title, artist, "") if version == 1 else _id3v2(encoding, TIT2=title, TPE1=artist) + sound)
    _, asset = run(path, storage)
    if version == 2 and encoding == "cp1257":  # Latin-1 is what the tag says, and these are letters of it
        assert asset.title != title
    else:
        assert (asset.title, asset.details["tags"]["artist"]) == (title, artist)


def test_when_where_and_with_what_a_film_was_taken(session: Session, storage: FilesystemStorage, tmp_path: Path) -> None:
    tags = {
        "creation_time": "2019-05-04T10:11:33Z",
        "com.apple.quicktime.creationdate": "2019-05-04T12:11:33+0200",
        "com.apple.quicktime.location.ISO6709": "+48.8577+002.2950+035.000/",
        "com.apple.quicktime.make": "Apple",
        "com.apple.quicktime.model": "iPhone X",
    }
    path = media.film(tmp_path / "a.mov", [(media.striped("navy"), 1)], tags=tags)
    _, asset = run(path, storage)
    assert asset.captured_local is not None
    assert asset.captured_local.isoformat() == "2019-05-04T12:11:33"
    assert (asset.captured_offset, asset.date_source) == (120, "quicktime")
    assert asset.captured_at is not None
    assert asset.captured_at.isoformat() == "2019-05-04T10:11:33+00:00"
    assert asset.details["gps"] == {"latitude": 48.8577, "longitude": 2.295, "altitude": 35.0}
    assert (asset.details["camera_make"], asset.details["camera_model"]) == ("Apple", "iPhone X")


@pytest.mark.parametrize("rotation", [90, 180, -90])
def test_a_turned_film_stands_upright(session: Session, storage: FilesystemStorage, tmp_path: Path, rotation: int) -> None:
    upright = media.plain("black", (320, 240))
    upright.paste("red", (0, 0, 320, 60))  # red is on top
    stored = upright.rotate(-rotation, expand=True)
    path = media.film(tmp_path / "a.mp4", [(stored, 1)], rotation=rotation)
    ran, asset = run(path, storage, "preview", "scenes")
    assert (asset.width, asset.height) == (320, 240)
    for role in ("thumbnail", "preview"):
        picture = Image.open(io.BytesIO(ran.stored[role])).convert("RGB")
        red, green, _ = picture.getpixel((picture.width // 2, 5))  # type: ignore[misc]
        assert red > 180, role
        assert green < 80, role


def test_the_poster_shows_something(session: Session, storage: FilesystemStorage, tmp_path: Path) -> None:
    path = media.film(
        tmp_path / "a.mp4", [(media.plain("black"), 3), (media.striped("navy"), 3), (media.plain("black"), 3)], options={"g": "10"}
    )
    ran, _ = run(path, storage, "preview")
    assert np.asarray(Image.open(io.BytesIO(ran.stored["preview"])).convert("L")).std() > 40


def test_scenes_are_found_and_shown(session: Session, storage: FilesystemStorage, tmp_path: Path) -> None:
    scenes = [(media.striped("navy"), 3.0), (media.plain("orange"), 2.0), (media.striped("darkgreen"), 4.0)]
    path = media.film(tmp_path / "a.mp4", scenes)
    ran, asset = run(path, storage, "scenes")
    found = [(scene["start_ms"], scene["end_ms"]) for scene in asset.details["scenes"]]
    assert [round(start / 1000) for start, _ in found] == [0, 3, 5]
    assert found[-1][1] == asset.duration_ms
    strip = Image.open(io.BytesIO(ran.stored["sprite"])).convert("RGB")
    assert strip.size == (3 * 160, 120)
    red, green, blue = strip.getpixel((160 + 80, 60))  # type: ignore[misc]
    assert (red > 200, 120 < green < 200, blue < 60) == (True, True, True)


def test_text_in_frames_is_read_with_its_time(session: Session, storage: FilesystemStorage, tmp_path: Path) -> None:
    slide = media.plain("white", (640, 360))
    ImageDraw.Draw(slide).text((60, 120), "Quarterly results", fill="black", font=ImageFont.load_default(48))
    path = media.film(tmp_path / "a.mp4", [(media.striped("navy", (640, 360)), 2), (slide, 3)])
    _, asset = run(path, storage, "scenes", "ocr")
    (seen,) = segments(session, asset, "ocr")
    assert "quarterly results" in seen.text.lower()
    assert (round((seen.start_ms or 0) / 1000), seen.end_ms) == (2, asset.duration_ms)
    assert seen.boxes
    x0, y0, x1, y1 = seen.boxes[0]
    assert (x0 < 0.15, y0 > 0.25, x1 < 0.9, y1 < 0.6) == (True, True, True, True)


@pytest.mark.parametrize("name", ["a.mkv", "a.mp4"])
def test_subtitles_and_chapters(session: Session, storage: FilesystemStorage, tmp_path: Path, name: str) -> None:
    path = media.film(
        tmp_path / name,
        [(media.striped("navy"), 40)],
        rate=2,
        cues=[(1_000, 3_000, "He gathers blue things."), (4_000, 24_000, "<i>She</i> watches him."), (30_000, 33_000, "They dance.")],
        chapters=[(0, 20_000, "The bower"), (20_000, 40_000, "The dance")],
    )
    _, asset = run(path, storage, "extract")
    captions = segments(session, asset, "caption")
    assert [(each.text, each.start_ms, each.end_ms) for each in captions] == [
        ("He gathers blue things. She watches him.", 1_000, 24_000),
        ("They dance.", 30_000, 33_000),
    ]
    assert captions[0].words == [[0, 0], [24, 3_000]]
    chapters = [(each.text, each.start_ms, each.end_ms) for each in segments(session, asset, "scene")]
    assert chapters == [("The bower", 0, 20_000), ("The dance", 20_000, 40_000)]


def test_silence_is_no_failure(session: Session, storage: FilesystemStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    speaking(monkeypatch, FakeTranscriber())
    ran, asset = run(media.audio(tmp_path / "a.wav", media.silence(70)), storage, "transcribe")
    assert ran.outcomes["transcribe", 0].skipped
    assert ran.note("transcribe") == "no_speech"
    assert not segments(session, asset, "speech")


def test_what_the_model_does_not_know_is_not_made_up(
    session: Session, storage: FilesystemStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    speaking(monkeypatch, FakeTranscriber(log_probability=-0.9))
    ran, asset = run(media.audio(tmp_path / "a.wav", media.tone(6)), storage, "transcribe")
    assert ran.outcomes["transcribe", 0].skipped
    assert ran.outcomes["transcribe", 0].note is not None
    assert "knows only: en" in ran.outcomes["transcribe", 0].note[1]
    assert not segments(session, asset, "speech")


def test_speech_comes_in_parts_with_true_times(
    session: Session, storage: FilesystemStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    transcriber = FakeTranscriber()
    speaking(monkeypatch, transcriber)
    monkeypatch.setattr(transcribe, "PART_MS", 120_000)
    islands = [10, 40, 41.5, 100, 130, 200, 290]
    sound = media.silence(300)
    for start in islands:
        sound[int(start * 16_000) : int((start + 1) * 16_000)] = media.tone(1)
    path = media.audio(tmp_path / "a.wav", sound)
    ran, asset = run(path, storage, "transcribe")
    found = segments(session, asset, "speech")
    spoken = [(each.start_ms or 0) + word[1] for each in found for word in each.words or []]
    # islands close to each other were heard in one window, whose two words lie in its first and last half
    assert [round(ms / 100) for ms in spoken if any(abs(ms - start * 1000) < 100 for start in islands)] == [
        round(start * 10) for start in islands
    ]
    assert sorted(part for stage, part in ran.outcomes if stage == "transcribe") == [0, 1, 2]
    assert transcriber.longest <= 75 * 16_000
    before = {each.id for each in found}
    run_again, key = keep_file(path, storage)
    assert run_again.id != asset.id
    assert key
    assert len(before) == len(found)
