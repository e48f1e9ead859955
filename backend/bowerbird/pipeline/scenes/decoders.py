"""A film looked at from beginning to end: its scenes, a frame of each, and the text in frames."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image

from bowerbird.ai import get_reader
from bowerbird.ai.contracts import CapabilityMissingError
from bowerbird.errors import StageError
from bowerbird.pipeline.blocks import Block, page_message
from bowerbird.pipeline.decoding import decoder
from bowerbird.pipeline.formats import media
from bowerbird.pipeline.formats.frame import picture
from bowerbird.pipeline.formats.losses import Losses
from bowerbird.pipeline.layout import PlacedLine, join_lines
from bowerbird.pipeline.scenes.cuts import Sample, sample, scenes
from bowerbird.pipeline.text import clean_line
from bowerbird.pipeline.work import Message

FRAME_WIDTH = 160
_LOOK_SIDE = 128
_STEP_MS = 400
_SPARSE_MS = 4_000
"""Key frames further apart than this on average say too little of a film."""
_ALL_FRAMES_MS = 900_000
"""Up to this length all frames of such a film are decoded; of longer ones the key frames must do."""
_MOST_SAMPLES = 20_000
_REPORT = 200
_NEAR_MS = 5_000
_FRAMES_TO_REACH = 600
"""Between a key frame and one that is looked for."""
_OCR_SIDE = 1_600
_SURE = 0.7
_LETTERS = 3


@decoder("film.scenes")
def film_scenes(path: Path | None, *, until_ms: int) -> Iterator[Message]:
    """`{"ms": how far}` now and then, at last `{"scenes": [{"start_ms", "end_ms", "at_ms", "new"}], "lost_ms", "width", "height"}` with the strip of frames as
    WebP."""
    assert path is not None
    samples: list[Sample] = []
    look = _Look(path, until_ms)
    for found in look.samples(key_frames=True):
        samples.append(found)
        if len(samples) % _REPORT == 0:
            yield Message({"ms": found.ms})
    length = _length(path, samples)
    if length <= _ALL_FRAMES_MS and length / max(len(samples), 1) > min(_SPARSE_MS, max(length / 8, _STEP_MS)):
        samples = []
        for found in look.samples(key_frames=False):
            samples.append(found)
            if len(samples) % 20 == 0:
                yield Message({"ms": found.ms})
    if not samples:
        raise StageError("No frame of this video can be decoded.", code="corrupt")
    found_scenes = scenes(samples, length)
    frames: list[Image.Image] = []
    for image in _frames_at(path, [scene.at_ms for scene in found_scenes], FRAME_WIDTH * 4):
        frames.append(_fitted(image or Image.new("RGB", (FRAME_WIDTH, 90)), frames[0].size if frames else None))
        yield Message({"ms": length})
    strip = Image.new("RGB", (frames[0].width * len(frames), frames[0].height))
    for index, image in enumerate(frames):
        strip.paste(image, (index * image.width, 0))
    buffer = BytesIO()
    strip.save(buffer, "WEBP", quality=70, method=3)
    described = [{"start_ms": scene.start_ms, "end_ms": scene.end_ms, "at_ms": scene.at_ms, "new": scene.new} for scene in found_scenes]
    yield Message(
        {"scenes": described, "lost_ms": look.lost_ms, "width": frames[0].width, "height": frames[0].height}, (buffer.getvalue(),)
    )


@decoder("film.frames")
def film_frames(path: Path | None, *, times: Sequence[int], side: int) -> Iterator[Message]:
    """`{"at_ms", "width", "height"}` with the frame at each time as raw RGB; times that cannot be reached are left out."""
    assert path is not None
    for at, image in zip(times, _frames_at(path, times, side), strict=True):
        if image is not None:
            yield Message({"at_ms": at, "width": image.width, "height": image.height}, (image.tobytes(),))


@decoder("film.ocr")
def film_ocr(path: Path | None, *, times: Sequence[int]) -> Iterator[Message]:
    """What stands in the frame at each time, as `picture.ocr`; `page` is the index of the time."""
    assert path is not None
    try:
        reader = get_reader()
        for index, image in enumerate(_frames_at(path, times, _OCR_SIDE)):
            lines = reader.read(np.asarray(image)) if image is not None and min(image.size) >= 24 else []
            placed = [
                PlacedLine(text, line.box, False)
                for line in lines
                if line.confidence >= _SURE and sum(map(str.isalnum, text := clean_line(line.text))) >= _LETTERS
            ]
            blocks: list[Block] = [join_lines(placed, None)] if placed else []
            yield page_message(blocks, page=index, error=None, model=reader.model)
    except CapabilityMissingError as missing:
        raise StageError(str(missing), code="capability_missing") from None


class _Look:
    """At the film from its beginning on."""

    def __init__(self, path: Path, until_ms: int) -> None:
        self._path = path
        self._until_ms = until_ms
        self.lost_ms = 0
        """How much was missing, once all samples are taken."""

    def samples(self, *, key_frames: bool) -> Iterator[Sample]:
        with media.open_media(self._path) as container:
            stream = media.film(container)
            if stream is None:
                return
            if key_frames:
                stream.codec_context.skip_frame = "NONKEY"
            last = -_STEP_MS
            count = 0
            losses = Losses(container, stream)
            for number, frame in enumerate(media.frames(container, stream, losses=losses)):
                at = media.time_ms(frame, stream)
                at = number * 40 if at is None else at
                if at > self._until_ms or count >= _MOST_SAMPLES:
                    self.lost_ms = losses.lost_ms(ended=False)
                    return
                if at - last < _STEP_MS and count:
                    continue
                last = at
                count += 1
                yield sample(picture(frame, stream, _LOOK_SIDE), at)
            self.lost_ms = losses.lost_ms(ended=True)


def _length(path: Path, samples: Sequence[Sample]) -> int:
    with media.open_media(path) as container:
        return media.duration_ms(container) or media.measured_duration_ms(container) or (samples[-1].ms + 1 if samples else 0)


def _frames_at(path: Path, times: Sequence[int], side: int) -> Iterator[Image.Image | None]:
    """The frame that is shown at each time, or the nearest before it that can be decoded."""
    with media.open_media(path) as container:
        stream = media.film(container)
        if stream is None:
            return
        reel = _Reel(container, stream)
        for time in times:
            frame = reel.at(time)
            yield picture(frame, stream, side) if frame is not None else None


class _Reel:
    """A film wound to one time after another: onwards where it is near, so that a film with few key frames is not decoded anew for each."""

    def __init__(self, container: InputContainer, stream: VideoStream) -> None:
        self._container = container
        self._stream = stream
        self._frames: Iterator[VideoFrame] = iter(())
        self._shown: VideoFrame | None = None
        self._ahead: VideoFrame | None = None
        self._here: int | None = None

    def at(self, time: int) -> VideoFrame | None:
        if self._here is None or not self._here <= time <= self._here + _NEAR_MS:
            self._frames = media.frames(self._container, self._stream, from_ms=time, rewind=True)
            self._shown = self._ahead = None
        for _ in range(_FRAMES_TO_REACH):
            self._ahead = self._ahead or next(self._frames, None)
            if self._ahead is None:
                break
            at = media.time_ms(self._ahead, self._stream)
            if self._shown is not None and at is not None and at > time:
                break
            self._shown, self._ahead, self._here = self._ahead, None, at
            if at is None or at >= time:
                break
        return self._shown


def _fitted(image: Image.Image, size: tuple[int, int] | None) -> Image.Image:
    """As wide as a frame of the strip; all of one strip have one size, also where a film changes its shape."""
    if size is None:
        size = FRAME_WIDTH, max(1, min(round(FRAME_WIDTH * image.height / image.width), FRAME_WIDTH * 4))
    return image.resize(size, Image.Resampling.LANCZOS)
