"""Sound for those who listen: one channel, 16 kHz, a few seconds at a time."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer

from bowerbird.pipeline.decoding import decoder
from bowerbird.pipeline.formats import media
from bowerbird.pipeline.formats.losses import Losses
from bowerbird.pipeline.work import Message

RATE = 16_000
CHUNK_SECONDS = 10
_GAP_MS, _LONGEST_GAP_MS = 200, 600_000
"""Sound that pauses between two packets for longer than the first is silence, so that times stay true; longer than the second it is a broken clock."""


@decoder("media.sound")
def media_sound(path: Path | None, *, start_ms: int = 0) -> Iterator[Message]:
    """`{"start_ms", "lost_ms"}` with 16-bit samples of the machine's byte order, ten seconds a message, from `start_ms` on. `lost_ms` is what was missing
    so far; a last message, with what is left, counts also what is missing at the end."""
    assert path is not None
    with media.open_media(path) as container:
        stream = media.sound(container)
        if stream is None:
            return
        losses = Losses(container, stream, from_ms=start_ms)
        chunk = bytearray()
        begins = start_ms
        for samples in _samples(container, stream, start_ms, losses):
            chunk += samples.tobytes()
            while len(chunk) >= CHUNK_SECONDS * RATE * 2:
                yield Message({"start_ms": begins, "lost_ms": losses.lost_ms(ended=False)}, (bytes(chunk[: CHUNK_SECONDS * RATE * 2]),))
                del chunk[: CHUNK_SECONDS * RATE * 2]
                begins += CHUNK_SECONDS * 1000
        yield Message({"start_ms": begins, "lost_ms": losses.lost_ms(ended=True)}, (bytes(chunk),))


def _samples(container: InputContainer, stream: AudioStream, start_ms: int, losses: Losses) -> Iterator[npt.NDArray[np.int16]]:
    """Without a break from `start_ms` on: what lies before is dropped, pauses are filled."""
    resampler: AudioResampler | None = None
    shape: tuple[object, ...] = ()
    at = start_ms * RATE // 1000
    for frame in media.sounds(container, stream, from_ms=start_ms, losses=losses):
        shown = media.time_ms(frame, stream)
        if resampler is None or shape != (frame.format.name, frame.layout.name, frame.sample_rate):
            # the shape may change in mid-stream (radio recordings, concatenated files)
            shape = (frame.format.name, frame.layout.name, frame.sample_rate)
            resampler = AudioResampler(format="s16", layout="mono", rate=RATE)
        found = _resampled(resampler, frame)
        if shown is not None:
            gap = shown * RATE // 1000 - at
            if gap < -_GAP_MS * RATE // 1000:  # before the beginning; a seek goes to a key frame before it
                if gap + len(found) <= 0:
                    continue
                found = found[-gap:]
            elif _GAP_MS * RATE // 1000 < gap < _LONGEST_GAP_MS * RATE // 1000:
                yield np.zeros(gap, dtype=np.int16)
                at += gap
        at += len(found)
        if len(found):
            yield found


def _resampled(resampler: AudioResampler, frame: AudioFrame) -> npt.NDArray[np.int16]:
    frame.pts = None
    parts = [made.to_ndarray().reshape(-1) for made in resampler.resample(frame)]
    return np.concatenate(parts).astype(np.int16) if parts else np.zeros(0, dtype=np.int16)
