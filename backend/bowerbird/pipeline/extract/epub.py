"""Books (EPUB): each document of the spine is a page, called chapter, under its title in the table of contents."""

import re
from collections.abc import Iterator
from pathlib import Path

from bowerbird.errors import StageError
from bowerbird.pipeline.blocks import page_message
from bowerbird.pipeline.decoding import decoder
from bowerbird.pipeline.extract.html import decode_html, html_sections
from bowerbird.pipeline.extract.sections import Sections
from bowerbird.pipeline.formats.archive import read_part
from bowerbird.pipeline.formats.epub import WHAT, open_book
from bowerbird.pipeline.work import Message

_SELF_CLOSED = re.compile(r"<(title|script|style|textarea|iframe|a|b|i|em|span|div|p|td|th|li)\b([^<>]{0,1000})/>", re.IGNORECASE)
"""Chapters are XHTML; a parser of HTML takes `<title/>` for the beginning of one that never ends."""


@decoder("epub.text")
def epub_text(path: Path | None, *, last: int) -> Iterator[Message]:
    """One message a chapter, for the first `last`. A chapter that cannot be read is no error of the rest."""
    assert path is not None
    with open_book(path) as book:
        for number, member in enumerate(book.chapters[:last], start=1):
            sections = Sections(book.titles.get(member))
            try:
                source = read_part(book.container, member, WHAT)
                if source is None:
                    raise StageError("it is missing.", code="corrupt")
                html_sections(_SELF_CLOSED.sub(r"<\1\2></\1>", decode_html(source)), sections)
            except StageError as error:
                yield page_message([], page=number, note=[error.code, f"Chapter {number} could not be read: {error.detail}"])
            else:
                yield page_message(sections.finish(), page=number)
