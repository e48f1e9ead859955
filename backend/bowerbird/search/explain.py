"""What a search did: which plan, what each retriever said, how long it took."""

import time
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from pydantic import BaseModel, Field

from bowerbird.search.fusion import Calibration, SegmentScore


class RetrieverSaid(BaseModel):
    rank: int = Field(description="1 is its best.")
    score: float = Field(description="On the retriever's own scale: cosine, share of the best possible BM25, likeness of the name.")


class HitExplanation(BaseModel):
    """Why a hit stands where it does."""

    retrievers: dict[str, RetrieverSaid] = Field(
        description="Those that brought the file, by its best passage: `dense`, `lexical`, `names`, `visual`."
    )
    cosine: float | None = Field(description="Of the best passage with the query, also where the dense retriever did not bring it.")
    lexical: float | None = Field(description="BM25 of that passage, as a share of the best possible.")
    visual: float | None = Field(default=None, description="Cosine of the picture with the query, in the visual space.")
    is_exact: bool = Field(description="Whether that passage holds the phrase or the whole query as it is written.")
    reranked: float | None = Field(default=None, description="What the reranker gives that passage, 0 to 1.")


class SearchExplanation(BaseModel):
    """How the answer came about."""

    segments: int = Field(description="Passages in the libraries searched.")
    matching: int = Field(description="Of these, how many pass the filters; an estimate where they are many.")
    plans: dict[str, str] = Field(description="Of each retriever: how it looked.")
    found: dict[str, int] = Field(description="Of each retriever: candidates.")
    calibration: dict[str, float] = Field(description="Constants of the fusion and the lines of the cut-off.")
    times_ms: dict[str, float]


class Trace:
    """Collects the explanation while a search runs. Costs nothing worth leaving out."""

    def __init__(self) -> None:
        self.segments = self.matching = 0
        self.plans: dict[str, str] = {}
        self.times_ms: dict[str, float] = {}
        self.lists: dict[str, list[tuple[uuid.UUID, float]]] = {}
        self.names: list[tuple[uuid.UUID, float]] = []
        self.scores: dict[uuid.UUID, SegmentScore] = {}
        self.reranked: dict[uuid.UUID, float] = {}
        self.calibration: dict[str, float] = {}

    @contextmanager
    def timed(self, what: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.times_ms[what] = round(self.times_ms.get(what, 0.0) + (time.perf_counter() - started) * 1000, 3)

    def calibrated(self, calibration: Calibration, **more: float) -> None:
        self.calibration = {name: getattr(calibration, name) for name in Calibration.__slots__} | more

    def whole(self) -> SearchExplanation:
        found = {name: len(entries) for name, entries in self.lists.items()} | {"names": len(self.names)}
        return SearchExplanation(
            segments=self.segments,
            matching=self.matching,
            plans=self.plans,
            found=found,
            calibration={name: round(value, 4) for name, value in self.calibration.items()},
            times_ms=self.times_ms,
        )

    def hit(self, asset_id: uuid.UUID, moments: Sequence[uuid.UUID]) -> HitExplanation:
        said = {}
        of_asset = {segment for segment, score in self.scores.items() if score.asset_id == asset_id}
        for name, entries in self.lists.items():
            found = _first(entries, of_asset)
            if found:
                said[name] = found
        named = _first(self.names, {asset_id})
        if named:
            said["names"] = named
        best = self.scores.get(moments[0]) if moments else None
        return HitExplanation(
            retrievers=said,
            cosine=best.cosine if best else None,
            lexical=best.lexical if best else None,
            visual=best.visual if best else None,
            is_exact=bool(best and best.is_exact),
            reranked=self.reranked.get(moments[0]) if moments else None,
        )


def _first(entries: Iterable[tuple[uuid.UUID, float]], wanted: set[uuid.UUID]) -> RetrieverSaid | None:
    return next(
        (RetrieverSaid(rank=rank, score=round(score, 6)) for rank, (found, score) in enumerate(entries, start=1) if found in wanted), None
    )


def stored(explanation: SearchExplanation, hits: Mapping[str, HitExplanation]) -> dict[str, Any]:
    """For the row of the search, so that later pages explain themselves as well."""
    return {"search": explanation.model_dump(), "hits": {key: hit.model_dump() for key, hit in hits.items()}}
