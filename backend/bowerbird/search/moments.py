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

from sqlalchemy import text
from sqlalchemy.orm import Session

from bowerbird.search.query import Query, is_spaceless, phrase_regex

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Passage:
    segment_id: uuid.UUID
    text: str
    lang: str | None


def highlights(session: Session, query: Query, passages: Sequence[Passage]) -> dict[uuid.UUID, list[Range]]:
    """For each passage the `[start, end)` to mark, in order, without overlap. One statement for all."""
    matching, written = _matching_words(session, query, passages), as_written(query)
    return {passage.segment_id: marks(passage.text, written, matching.get(passage.lang, frozenset())) for passage in passages}


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
    """What is written so, and words in `matching` (normalised)."""
    found: list[Range] = [match.span() for pattern in written for match in pattern.finditer(passage)]
    if matching:
        found += (match.span() for match in _WORD.finditer(passage) if _normal(match.group()) in matching)
    return _merged(found)


def _matching_words(session: Session, query: Query, passages: Iterable[Passage]) -> Mapping[str | None, frozenset[str]]:
    """For each language the words of its passages, normalised, that share a lexeme with a word of the query outside its phrases."""
    wanted = [word for word in query.words if word not in query.words_in_phrases]
    first_letters = {_normal(part)[:1] for word in wanted for part in _WORD.findall(unicodedata.normalize("NFKC", word))}
    words: dict[str | None, set[str]] = {}
    for passage in passages:
        # a stemmer changes the end of a word, never its first letter
        here = {_normal(word) for word in set(_WORD.findall(passage.text))}
        words.setdefault(passage.lang, set()).update(word for word in here if word[:1] in first_letters)
    pairs = [(lang, word) for lang, found in words.items() for word in sorted(found)]
    if not pairs:
        return {}
    rows = session.execute(
        text(
            "WITH wanted AS MATERIALIZED (SELECT c.config, array_agg(l.lexeme) AS lexemes FROM"
            " (SELECT DISTINCT lexical_config(lang) AS config FROM unnest(CAST(:langs AS text[])) lang) c,"
            " lexical_lexemes(c.config, :wanted) l GROUP BY c.config)"
            " SELECT p.lang, p.word FROM unnest(CAST(:langs AS text[]), CAST(:words AS text[])) p(lang, word)"
            " JOIN wanted w ON w.config = lexical_config(p.lang)"
            # a word in ASCII is none of the kinds that lexical_lexemes knows beside those of the configuration
            " WHERE CASE WHEN octet_length(p.word) = length(p.word) THEN tsvector_to_array(to_tsvector(w.config::regconfig, p.word)) && w.lexemes"
            " ELSE EXISTS (SELECT FROM lexical_lexemes(w.config, p.word) l WHERE l.lexeme = ANY(w.lexemes)) END"
        ),
        {"langs": [lang for lang, _ in pairs], "words": [word for _, word in pairs], "wanted": " ".join(wanted)},
    )
    matching: dict[str | None, set[str]] = {}
    for lang, word in rows:
        matching.setdefault(lang, set()).add(word)
    return {lang: frozenset(found) for lang, found in matching.items()}


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
