"""Collecting paragraphs under their headings into blocks, for files that have headings but no pages."""

from bowerbird.pipeline.blocks import Block
from bowerbird.pipeline.text import shorten

MAX_BLOCK_CHARS = 64 * 1024


class Sections:
    """A block is a heading, as its own first line, and the paragraphs below it."""

    def __init__(self, heading: str | None = None) -> None:
        """`heading` is above what comes before the first heading of the text."""
        self._heading = heading
        self._outer: str | None = None
        self._parts: list[str] = []
        self._chars = 0
        self._done: list[Block] = []

    def heading(self, text: str) -> None:
        title = shorten(text, 200)
        if title:
            self._close()
            self._heading = title
            self._append(title)

    def add(self, text: str) -> None:
        text = text.strip("\n")
        if text.strip():
            self._append(text)

    def begin_table(self, columns: str | None) -> None:
        """The rows that follow carry the names of their columns in the heading, so that one found alone is understood."""
        self._close()
        self._outer = self._heading
        if columns:
            self._heading = shorten(f"{self._heading} · {columns}" if self._heading else columns, 200)

    def end_table(self) -> None:
        self._close()
        self._heading = self._outer

    def take(self) -> list[Block]:
        """The blocks that are complete."""
        done, self._done = self._done, []
        return done

    def finish(self) -> list[Block]:
        self._close()
        return self.take()

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._chars += len(text)
        if self._chars > MAX_BLOCK_CHARS:
            self._close()

    def _close(self) -> None:
        if self._parts:
            self._done.append(Block("\n".join(self._parts) + "\n", self._heading))
        self._parts, self._chars = [], 0
