"""What is missing from a recording that can be read in part: cut off, overwritten, or with packets that no decoder takes.

Demuxers skip over damage in silence, so it is known by its traces: packets that cannot be decoded, jumps in time, an end before the end.
"""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream

DAMAGED = "damaged"
_UNNOTICED_MS = 500
"""Less than this is no loss: players start and end a few frames early or late, and so do encoders."""
_SILENT = frozenset({"opus", "libopus"})
"""Says nothing while nobody speaks (RFC 7587), which WebM passes on."""
_BEAT_MS, _BEAT_PACKETS, _BEAT_SHARE = 2, 50, 0.9
"""A film whose frames come regularly does not stand still; one that is recorded from a screen does."""
_DURATION = re.compile(r"(\d{2}):(\d{2}):(\d{2}(?:\.\d{1,9})?)")
"""A tag by which Matroska says how long each stream is."""


class Losses:
    """Sees every packet of one stream, in order, from `from_ms` on."""

    def __init__(self, container: InputContainer, stream: Stream, *, from_ms: int = 0) -> None:
        self._pauses = stream.type == "audio" and container.format.name.startswith("matroska") and stream.codec_context.name in _SILENT
        self._film = stream.type == "video"
        self._size_is_a_guess = container.format.name in {"wav", "w64"}
        self._said_ms = _said_ms(container, stream)
        self._tick_ms = float(stream.time_base * 1000) if stream.time_base else 0.0
        self._start_ms = _ms(stream.start_time or 0, stream.time_base)
        self._undecoded = self._paused = 0
        self._end = self._start_ms + from_ms
        self._packets = self._regular = self._step = 0
        self._last: int | None = None
        self._next: int | None = None
        """When the next is due; None where the last did not say how long it is."""
        self._broken_picture = False
        self._cut = False

    def packet(self, packet: "Packet[Any]", *, decoded: bool) -> None:
        if packet.dts is None:
            return
        at, length = round(packet.dts * self._tick_ms), round((packet.duration or 0) * self._tick_ms)
        if self._last is not None:
            if self._next is not None and at - self._next > _UNNOTICED_MS:
                self._paused += at - self._next
            step = at - self._last
            self._regular += abs(step - self._step) <= _BEAT_MS
            self._step = step
        if not packet.duration and not self._film:  # Windows Media Audio Pro and Lossless: as long as the one before
            length = self._step
        self._packets += 1
        self._last, self._next = at, at + length if length or self._film else None
        self._end = max(self._end, (round(packet.pts * self._tick_ms) if packet.pts is not None else at) + length)
        self._undecoded += 0 if decoded else length
        self._cut = packet.is_corrupt and not self._size_is_a_guess

    def broken_picture(self) -> None:
        """The decoder made something up, because what a picture is made from was missing."""
        self._broken_picture = True

    def lost_ms(self, *, ended: bool) -> int:
        """0 where nothing worth mentioning is missing so far; `ended`: no packet will come any more."""
        lost = self._undecoded
        if not self._may_pause():
            lost += self._paused
        if ended and self._said_ms and self._next is not None:
            lost += max(0, self._said_ms - max(0, self._end - self._start_ms))
        if ended and self._cut:
            lost = max(lost, _UNNOTICED_MS)
        return lost if lost >= _UNNOTICED_MS else 0

    def _may_pause(self) -> bool:
        if not self._film:
            return self._pauses
        beats = self._packets >= _BEAT_PACKETS and self._regular >= _BEAT_SHARE * self._packets
        return not beats and not self._broken_picture


def loss_note(lost_ms: int) -> tuple[str, str] | None:
    """For `Outcome.note`."""
    if not lost_ms:
        return None
    seconds = max(1, round(lost_ms / 1000))
    length = f"{seconds} second{'s' if seconds > 1 else ''}" if seconds < 120 else f"{round(seconds / 60)} minutes"
    return DAMAGED, f"This recording is damaged or not complete: about {length} of it could not be read."


def _said_ms(container: InputContainer, stream: Stream) -> int:
    """How long the file says that this stream is; 0 where it does not."""
    if stream.duration and stream.duration > 0:
        return _ms(stream.duration, stream.time_base)
    found = _DURATION.match(_tag(stream.metadata, "DURATION"))
    if found:
        return round((int(found[1]) * 3600 + int(found[2]) * 60 + float(found[3])) * 1000)
    alone = len(container.streams.audio) + len(container.streams.video) == 1
    return container.duration // 1000 if alone and container.duration else 0


def _tag(metadata: Mapping[str, str], name: str) -> str:
    return next((value for key, value in metadata.items() if key.partition("-")[0] == name), "")


def _ms(ticks: int, base: Fraction | None) -> int:
    return round(ticks * base * 1000) if base else 0
