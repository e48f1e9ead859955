"""Text seen in pictures, and in the pages of a document that are pictures."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from bowerbird.ai.contracts import CapabilityMissingError
from bowerbird.errors import StageError
from bowerbird.pipeline.blocks import Block, blocks_of
from bowerbird.pipeline.formats.readers import Reader, reader_of
from bowerbird.pipeline.ocr.film import read_frames
from bowerbird.pipeline.passages import passages
from bowerbird.pipeline.segments import OCR, OCR_BATCHES, Drafter, SegmentDraft, remove_stale, write_batch
from bowerbird.pipeline.work import Message, Outcome, Successor, Work
from bowerbird.settings import get_settings

PAGE_SECONDS = 120.0
"""The longest that one page may take, loading the model included."""
_PAGE_ENDS = frozenset({"timed_out", "decoder_crashed", "decoder_failed", "too_large"})


@dataclass(frozen=True, slots=True)
class _Page:
    number: int
    blocks: list[Block]
    problem: str | None = None
    model: str | None = None


class OcrHandler:
    stage = "ocr"
    version = 1

    def __call__(self, work: Work) -> Outcome:
        if reader_of(work.asset.mime_type, work.asset.name) is Reader.RECORDING:
            return read_frames(work)
        drafter = Drafter()
        drafts: list[SegmentDraft] = []
        problems: list[str] = []
        model: str | None = None
        pages = [int(page) for page in work.input.get("pages", [1])]
        with work.original() as path:
            for done, page in enumerate(_read(work, path, pages), start=1):
                work.progress(done, len(pages), "pages")
                drafts += drafter.draft(passages(page.blocks), page=page.number)
                model = page.model or model
                if page.problem:
                    problems.append(page.problem)
        batch = OCR_BATCHES + work.part

        def write(session: Session) -> None:
            write_batch(session, work.asset, OCR, drafts, batch=batch, run_id=work.run_id)
            remove_stale(session, work.asset, OCR, work.run_id, batch=batch)

        if problems and len(problems) == len(pages) > 1:
            raise StageError(problems[0], code="corrupt")
        note = ("page_unreadable", problems[0]) if problems else None
        # Each part asks for a description; the last one to do so sees all text.
        successors = [Successor("embed", batch), Successor("describe")] if drafts else []
        return Outcome(write=write, successors=successors, skipped=not drafts and not problems, note=note, model_version=model)


def _read(work: Work, path: Path, pages: Sequence[int]) -> Iterator[_Page]:
    if reader_of(work.asset.mime_type, work.asset.name) is Reader.PICTURE:
        yield from _messages(work, path, "picture.ocr", {})
        return
    left = list(pages)
    while left:
        try:
            for page in _messages(work, path, "pdf.ocr", {"pages": left}):
                left.remove(page.number)
                yield page
        except StageError as error:
            if error.code not in _PAGE_ENDS or len(pages) == 1:
                raise
            # The page at which the reader crashed or hung is left out; the others are read.
            number = left.pop(0)
            yield _Page(number, [], f"Page {number} could not be read: {error.detail}")


def _messages(work: Work, path: Path, name: str, arguments: dict[str, object]) -> Iterator[_Page]:
    try:
        with work.decoder.stream(name, path, timeout=max(PAGE_SECONDS, get_settings().limits.seconds_base), **arguments) as messages:
            for message in messages:
                yield _page(message)
    except StageError as error:
        if error.code == "capability_missing":
            raise CapabilityMissingError(error.detail) from None
        raise


def _page(message: Message) -> _Page:
    header = message.header
    return _Page(header["page"], blocks_of(message), header["error"], header["model"])
