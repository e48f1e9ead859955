"""Keywords: the words and phrases a text returns to, ranked by C-value (Frantzi, Ananiadou and Mima, 2000) with a bonus for coming early.

C-value(a) = log2(|a| + 1) * (f(a) - mean frequency of the longer candidates that contain a): a phrase that always comes as a whole wins over its parts.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from bowerbird.ai.local.stopwords import stopwords

MAX_WORDS = 3
MIN_LETTERS = 3
_CHUNK_END = re.compile(r"\S+://\S+|www\.\S+|\S+@\S+|[^\w\s'’-]+|\n{2,}|\d+")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# Where words are not separated by spaces, runs of one script stand for words: kanji or hanzi of two to six, katakana of three or more.
_CJK_RUN = re.compile(r"[\u4e00-\u9fff]{2,6}|[\u30a1-\u30fa\u30fc]{3,}")


def keywords(passages: Iterable[str], *, lang: str | None, count: int) -> tuple[str, ...]:
    """At most `count` words or phrases of up to three words, lower case, best first. Time grows with the length of `passages`."""
    stop = stopwords(lang)
    frequency: Counter[tuple[str, ...]] = Counter()
    first: dict[tuple[str, ...], int] = {}
    position = 0
    for passage in passages:
        for run in _content_runs(passage, stop):
            for phrase in _phrases(run):
                frequency[phrase] += 1
                first.setdefault(phrase, position)
            position += len(run)
    return _pick(_ranked(_singular(frequency, first), first, position), count)


def _content_runs(passage: str, stop: frozenset[str]) -> Iterable[list[str]]:
    """Words between stop words, numbers and punctuation."""
    for chunk in _CHUNK_END.split(passage):
        run: list[str] = []
        for match in _WORD.finditer(chunk):
            word = match.group().lower().replace("’", "'").removesuffix("'s")
            cjk = _CJK_RUN.findall(word)
            if cjk:
                yield from ([found] for found in cjk)
            if cjk or word in stop or len(word) < MIN_LETTERS or _is_junk(word):
                if run:
                    yield run
                run = []
            else:
                run.append(word)
        if run:
            yield run


def _is_junk(word: str) -> bool:
    """No vowel, or one letter over and over: what OCR makes of lines and stains. Words of other scripts than Latin pass."""
    if len(word) > 40 or len(set(word)) == 1:
        return True
    return word.isascii() and not set(word) & set("aeiouy")


def _phrases(run: Sequence[str]) -> Iterable[tuple[str, ...]]:
    for size in range(1, MAX_WORDS + 1):
        for start in range(len(run) - size + 1):
            phrase = tuple(run[start : start + size])
            if len(set(phrase)) == size:
                yield phrase


def _singular(frequency: Counter[tuple[str, ...]], first: dict[tuple[str, ...], int]) -> Counter[tuple[str, ...]]:
    """`apples` counts as `apple` where both occur, under the form that is met more often."""
    merged = Counter(frequency)
    for phrase in list(merged):
        plural = (*phrase[:-1], phrase[-1] + "s")
        if plural in merged and phrase in merged:
            keep, drop = (phrase, plural) if merged[phrase] >= merged[plural] else (plural, phrase)
            merged[keep] += merged.pop(drop)
            first[keep] = min(first[keep], first[drop])
    return merged


def _ranked(frequency: Counter[tuple[str, ...]], first: dict[tuple[str, ...], int], length: int) -> list[tuple[str, ...]]:
    containing: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for phrase, times in frequency.items():
        if len(phrase) > 1 and times > 1:
            for size in range(1, len(phrase)):
                for start in range(len(phrase) - size + 1):
                    containing[phrase[start : start + size]].append(times)

    def score(phrase: tuple[str, ...]) -> float:
        longer = containing.get(phrase)
        alone = frequency[phrase] - (sum(longer) / len(longer) if longer else 0)
        early = 1 - first[phrase] / max(length, 1)
        return math.log2(len(phrase) + 1) * alone * (1 + 0.5 * early) * (1 + 0.05 * min(len(phrase[0]), 12))

    # A phrase met once is chance where other phrases come back.
    candidates = [phrase for phrase in frequency if len(phrase) == 1 or frequency[phrase] > 1] or list(frequency)
    return sorted(candidates, key=lambda phrase: (-score(phrase), first[phrase], phrase))


def _pick(ranked: Iterable[tuple[str, ...]], count: int) -> tuple[str, ...]:
    """The best, without those that repeat a word of a better one."""
    picked: list[tuple[str, ...]] = []
    for phrase in ranked:
        if len(picked) == count:
            break
        if not any(set(phrase) & set(better) for better in picked):
            picked.append(phrase)
    return tuple(" ".join(phrase) for phrase in picked)
