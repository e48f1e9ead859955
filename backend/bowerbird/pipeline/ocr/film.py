"""Text seen in the frames of a film: signs, slides, titles, with the stretch of time in which they are seen."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bowerbird.ai.contracts import CapabilityMissingError
from bowerbird.errors import StageError
from bowerbird.pipeline.blocks import blocks_of
from bowerbird.pipeline.language import guess_language
from bowerbird.pipeline.passages import Passage, passages
from bowerbird.pipeline.segments import OCR, OCR_BATCHES, remove_stale, timed_draft, write_batch
from bowerbird.pipeline.work import Outcome, Successor, Work
from bowerbird.settings import get_settings

FRAME_SECONDS = 120.0
"""The longest that one frame may take, loading the model included."""


@dataclass(slots=True)
class _Seen:
    passage: Passage
    start_ms: int
    end_ms: int


def read_frames(work: Work) -> Outcome:
    """Frames named by the stage before as `[at, start, end]` in milliseconds. What still stands there in the next one is seen for longer, not again."""
    frames: Sequence[Sequence[int]] = work.input.get("frames", [])
    seen: list[_Seen] = []
    model: str | None = None
    timeout = max(FRAME_SECONDS, get_settings().limits.seconds_base)
    try:
        with (
            work.original() as path,
            work.decoder.stream("film.ocr", path, timeout=timeout, times=[at for at, _, _ in frames]) as messages,
        ):
            for done, message in enumerate(messages, start=1):
                work.progress(done, len(frames), "frames")
                model = message.header["model"]
                _, start, end = frames[message.header["page"]]
                for passage in passages(blocks_of(message)):
                    _add(seen, passage, start, end)
    except StageError as error:
        if error.code == "capability_missing":
            raise CapabilityMissingError(error.detail) from None
        raise
    drafts = [timed_draft(each.passage, each.start_ms, each.end_ms, lang=guess_language(each.passage.text)) for each in seen]
    batch = OCR_BATCHES + work.part

    def write(session: Session) -> None:
        write_batch(session, work.asset, OCR, drafts, batch=batch, run_id=work.run_id)
        remove_stale(session, work.asset, OCR, work.run_id)

    successors = [Successor("embed", batch), Successor("describe")] if drafts else []
    return Outcome(write=write, successors=successors, skipped=not drafts, model_version=model)


def _add(seen: list[_Seen], passage: Passage, start: int, end: int) -> None:
    words = _words(passage)
    for earlier in reversed(seen[-4:]):
        known = _words(earlier.passage)
        if words and len(words & known) >= 0.8 * len(words | known):
            earlier.end_ms = max(earlier.end_ms, end)
            return
    seen.append(_Seen(passage, start, end))


def _words(passage: Passage) -> set[str]:
    return set(passage.text.lower().split())
