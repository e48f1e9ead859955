"""Counts over the hits: how many of each kind, year, tag, place, camera and topic there are."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import tzinfo

from pydantic import BaseModel, Field

from bowerbird.search.repository import Described

MOST_VALUES = 20


class FacetValue(BaseModel):
    value: str
    count: int


class Facets(BaseModel):
    """The most frequent values first, at most 20 of each; what narrows a search down is its value as a filter."""

    kind: list[FacetValue]
    year: list[FacetValue] = Field(description="In the time zone of the request.")
    topic: list[FacetValue]
    tag: list[FacetValue]
    place: list[FacetValue]
    camera: list[FacetValue]


def count(files: Sequence[Described], zone: tzinfo) -> Facets:
    return Facets(
        kind=_values(file.kind for file in files),
        year=_values(str(file.happened_at.astimezone(zone).year) for file in files),
        topic=[],
        tag=_values(tag for file in files for tag in file.tags),
        place=_values(file.place for file in files if file.place),
        camera=_values(file.camera for file in files if file.camera),
    )


def _values(found: Iterable[str]) -> list[FacetValue]:
    counts = sorted(Counter(found).items(), key=lambda pair: (-pair[1], pair[0]))
    return [FacetValue(value=value, count=number) for value, number in counts[:MOST_VALUES]]
