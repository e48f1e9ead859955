"""What a recording says of itself: how long, how large, in which codecs, who plays what, when and where it was taken."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from av.container import InputContainer
from av.video.stream import VideoStream

from bowerbird.errors import StageError
from bowerbird.pipeline.decoding import decoder
from bowerbird.pipeline.formats import media, tag_text
from bowerbird.pipeline.formats.browsers import plays
from bowerbird.pipeline.formats.frame import displayed_size
from bowerbird.pipeline.inspect.exif import parse_date
from bowerbird.pipeline.inspect.facts import Captured, Facts
from bowerbird.pipeline.text import shorten
from bowerbird.pipeline.work import Message

_TAGS = {
    "artist": ("artist", "author", "com.apple.quicktime.author"),
    "album": ("album",),
    "album_artist": ("album_artist", "albumartist"),
    "composer": ("composer",),
    "genre": ("genre",),
    "track": ("track", "tracknumber"),
    "disc": ("disc", "discnumber"),
    "year": ("date", "year", "originaldate", "tye", "tdrc"),
    "comment": ("comment", "description", "com.apple.quicktime.description"),
}
_TITLE = ("title", "com.apple.quicktime.title")
_MAKE = ("com.apple.quicktime.make", "com.android.manufacturer", "make", "manufacturer")
_MODEL = ("com.apple.quicktime.model", "com.android.model", "model")
_PLACE = ("com.apple.quicktime.location.iso6709", "location", "location-eng", "xyz")
_TAKEN = ("com.apple.quicktime.creationdate", "creationdate", "date_recorded", "icrd", "creation_time", "date_time_original")
_ISO_6709 = re.compile(r"([+-]\d{1,2}(?:\.\d{1,10})?)([+-]\d{1,3}(?:\.\d{1,10})?)([+-]\d{1,5}(?:\.\d{1,6})?)?(?:CRS[\w:]{1,20})?/?")
_YEAR = re.compile(r"\d{4}")
_GUESSING = frozenset({"aac", "ac3", "amr", "amrnb", "amrwb", "dts", "eac3", "h264", "hevc", "m4v", "mp3", "mpegvideo"})
"""Formats without a header that says how long they are; FFmpeg guesses from the first bit rate it sees."""
_NO_ENCODING = frozenset({"aac", "avi", "mp3", "wav"})
"""Formats whose tags do not say in which letters they are."""
_MEASURED_BYTES = 16 * 1024 * 1024
_MOST_CHAPTERS = 500
_FIRST_YEAR = 1970
"""Of a clock: cameras whose clock was never set write 1904 or 1970."""


@decoder("media.inspect")
def media_inspect(path: Path | None) -> Iterator[Message]:
    assert path is not None
    with media.open_media(path, metadata_errors=tag_text.ERRORS) as container:
        said = _said(container)
        film, sound = media.film(container), media.sound(container)
        if film is None and sound is None and not container.streams.subtitles:
            raise StageError(media.DAMAGED, code="corrupt")
        rotation = _rotation(container, film) if film else 0
        width, height = displayed_size(film, rotation) if film else (None, None)
        tags, title = _tags(said), shorten(_first(said, _TITLE), 300)
        captured = _captured(said)
        released = None if captured else _released(said)
        details = {
            "codecs": _codecs(container),
            "rotation": rotation or None,
            "frame_rate": round(float(film.average_rate), 3) if film and film.average_rate else None,
            "channels": sound.codec_context.channels if sound else None,
            "sample_rate": sound.codec_context.sample_rate if sound else None,
            "bit_rate": container.bit_rate or None,
            "tracks": _tracks(container),
            "tags": tags or None,
            "chapters": _chapters(container) or None,
            "camera_make": shorten(_first(said, _MAKE), 100),
            "camera_model": shorten(_first(said, _MODEL), 100),
            "gps": _position(_first(said, _PLACE)),
        }
        written = bool(container.streams.subtitles or details["chapters"] or tags or title)
        stages = {
            "preview": True,
            "extract": written,
            "transcribe": sound is not None,
            "scenes": film is not None,
            "playback": not plays(container),
        }
    duration = _duration(path)
    yield Message(
        Facts(
            width=width,
            height=height,
            duration_ms=duration,
            title=title,
            captured=captured,
            document_date=released,
            date_source=captured.source if captured else "tags" if released else None,
            details={name: value for name, value in details.items() if value is not None},
            stages=tuple(stage for stage, needed in stages.items() if needed),
        ).to_json()
    )


def _duration(path: Path) -> int | None:
    with media.open_media(path) as container:
        guessed = container.format.name in _GUESSING and path.stat().st_size <= _MEASURED_BYTES
        said = None if guessed else media.duration_ms(container)
        return said or media.measured_duration_ms(container)


def _said(container: InputContainer) -> dict[str, str]:
    """Names in lower case. Ogg writes them to the stream, all others to the container."""
    said: dict[str, str] = {}
    streams = [stream for stream in container.streams if stream.type in {"audio", "video"} and not media.is_cover(stream)]
    for metadata in [*(stream.metadata for stream in streams), container.metadata]:
        said |= {name.lower(): value.strip() for name, value in metadata.items() if value and value.strip()}
    return tag_text.repaired(said) if container.format.name in _NO_ENCODING else said


def _rotation(container: InputContainer, stream: VideoStream) -> int:
    """Degrees counter-clockwise by which frames are turned for display, -180..180, from the first frame's display matrix."""
    first = next(media.frames(container, stream), None)
    return round(first.rotation / 90) * 90 if first is not None else 0


def _codecs(container: InputContainer) -> dict[str, str]:
    film, sound = media.film(container), media.sound(container)
    found = {"container": container.format.name.partition(",")[0]}
    if film:
        found |= {"video": film.codec_context.codec.canonical_name, "pixels": film.codec_context.pix_fmt or ""}
    if sound:
        found["audio"] = sound.codec_context.codec.canonical_name
    return {name: value for name, value in found.items() if value}


def _tracks(container: InputContainer) -> list[dict[str, str]] | None:
    """Where there is more than one of sound, or there are subtitles."""
    chosen = [stream for stream in container.streams if stream.type in {"audio", "subtitle"}]
    if len(container.streams.audio) < 2 and not container.streams.subtitles:
        return None
    return [
        {
            "type": stream.type,
            "language": shorten(stream.metadata.get("language"), 100) or "und",
            "title": shorten(stream.metadata.get("title"), 100) or "",
        }
        for stream in chosen[:50]
    ]


def _tags(said: Mapping[str, str]) -> dict[str, str]:
    found = {name: shorten(_first(said, names), 300) for name, names in _TAGS.items()}
    year = _YEAR.match(found["year"] or "")
    found["year"] = year.group() if year else None
    return {name: value for name, value in found.items() if value}


def _captured(said: Mapping[str, str]) -> Captured | None:
    """When it was recorded: Apple's key has the local time with its offset, the others count in UTC."""
    for name in _TAKEN:
        found = parse_date(said.get(name))
        if found and found[0].year > _FIRST_YEAR and len(said[name]) > 10:
            local, offset = found
            return Captured(local, offset, "quicktime" if "quicktime" in name else "media")
    return None


def _released(said: Mapping[str, str]) -> datetime | None:
    date = _first(said, _TAGS["year"])
    found = parse_date(date) or (parse_date(f"{date}-01-01") if date and re.fullmatch(r"\d{4}", date) else None)
    return found[0].replace(tzinfo=UTC) if found else None


def _position(text: str | None) -> dict[str, float] | None:
    """ISO 6709, annex H: degrees as decimal fractions, with sign."""
    found = _ISO_6709.fullmatch((text or "").strip())
    if found is None:
        return None
    latitude, longitude = float(found[1]), float(found[2])
    if abs(latitude) > 90 or abs(longitude) > 180 or (latitude == 0 and longitude == 0):
        return None
    position = {"latitude": latitude, "longitude": longitude}
    return position | {"altitude": float(found[3])} if found[3] else position


def _first(said: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((said[name] for name in names if said.get(name)), None)


def _chapters(container: InputContainer) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for chapter in container.chapters()[:_MOST_CHAPTERS]:
        unit = chapter["time_base"] or Fraction(0)
        begin, end = max(0, round(chapter["start"] * unit * 1000)), max(0, round(chapter["end"] * unit * 1000))
        title = shorten(chapter["metadata"].get("title"), 200)
        found.append({"start_ms": begin, "end_ms": max(begin, end)} | ({"title": title} if title else {}))
    return found
