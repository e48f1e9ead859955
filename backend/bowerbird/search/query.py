"""What a query asks of the retrievers, and patterns of phrases. How it is written stands in grammar.py, what its qualifiers mean in meaning.py."""

import itertools
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

MOST_BRANCHES = 8
_NUMBER = re.compile(r"\d\W+[^\W_]|[^\W_]\W+\d")
"""Figures and something else, with a sign between them."""


@dataclass(frozen=True, slots=True)
class Term:
    words: tuple[str, ...]
    is_phrase: bool = False

    @property
    def text(self) -> str:
        return " ".join(self.words)


@dataclass(frozen=True)
class Query:
    operands: tuple[tuple[Term, ...], ...] = ()
    """All of them count; of the terms of one, any will do."""
    excluded: tuple[str, ...] = ()
    excluded_phrases: tuple[str, ...] = ()

    @cached_property
    def text(self) -> str:
        """All that is looked for, in words: what is embedded."""
        return " ".join(" or ".join(term.text for term in terms) for terms in self.operands)

    @cached_property
    def branches(self) -> tuple[str, ...]:
        """What would be typed without OR: each choice of terms (the first of them where there are too many). Compared with names and with whole passages."""
        choices = itertools.islice(itertools.product(*self.operands), MOST_BRANCHES)
        return tuple(" ".join(term.text for term in choice) for choice in choices)

    @cached_property
    def wholes(self) -> tuple[str, ...]:
        """Branches that say more where they stand as they were typed: several words, or the number of a policy or a part (HH-305518), of which a passage may
        have a piece."""
        return tuple(branch for branch in self.branches if " " in branch or _NUMBER.search(branch))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """All words looked for, those of phrases too."""
        return tuple(word for terms in self.operands for term in terms for word in term.words)

    @cached_property
    def places(self) -> tuple[tuple[int, int], ...]:
        """For each word the operand and the term in it."""
        return tuple(
            (number, choice) for number, terms in enumerate(self.operands) for choice, term in enumerate(terms) for _ in term.words
        )

    @cached_property
    def phrases(self) -> tuple[tuple[str, ...], ...]:
        """Each has to stand in a passage, in any of its forms. A word beside a phrase in the same operand is one, too."""
        return tuple(tuple(term.text for term in terms) for terms in self.operands if any(term.is_phrase for term in terms))

    @cached_property
    def words_in_phrases(self) -> frozenset[str]:
        return frozenset(word for phrases in self.phrases for phrase in phrases for word in phrase.split())

    @property
    def is_empty(self) -> bool:
        return not any(any(character.isalnum() for character in word) for word in self.words)


def phrase_pattern(*phrases: str, start: str = r"\m", end: str = r"\M") -> str:
    """A regular expression for any of the phrases, words side by side, ignoring how they are spaced; `start` and `end` match the edges of a word (Postgres'
    signs)."""
    return "|".join(_pattern(unicodedata.normalize("NFKC", phrase), start, end) for phrase in phrases)


def phrase_regex(*phrases: str) -> re.Pattern[str]:
    """The same for Python."""
    return re.compile(phrase_pattern(*phrases, start=r"\b", end=r"\b"), re.IGNORECASE)


def is_spaceless(character: str) -> bool:
    """Whether the character belongs to a script that writes without spaces (Chinese, Japanese, Thai, ...), where a word may start anywhere."""
    return character.isalpha() and unicodedata.name(character, "").startswith(
        ("CJK ", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN", "BOPOMOFO", "YI SYLLABLE")
    )


def _pattern(phrase: str, start: str, end: str) -> str:
    words = r"\s+".join("".join(_escaped(character) for character in word) for word in phrase.split())
    return (start if _has_edge(phrase[:1]) else "") + words + (end if _has_edge(phrase[-1:]) else "")


def _escaped(character: str) -> str:
    return character if character.isalnum() or ord(character) > 127 else "\\" + character


def _has_edge(character: str) -> bool:
    return (character.isalnum() or character == "_") and not is_spaceless(character)
