"""The few signs that the sample's PDF and Word sources are written in: `#` headings, `-` lists, `|` tables, `---` for a new page, and `@scan` for a page
that is drawn as a picture, as a scanner would deliver it."""

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["title", "heading", "paragraph", "bullet", "row"]


@dataclass(frozen=True, slots=True)
class Block:
    kind: Kind
    text: str = ""
    cells: tuple[str, ...] = ()


@dataclass(slots=True)
class Page:
    scanned: bool = False
    blocks: list[Block] = field(default_factory=list)


def parse(source: str) -> list[Page]:
    pages = [Page()]
    for line in source.splitlines():
        if line == "---":
            pages.append(Page())
        elif line == "@scan":
            pages[-1].scanned = True
        elif line.strip():
            pages[-1].blocks.append(_block(line))
    return pages


def title(source: str) -> str:
    return next(block.text for page in parse(source) for block in page.blocks if block.kind == "title")


def _block(line: str) -> Block:
    for sign, kind in (("## ", "heading"), ("# ", "title"), ("- ", "bullet")):
        if line.startswith(sign):
            return Block(kind, line.removeprefix(sign))  # type: ignore[arg-type]
    if line.startswith("|"):
        return Block("row", cells=tuple(cell.strip() for cell in line.strip("|").split("|")))
    return Block("paragraph", line)
