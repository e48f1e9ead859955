"""Speech to text by Whisper in CTranslate2 (faster-whisper) on the CPU; speech is told from other sound by Silero VAD, which its wheel brings.

Figures of tiny.en, int8, one thread: 13 s of speech in 0.9 s, of which the encoder always takes what 30 s take; the VAD 475 times faster than real time;
200 MiB.
"""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bowerbird.ai.contracts import CapabilityMissingError, Sound, SpokenWord, Utterance
from bowerbird.ai.local.memory import give_back

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

# faster-whisper is imported where it is used: 60 MiB that most processes never need.
# ruff: noqa: PLC0415

SAMPLE_RATE = 16_000
MAX_SECONDS = 28.0
"""Whisper hears 30 seconds at a time."""
MIN_SILENCE_MS, PAD_MS, MIN_SPEECH_MS = 500, 200, 150
TEMPERATURES = (0.0, 0.4, 0.8)
"""The later ones are tried where the earlier one repeats itself or is unsure of what it heard."""
LOG_PROBABILITY, COMPRESSION = -1.0, 2.4
NO_SPEECH = 0.6
_DETECT_SECONDS = 30


class WhisperTranscriber:
    """Loads on first use. One sound at a time."""

    def __init__(self, name: str, directory: Path, *, languages: tuple[str, ...], threads: int = 1) -> None:
        """`languages`: what the model claims; one is taken as known, none means that it tells them apart itself."""
        self._name = name
        self._directory = directory
        self._languages = languages
        self._threads = threads
        self._lock = threading.Lock()
        self._model: WhisperModel | None = None

    @property
    def model(self) -> str:
        return self._name

    @property
    def languages(self) -> tuple[str, ...]:
        return self._languages

    def find_speech(self, sound: Sound) -> list[tuple[int, int]]:
        from faster_whisper.vad import VadOptions, get_speech_timestamps

        options = VadOptions(
            min_silence_duration_ms=MIN_SILENCE_MS,
            speech_pad_ms=PAD_MS,
            min_speech_duration_ms=MIN_SPEECH_MS,
            max_speech_duration_s=MAX_SECONDS,
        )
        with self._lock:
            return [(int(found["start"]), int(found["end"])) for found in get_speech_timestamps(sound, options)]

    def detect_language(self, sound: Sound) -> tuple[str, float] | None:
        if self._languages:
            return None
        with self._lock:
            language, probability, _ = self._loaded().detect_language(sound[: _DETECT_SECONDS * SAMPLE_RATE])
        return language, float(probability)

    def transcribe(self, sound: Sound, *, language: str | None) -> list[Utterance]:
        with self._lock:
            found, _ = self._loaded().transcribe(
                sound,
                language=language,
                beam_size=1,
                temperature=TEMPERATURES,
                compression_ratio_threshold=COMPRESSION,
                log_prob_threshold=LOG_PROBABILITY,
                no_speech_threshold=NO_SPEECH,
                condition_on_previous_text=False,  # what was misheard once would be heard again
                word_timestamps=True,
                vad_filter=False,
            )
            return list(self._utterances(found))

    def unload(self) -> None:
        with self._lock:
            if self._model is None:
                return
            from faster_whisper.vad import get_vad_model

            self._model = None
            get_vad_model.cache_clear()
        give_back()

    def _utterances(self, found: object) -> Iterator[Utterance]:
        for segment in found:  # type: ignore[attr-defined]
            words = tuple(SpokenWord(word.word, round(word.start * 1000), round(word.end * 1000)) for word in segment.words or ())
            if words:
                yield Utterance(words, float(segment.avg_logprob), float(segment.no_speech_prob), float(segment.compression_ratio))

    def _loaded(self) -> "WhisperModel":
        if self._model is None:
            from faster_whisper import WhisperModel

            try:
                self._model = WhisperModel(
                    str(self._directory), device="cpu", compute_type="int8", cpu_threads=self._threads, num_workers=1, local_files_only=True
                )
            except (RuntimeError, ValueError, OSError) as error:
                raise CapabilityMissingError(f"The speech model {self._name} cannot be loaded: {error}") from None
        return self._model
