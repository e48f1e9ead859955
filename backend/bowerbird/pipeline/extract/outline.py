"""Headings of a PDF from its own outline (bookmarks), placed at the lines that say the same."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

import pypdfium2 as pdfium

from bowerbird.pipeline.text import shorten

MAX_BOOKMARKS = 20_000
_Line = TypeVar("_Line")
_NUMBERING = re.compile(r"^(?:(?:chapter|appendix|kapitel|chapitre|capítulo)\s+)?[\dA-Z]{0,3}(?:\.\d+)*[.:)]?\s+", re.IGNORECASE)


class Outline:
    def __init__(self, document: pdfium.PdfDocument) -> None:
        entries: list[tuple[int, int, str]] = []
        for order, bookmark in enumerate(islice(document.get_toc(), MAX_BOOKMARKS)):
            destination = bookmark.get_dest()
            page = destination.get_index() if destination else None
            title = shorten(bookmark.get_title(), 200)
            if page is not None and page >= 0 and title:
                entries.append((page + 1, order, title))
        entries.sort()
        self._pages = [page for page, _, _ in entries]
        self._titles = [title for _, _, title in entries]

    def sections(self, page: int, lines: Sequence[_Line], text_of: Callable[[_Line], str]) -> Iterator[tuple[str | None, list[_Line]]]:
        """The page's lines cut where a section begins. A bookmark whose title is not found among the lines counts from the top of the page."""
        first = bisect_left(self._pages, page)
        heading = self._titles[first - 1] if first else None
        section: list[_Line] = []
        remaining = self._titles[first : bisect_left(self._pages, page + 1)]
        plain = [_plain(text_of(line)) for line in lines] if remaining else []
        starts: dict[int, str] = {}
        searched = 0
        for title in remaining:
            wanted = _plain(title)
            found = next((at for at in range(searched, len(plain)) if plain[at] and plain[at] == wanted), None)
            if found is None:
                found = next((at for at in range(searched, len(plain)) if len(plain[at]) > 8 and wanted.startswith(plain[at])), searched)
            starts[found] = title
            searched = found
        for at, line in enumerate(lines):
            if at in starts:
                if section:
                    yield heading, section
                heading, section = starts[at], []
            section.append(line)
        if section:
            yield heading, section


def _plain(text: str) -> str:
    return "".join(character for character in _NUMBERING.sub("", text).casefold() if character.isalnum())
