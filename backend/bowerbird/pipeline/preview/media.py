"""What a recording looks like: a frame that shows something, or the cover of the record; and its waveform."""

import json
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from bowerbird.errors import StageError
from bowerbird.pipeline.decoding import decoder
from bowerbird.pipeline.formats import media
from bowerbird.pipeline.formats.frame import detail, is_dull, picture
from bowerbird.pipeline.formats.losses import Losses
from bowerbird.pipeline.formats.picture import load_upright, open_picture
from bowerbird.pipeline.preview.decoders import PREVIEW_SIDE, picture_message
from bowerbird.pipeline.work import Message

_LOOK_AT = (0.1, 0.25, 0.5, 0.75, 0.02)
"""Parts of a film's length at which a frame is tried, until one shows something."""
_FRAMES = 60
"""Looked at one after another where a film cannot be searched."""
PEAKS = 2_000
_TOGETHER = 65_536
"""Samples that are worth a look."""
_REPORT_MS = 120_000


@decoder("media.preview")
def media_preview(path: Path | None) -> Iterator[Message]:
    """As `picture.preview`, with the cover as it is in the file as a fourth attachment where there is one; an empty header where there is nothing to see."""
    assert path is not None
    with media.open_media(path) as container:
        is_film = media.film(container) is not None
        attached = None if is_film else media.cover(container)
    image = _poster(path) if is_film else _cover_picture(attached)
    if image is None:
        yield Message({})
        return
    message = picture_message(image, damaged=False)
    yield Message(message.header, (*message.attachments, attached) if attached else message.attachments)


def _poster(path: Path) -> Image.Image:
    """Raises StageError `corrupt` where no frame can be decoded."""
    with media.open_media(path) as container:
        length = media.duration_ms(container)
    best: Image.Image | None = None
    for image in _candidates(path, length):
        if best is None or detail(image) > detail(best):
            best = image
        if not is_dull(image):
            break
    if best is None:
        raise StageError("No frame of this video can be decoded.", code="corrupt")
    return best


def _candidates(path: Path, length: int | None) -> Iterator[Image.Image]:
    """Frames from all over the film; in the end the first ones, which can always be reached."""
    for part in _LOOK_AT if length and length > 2_000 else ():
        with media.open_media(path) as container:
            stream = media.film(container)
            frame = next(media.frames(container, stream, from_ms=round(part * (length or 0))), None) if stream else None
            if frame is not None and stream is not None:
                yield picture(frame, stream, PREVIEW_SIDE)
    with media.open_media(path) as container:
        stream = media.film(container)
        if stream is not None:
            for frame in islice(media.frames(container, stream), 0, _FRAMES, 10):
                yield picture(frame, stream, PREVIEW_SIDE)


def _cover_picture(attached: bytes | None) -> Image.Image | None:
    """A cover that is no sound picture is no error of the sound."""
    if attached is None:
        return None
    with tempfile.NamedTemporaryFile() as file:
        file.write(attached)
        file.flush()
        try:
            with open_picture(Path(file.name)) as image:
                return load_upright(image, PREVIEW_SIDE).image
        except StageError:
            return None


@decoder("media.waveform")
def media_waveform(path: Path | None) -> Iterator[Message]:
    """`{"ms": how far}` every two minutes of sound, then `{"ms", "peaks": n, "lost_ms"}` with the waveform as JSON."""
    assert path is not None
    with media.open_media(path) as container:
        stream = media.sound(container)
        if stream is None:
            yield Message({"ms": 0, "peaks": 0, "lost_ms": 0})
            return
        peaks, losses = Peaks(), Losses(container, stream)
        reported = 0.0
        for frame in media.sounds(container, stream, losses=losses):
            peaks.add(_loudest(frame.to_ndarray(), frame.layout.nb_channels))
            reported += frame.samples / max(frame.sample_rate, 1) * 1000
            if reported >= _REPORT_MS:
                reported = 0.0
                yield Message({"ms": media.time_ms(frame, stream) or 0})
        values = peaks.values()
        yield Message({"ms": 0, "peaks": len(values), "lost_ms": losses.lost_ms(ended=True)}, (json.dumps({"peaks": values}).encode(),))


class Peaks:
    """The loudest sample of each of equal stretches, of any length of sound in a fixed amount of memory: when there are too many, neighbours are joined."""

    def __init__(self) -> None:
        self._stretch = 64
        self._peaks: list[npt.NDArray[np.float32]] = []
        self._count = 0
        self._rest: list[npt.NDArray[np.float32]] = []
        self._waiting = 0

    def add(self, samples: npt.NDArray[np.float32]) -> None:
        """Absolute values, 0..1."""
        self._rest.append(samples)
        self._waiting += len(samples)
        if self._waiting >= _TOGETHER:
            self._gather()

    def _gather(self) -> None:
        rest = np.concatenate([np.zeros(0, dtype=np.float32), *self._rest])
        whole = len(rest) // self._stretch * self._stretch
        self._peaks.append(rest[:whole].reshape(-1, self._stretch).max(axis=1))
        self._count += len(self._peaks[-1])
        rest = rest[whole:]
        while self._count > 32 * PEAKS:
            joined = np.concatenate(self._peaks)
            rest = np.concatenate([np.repeat(joined[len(joined) // 2 * 2 :], self._stretch), rest])
            joined = joined[: len(joined) // 2 * 2].reshape(-1, 2).max(axis=1)
            self._peaks, self._count, self._stretch = [joined], len(joined), self._stretch * 2
        self._rest, self._waiting = [rest], len(rest)

    def values(self) -> list[int]:
        """At most PEAKS values, 0..255."""
        self._gather()
        peaks = np.concatenate([*self._peaks, *(rest.max(keepdims=True) for rest in self._rest if len(rest))])
        if len(peaks) > PEAKS:
            peaks = np.maximum.reduceat(peaks, np.linspace(0, len(peaks), PEAKS, endpoint=False).astype(int))
        return [int(value) for value in (peaks.clip(0, 1) * 255 + 0.5)]


def _loudest(array: npt.NDArray[Any], channels: int) -> npt.NDArray[np.float32]:
    """0..1 for each sample of the loudest channel, from packed or planar integers or floats."""
    if array.shape[0] == 1 and channels > 1:
        array = array.reshape(-1, channels).T
    if array.dtype == np.uint8:
        signed, full = array.astype(np.float32) - 128, 128.0
    else:
        signed, full = array.astype(np.float32), 1.0 if array.dtype.kind == "f" else 2.0 ** (8 * array.dtype.itemsize - 1)
    loudest = np.abs(signed).max(axis=0) if len(signed) > 1 else np.abs(signed[0])
    return np.asarray(np.nan_to_num(loudest) / np.float32(full), dtype=np.float32)
