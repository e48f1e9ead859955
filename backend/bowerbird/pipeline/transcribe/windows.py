"""Long sound cut into windows that a speech model hears at once: only stretches in which somebody speaks, packed together, a minute of sound in memory."""

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass

import numpy as np

from bowerbird.ai.contracts import Sound

RATE = 16_000
LOOK_SECONDS = 60
"""Sound in which speech is looked for at once."""
WINDOW_SECONDS = 28
FAR_SECONDS = 15
"""What is said so long after the last words does not belong to them."""
OPEN_SECONDS = 1
"""Speech that ends less than this before what has been read so far may go on."""


@dataclass(frozen=True, slots=True)
class Window:
    sound: Sound
    pieces: tuple[tuple[int, int], ...]
    """(milliseconds in the window, milliseconds in the file) at which each stretch begins."""

    def in_file(self, ms: int) -> int:
        """The time in the file of a time in the window."""
        here, there = self.pieces[0]
        for piece in self.pieces:
            if piece[0] > ms:
                break
            here, there = piece
        return there + max(0, ms - here)


@dataclass(frozen=True, slots=True)
class Heard:
    """How far the sound has been looked through, and the next window of speech if there was any up to there."""

    ms: int
    window: Window | None
    quiet: bool
    """No speech from before `ms` is still to come. (With a window there is none either: what is held begins at `ms`.)"""


def windows(
    chunks: Iterable[Sound], find_speech: Callable[[Sound], list[tuple[int, int]]], *, start_ms: int = 0
) -> Generator[Heard, None, None]:
    """`chunks` follow one another without a gap from `start_ms` on."""
    packer = _Packer()
    held: list[Sound] = []
    length = 0
    base = start_ms * RATE // 1000
    for chunk in chunks:
        held.append(chunk)
        length += len(chunk)
        if length >= LOOK_SECONDS * RATE:
            sound = np.concatenate(held)
            kept = yield from _look(sound, base, find_speech, packer, last=False)
            base += kept
            held, length = [sound[kept:].copy()], len(sound) - kept
    if length:
        sound = np.concatenate(held)
        yield from _look(sound, base, find_speech, packer, last=True)
        base += len(sound)
    yield Heard(base * 1000 // RATE, packer.take(), quiet=True)


def _look(
    sound: Sound, base: int, find_speech: Callable[[Sound], list[tuple[int, int]]], packer: "_Packer", *, last: bool
) -> Generator[Heard, None, int]:
    """Packs the speech of `sound`, which begins at sample `base`. Returns how many samples are done with; speech that may go on is not."""
    done = len(sound)
    for start, end in find_speech(sound):
        if not last and end > len(sound) - OPEN_SECONDS * RATE and start > 0:
            done = start
            break
        full = packer.add(sound[start:end], base + start)
        if full is not None:
            yield Heard((base + start) * 1000 // RATE, full, quiet=False)
    yield Heard((base + done) * 1000 // RATE, None, quiet=packer.empty)
    return done


class _Packer:
    def __init__(self) -> None:
        self._sounds: list[Sound] = []
        self._pieces: list[tuple[int, int]] = []
        self._length = 0
        self._end = 0

    @property
    def empty(self) -> bool:
        return not self._sounds

    def add(self, sound: Sound, at: int) -> Window | None:
        """The window before, if this stretch no longer fits into it or comes long after it."""
        late = at - self._end > FAR_SECONDS * RATE
        full = self.take() if late or self._length + len(sound) > WINDOW_SECONDS * RATE else None
        self._end = at + len(sound)
        self._pieces.append((self._length * 1000 // RATE, at * 1000 // RATE))
        self._sounds.append(sound.copy())
        self._length += len(sound)
        return full

    def take(self) -> Window | None:
        if not self._sounds:
            return None
        window = Window(np.concatenate(self._sounds), tuple(self._pieces))
        self._sounds, self._pieces, self._length = [], [], 0
        return window
