"""Sound and film by PyAV (FFmpeg): opened within bounds, one stream decoded at a time.

Only demuxers of this list are tried, and only the file itself can be opened: playlists, references to other files and network addresses are not followed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import av.logging
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import FFmpegError
from av.stream import Disposition, Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from bowerbird.errors import StageError
from bowerbird.pipeline.formats.losses import Losses
from bowerbird.settings import get_settings

DEMUXERS = (
    "aac,ac3,aiff,amr,amrnb,amrwb,ape,asf,au,avi,caf,dts,dv,eac3,flac,flv,h264,hevc,ivf,m4v,matroska,mov,mp3,mpc,mpc8,mpeg,mpegts,mpegvideo,mxf,obu,"
    "ogg,rm,tta,w64,wav,wv,y4m"
)
OPTIONS = {"format_whitelist": DEMUXERS, "protocol_whitelist": "file"}
"""For FFmpeg, wherever a stranger's file is opened."""
DAMAGED = "This recording is damaged and cannot be opened."
DECODE_ERRORS = (FFmpegError, ValueError, OSError, OverflowError)
"""What PyAV raises on broken files."""
_SCANNED_PACKETS = 5_000_000
_BROKEN_PACKETS = 10_000
"""In a row: minutes of sound or film. What a bad patch of a disk destroys is shorter, and behind it one can read on."""

av.logging.set_level(av.logging.PANIC)


@contextmanager
def open_media(path: Path, *, metadata_errors: str = "replace") -> Iterator[InputContainer]:
    """The container with its headers read; `metadata_errors` as of `bytes.decode`. Raises StageError `corrupt`, `unsupported` or `too_large`."""
    try:
        container = av.open(str(path), options=OPTIONS, metadata_errors=metadata_errors)
    except MemoryError:
        raise StageError("This recording needs more memory to open than a worker has.", code="too_large") from None
    except DECODE_ERRORS:
        raise StageError(DAMAGED, code="corrupt") from None
    with container:
        if not (container.streams.video or container.streams.audio or container.streams.subtitles):
            raise StageError("There is neither sound nor film in this file.", code="unsupported")
        yield container


def film(container: InputContainer) -> VideoStream | None:
    """The first video stream that is no cover picture. Raises StageError `too_large`."""
    for stream in container.streams.video:
        if is_cover(stream) or stream.codec_context is None:
            continue
        limit = get_settings().limits.pixels
        if stream.codec_context.width * stream.codec_context.height > limit:
            raise StageError(f"Each frame of this video has more than {limit / 1e6:,.0f} million pixels.", code="too_large")
        _on_one_thread(stream)
        return stream
    return None


def sound(container: InputContainer) -> AudioStream | None:
    """The audio stream that a player would choose: the default one, else the first."""
    streams = [stream for stream in container.streams.audio if stream.codec_context is not None and stream.codec_context.channels > 0]
    chosen = next((stream for stream in streams if stream.disposition & Disposition.default), streams[0] if streams else None)
    if chosen is not None:
        _on_one_thread(chosen)
    return chosen


def _on_one_thread(stream: VideoStream | AudioStream) -> None:
    """A worker has one core, and each thread of a decoder holds frames of its own."""
    if not stream.codec_context.is_open:
        stream.codec_context.thread_count = 1


def is_cover(stream: Stream) -> bool:
    return bool(stream.disposition & (Disposition.attached_pic | Disposition.still_image))


def cover(container: InputContainer) -> bytes | None:
    """The picture that is attached to the file, as it is stored."""
    for stream in container.streams.video:
        if is_cover(stream):
            for packet in container.demux(stream):
                return bytes(packet) or None
    return None


def duration_ms(container: InputContainer) -> int | None:
    """What the headers say: the longest stream, as players show it. None where they say nothing."""
    lengths = [Fraction(container.duration, av.time_base)] if container.duration and container.duration > 0 else []
    for stream in container.streams:
        if stream.duration and stream.duration > 0 and stream.time_base and not is_cover(stream):
            lengths.append(stream.duration * stream.time_base)
    return round(max(lengths) * 1000) or None if lengths else None


def measured_duration_ms(container: InputContainer) -> int | None:
    """From the packets, for files whose headers do not say how long they are, such as browsers record. Reads the whole file, and decodes nothing."""
    end = Fraction(0)
    try:
        for number, packet in enumerate(container.demux()):
            if packet.pts is not None and packet.time_base:
                end = max(end, (packet.pts + (packet.duration or 0)) * packet.time_base)
            if number > _SCANNED_PACKETS:
                break
    except DECODE_ERRORS:
        pass  # the part before the damage
    return round(end * 1000) or None


def frames(
    container: InputContainer, stream: VideoStream, *, from_ms: int = 0, rewind: bool = False, losses: Losses | None = None
) -> Iterator[VideoFrame]:
    """Decoded frames from the key frame before `from_ms` on. Ends where the file does, or where it can no longer be read.

    `rewind`: the container has been read from before, so that also the beginning must be sought. `losses` is told of every packet.
    """
    yield from cast(Iterator[VideoFrame], _decoded(container, stream, from_ms, rewind=rewind, losses=losses))


def sounds(container: InputContainer, stream: AudioStream, *, from_ms: int = 0, losses: Losses | None = None) -> Iterator[AudioFrame]:
    yield from cast(Iterator[AudioFrame], _decoded(container, stream, from_ms, rewind=False, losses=losses))


def _decoded(
    container: InputContainer, stream: VideoStream | AudioStream, from_ms: int, *, rewind: bool, losses: Losses | None
) -> Iterator[VideoFrame | AudioFrame]:
    """A packet that cannot be decoded is left out, as players do; a long row of them ends the stream."""
    broken = 0
    try:
        if (from_ms > 0 or rewind) and stream.time_base:
            container.seek(int(from_ms / 1000 / stream.time_base) + (stream.start_time or 0), stream=stream)
        for packet in container.demux(stream):
            decoded: list[VideoFrame | AudioFrame] | None
            try:
                decoded = cast(list[VideoFrame | AudioFrame], packet.decode())
            except DECODE_ERRORS:
                decoded = None
            if losses:
                losses.packet(packet, decoded=decoded is not None)
                if any(frame.is_corrupt for frame in decoded or ()):
                    losses.broken_picture()
            broken = broken + 1 if decoded is None else 0
            if broken > _BROKEN_PACKETS:
                return
            yield from decoded or ()
    except DECODE_ERRORS:
        return


def time_ms(frame: VideoFrame | AudioFrame, stream: Stream) -> int | None:
    """When the frame is shown, from the beginning of the stream."""
    if frame.time is None:
        return None
    start = float(stream.start_time * stream.time_base) if stream.start_time and stream.time_base else 0.0
    return max(0, round((frame.time - start) * 1000))
