"""Writing segments: a passage found again by a later run keeps its id, and with it its vectors and citations."""

import hashlib
import json
import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import UUID, bindparam, text
from sqlalchemy.orm import Session

from bowerbird.models import Asset
from bowerbird.pipeline.language import guess_language
from bowerbird.pipeline.passages import Passage

TEXT = "text"
OCR = "ocr"
PICTURE = "picture"
OCR_BATCHES = 1_000_000
"""Batches of OCR are numbered from here, so that they never meet those of the written text."""
PICTURE_BATCH = 3_000_000
"""The one segment that says what a picture shows."""
SPEECH = "speech"
SPEECH_BATCHES = 2_000_000
CAPTION = "caption"
SCENE = "scene"
SCENE_BATCHES = 4_000_000
_POSITIONS = 10_000
_ORDINALS_MS = 10


@dataclass(frozen=True, slots=True)
class SegmentDraft:
    passage: Passage
    page: int | None
    ordinal: int
    fingerprint: bytes
    lang: str | None
    start_ms: int | None = None
    end_ms: int | None = None
    words: list[list[int]] | None = None


def timed_draft(passage: Passage, start_ms: int, end_ms: int, *, lang: str | None, words: list[list[int]] | None = None) -> SegmentDraft:
    """A stretch of time. Its place is part of its fingerprint, for the same may be said twice."""
    content = f"{start_ms}\x00{passage.heading or ''}\x00{passage.text}".encode()
    digest = hashlib.blake2b(content, digest_size=16).digest()
    return SegmentDraft(passage, None, start_ms // _ORDINALS_MS, digest, lang, start_ms, end_ms, words)


class Drafter:
    """Turns the passages of one run into drafts. It lives as long as the run, because a text that comes again counts up its `repetition`."""

    def __init__(self) -> None:
        self._seen: Counter[bytes] = Counter()
        self._positions: Counter[int] = Counter()

    def draft(self, passages: Iterable[Passage], *, page: int | None = None) -> list[SegmentDraft]:
        drafts = []
        for passage in passages:
            content = f"{page or 0}\x00{passage.heading or ''}\x00{passage.text}".encode()
            digest = hashlib.blake2b(content, digest_size=16).digest()
            repetition = self._seen[digest]
            self._seen[digest] += 1
            if repetition:
                digest = hashlib.blake2b(digest + repetition.to_bytes(4), digest_size=16).digest()
            position = self._positions[page or 0]
            self._positions[page or 0] += 1
            ordinal = position if page is None else page * _POSITIONS + min(position, _POSITIONS - 1)
            drafts.append(SegmentDraft(passage, page, ordinal, digest, guess_language(passage.text)))
        return drafts


def write_batch(session: Session, asset: Asset, source: str, drafts: Sequence[SegmentDraft], *, batch: int, run_id: uuid.UUID) -> None:
    """Insert the drafts, or refresh the rows that say the same at the same place. One statement, because the triggers of the lexical index run once for each."""
    if not drafts:
        return
    values = {"asset_id": asset.id, "library_id": asset.library_id, "source": source, "batch": batch, "run_id": run_id}
    session.execute(_UPSERT, values | {"rows": json.dumps([_row(draft) for draft in drafts])})


def _row(draft: SegmentDraft) -> dict[str, Any]:
    passage = draft.passage
    return {
        "ordinal": draft.ordinal,
        "fingerprint": draft.fingerprint.hex(),
        "text": passage.text,
        "heading": passage.heading,
        "lang": draft.lang,
        "page": draft.page,
        "boxes": [[round(edge, 4) for edge in box] for box in passage.boxes] or None,
        "spans": passage.spans or None,
        "overlap": passage.overlap,
        "start_ms": draft.start_ms,
        "end_ms": draft.end_ms,
        "words": draft.words,
    }


# The rows travel as one JSON parameter: SQLAlchemy's VALUES of a thousand parameters took more time to compile than Postgres to run.
_UPSERT = text(
    """
    INSERT INTO segments (asset_id, library_id, source, batch, run_id, ordinal, fingerprint, text, heading, lang, page, boxes, spans, overlap,
                          start_ms, end_ms, words)
    SELECT :asset_id, :library_id, :source, :batch, :run_id,
           ordinal, decode(fingerprint, 'hex'), text, heading, lang, page, boxes, spans, overlap, start_ms, end_ms, words
      FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS draft(
           ordinal int, fingerprint text, text text, heading text, lang text, page int, boxes jsonb, spans jsonb, overlap int, start_ms int, end_ms int, words jsonb)
        ON CONFLICT (asset_id, source, fingerprint) DO UPDATE
       SET ordinal = excluded.ordinal, batch = excluded.batch, run_id = excluded.run_id, lang = excluded.lang, boxes = excluded.boxes,
           spans = excluded.spans, overlap = excluded.overlap, start_ms = excluded.start_ms, end_ms = excluded.end_ms, words = excluded.words
    """
).bindparams(bindparam("asset_id", type_=UUID), bindparam("library_id", type_=UUID), bindparam("run_id", type_=UUID))


def remove_stale(session: Session, asset: Asset, source: str, run_id: uuid.UUID, *, batch: int | None = None) -> None:
    """Remove what an earlier run left and this one did not find again; of one batch only, where batches are jobs of their own."""
    session.execute(_REMOVE_STALE, {"asset_id": asset.id, "source": source, "run_id": run_id, "batch": batch})


def remove_other_batches(session: Session, asset: Asset, source: str, kept: Collection[int]) -> None:
    """Remove the batches of jobs that a new run of the stage before no longer asks for."""
    session.execute(_REMOVE_OTHERS, {"asset_id": asset.id, "source": source, "kept": list(kept)})


_REMOVE_STALE = text(
    "DELETE FROM segments WHERE asset_id = :asset_id AND source = :source AND run_id <> :run_id AND (batch = :batch OR CAST(:batch AS int) IS NULL)"
).bindparams(bindparam("asset_id", type_=UUID), bindparam("run_id", type_=UUID))
_REMOVE_OTHERS = text(
    "DELETE FROM segments WHERE asset_id = :asset_id AND source = :source AND batch <> ALL (CAST(:kept AS int[]))"
).bindparams(bindparam("asset_id", type_=UUID))
