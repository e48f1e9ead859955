"""What is written in a recording: its tags in words, subtitles, chapters."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy.orm import Session

from bowerbird.pipeline.language import guess_language
from bowerbird.pipeline.passages import Passage
from bowerbird.pipeline.segments import (
    CAPTION,
    SCENE,
    SCENE_BATCHES,
    TEXT,
    Drafter,
    SegmentDraft,
    remove_stale,
    timed_draft,
    write_batch,
)
from bowerbird.pipeline.transcribe.sentences import Passages, SpokenPassage, TimedWord
from bowerbird.pipeline.work import Outcome, Successor, Work
from bowerbird.settings import get_settings

CAPTION_BATCH = 0
TAGS_BATCH = 1
_IN_WORDS = ("artist", "album", "album_artist", "composer", "genre", "year", "comment")
_ISO_639_2 = {
    "eng": "en",
    "ger": "de",
    "deu": "de",
    "fre": "fr",
    "fra": "fr",
    "spa": "es",
    "ita": "it",
    "por": "pt",
    "dut": "nl",
    "nld": "nl",
}


def extract_recording(work: Work) -> Outcome:
    captions = list(_captions(work))
    chapters = [_chapter(chapter) for chapter in work.asset.details.get("chapters", []) if chapter.get("title")]
    tags = Drafter().draft(_tags(work))

    def write(session: Session) -> None:
        for source, drafts, batch in ((CAPTION, captions, CAPTION_BATCH), (TEXT, tags, TAGS_BATCH), (SCENE, chapters, SCENE_BATCHES)):
            write_batch(session, work.asset, source, drafts, batch=batch, run_id=work.run_id)
            remove_stale(session, work.asset, source, work.run_id)

    batches = [batch for drafts, batch in ((captions, CAPTION_BATCH), (tags, TAGS_BATCH), (chapters, SCENE_BATCHES)) if drafts]
    successors = [*(Successor("embed", batch) for batch in batches), *([Successor("describe")] if batches else [])]
    return Outcome(write=write, successors=successors, skipped=not batches)


def _captions(work: Work) -> Iterator[SegmentDraft]:
    """Cues joined to passages; the place of each cue in its passage is kept as that of a word would be."""
    if not any(track["type"] == "subtitle" for track in work.asset.details.get("tracks", [])):
        return
    passages = Passages()
    language: str | None = None
    last = ""
    with (
        work.original() as path,
        work.decoder.stream("media.captions", path, timeout=get_settings().limits.seconds_base) as messages,
    ):
        for message in messages:
            language = message.header["language"]
            cues = []
            for start, end, text in message.header["cues"]:
                if text != last:
                    cues.append(TimedWord(f" {text}", start, max(start, end)))
                last = text
            yield from (_caption(passage, language) for passage in passages.add(cues))
    yield from (_caption(passage, language) for passage in passages.rest())


def _caption(spoken: SpokenPassage, language: str | None) -> SegmentDraft:
    known = _ISO_639_2.get(language or "", language if language and len(language) == 2 else None)
    passage = Passage(spoken.text, None, 0, (), ())
    return timed_draft(passage, spoken.start_ms, spoken.end_ms, lang=known or guess_language(spoken.text), words=spoken.words)


def _chapter(chapter: dict[str, Any]) -> SegmentDraft:
    title = str(chapter["title"])
    return timed_draft(Passage(title, None, 0, (), ()), chapter["start_ms"], chapter["end_ms"], lang=guess_language(title))


def _tags(work: Work) -> Sequence[Passage]:
    """As a sentence of their own, so that a record is found by who plays on it."""
    tags = work.asset.details.get("tags", {})
    said = [work.asset.title or "", *(str(tags.get(name, "")) for name in _IN_WORDS)]
    parts = list(dict.fromkeys(part for part in said if part))
    return [Passage(" · ".join(parts), None, 0, (), ())] if parts else []
