"""What every extracting decoder sends: blocks of cleaned text, with the boxes of their lines where the file has a layout."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bowerbird.pipeline.work import Message

Box = tuple[float, float, float, float]
"""`(x0, y0, x1, y1)` in 0..1 of the page as displayed, origin top left."""


@dataclass(frozen=True, slots=True)
class Line:
    """The code points `[start, end)` of a block's text lie in `box`."""

    start: int
    end: int
    box: Box


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text under one heading. Passages are cut within a block and never across two."""

    text: str
    heading: str | None = None
    lines: tuple[Line, ...] = ()

    def to_json(self) -> dict[str, Any]:
        lines = [[line.start, line.end, *(round(edge, 4) for edge in line.box)] for line in self.lines]
        return {"text": self.text, "heading": self.heading, "lines": lines}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Block":
        lines = tuple(Line(int(start), int(end), (x0, y0, x1, y1)) for start, end, x0, y0, x1, y1 in data["lines"])
        return cls(data["text"], data["heading"], lines)


def page_message(blocks: Sequence[Block], *, page: int | None = None, **more: Any) -> Message:
    """`{"page": n | None, "blocks": [...], ...}`; a page without text has no blocks."""
    return Message({"page": page, "blocks": [block.to_json() for block in blocks], **more})


def blocks_of(message: Message) -> list[Block]:
    return [Block.from_json(block) for block in message.header["blocks"]]
