"""Marks in passages: which of their words answer the query.

A word is marked when Postgres gives it a lexeme of the query in the passage's own language, so that what is marked is what was found. Positions are
code points of the text as it is stored; only the comparison is normalised (ligatures, width).
"""

import re
import unicodedata
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy.orm import Session

from bowerbird.search.query import Query, is_spaceless, phrase_regex
from bowerbird.search.word_forms import lexemes as lexemes_of

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Passage:
    segment_id: uuid.UUID
    text: str
    lang: str | None


def highlights(session: Session, query: Query, passages: Sequence[Passage]) -> dict[uuid.UUID, list[Range]]:
    """For each passage the `[start, end)` to mark, in order, without overlap. At most one statement for all."""
    matching, written = _matching_words(session, query, passages), as_written(query)
    return {passage.segment_id: marks(passage.text, written, matching[passage.lang]) for passage in passages}


def as_written(query: Query) -> list[re.Pattern[str]]:
    """What is marked wherever it stands so: phrases or the whole query, and words with signs or without spaces around them."""
    whole = tuple(branch for branch in query.branches if " " in branch)
    patterns = [phrase_regex(*phrases) for phrases in query.phrases or ([whole] if whole else [])]
    for word in query.words:
        # words of a phrase are marked inside it only; others as they are, also inside text without spaces
        if (
            word not in query.words_in_phrases
            and any(is_spaceless(character) or not character.isalnum() for character in word)
            and _has_letters(word)
        ):
            patterns.append(phrase_regex(word))
    return patterns


def marks(passage: str, written: Iterable[re.Pattern[str]], matching: frozenset[str]) -> list[Range]:
    """What is written so, and words in `matching`."""
    found: list[Range] = [match.span() for pattern in written for match in pattern.finditer(passage)]
    if matching:
        found += (match.span() for match in _WORD.finditer(passage) if match.group() in matching)
    return _merged(found)


def _matching_words(session: Session, query: Query, passages: Iterable[Passage]) -> Mapping[str | None, frozenset[str]]:
    """For each language the words of its passages, as they stand there, that share a lexeme with a word of the query outside its phrases."""
    wanted = [word for word in query.words if word not in query.words_in_phrases]
    first_letters = {_normal(part)[:1] for word in wanted for part in _WORD.findall(unicodedata.normalize("NFKC", word))}
    words: dict[str | None, set[str]] = {}
    for passage in passages:
        words.setdefault(passage.lang, set()).update(_WORD.findall(passage.text))
    # a stemmer changes the end of a word, never its first letter
    pairs = [(lang, word, plain) for lang, found in words.items() for word in found if (plain := _normal(word))[:1] in first_letters]
    lexemes = lexemes_of(session, {(lang, plain) for lang, _, plain in pairs} | {(lang, word) for lang in words for word in wanted})
    matching: dict[str | None, frozenset[str]] = {}
    for lang in words:
        answers = frozenset().union(*(lexemes[lang, word] for word in wanted))
        matching[lang] = frozenset(word for of, word, plain in pairs if of == lang and not answers.isdisjoint(lexemes[lang, plain]))
    return matching


@lru_cache(maxsize=1 << 14)
def _normal(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold().replace("’", "'")


def _has_letters(word: str) -> bool:
    return any(character.isalnum() for character in word)


def _merged(ranges: Iterable[Range]) -> list[Range]:
    merged: list[Range] = []
    for start, end in sorted(ranges):
        if start == end:
            continue
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
