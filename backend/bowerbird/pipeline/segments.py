"""Writing segments: a passage found again by a later run keeps its id, and with it its vectors and citations."""

import hashlib
import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from bowerbird.models import Asset, Segment
from bowerbird.pipeline.language import guess_language
from bowerbird.pipeline.passages import Passage

TEXT = "text"
OCR = "ocr"
OCR_BATCHES = 1_000_000
"""Batches of OCR are numbered from here, so that they never meet those of the written text."""
_ROWS = 500
_POSITIONS = 10_000


@dataclass(frozen=True, slots=True)
class SegmentDraft:
    passage: Passage
    page: int | None
    ordinal: int
    fingerprint: bytes
    lang: str | None


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
    """Insert the drafts, or refresh the rows that say the same at the same place."""
    rows = [
        {
            "asset_id": asset.id,
            "library_id": asset.library_id,
            "source": source,
            "ordinal": draft.ordinal,
            "batch": batch,
            "run_id": run_id,
            "fingerprint": draft.fingerprint,
            "text": draft.passage.text,
            "heading": draft.passage.heading,
            "lang": draft.lang,
            "page": draft.page,
            "boxes": [[round(edge, 4) for edge in box] for box in draft.passage.boxes] or None,
            "spans": [list(span) for span in draft.passage.spans] or None,
            "overlap": draft.passage.overlap,
        }
        for draft in drafts
    ]
    for first in range(0, len(rows), _ROWS):
        statement = insert(Segment).values(rows[first : first + _ROWS])
        refreshed = {name: statement.excluded[name] for name in ("ordinal", "batch", "run_id", "lang", "boxes", "spans", "overlap")}
        session.execute(statement.on_conflict_do_update(index_elements=["asset_id", "source", "fingerprint"], set_=refreshed))


def remove_stale(session: Session, asset: Asset, source: str, run_id: uuid.UUID, *, batch: int | None = None) -> None:
    """Remove what an earlier run left and this one did not find again; of one batch only, where batches are jobs of their own."""
    statement = delete(Segment).where(Segment.asset_id == asset.id, Segment.source == source, Segment.run_id != run_id)
    session.execute(statement if batch is None else statement.where(Segment.batch == batch))


def remove_other_batches(session: Session, asset: Asset, source: str, kept: Collection[int]) -> None:
    """Remove the batches of jobs that a new run of the stage before no longer asks for."""
    session.execute(delete(Segment).where(Segment.asset_id == asset.id, Segment.source == source, Segment.batch.not_in(kept)))
