"""Rows of tables (spreadsheets, CSV) as text in which each row keeps the names of its columns."""

import re
from collections.abc import Sequence

from bowerbird.pipeline.extract.sections import Sections
from bowerbird.pipeline.text import shorten

SEPARATOR = " | "
WIDE_CHARS = 160
"""Names of columns that are longer together do not fit beside every row; then each value carries its own."""
SPARSE = 8
"""More empty cells than this in a row are left out rather than shown."""
_NUMBER = re.compile(r"[-+(]?[\s$€£¥]*\d[\d\s.,:/\-’']*[%€$£¥)]*(?:[eE][-+]?\d+)?$")
_LONGEST_NAME = 80


class Rows:
    """The rows of one table, one after another. The first with at least two cells that are all words names the columns, if it comes before any data."""

    def __init__(self, sections: Sections) -> None:
        self._sections = sections
        self._names: list[str] | None = None
        self._wide = False
        self._undecided = True

    def add(self, cells: Sequence[str]) -> None:
        filled = [cell for cell in cells if cell]
        if not filled:
            return
        if self._undecided and len(filled) > 1:
            self._undecided = False
            if self._are_names(filled):
                self._begin(cells)
        self._sections.add(self._line(cells, filled))

    def end(self) -> None:
        if self._names is not None:
            self._sections.end_table()
            self._names = None

    @staticmethod
    def _are_names(filled: Sequence[str]) -> bool:
        return all(len(cell) <= _LONGEST_NAME and not _NUMBER.match(cell) for cell in filled) and len(set(filled)) == len(filled)

    def _begin(self, cells: Sequence[str]) -> None:
        self._names = [shorten(cell, _LONGEST_NAME) or "" for cell in cells]
        columns = SEPARATOR.join(name for name in self._names if name)
        self._wide = len(columns) > WIDE_CHARS
        self._sections.begin_table(columns)

    def _line(self, cells: Sequence[str], filled: Sequence[str]) -> str:
        if self._wide and self._names is not None and list(cells) != self._names:
            named = zip(self._names + [""] * (len(cells) - len(self._names)), cells, strict=False)
            return SEPARATOR.join(f"{name}: {cell}" if name else cell for name, cell in named if cell)
        if len(cells) - len(filled) > SPARSE:
            return SEPARATOR.join(filled)
        last = max(at for at, cell in enumerate(cells) if cell)
        return SEPARATOR.join(cells[: last + 1])
