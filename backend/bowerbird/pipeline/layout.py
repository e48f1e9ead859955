"""From lines with boxes, as pages and pictures have them, to text in paragraphs that still knows where each line lies."""

import statistics
from dataclasses import dataclass
from itertools import pairwise

from bowerbird.pipeline.blocks import Block, Box, Line
from bowerbird.pipeline.text import is_wide


@dataclass(frozen=True, slots=True)
class PlacedLine:
    text: str
    """Cleaned, not empty."""
    box: Box | None
    divided: bool = False
    """Whether a word is divided at its end; the hyphen is not part of `text`."""


def join_lines(lines: list[PlacedLine], heading: str | None) -> Block:
    """Lines joined to paragraphs: a blank within one, a line break between two; divided words are made whole."""
    parts: list[str] = []
    spans: list[Line] = []
    length = 0
    for line, following, ends_paragraph in zip(lines, [*lines[1:], None], _paragraph_ends(lines), strict=True):
        if line.box is not None:
            spans.append(Line(length, length + len(line.text), line.box))
        between = "\n" if ends_paragraph or following is None else joint(line, following)
        parts += line.text, between
        length += len(line.text) + len(between)
    return Block("".join(parts), heading, tuple(spans))


def joint(line: PlacedLine, following: PlacedLine) -> str:
    """What stands between two lines of a paragraph."""
    if line.divided:
        # `UTF-8` and `Jean-Luc` keep their hyphen, `appro-priate` does not.
        return "" if following.text[0].islower() and not line.text[-1].isdigit() else "-"
    return "" if is_wide(line.text[-1]) and is_wide(following.text[0]) else " "


def _paragraph_ends(lines: list[PlacedLine]) -> list[bool]:
    """Whether a paragraph ends with each line: before a gap, a change of size, and after a line that stops short of the margin."""
    boxes = [line.box for line in lines if line.box]
    if not boxes:
        return [True] * len(lines)
    height = statistics.median(box[3] - box[1] for box in boxes)
    gaps = [below[1] - above[3] for above, below in pairwise(boxes) if 0 <= below[1] - above[3] < 3 * height]
    usual_gap = statistics.median(gaps) if gaps else 0.0
    margins: dict[int, float] = {}
    for box in boxes:
        for column in _columns(box):
            margins[column] = max(margins.get(column, 0.0), box[2])

    def ends(line: PlacedLine, following: PlacedLine | None) -> bool:
        if following is None or line.divided:
            return following is None
        if line.box is None or following.box is None:
            return True
        small, large = sorted((line.box[3] - line.box[1], following.box[3] - following.box[1]))
        margin = margins[_columns(line.box)[1]]
        return (
            following.box[1] - line.box[3] > usual_gap + 0.6 * height
            or (large > 1.5 * small and large > 1.2 * height)
            or line.box[2] < margin - 0.18 * (margin - line.box[0])
        )

    return [ends(line, following) for line, following in zip(lines, [*lines[1:], None], strict=True)]


def _columns(box: Box) -> tuple[int, int, int]:
    """Lines that begin at nearly the same place share a column; its neighbours count as the same."""
    column = round(box[0] * 24)
    return column - 1, column, column + 1
