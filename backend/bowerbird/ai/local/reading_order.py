"""Reading order of lines found on a page: rows from top to bottom, words of a row from left to right, and columns of running text one after another.

Columns are found as in the recursive XY-cut (Nagy and Seth, 1984), but a white gap divides only where both sides look like running text: in a bill the
price belongs to the row it stands in, not to a column of prices.
"""

from collections.abc import Sequence
from statistics import median

from bowerbird.ai.contracts import TextLine

COLUMN_LINES = 3
"""Fewer lines than this are no column."""
COLUMN_WIDTH = 0.6
"""A column's lines fill, in the median, this much of its width."""
SAME_ROW = 0.5
"""Two boxes stand in one row if they overlap in height by this much of the lower one."""


def in_reading_order(lines: Sequence[TextLine]) -> list[TextLine]:
    ordered = sorted(lines, key=lambda line: (line.box[1], line.box[0]))
    if len(ordered) < 2 * COLUMN_LINES:
        return _rows(ordered)
    done: list[TextLine] = []
    block: list[TextLine] = []
    # Lines that cross the gap (a title over two columns) end one block and begin the next, so blocks are what lies between them.
    gap = _column_gap(ordered)
    if gap is None:
        return _rows(ordered)
    for line in ordered:
        if line.box[0] < gap < line.box[2]:
            done += _columns(block, gap)
            done.append(line)
            block = []
        else:
            block.append(line)
    return done + _columns(block, gap)


def _columns(block: list[TextLine], gap: float) -> list[TextLine]:
    left = [line for line in block if line.box[2] <= gap]
    right = [line for line in block if line.box[0] >= gap]
    if not _is_running_text(left) or not _is_running_text(right):
        return _rows(block)
    return in_reading_order(left) + in_reading_order(right)


def _column_gap(lines: list[TextLine]) -> float | None:
    """The x that fewest lines cross and that has running text on both sides; None if there is none."""
    edges = sorted({line.box[0] for line in lines})
    for edge in edges[1:]:
        x = edge - 1e-6
        crossing = sum(line.box[0] < x < line.box[2] for line in lines)
        if crossing > len(lines) * 0.2:
            continue
        left = [line for line in lines if line.box[2] <= x]
        right = [line for line in lines if line.box[0] >= x]
        if _is_running_text(left) and _is_running_text(right) and _side_by_side(left, right):
            return x
    return None


def _is_running_text(lines: list[TextLine]) -> bool:
    if len(lines) < COLUMN_LINES:
        return False
    width = max(line.box[2] for line in lines) - min(line.box[0] for line in lines)
    filled = median(line.box[2] - line.box[0] for line in lines)
    return filled >= COLUMN_WIDTH * width and median(len(line.text) for line in lines) >= 12


def _side_by_side(left: list[TextLine], right: list[TextLine]) -> bool:
    return min(line.box[1] for line in left) < max(line.box[3] for line in right) and min(line.box[1] for line in right) < max(
        line.box[3] for line in left
    )


def _rows(lines: list[TextLine]) -> list[TextLine]:
    """Lines sorted by top, gathered in rows by overlap in height, each row from left to right."""
    rows: list[list[TextLine]] = []
    for line in lines:
        if rows and _in_one_row(rows[-1][0], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line.box[0])]


def _in_one_row(first: TextLine, other: TextLine) -> bool:
    shared = min(first.box[3], other.box[3]) - max(first.box[1], other.box[1])
    return shared >= SAME_ROW * min(first.box[3] - first.box[1], other.box[3] - other.box[1])
