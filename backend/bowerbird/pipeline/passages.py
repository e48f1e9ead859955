"""Cutting blocks into passages of about 200 tokens: at the ends of paragraphs or sentences, with some overlap, and never across a page or a heading.

Tokens are estimated from the text alone and not counted by a model's tokenizer. So the passages of a file, their ids and its citations stay the same
when the embedding model changes; ARCHITECTURE.md has the error of the estimate.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate

from bowerbird.pipeline.blocks import Block, Box, Line

TARGET_TOKENS = 200
OVERLAP_TOKENS = 30
SMALL_TOKENS = 40
"""A block smaller than this (a page header, a heading without text) joins its neighbour; a remainder smaller than this joins the last passage."""

_PIECE = re.compile(r"[^\s。！？]{1,64}[。！？]{0,8}[\"'」』）”’)\]]{0,8}\s{0,64}|[。！？]{1,64}\s{0,64}|\s{1,64}")  # noqa: RUF001
_SENTENCE_END = re.compile(r"(?:[.!?…:;]|[。！？])[\"'」』）”’»)\]]*\s*$")  # noqa: RUF001
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_TOKEN = re.compile(r"[A-Za-z]+|\d+|[^\W\d_]|\S")


@dataclass(frozen=True, slots=True)
class Passage:
    text: str
    heading: str | None
    overlap: int
    """Leading code points that repeat the end of the passage before."""
    boxes: tuple[Box, ...]
    spans: tuple[tuple[int, int], ...]
    """For each box the code points of `text` that lie in it."""


def passages(blocks: Iterable[Block]) -> Iterator[Passage]:
    """The passages of one page, or of a stretch of a file without pages. Joining `text[overlap:]` gives the text of all blocks again."""
    for block in _join_small(blocks):
        yield from _cut(block)


def estimate_tokens(text: str) -> int:
    """WordPiece tokens of a text, about."""
    return sum(_word_tokens(word) for word in text.split())


@lru_cache(maxsize=65_536)
def _word_tokens(word: str) -> int:
    if word.isascii() and word.isalpha():
        return _letters(len(word))
    total = 0.0
    for token in _TOKEN.findall(word):
        if len(token) > 1:
            total += _letters(len(token)) if token.isalpha() else -(-len(token) // 3)
        else:
            total += 0.5 if "\u00c0" <= token <= "\u1fff" else 1
    return max(1, round(total))


def _letters(length: int) -> int:
    return 1 if length <= 8 else -(-length // 5)


def _join_small(blocks: Iterable[Block]) -> Iterator[Block]:
    held: Block | None = None
    for block in blocks:
        if not block.text.strip():
            continue
        if held is not None:
            small = estimate_tokens(held.text) < SMALL_TOKENS
            if small or (
                len(block.text) < SMALL_TOKENS * 8 and estimate_tokens(block.text) < SMALL_TOKENS and held.heading == block.heading
            ):
                held = _join(held, block, heading=block.heading if small else held.heading)
                continue
            yield held
        held = block
    if held is not None:
        yield held


def _join(first: Block, second: Block, *, heading: str | None) -> Block:
    text = first.text if first.text.endswith("\n") else first.text + "\n"
    shifted = tuple(Line(line.start + len(text), line.end + len(text), line.box) for line in second.lines)
    return replace(first, text=text + second.text, heading=heading, lines=first.lines + shifted)


def _cut(block: Block) -> Iterator[Passage]:
    text = block.text if block.text.endswith("\n") else block.text + "\n"
    pieces = list(_PIECE.finditer(text))
    ends = [piece.end() for piece in pieces]
    costs = [_word_tokens(piece.group().rstrip()) for piece in pieces]
    before = [0, *accumulate(costs)]
    first_line = 0
    start = fresh = 0
    while fresh < len(pieces):
        stop = _stop(pieces, before, start, fresh)
        begin, end = (ends[start - 1] if start else 0), ends[stop - 1]
        while first_line < len(block.lines) and block.lines[first_line].end <= begin:
            first_line += 1
        boxes, spans = _lines_within(block.lines, first_line, begin, end)
        yield Passage(text[begin:end], block.heading, (ends[fresh - 1] if fresh else 0) - begin, boxes, spans)
        fresh = stop
        start = _overlap_start(pieces, before, fresh, start)


def _stop(pieces: list[re.Match[str]], before: list[int], start: int, fresh: int) -> int:
    """The piece that the passage beginning at `start` ends before; at least one beyond `fresh`."""
    if before[-1] - before[start] <= TARGET_TOKENS + SMALL_TOKENS:
        return len(pieces)
    stop = fresh + 1
    paragraph = sentence = line = 0
    while stop < len(pieces) and before[stop + 1] - before[start] <= TARGET_TOKENS:
        ending = pieces[stop - 1].group()
        filled = before[stop] - before[start]
        if filled >= 0.5 * TARGET_TOKENS:
            if _SENTENCE_END.search(ending):
                sentence = stop
                paragraph = stop if "\n" in ending and filled >= 0.6 * TARGET_TOKENS else paragraph
            elif "\n" in ending:
                line = stop
                paragraph = stop if _BLANK_LINE.search(ending) else paragraph
        stop += 1
    return paragraph or sentence or line or stop


def _overlap_start(pieces: list[re.Match[str]], before: list[int], fresh: int, previous: int) -> int:
    """Where the next passage begins so that it repeats up to 30 tokens, from the start of a sentence if one lies there."""
    start = fresh
    while start - 1 > previous and before[fresh] - before[start - 1] <= OVERLAP_TOKENS:
        start -= 1
    for candidate in range(start, fresh):
        if _SENTENCE_END.search(pieces[candidate - 1].group()) or pieces[candidate - 1].group().endswith("\n"):
            return candidate
    return start


def _lines_within(lines: tuple[Line, ...], first: int, begin: int, end: int) -> tuple[tuple[Box, ...], tuple[tuple[int, int], ...]]:
    boxes: list[Box] = []
    spans: list[tuple[int, int]] = []
    for index in range(first, len(lines)):
        line = lines[index]
        if line.start >= end:
            break
        if line.end > begin:
            boxes.append(line.box)
            spans.append((max(line.start, begin) - begin, min(line.end, end) - begin))
    return tuple(boxes), tuple(spans)
