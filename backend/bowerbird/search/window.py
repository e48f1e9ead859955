"""The frozen window: hits in order, as they stand in the row of the search."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from bowerbird.search.fusion import AssetHit
from bowerbird.search.repository import Described
from bowerbird.search.terms import Sort, Strength


class Entry(NamedTuple):
    """A hit in the window: a file with its best moments, or one moment of a file."""

    asset_id: uuid.UUID
    score: float
    strength: Strength
    moments: list[tuple[uuid.UUID, float]]

    @property
    def key(self) -> str:
        """Names the hit among those of its search."""
        return f"{self.asset_id}/{self.moments[0][0] if self.moments else ''}"

    def to_json(self) -> list[Any]:
        return [
            str(self.asset_id),
            round(self.score, 6),
            self.strength,
            [[str(segment), round(score, 6)] for segment, score in self.moments],
        ]

    @classmethod
    def from_json(cls, value: Sequence[Any]) -> "Entry":
        asset_id, score, strength, moments = value
        return cls(uuid.UUID(asset_id), score, strength, [(uuid.UUID(segment), points) for segment, points in moments])


def ordered(hits: Sequence[tuple[AssetHit, Strength]], files: Mapping[uuid.UUID, Described], sort: Sort) -> list[Entry]:
    """Hits whose file is described, in the order asked for. By date or size, strong hits come before weak ones: a date must not bring up what hardly
    matches."""
    entries = [Entry(hit.asset_id, hit.score, how, list(hit.moments)) for hit, how in hits if hit.asset_id in files]
    if sort != "relevance":
        entries.sort(key=lambda entry: (entry.strength != "strong", _place(files[entry.asset_id], sort)))
    return entries


def _place(file: Described, sort: Sort) -> float:
    if sort == "size":
        return -file.size
    return file.happened_at.timestamp() * (1 if sort == "oldest" else -1)
