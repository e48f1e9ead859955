"""Spoken words grouped into passages of about half a minute that end where a sentence does."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

TARGET_MS, LONGEST_MS = 20_000, 40_000
"""From the first length on a passage ends with its sentence; at the second it ends at its longest pause."""
SILENCE_MS = 6_000
"""A pause that ends a passage, whatever was said."""
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]」』]*$")


@dataclass(frozen=True, slots=True)
class TimedWord:
    text: str
    """With the space before it, where the language has one."""
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class SpokenPassage:
    text: str
    start_ms: int
    end_ms: int
    words: list[list[int]]
    """For each word the code point of `text` at which it begins, and its time in milliseconds after `start_ms`."""


class Passages:
    """Takes words in order, gives passages as they are complete."""

    def __init__(self) -> None:
        self._words: list[TimedWord] = []

    @property
    def begins_ms(self) -> int | None:
        """Where the passage begins that is not complete, if there is one."""
        return self._words[0].start_ms if self._words else None

    def add(self, words: Sequence[TimedWord]) -> Iterator[SpokenPassage]:
        for word in words:
            if self._words and word.start_ms - self._words[-1].end_ms >= SILENCE_MS:
                yield from self.rest()
            self._words.append(word)
            length = word.end_ms - self._words[0].start_ms
            if length >= TARGET_MS and _SENTENCE_END.search(word.text.rstrip()):
                yield from self.rest()
            elif length >= LONGEST_MS:
                yield self._cut(self._longest_pause())

    def rest(self) -> Iterator[SpokenPassage]:
        if self._words:
            yield self._cut(len(self._words))

    def _longest_pause(self) -> int:
        """In the second half, so that no passage is short."""
        words = self._words
        later = range(len(words) // 2 + 1, len(words))
        return max(later, key=lambda index: words[index].start_ms - words[index - 1].end_ms, default=len(words))

    def _cut(self, count: int) -> SpokenPassage:
        taken, self._words = self._words[:count], self._words[count:]
        start = taken[0].start_ms
        text = ""
        places = []
        for word in taken:
            said = word.text if text else word.text.lstrip()
            places.append([len(text) + len(said) - len(said.lstrip()), max(0, word.start_ms - start)])
            text += said
        return SpokenPassage(text.rstrip(), start, max(start, *(word.end_ms for word in taken)), places)
