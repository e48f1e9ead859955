"""From lines that a reader found to a block of text."""

import re
from collections.abc import Sequence

from bowerbird.ai.contracts import TextLine
from bowerbird.pipeline.blocks import Block, Line
from bowerbird.pipeline.layout import PlacedLine, join_lines, joint
from bowerbird.pipeline.text import clean_line

_DIVIDED = re.compile(r"\w[-\u2010]$")


def block_of(found: Sequence[TextLine]) -> list[Block]:
    """One block, or none; where paragraphs end is seen by the boxes."""
    lines = [placed for line in found if (placed := _placed(line))]
    return [join_lines(lines, None)] if lines else []


def block_of_paragraphs(found: Sequence[TextLine], paragraphs: Sequence[int]) -> list[Block]:
    """The same where the reader knows to which paragraph each line belongs, also on pages that lie on their side."""
    lines = [(number, placed) for line, number in zip(found, paragraphs, strict=True) if (placed := _placed(line))]
    text, places = "", []
    for index, (number, line) in enumerate(lines):
        if line.box is not None:
            places.append(Line(len(text), len(text) + len(line.text), line.box))
        following = lines[index + 1] if index + 1 < len(lines) else None
        text += line.text + (joint(line, following[1]) if following and following[0] == number else "\n")
    return [Block(text, None, tuple(places))] if lines else []


def _placed(line: TextLine) -> PlacedLine | None:
    text = clean_line(line.text)
    if not text:
        return None
    divided = _DIVIDED.search(text) is not None
    return PlacedLine(text[:-1] if divided else text, line.box, divided)
