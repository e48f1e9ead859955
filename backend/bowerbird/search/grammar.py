r"""The query language.

    query      := operand*                      all operands count together, in any order
    operand    := term ( "OR" term )*           any of them will do; "|" is the same
    term       := ["-"] ( phrase | qualifier | word )
    phrase     := '"' anything but '"' '"'      also with curly quotes and guillemets
    qualifier  := name ":" value
    value      := phrase | word | word ("," word)* | date
    word       := whatever stands between spaces

    name        value
    type kind   image, video, audio, document, other, or a format such as pdf, jpg, docx
    before      a date: what happened before it begins
    after       a date: what happened since it began
    on          a date: what happened then
    in          the name of a collection, with all that it holds
    tag         the name of a tag; two tags mean both, tag:a,b either
    topic       what it is about
    camera      part of a camera's name
    place       part of a place's name
    lang        a language, by its code or its English name
    larger      a size: 500kB, 10MB, 2G;  smaller
    longer      a time: 90s, 5min, 1h, 1:30;  shorter
    is          duplicate, untagged, failed, partial, processing
    name        part of a file's name; * stands for anything

A date is a year, month or day (2024, 2024-05, 2024-05-01, "May 2024"), a range of them (2021..2023) or a word for one (yesterday, march, last summer, 3 weeks
ago); it needs no quotes. See dates.py.

`-` excludes. OR joins its two neighbours: `red OR blue bower` is (red or blue) and bower, `tag:tax OR type:pdf` what is either. A word and a qualifier are
both asked for, with a hint. A phrase asks for its words side by side, as they are written
but for case and spaces; a word is found in all its forms and by its meaning.

Nothing is an error. What does not fit (a quote that is never closed, a dash or an OR that stands alone, a name or value that is not known) is text, and a hint
says so. Spans are code points of the text as it was typed.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Literal

from bowerbird.search.dates import MOST_WORDS, Now, understand

PartKind = Literal["text", "phrase", "not", "or", "qualifier"]
Field = Literal[
    "kind", "before", "after", "on", "in", "tag", "topic", "camera", "place", "lang", "larger", "smaller", "longer", "shorter", "is", "name"
]

QUALIFIERS: dict[str, Field] = {
    "type": "kind",
    "kind": "kind",
    "before": "before",
    "after": "after",
    "on": "on",
    "in": "in",
    "tag": "tag",
    "topic": "topic",
    "camera": "camera",
    "place": "place",
    "lang": "lang",
    "larger": "larger",
    "smaller": "smaller",
    "longer": "longer",
    "shorter": "shorter",
    "is": "is",
    "name": "name",
}
"""The names people write, and the field that each is about."""
DATES = frozenset({"before", "after", "on"})
_WHOLE = frozenset({"name", "larger", "smaller", "longer", "shorter"})
"""In whose values a comma separates nothing."""

MOST_READ = 2_000
"""Code points of a query that are looked at: ten times what the longest question has, and as much as the text embedder takes."""
QUOTES = '"“”„‟«»\uff02'
_QUOTES = str.maketrans(dict.fromkeys(QUOTES, '"'))
_TERM = re.compile(
    r'(?P<not>-(?=["\w]))?'
    r'(?:"(?P<phrase>[^"]*)"|(?P<name>[A-Za-z]+):(?:"(?P<quoted>[^"]*)"|(?P<bare>(?:(?!"[^"]*")\S)+))|(?P<word>(?:(?!"[^"]*")\S)+))'
)
_NEXT_WORDS = re.compile(r'[^\s":]+')
_SPACE = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class Part:
    kind: PartKind
    text: str
    """As it was typed."""
    start: int
    end: int
    operand: int = 0
    """Which operand of the query it belongs to: parts that OR joins share it."""
    words: tuple[str, ...] = ()
    """Of text and phrases, also of excluded ones; of a qualifier those of its value."""
    is_phrase: bool = False
    is_excluded: bool = False
    name: str = ""
    """Of a qualifier, in small letters; it need not be one that is known."""
    values: tuple[str, ...] = ()
    """Of a qualifier: its value, or where they are separated by commas its values."""

    @property
    def field(self) -> Field | None:
        return QUALIFIERS.get(self.name)


def beginning(typed: str) -> str:
    """As much of what was typed as is read: whole words."""
    if len(typed) <= MOST_READ:
        return typed
    return typed[:MOST_READ].rpartition(" ")[0] or typed[:MOST_READ]


def parse(typed: str, now: Now) -> tuple[Part, ...]:
    """The parts of any text, in order, without overlap; between them are only spaces and empty quotes."""
    text = clean(typed).translate(_QUOTES)
    parts: list[Part] = []
    position = 0
    while match := _TERM.match(text, position := _SPACE.match(text, position).end()):  # type: ignore[union-attr]  # matches always
        part = _part(text, match, now)
        position = part.end
        if part.words:
            parts.append(replace(part, text=typed[part.start : part.end]))
    return _joined(parts)


def _part(text: str, match: re.Match[str], now: Now) -> Part:
    excluded, (start, end) = bool(match["not"]), match.span()
    kind: PartKind = "not" if excluded else "text"
    if match["name"] is not None and _is_qualifier(match):
        name, value, quoted = match["name"].lower(), match["bare"], match["quoted"]
        if value is not None and name in DATES:
            end = _end_of_date(text, match.start("bare"), match.end("bare"), now)
            value = text[match.start("bare") : end]
        if value is not None:
            is_whole = name in _WHOLE or (name in DATES and understand(value, now))
            values = (" ".join(value.split()),) if is_whole else tuple(each for each in value.split(",") if each)
        else:
            values = (" ".join(quoted.split()),) if quoted.strip() else ()
        words = tuple(word for each in values for word in each.split())
        if words:
            return Part("qualifier", "", start, end, words=words, is_excluded=excluded, name=name, values=values)
    if match["phrase"] is not None:
        words = tuple(match["phrase"].split())
        return Part("phrase" if not excluded else kind, "", start, end, words=words, is_phrase=True, is_excluded=excluded)
    return Part(kind, "", start, end, words=tuple(match.group().removeprefix("-" if excluded else "").split()), is_excluded=excluded)


def _is_qualifier(match: re.Match[str]) -> bool:
    """Not addresses (https://), drives (C:\\) and the like."""
    return len(match["name"]) > 1 and not (match["bare"] or "").startswith(("/", "\\", ":"))


def _end_of_date(text: str, start: int, end: int, now: Now) -> int:
    """Where the longest date that begins at `start` ends, at most some words on; `end` where there is none."""
    ends = [end]
    while len(ends) < MOST_WORDS and (word := _NEXT_WORDS.match(text, _SPACE.match(text, ends[-1]).end())):  # type: ignore[union-attr]
        ends.append(word.end())
    return next((each for each in reversed(ends) if understand(text[start:each], now)), end)


def _joined(parts: list[Part]) -> tuple[Part, ...]:
    """Numbers the operands. An OR without a term on either side that it could join is text."""
    joined: list[Part] = []
    operand = 0
    for place, part in enumerate(parts):
        following = parts[place + 1] if place + 1 < len(parts) else None
        before = joined[-1] if joined else None
        if _is_or(part) and _is_operand(before) and _is_operand(following) and following is not None and not _is_or(following):
            joined.append(replace(part, kind="or", words=(), operand=operand))
            continue
        if before is not None and before.kind != "or":
            operand += 1
        joined.append(replace(part, operand=operand))
    return tuple(joined)


def _is_or(part: Part) -> bool:
    return part.kind == "text" and part.text in {"OR", "|"}


def _is_operand(part: Part | None) -> bool:
    return part is not None and part.kind != "or" and not part.is_excluded


def clean(text: str) -> str:
    """Control characters and halves of surrogate pairs are spaces: Postgres takes neither."""
    return "".join(" " if unicodedata.category(character) in {"Cc", "Cs"} else character for character in text)
