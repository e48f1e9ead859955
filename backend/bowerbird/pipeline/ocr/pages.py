"""The pages of a file one after another, each read by the reader that it is for."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bowerbird.ai.contracts import CapabilityMissingError
from bowerbird.ai.local.tesseract import Tesseract, TesseractError, find_tesseract
from bowerbird.errors import StageError
from bowerbird.pipeline.blocks import Block, blocks_of
from bowerbird.pipeline.formats.readers import PICTURES, reader_of
from bowerbird.pipeline.ocr.askew import Askew
from bowerbird.pipeline.ocr.choice import is_well_read
from bowerbird.pipeline.ocr.lines import block_of_paragraphs
from bowerbird.pipeline.work import Message, Work
from bowerbird.settings import get_settings

PAGE_SECONDS = 120.0
"""The longest that one page may take, loading the model included."""
_PAGE_ENDS = frozenset({"timed_out", "decoder_crashed", "decoder_failed", "too_large"})


@dataclass(frozen=True, slots=True)
class ReadPage:
    number: int
    blocks: list[Block]
    problem: str | None = None
    model: str | None = None


def read_pages(work: Work, path: Path, pages: Sequence[int], *, alive: Callable[[], None]) -> Iterator[ReadPage]:
    """All pages, not always in order; one at which the reader crashes or hangs is left out with a problem, and the others are read.

    `alive` is called now and then while a page takes long. Raises StageError where only one page was asked for, CapabilityMissingError without any reader.
    """
    settings = get_settings().models
    tesseract = find_tesseract(settings.tesseract_languages) if settings.tesseract else None
    left = list(pages)
    again: list[int] = []
    while left or again:
        # What Tesseract could not make sense of goes to the other reader, when the child is free for it.
        asked, reads = (left, tesseract) if left else (again, None)
        try:
            for number, page in _read(work, path, asked, reads, alive):
                asked.remove(number)
                if page is None:
                    again.append(number)
                else:
                    yield page
        except StageError as error:
            if error.code not in _PAGE_ENDS or len(pages) == 1:
                raise
            number = asked.pop(0)
            yield ReadPage(number, [], f"Page {number} could not be read: {error.detail}")


def _read(
    work: Work, path: Path, pages: Sequence[int], tesseract: Tesseract | None, alive: Callable[[], None]
) -> Iterator[tuple[int, ReadPage | None]]:
    for message in _messages(work, path, tuple(pages), hand_over=tesseract is not None):
        number = message.header["page"]
        yield number, _by_tesseract(message, tesseract, alive) if message.attachments and tesseract else _page(message)


def _by_tesseract(message: Message, tesseract: Tesseract, alive: Callable[[], None]) -> ReadPage | None:
    """None where it did not read well: the page is a drawing, a table, or in a language it has not learnt."""
    header = message.header
    grey = np.frombuffer(message.attachments[0], dtype=np.uint8).reshape(header["height"], header["width"])
    try:
        found = tesseract.read(grey, timeout=PAGE_SECONDS, alive=alive)
    except TesseractError:
        return None
    if not is_well_read(grey, found, tesseract.languages):
        return None
    blocks = block_of_paragraphs(found.lines, found.paragraphs)
    if header["askew"]:
        blocks = Askew(**header["askew"]).turn_back(blocks)
    return ReadPage(header["page"], blocks, None, tesseract.model)


def _messages(work: Work, path: Path, pages: Sequence[int], *, hand_over: bool) -> Iterator[Message]:
    reader = reader_of(work.asset.mime_type, work.asset.name)
    is_picture = reader in PICTURES
    more = {"form": reader.value} if is_picture and reader else {}
    timeout = max(PAGE_SECONDS, get_settings().limits.seconds_base)
    try:
        with work.decoder.stream(
            "picture.ocr" if is_picture else "pdf.ocr", path, timeout=timeout, pages=list(pages), hand_over=hand_over, **more
        ) as messages:
            yield from messages
    except StageError as error:
        if error.code == "capability_missing":
            raise CapabilityMissingError(error.detail) from None
        raise


def _page(message: Message) -> ReadPage:
    header = message.header
    return ReadPage(header["page"], blocks_of(message), header["error"], header["model"])
