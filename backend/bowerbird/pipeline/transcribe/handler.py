"""What is said in a recording, with the time of each word. One part for each half hour: a part that is lost is heard again, and no more than that."""

from collections.abc import Generator, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import numpy as np
from sqlalchemy import delete
from sqlalchemy.orm import Session

from bowerbird.ai.contracts import Sound, Transcriber, Utterance
from bowerbird.ai.speech import get_transcriber
from bowerbird.models import Segment
from bowerbird.pipeline.formats.losses import loss_note
from bowerbird.pipeline.passages import Passage
from bowerbird.pipeline.segments import SPEECH, SPEECH_BATCHES, SegmentDraft, timed_draft, write_batch
from bowerbird.pipeline.transcribe.listening import Confidence, was_said
from bowerbird.pipeline.transcribe.sentences import Passages, SpokenPassage, TimedWord
from bowerbird.pipeline.transcribe.windows import Window, windows
from bowerbird.pipeline.work import Outcome, Successor, Work
from bowerbird.settings import get_settings

PART_MS = 1_800_000
PASSAGES_PER_BATCH = 8
"""Some four minutes of speech: when that much has been heard it can be searched."""
_BATCHES_PER_PART = 1_000
NO_SPEECH = ("no_speech", "Nobody speaks in this recording.")
CUT = "cut"
_SURE = 0.5
"""Probability from which on a recognised language is believed."""


class TranscribeHandler:
    stage = "transcribe"
    version = 1

    def __call__(self, work: Work) -> Outcome:
        with work.original() as path:
            return _Transcription(work, get_transcriber(), path).run()


class _Transcription:
    def __init__(self, work: Work, transcriber: Transcriber, path: Path) -> None:
        self._work = work
        self._transcriber = transcriber
        self._path = path
        self._start = int(work.input.get("start_ms", 0))
        self._language: str | None = work.input.get("language")
        self._end = get_settings().limits.media_seconds * 1000
        self._confidence = Confidence(int(work.input.get("heard_ms", 0)), float(work.input.get("confidence", 0)))
        self._passages = Passages()
        self._drafts: list[SegmentDraft] = []
        self._batches = 0
        self._found = bool(work.input.get("found"))
        self._lost_before = int(work.input.get("lost_ms", 0))
        self._lost_ms = 0

    def run(self) -> Outcome:
        """Until the part is full or the recording over. Words whose passage is not complete are heard again by the next part."""
        until = None
        heard_ms = self._start
        with closing(self._sound()) as sound:
            for heard in windows(sound, self._transcriber.find_speech, start_ms=self._start):
                heard_ms = heard.ms
                self._work.progress(heard.ms // 1000, (self._work.asset.duration_ms or 0) // 1000 or None, "seconds")
                if heard.window:
                    self._hear(heard.window)
                if heard.ms - self._start >= PART_MS and (heard.window or heard.quiet):
                    until = heard.ms if self._passages.begins_ms is None else self._passages.begins_ms
                    break
                if heard.ms >= self._end:
                    break
        if until is None:
            self._keep(self._passages.rest())
        self._commit()
        if until is not None and until < self._end:
            return self._go_on(until)
        return self._finish(cut=heard_ms >= self._end)

    def _sound(self) -> Generator[Sound, None, None]:
        timeout = get_settings().limits.seconds_base
        with self._work.decoder.stream("media.sound", self._path, timeout=timeout, start_ms=self._start) as messages:
            for message in messages:
                self._lost_ms = int(message.header["lost_ms"])
                yield np.frombuffer(message.attachments[0], dtype=np.int16).astype(np.float32) / np.float32(32768)

    def _hear(self, window: Window) -> None:
        if self._language is None:
            found = self._transcriber.detect_language(window.sound)
            if found and found[1] >= _SURE:
                self._language = found[0]
        utterances = self._transcriber.transcribe(window.sound, language=self._language)
        self._confidence.add(utterances)
        words = [word for utterance in utterances if was_said(utterance) for word in _timed(utterance, window)]
        self._keep(self._passages.add(words))

    def _keep(self, passages: Iterator[SpokenPassage]) -> None:
        for passage in passages:
            language = self._language or next(iter(self._transcriber.languages), None)
            spoken = Passage(passage.text, None, 0, (), ())
            self._drafts.append(timed_draft(spoken, passage.start_ms, passage.end_ms, lang=language, words=passage.words))
        if len(self._drafts) >= PASSAGES_PER_BATCH:
            self._commit()

    def _commit(self) -> None:
        """What was heard so far can be searched; unless it is likely to be nonsense, which is decided when more has been heard."""
        if not self._drafts or self._confidence.foreign:
            return
        drafts, self._drafts = self._drafts, []
        batch = self._first_batch + min(self._batches, _BATCHES_PER_PART - 1)
        self._batches += 1
        self._found = True
        work = self._work
        work.commit(
            lambda session: write_batch(session, work.asset, SPEECH, drafts, batch=batch, run_id=work.run_id), [Successor("embed", batch)]
        )

    @property
    def _first_batch(self) -> int:
        return SPEECH_BATCHES + self._work.part * _BATCHES_PER_PART

    def _go_on(self, until: int) -> Outcome:
        said = {
            "start_ms": until,
            "language": self._language,
            "heard_ms": self._confidence.ms,
            "confidence": self._confidence.total,
            "found": self._found,
            "lost_ms": self._lost_before + self._lost_ms,
        }
        return Outcome(
            write=partial(_remove_stale, work=self._work, first=self._first_batch, last=False),
            successors=[Successor("transcribe", self._work.part + 1, said)],
            model_version=self._transcriber.model,
        )

    def _finish(self, *, cut: bool) -> Outcome:
        write = partial(_remove_stale, work=self._work, first=self._first_batch, last=True)
        foreign = self._confidence.foreign
        if foreign:
            note: tuple[str, str] | None = ("language_unknown", self._why_not())
        elif not self._found:
            note = NO_SPEECH
        elif cut:
            note = (CUT, f"Only the first {self._end // 3_600_000} hours of this recording were transcribed.")
        else:
            note = loss_note(self._lost_before + self._lost_ms)
        successors = [Successor("describe")] if self._found else []
        return Outcome(write=write, successors=successors, skipped=not self._found, note=note, model_version=self._transcriber.model)

    def _why_not(self) -> str:
        known = ", ".join(self._transcriber.languages)
        if not known:
            return "What is said here could not be made out."
        return (
            f"What is said here could not be made out. The speech model {self._transcriber.model} knows only: {known}. "
            "For other languages, choose a multilingual model (BOWERBIRD_MODELS_TRANSCRIBER)."
        )


def _timed(utterance: Utterance, window: Window) -> Iterator[TimedWord]:
    for word in utterance.words:
        start = window.in_file(word.start_ms)
        yield TimedWord(word.text, start, max(start, start + word.end_ms - word.start_ms))


def _remove_stale(session: Session, *, work: Work, first: int, last: bool) -> None:
    """What an earlier run heard in this part, and where the recording ends, in later ones."""
    of_asset = delete(Segment).where(Segment.asset_id == work.asset.id, Segment.source == SPEECH)
    this_part = Segment.batch.between(first, first + _BATCHES_PER_PART - 1)
    session.execute(of_asset.where(this_part, Segment.run_id != work.run_id))
    if last:
        session.execute(of_asset.where(Segment.batch >= first + _BATCHES_PER_PART))
