"""Plain text in any encoding: prose, tables, data and source code alike."""

from collections.abc import Iterator
from pathlib import Path

from bowerbird.pipeline.blocks import Block, page_message
from bowerbird.pipeline.decoding import decoder
from bowerbird.pipeline.formats.encoding import CHUNK_CHARS, read_text
from bowerbird.pipeline.text import clean
from bowerbird.pipeline.work import Message

_SEARCHED = 4_096


@decoder("plain.text")
def plain_text(path: Path | None) -> Iterator[Message]:
    """One block for each stretch of about 64 Ki characters, cut at the end of a paragraph, line or word where there is one nearby."""
    assert path is not None
    held = ""
    for chunk in read_text(path):
        held += chunk
        cut = cut_position(held) if len(chunk) == CHUNK_CHARS else len(held)
        if (block := clean(held[:cut])).strip():
            yield page_message([Block(block)])
        held = held[cut:]


def cut_position(text: str) -> int:
    """Where to cut so that what belongs together stays together: behind the last blank line, line or blank in the last 4 Ki characters."""
    first = max(0, len(text) - _SEARCHED)
    for end in ("\n\n", "\n", " "):
        found = text.rfind(end, first)
        if found > 0:
            return found + len(end)
    return len(text)
