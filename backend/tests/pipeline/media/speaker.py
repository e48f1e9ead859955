"""A speech model that can be foreseen."""

import numpy as np
import pytest

from bowerbird.ai.contracts import Sound, SpokenWord, Utterance
from bowerbird.pipeline.transcribe import handler as transcribe


class FakeTranscriber:
    """Hears a sentence in every stretch that is loud."""

    model = "fake"
    languages = ("en",)

    def __init__(self, log_probability: float = -0.3) -> None:
        self.log_probability = log_probability
        self.longest = 0
        self.calls = 0
        self.heard_seconds = 0.0

    def find_speech(self, sound: Sound) -> list[tuple[int, int]]:
        loud = np.flatnonzero(np.abs(sound[: len(sound) // 160 * 160]).reshape(-1, 160).max(axis=1) > 0.1)
        self.longest = max(self.longest, len(sound))
        if not len(loud):
            return []
        breaks = np.flatnonzero(np.diff(loud) > 1)
        return [(int(a) * 160, (int(b) + 1) * 160) for a, b in zip(loud[[0, *(breaks + 1)]], loud[[*breaks, -1]], strict=True)]

    def detect_language(self, sound: Sound) -> None:
        return None

    def transcribe(self, sound: Sound, *, language: str | None) -> list[Utterance]:
        self.calls += 1
        self.heard_seconds += len(sound) / 16_000
        length = len(sound) // 16
        words = (SpokenWord(" Blue", 0, length // 2), SpokenWord(" things.", length // 2, length))
        return [Utterance(words, self.log_probability, 0.1, 1.0)]

    def unload(self) -> None:
        pass


def speaking(monkeypatch: pytest.MonkeyPatch, transcriber: FakeTranscriber) -> None:
    monkeypatch.setattr(transcribe, "get_transcriber", lambda: transcriber)
