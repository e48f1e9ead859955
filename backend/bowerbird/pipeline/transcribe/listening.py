"""What of all that a speech model writes was really said.

Whisper writes fluent sentences for music, noise and languages it does not know. What gives it away: it is unsure of its words, thinks that nobody spoke, or
repeats itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bowerbird.ai.contracts import Utterance

UNSURE = -1.0
"""Mean log probability below which nothing is believed."""
FOREIGN = -0.78
"""Below this over all its speech a recording is taken to be in a language that the model does not know. Measured with tiny.en: English -0.24 to -0.57, French
and Chinese -0.81 to -1.06; a single short word of English -0.79, hence the next two."""
SHORT_MS = 2_000
FOREIGN_AND_SHORT = -0.81
"""The same of less than that. What is invented does more harm than a mumbled word that is missing."""
NOBODY = 0.6
REPETITIVE = 2.4
_LOOP_WORDS = 4


def was_said(utterance: Utterance) -> bool:
    if utterance.log_probability < UNSURE or utterance.compression > REPETITIVE:
        return False
    if utterance.no_speech > NOBODY and utterance.log_probability < FOREIGN:
        return False
    return not is_loop([word.text.strip().lower() for word in utterance.words])


def is_loop(words: Sequence[str]) -> bool:
    """Whether up to four words are said at least four times in a row, and that is most of it."""
    for size in range(1, _LOOP_WORDS + 1):
        for start in range(max(0, len(words) - size * 4 + 1)):
            repeated = 1
            while words[start : start + size] == words[start + repeated * size : start + (repeated + 1) * size]:
                repeated += 1
            if repeated >= 4 and repeated * size > len(words) / 2:
                return True
    return False


@dataclass(slots=True)
class Confidence:
    """Over a recording, weighed by time."""

    ms: int = 0
    total: float = 0.0
    """Log probability x milliseconds."""

    def add(self, utterances: Iterable[Utterance]) -> None:
        for utterance in utterances:
            length = max(1, utterance.words[-1].end_ms - utterance.words[0].start_ms)
            self.ms += length
            self.total += utterance.log_probability * length

    @property
    def mean(self) -> float:
        return self.total / self.ms if self.ms else 0.0

    @property
    def foreign(self) -> bool:
        return self.mean < (FOREIGN if self.ms >= SHORT_MS else FOREIGN_AND_SHORT)
