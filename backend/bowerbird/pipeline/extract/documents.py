"""How each kind of document is asked for its text."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bowerbird.errors import StageError
from bowerbird.pipeline.blocks import Block, blocks_of
from bowerbird.pipeline.formats.readers import PAGE_UNITS, Reader
from bowerbird.pipeline.office.convert import converted
from bowerbird.pipeline.work import Decoder
from bowerbird.settings import get_settings

DECODERS: Mapping[Reader, str] = {
    Reader.ARCHIVE: "archive.text",
    Reader.DOCX: "docx.text",
    Reader.PPTX: "pptx.text",
    Reader.XLSX: "xlsx.text",
    Reader.VSDX: "vsdx.text",
    Reader.ODT: "opendocument.text",
    Reader.ODS: "opendocument.text",
    Reader.ODP: "opendocument.text",
    Reader.EPUB: "epub.text",
    Reader.RTF: "rtf.text",
    Reader.MAIL: "mail.text",
    Reader.OUTLOOK: "outlook.text",
    Reader.TNEF: "tnef.text",
    Reader.HTML: "html.text",
    Reader.MARKDOWN: "markdown.text",
    Reader.DELIMITED: "delimited.text",
    Reader.JSON: "json.text",
    Reader.NOTEBOOK: "notebook.text",
    Reader.CARDS: "cards.text",
    Reader.XML: "xml.text",
    Reader.CODE: "code.text",
    Reader.TEXT: "plain.text",
    Reader.DRAWING: "drawing.text",
}
OPENDOCUMENT = frozenset({Reader.ODT, Reader.ODS, Reader.ODP})
_RESUMABLE = frozenset({"timed_out", "decoder_crashed", "decoder_failed", "too_large"})
_MAX_BROKEN_PAGES = 5
OLD_OFFICE = {
    Reader.DOC: (Reader.ODT, "odt"),
    Reader.XLS: (Reader.ODS, "ods"),
    Reader.XLSB: (Reader.ODS, "ods"),
    Reader.PPT: (Reader.ODP, "odp"),
}
"""Read as what LibreOffice makes of them."""


@dataclass(frozen=True, slots=True)
class Part:
    """A page, or a stretch of a file without pages."""

    blocks: list[Block]
    page: int | None = None
    scan: bool = False
    """A page that shows a picture and has no text of its own."""
    pinned: bool = False
    """Whether files are pinned to it."""
    note: tuple[str, str] | None = None
    """(code, detail) of what is not whole."""


def read_pages(decoder: Decoder, path: Path, *, pages: int) -> Iterator[Part]:
    """The pages of a PDF. One that crashes the decoder or takes too long is left out, and reading goes on behind it; five of them end the file."""
    timeout = get_settings().limits.seconds_base
    broken = 0
    page = 1
    while page <= pages:
        try:
            with decoder.stream("pdf.text", path, timeout=timeout, first=page, last=pages) as messages:
                for message in messages:
                    page = message.header["page"] + 1
                    error = message.header["error"]
                    note = (error[0], error[1]) if error else None
                    yield Part(blocks_of(message), message.header["page"], message.header["scan"], message.header["pinned"], note)
        except StageError as error:
            broken += 1
            if error.code not in _RESUMABLE or broken > _MAX_BROKEN_PAGES or pages == 1:
                raise
            yield Part([], page, note=(error.code, f"Page {page} could not be read: {error.detail}"))
            page += 1


@contextmanager
def readable(path: Path, reader: Reader, beat: Callable[[], object]) -> Iterator[tuple[Path, Reader]]:
    """The file and its reader; of an old Office file the copy that LibreOffice makes. `beat` is called meanwhile."""
    if reader not in OLD_OFFICE:
        yield path, reader
        return
    modern, suffix = OLD_OFFICE[reader]
    with converted(path, reader.value, target=suffix, beat=beat) as copy:
        yield copy, modern


def read_stretches(decoder: Decoder, path: Path, reader: Reader) -> Iterator[Part]:
    """Files without pages, and those whose pages are slides, sheets or chapters."""
    limits = get_settings().limits
    arguments: dict[str, Any] = {"unit": PAGE_UNITS.get(reader)} if reader in OPENDOCUMENT else {}
    if reader in PAGE_UNITS or reader in OPENDOCUMENT:
        arguments["last"] = limits.pages
    with decoder.stream(DECODERS[reader], path, timeout=limits.seconds_base, **arguments) as messages:
        for message in messages:
            note = message.header.get("note")
            yield Part(blocks_of(message), message.header.get("page"), note=(note[0], note[1]) if note else None)
