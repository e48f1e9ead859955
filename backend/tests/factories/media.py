"""Small recordings, made by PyAV on the spot."""

import math
import subprocess
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
from PIL import Image

from bowerbird.pipeline.playback.ffmpeg import programs

RATE = 16_000


def tone(seconds: float, *, rate: int = RATE, loudness: float = 0.5) -> npt.NDArray[np.int16]:
    wave = np.sin(np.arange(int(seconds * rate)) * (2 * math.pi * 440 / rate)) * loudness
    return np.asarray(wave * 32767, dtype=np.int16)


def silence(seconds: float, *, rate: int = RATE) -> npt.NDArray[np.int16]:
    return np.zeros(int(seconds * rate), dtype=np.int16)


def audio(
    path: Path,
    samples: npt.NDArray[np.int16],
    *,
    codec: str = "pcm_s16le",
    rate: int = RATE,
    tags: dict[str, str] | None = None,
    cover: bytes | None = None,
    container_options: dict[str, str] | None = None,
) -> Path:
    """One channel. The container is that of the path's suffix."""
    with av.open(str(path), "w", options=container_options or {}) as container:
        container.metadata.update(tags or {})
        stream: Any = container.add_stream(codec, rate=rate, layout="mono")
        if cover is not None:
            _mux_cover(container, _add_cover(container), cover)
        _mux_sound(container, stream, samples, rate)
    return path


def film(
    path: Path,
    scenes: Sequence[tuple[Image.Image, float]],
    *,
    codec: str = "libx264",
    rate: int = 10,
    rotation: int = 0,
    sound: npt.NDArray[np.int16] | None = None,
    sound_codec: str = "aac",
    tags: dict[str, str] | None = None,
    cues: Sequence[tuple[int, int, str]] = (),
    chapters: Sequence[tuple[int, int, str]] = (),
    pixels: str = "yuv420p",
    options: dict[str, str] | None = None,
    container_options: dict[str, str] | None = None,
    uneven: bool = False,
    hdr: bool = False,
    cover: bytes | None = None,
    second_sound: npt.NDArray[np.int16] | None = None,
) -> Path:
    """Each picture stands for its seconds. `cues` and `chapters` in milliseconds. `uneven`: each picture is one frame that stands still; `hdr`: says that
    its pixels are BT.2020 with the curve of SMPTE ST 2084; `second_sound`: a track of its own, the default one."""
    width, height = scenes[0][0].size
    # use_metadata_tags: keys such as Apple's are written as they are
    defaults = {"movflags": "use_metadata_tags"} if path.suffix in {".mp4", ".mov"} else {}
    with av.open(str(path), "w", options={**defaults, **(container_options or {})}) as container:
        container.metadata.update(tags or {})
        stream: Any = container.add_stream(codec, rate=rate, options=options or {})
        stream.width, stream.height, stream.pix_fmt = width, height, pixels
        if hdr:
            stream.codec_context.color_primaries, stream.codec_context.color_trc, stream.codec_context.colorspace = 9, 16, 9
        if rotation:
            stream.set_display_rotation(rotation)
        heard: Any = container.add_stream(sound_codec, rate=RATE, layout="mono") if sound is not None else None
        other: Any = container.add_stream(sound_codec, rate=RATE, layout="mono") if second_sound is not None else None
        if other is not None:
            heard.metadata["language"], other.metadata["language"] = "eng", "fra"
            heard.disposition, other.disposition = av.stream.Disposition(0), av.stream.Disposition.default
        picture_stream = _add_cover(container) if cover is not None else None
        if chapters:
            container.set_chapters(
                [
                    {"id": number, "start": start, "end": end, "time_base": Fraction(1, 1000), "metadata": {"title": title}}
                    for number, (start, end, title) in enumerate(chapters)
                ]
            )
        if cover is not None:
            _mux_cover(container, picture_stream, cover)
        number = 0
        for picture, seconds in scenes:
            for frame_number in range(number, number + round(seconds * rate), round(seconds * rate) if uneven else 1):
                frame = av.VideoFrame.from_ndarray(np.asarray(picture), format="rgb24").reformat(format=pixels)
                frame.pts, frame.time_base = frame_number, Fraction(1, rate)
                if hdr:
                    frame.color_primaries, frame.color_trc, frame.colorspace = 9, 16, 9
                container.mux(stream.encode(frame))
            number += round(seconds * rate)
        container.mux(stream.encode(None))
        if heard is not None and sound is not None:
            _mux_sound(container, heard, sound, RATE)
        if other is not None and second_sound is not None:
            _mux_sound(container, other, second_sound, RATE)
    return _with_subtitles(path, cues) if cues else path


def _with_subtitles(path: Path, cues: Sequence[tuple[int, int, str]]) -> Path:
    """PyAV writes none."""
    lines = [f"{number}\n{_stamp(start)} --> {_stamp(end)}\n{text}\n" for number, (start, end, text) in enumerate(cues, start=1)]
    subtitles = path.with_suffix(".srt")
    subtitles.write_text("\n".join(lines), encoding="utf-8")
    bare = path.rename(path.with_stem("bare"))
    codec = "mov_text" if path.suffix in {".mp4", ".mov"} else "srt"
    command: list[str | Path] = [
        programs()[0],
        "-v",
        "error",
        "-i",
        bare,
        "-i",
        subtitles,
        "-map",
        "0",
        "-map",
        "1",
        "-c",
        "copy",
        "-c:s",
        codec,
        path,
    ]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return path


def _add_cover(container: Any) -> Any:
    stream = container.add_stream("mjpeg")
    stream.width = stream.height = 16
    stream.pix_fmt = "yuvj420p"
    stream.disposition = av.stream.Disposition.attached_pic
    return stream


def _mux_cover(container: Any, stream: Any, cover: bytes) -> None:
    packet = av.Packet(cover)
    packet.stream, packet.pts, packet.dts, packet.time_base = stream, 0, 0, Fraction(1, 90_000)
    container.mux(packet)


def damaged(path: Path, *, at: float = 0.5, part: float = 0.2) -> Path:
    """`part` of the bytes overwritten from `at` on, both as shares of the file."""
    data = bytearray(path.read_bytes())
    first, last = int(len(data) * at), int(len(data) * (at + part))
    data[first:last] = np.random.default_rng(7).bytes(last - first)
    path.write_bytes(data)
    return path


def cut_off(path: Path, share: float = 0.6) -> Path:
    """Only the beginning of it."""
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    return path


def noise(seconds: float, *, rate: int = RATE) -> npt.NDArray[np.int16]:
    """Does not shrink when it is compressed, so that bytes and time go together."""
    return np.asarray(np.random.default_rng(7).normal(0, 3_000, int(seconds * rate)).clip(-32_768, 32_767), dtype=np.int16)


def _stamp(ms: int) -> str:
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02},{ms % 1000:03}"


def _mux_sound(container: Any, stream: Any, samples: npt.NDArray[np.int16], rate: int) -> None:
    at = 0
    for first in range(0, len(samples), 1024):
        block = samples[first : first + 1024]
        frame = av.AudioFrame.from_ndarray(block.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = rate, at, Fraction(1, rate)
        at += len(block)
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))


def plain(colour: str, size: tuple[int, int] = (320, 240)) -> Image.Image:
    return Image.new("RGB", size, colour)


def striped(colour: str, size: tuple[int, int] = (320, 240)) -> Image.Image:
    """With something to see."""
    picture = Image.new("RGB", size, "white")
    for left in range(0, size[0], 40):
        picture.paste(Image.new("RGB", (20, size[1]), colour), (left, 0))
    return picture


def grain(colour: str, size: tuple[int, int] = (320, 240)) -> Image.Image:
    """With so much to see that it takes many bytes."""
    specks = np.random.default_rng(7).integers(-60, 60, (size[1], size[0], 1))
    return Image.fromarray((np.asarray(plain(colour, size), dtype=np.int64) + specks).clip(0, 255).astype(np.uint8))
