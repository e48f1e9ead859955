"""Text seen in pictures, and in the pages of a document that are pictures."""

from sqlalchemy.orm import Session

from bowerbird.errors import StageError
from bowerbird.pipeline.formats.readers import Reader, reader_of
from bowerbird.pipeline.ocr.film import read_frames
from bowerbird.pipeline.ocr.pages import read_pages
from bowerbird.pipeline.passages import passages
from bowerbird.pipeline.segments import OCR, OCR_BATCHES, Drafter, SegmentDraft, remove_stale, write_batch
from bowerbird.pipeline.work import Outcome, Successor, Work


class OcrHandler:
    stage = "ocr"
    version = 3

    def __call__(self, work: Work) -> Outcome:
        if reader_of(work.asset.mime_type, work.asset.name) is Reader.RECORDING:
            return read_frames(work)
        drafter = Drafter()
        drafts: list[SegmentDraft] = []
        problems: list[str] = []
        model: str | None = None
        pages = [int(page) for page in work.input.get("pages", [1])]
        done: list[int] = []

        def progress() -> None:
            work.progress(len(done), len(pages), "pages")

        with work.original() as path:
            for page in read_pages(work, path, pages, alive=progress):
                done.append(page.number)
                progress()
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
