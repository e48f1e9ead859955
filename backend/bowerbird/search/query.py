r"""The query language, and what a query means for each retriever.

    query   := part*
    part    := ["-"] ( phrase | word )
    phrase  := '"' anything but '"' '"'        also with curly quotes and guillemets
    word    := whatever stands between spaces

`-` excludes passages with that word or phrase. A quote that is never closed and a dash that stands alone are text. Nothing is an error.
A phrase asks for its words side by side, as they are written but for case and spaces; a word is found in all its forms.
"""

import re
import unicodedata
from dataclasses import dataclass

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»\uff02", '"'))
_PART = re.compile(r'(?P<not>(?<!\S)-(?=["\w]))?(?:"(?P<phrase>[^"]*)"|(?P<word>(?:(?!"[^"]*")\S)+))')


@dataclass(frozen=True, slots=True)
class Query:
    text: str
    """All that is looked for, without operators: what is embedded and compared with names."""
    words: tuple[str, ...]
    """All words looked for, those of phrases too."""
    phrases: tuple[str, ...]
    excluded: tuple[str, ...]
    excluded_phrases: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not any(any(character.isalnum() for character in word) for word in self.words)


def parse(text: str) -> Query:
    """Any text is a query."""
    wanted: list[str] = []
    phrases: list[str] = []
    excluded: list[str] = []
    excluded_phrases: list[str] = []
    for part in _PART.finditer(clean(text).translate(_QUOTES)):
        words = (part["phrase"] if part["phrase"] is not None else part["word"]).split()
        if not words:
            continue
        is_phrase = part["phrase"] is not None and len(words) > 1
        if part["not"] and is_phrase:
            excluded_phrases.append(" ".join(words))
        elif part["not"]:
            excluded += words
        else:
            wanted += words
            if part["phrase"] is not None:
                phrases.append(" ".join(words))
    return Query(" ".join(wanted), tuple(wanted), tuple(phrases), tuple(excluded), tuple(excluded_phrases))


def phrase_pattern(phrase: str, *, start: str = r"\m", end: str = r"\M") -> str:
    """A regular expression for the words side by side, ignoring how they are spaced; `start` and `end` match the edges of a word (Postgres' signs)."""
    phrase = unicodedata.normalize("NFKC", phrase)
    words = r"\s+".join("".join(_escaped(character) for character in word) for word in phrase.split())
    return (start if _has_edge(phrase[:1]) else "") + words + (end if _has_edge(phrase[-1:]) else "")


def phrase_regex(phrase: str) -> re.Pattern[str]:
    """The same for Python."""
    return re.compile(phrase_pattern(phrase, start=r"\b", end=r"\b"), re.IGNORECASE)


def is_spaceless(character: str) -> bool:
    """Whether the character belongs to a script that writes without spaces (Chinese, Japanese, Thai, ...), where a word may start anywhere."""
    return character.isalpha() and unicodedata.name(character, "").startswith(
        ("CJK ", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN", "BOPOMOFO", "YI SYLLABLE")
    )


def clean(text: str) -> str:
    """Control characters and halves of surrogate pairs are spaces: Postgres takes neither."""
    return "".join(" " if unicodedata.category(character) in {"Cc", "Cs"} else character for character in text)


def _escaped(character: str) -> str:
    return character if character.isalnum() or ord(character) > 127 else "\\" + character


def _has_edge(character: str) -> bool:
    return (character.isalnum() or character == "_") and not is_spaceless(character)
