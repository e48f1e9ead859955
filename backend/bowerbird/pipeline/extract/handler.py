"""Text that is written in the file, in batches that can be searched while the rest is still being read."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from bowerbird.errors import StageError
from bowerbird.pipeline.extract.documents import OLD_OFFICE, Part, read_pages, read_stretches, readable
from bowerbird.pipeline.extract.recording import extract_recording
from bowerbird.pipeline.formats.readers import Reader, reader_of
from bowerbird.pipeline.office.convert import NEEDS_LIBREOFFICE, find_program
from bowerbird.pipeline.passages import passages
from bowerbird.pipeline.segments import OCR, OCR_BATCHES, TEXT, Drafter, SegmentDraft, remove_other_batches, remove_stale, write_batch
from bowerbird.pipeline.work import Outcome, Successor, Work
from bowerbird.settings import get_settings

PAGES_PER_BATCH = 16
SEGMENTS_PER_BATCH = 96
UNSUPPORTED = ("unsupported", "Bowerbird cannot read what is inside this kind of file yet; it is kept and found by its name.")
IWORK = ("unsupported", "Bowerbird cannot read Pages, Numbers and Keynote. Save it as PDF, and upload that to find what is in it.")
CUT = "cut"
NO_TEXT = ("no_text", "There is no text in this file.")


@dataclass
class _Batch:
    number: int
    drafts: list[SegmentDraft] = field(default_factory=list)
    scans: list[int] = field(default_factory=list)
    pages: int = 0

    @property
    def full(self) -> bool:
        return self.pages >= PAGES_PER_BATCH or len(self.drafts) >= SEGMENTS_PER_BATCH


class ExtractHandler:
    stage = "extract"
    version = 2

    def __call__(self, work: Work) -> Outcome:
        reader = reader_of(work.asset.mime_type, work.asset.name)
        if reader is Reader.RECORDING:
            return extract_recording(work)
        if reader is Reader.IWORK:
            return Outcome(skipped=True, note=IWORK)
        if reader is None or reader in {Reader.PICTURE, Reader.COMPOUND}:
            return Outcome(skipped=True, note=UNSUPPORTED)
        if reader in OLD_OFFICE and find_program() is None:
            return Outcome(skipped=True, note=NEEDS_LIBREOFFICE)
        return _Extraction(work, reader).run()


class _Extraction:
    def __init__(self, work: Work, reader: Reader) -> None:
        self._work = work
        self._reader = reader
        self._drafter = Drafter()
        self._left = get_settings().limits.text_chars
        self._notes: list[tuple[str, str]] = []
        self._found_text = False
        self._found_files = False
        self._ocr_parts: list[int] = []
        self._batch = _Batch(0)

    def run(self) -> Outcome:
        with self._work.original() as original, readable(original, self._reader, lambda: self._work.progress(0)) as (path, reader):
            parts = self._pages(path) if reader is Reader.PDF else read_stretches(self._work.decoder, path, reader)
            for part in self._until_full(parts):
                self._add(part)
                if self._batch.full:
                    self._commit()
        if not self._found_text:
            self._refuse_unreadable()
        return self._outcome()

    def _pages(self, path: Path) -> Iterator[Part]:
        limit = get_settings().limits.pages
        count = self._work.asset.page_count or 0
        if count > limit:
            self._notes.append((CUT, f"This document has {count:,} pages; the first {limit:,} were read."))
        pages = min(count, limit)
        seconds = get_settings().limits.seconds_base + get_settings().limits.seconds_per_page * pages
        ends = time.monotonic() + seconds
        for part in read_pages(self._work.decoder, path, pages=pages):
            self._work.progress(part.page or 0, pages, "pages")
            yield part
            if time.monotonic() > ends and part.page != pages:
                self._notes.append(
                    (CUT, f"Reading this document took longer than {seconds:,.0f} seconds; its first {part.page:,} pages were read.")
                )
                return

    def _until_full(self, parts: Iterable[Part]) -> Iterator[Part]:
        """All parts up to the limit of characters that one file may bring."""
        for part in parts:
            if part.note:
                self._notes.append(part.note)
            self._left -= sum(len(block.text) for block in part.blocks)
            yield part
            if self._left <= 0:
                self._notes.append((CUT, f"Only the first {get_settings().limits.text_chars:,} characters of this file were read."))
                return

    def _add(self, part: Part) -> None:
        batch = self._batch
        batch.drafts += self._drafter.draft(passages(part.blocks), page=part.page)
        batch.pages += part.page is not None
        if part.scan and part.page is not None:
            batch.scans.append(part.page)
        self._found_text |= bool(batch.drafts)
        self._found_files |= part.pinned

    def _commit(self) -> None:
        batch, self._batch = self._batch, _Batch(self._batch.number + 1)
        if successors := self._successors(batch):
            self._work.commit(partial(self._write, batch), successors)
        if self._reader is not Reader.PDF:
            self._work.progress(batch.number + 1)

    def _successors(self, batch: _Batch) -> list[Successor]:
        successors = []
        if batch.drafts:
            successors.append(Successor("embed", batch.number))
        if batch.scans:
            self._ocr_parts.append(batch.number)
            successors.append(Successor("ocr", batch.number, {"pages": batch.scans}))
        return successors

    def _write(self, batch: _Batch, session: Session) -> None:
        write_batch(session, self._work.asset, TEXT, batch.drafts, batch=batch.number, run_id=self._work.run_id)

    def _outcome(self) -> Outcome:
        """With the batch that is not full; most files have no other."""
        work, last = self._work, self._batch
        successors = self._successors(last)
        ocr_batches = [OCR_BATCHES + part for part in self._ocr_parts]

        def write(session: Session) -> None:
            self._write(last, session)
            remove_stale(session, work.asset, TEXT, work.run_id)
            remove_other_batches(session, work.asset, OCR, ocr_batches)

        if self._found_text:  # what OCR is still to bring is described when it has come
            successors.append(Successor("describe"))
        if self._found_files:
            successors.append(Successor("attachments"))
        nothing = not (self._found_text or self._ocr_parts or self._notes)
        return Outcome(write=write, successors=successors, note=NO_TEXT if nothing else self._note(), skipped=nothing)

    def _refuse_unreadable(self) -> None:
        """A document of which no page can be read has failed; it is not partial."""
        unreadable = [note for note in self._notes if note[0] != CUT]
        if unreadable and len(unreadable) == self._work.asset.page_count:
            raise StageError(unreadable[0][1], code=unreadable[0][0])

    def _note(self) -> tuple[str, str] | None:
        """The first of the notes, saying how many pages share its fate."""
        if not self._notes:
            return None
        code, detail = self._notes[0]
        alike = sum(other == code for other, _ in self._notes)
        return code, f"{detail} The same goes for {alike - 1:,} more pages." if alike > 1 else detail
