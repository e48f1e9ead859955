"""Sentences that could stand in a summary: out of text with hard line ends, headings, tables and page furniture."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

MIN_CHARACTERS, MAX_CHARACTERS = 40, 320
MIN_WORDS = 6
_CJK = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af"
_CJK_CHARACTER = re.compile(f"[{_CJK}]")
_END = re.compile(r"(?<=[.!?…])[\"'”’»)\]]*\s+(?=[\"'“‘«(\[¿¡]*[^\W\d_a-zß-öø-ÿ]|[\"“«]?\d)|(?<=[。！？])")
_NO_END = re.compile(
    r"(?:\b(?:[A-Za-z]|Mr|Mrs|Ms|Dr|Prof|St|No|Nr|vs|etc|approx|ca|fig|e\.g|i\.e|z\.\s?B|bzw|usw|Abb|M|Mme|p|pp|vol|al|[0-9]{1,2})\.)$",
    re.I,
)
_TERMINATED = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")
BOILERPLATE = re.compile(
    r"https?://|www\.|©|\ball rights reserved\b|\bcopyright\b|\bcookies?\b|\bclick here\b|\bunsubscribe\b|\.{4,}|(?:\. ){3,}|[|=_]{3,}|\S@\S+\.\S|\d\s+\d+\.\s",
    re.I,
)
_LIST_MARK = re.compile(r"^(?:[-*+•‣–]|#{1,6}|\d{1,2}[.)])\s+")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def words(text: str) -> list[str]:
    """Lower-case words, without numbers."""
    return [match.group().lower().replace("’", "'") for match in _WORD.finditer(text)]


def sentences(passages: Sequence[str], *, limit: int) -> Iterator[str]:
    """At most `limit` sentences worth showing, in the order of the text."""
    count = 0
    for passage in passages:
        for paragraph in _paragraphs(passage):
            for sentence in split(paragraph):
                if is_presentable(sentence):
                    yield sentence
                    count += 1
                    if count >= limit:
                        return


def split(paragraph: str) -> list[str]:
    """At ends of sentences; not after abbreviations, initials and ordinals."""
    parts: list[str] = []
    for part in (found.strip() for found in _END.split(paragraph)):
        if not part:
            continue
        if parts and _NO_END.search(parts[-1]):
            parts[-1] += " " + part
        else:
            parts.append(part)
    return parts


def is_presentable(sentence: str) -> bool:
    """A whole sentence of readable length that is neither heading, nor table row, nor page furniture."""
    cjk = len(_CJK_CHARACTER.findall(sentence))
    length = len(sentence) + 2 * cjk  # a CJK character says as much as three letters
    if not MIN_CHARACTERS <= length <= MAX_CHARACTERS or not _TERMINATED.search(sentence) or BOILERPLATE.search(sentence):
        return False
    if cjk * 2 < len(sentence) and len(words(sentence)) < MIN_WORDS:
        return False
    first = sentence.lstrip("\"'“‘«([¿¡")[:1]
    if first.islower() or not first.isalnum():
        return False
    letters = sum(character.isalpha() for character in sentence)
    capitals = sum(character.isupper() for character in sentence)
    return letters >= 0.65 * len(sentence) and capitals <= 0.4 * letters


def _paragraphs(passage: str) -> Iterator[str]:
    """Lines joined again where a line was only broken for width; a heading stays by itself."""
    lines = [" ".join(unicodedata.normalize("NFC", line).split()) for line in passage.splitlines()]
    widest = max((len(line) for line in lines), default=0)
    paragraph = last = ""
    for marked in lines:
        line = _LIST_MARK.sub("", marked)
        if paragraph and line and line == marked and _continues(last, line, widest):
            hyphenated = last.endswith("-") and last[-2:-1].isalpha() and line[0].islower()
            paragraph = paragraph[:-1] + line if hyphenated else f"{paragraph} {line}"
        else:
            if paragraph:
                yield paragraph
            paragraph = line
        last = line
    if paragraph:
        yield paragraph


def _continues(last: str, line: str, widest: int) -> bool:
    """Whether `line` goes on with what `last` began: a line that reaches far to the right was broken for width."""
    if _TERMINATED.search(last):
        return len(last) >= 0.6 * widest
    return line[0].islower() or len(last) >= max(0.6 * widest, MIN_CHARACTERS)
