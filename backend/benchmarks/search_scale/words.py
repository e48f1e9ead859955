"""BM25's forward vectors of recombined passages without reading them one by one.

The product's own functions in SQL say which lexemes each sentence has; a passage has the sum. A test of the build compares a sample with what
`lexical_compute` makes of the passages themselves.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import psycopg

LEVELS = np.array([0.6, 0.8, 0.95, 1.1, 1.25, 1.4, 1.6])
BITS = 30


@dataclass(frozen=True, slots=True)
class Lexemes:
    """Of all sentences one after another; those of sentence n are at starts[n] to starts[n + 1]."""

    terms: np.ndarray
    frequencies: np.ndarray
    lengths: np.ndarray
    starts: np.ndarray

    def average(self, sentences: int) -> float:
        """Mean length of passages of so many sentences."""
        return float(self.lengths.sum() / (len(self.starts) - 1) * sentences)


def lexemes_of(connection: psycopg.Connection, sentences: Sequence[str]) -> Lexemes:
    rows = connection.execute(
        "SELECT s.place - 1, lexical_term(l.lexeme), sum(l.frequency)::int, sum(l.length)::float8"
        " FROM unnest(%s::text[]) WITH ORDINALITY s(sentence, place), lexical_lexemes('english', s.sentence) l GROUP BY 1, 2 ORDER BY 1, 2",
        [list(sentences)],
    ).fetchall()
    places, terms, frequencies, lengths = (np.array(column) for column in zip(*rows, strict=True))
    return Lexemes(terms.astype(np.int64), frequencies, lengths, np.searchsorted(places, np.arange(len(sentences) + 1)))


@dataclass(frozen=True, slots=True)
class Weighed:
    """Forward vectors of a block of passages; those of passage n are at starts[n] to starts[n + 1]."""

    terms: np.ndarray
    weights: np.ndarray
    """float32"""
    starts: np.ndarray
    lengths: np.ndarray
    """Of each passage, in lexemes."""

    def __iter__(self) -> Iterator[tuple[np.ndarray, np.ndarray, int]]:
        for row, length in enumerate(self.lengths):
            part = slice(self.starts[row], self.starts[row + 1])
            yield self.terms[part], self.weights[part], int(length)


def weigh(lexemes: Lexemes, passages: np.ndarray, average: float) -> Weighed:
    """`passages`: sentences of each, (n, k)."""
    counts = (lexemes.starts[passages + 1] - lexemes.starts[passages]).ravel()
    ends = np.cumsum(counts)
    at = np.arange(ends[-1]) - np.repeat(ends - counts, counts) + np.repeat(lexemes.starts[passages.ravel()], counts)
    rows = np.repeat(np.arange(len(passages)), counts.reshape(passages.shape).sum(axis=1))
    keys = rows.astype(np.int64) << BITS | lexemes.terms[at]
    order = np.argsort(keys, kind="stable")
    found, first = np.unique(keys[order], return_index=True)
    frequencies = np.add.reduceat(lexemes.frequencies[at][order], first)
    lengths = np.ceil(np.bincount(rows, weights=lexemes.lengths[at], minlength=len(passages)) - 1e-6).astype(np.int64)
    of = found >> BITS
    weights = frequencies * 2.2 / (frequencies + 1.2 * (0.25 + 0.75 * lengths[of] / average))
    return Weighed(found & (1 << BITS) - 1, weights.astype(np.float32), np.searchsorted(of, np.arange(len(passages) + 1)), lengths)


@dataclass(slots=True)
class Statistics:
    """Postings of each library, term and impact level, and segments of each library and kind."""

    parts: list[tuple[np.ndarray, np.ndarray]] = field(default_factory=list)

    def count(self, weighed: Weighed, libraries: np.ndarray) -> None:
        of = np.repeat(libraries.astype(np.int64), np.diff(weighed.starts))
        levels = np.searchsorted(LEVELS, weighed.weights.astype(np.float64), side="right")
        self.parts.append(np.unique(of << BITS + 3 | weighed.terms << 3 | levels, return_counts=True))

    def rows(self) -> Iterator[tuple[int, int, list[int]]]:
        """(library, term, postings at each level)"""
        keys = np.concatenate([part for part, _ in self.parts])
        numbers = np.concatenate([part for _, part in self.parts])
        order = np.argsort(keys, kind="stable")
        found, first = np.unique(keys[order], return_index=True)
        totals = np.add.reduceat(numbers[order], first)
        terms, starts = np.unique(found >> 3, return_index=True)
        for row, (start, end) in enumerate(zip(starts, [*starts[1:], len(found)], strict=True)):
            levels = [0] * 8
            for key, total in zip(found[start:end] & 7, totals[start:end], strict=True):
                levels[key] = int(total)
            yield int(terms[row]) >> BITS, int(terms[row]) & (1 << BITS) - 1, levels
