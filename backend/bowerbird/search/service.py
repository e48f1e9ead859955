"""One search, from the words typed to a page of assets with their best moments.

    parse ─► retrievers: dense, lexical, names ─► complete the scores ─► fuse ─► cut off ─► freeze the window ─► page with moments

The window (at most `search.window` assets) is frozen in the `searches` row at page one; later pages walk through it, so every hit comes once while files
arrive. Whether the actor may still see each asset is looked at again for every page.
"""

import time
import uuid
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from bowerbird.accounts.access import Actor
from bowerbird.errors import InvalidError, NotFoundError
from bowerbird.jobs.service import stages_of
from bowerbird.library.schemas import SegmentLocator, TotalRelation, asset_out
from bowerbird.models import Search, Segment
from bowerbird.search import completion, dense, lexical, names, repository
from bowerbird.search.cursor import decode, encode
from bowerbird.search.cutoff import cut, strength
from bowerbird.search.fusion import GENERIC, AssetHit, calibration_of, fuse, fused
from bowerbird.search.moments import Passage, Range, highlights
from bowerbird.search.query import Query, clean, parse
from bowerbird.search.schemas import Moment, SearchHit, SearchIn, SearchOut, Sort, Strength
from bowerbird.search.scope import Scope, measure, tune
from bowerbird.settings import get_settings


class Entry(NamedTuple):
    """A hit in the frozen window."""

    asset_id: uuid.UUID
    score: float
    strength: Strength
    moments: list[tuple[uuid.UUID, float]]

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


class Retrieved(NamedTuple):
    hits: list[tuple[AssetHit, Strength]]
    relation: TotalRelation
    degraded: list[str]


def search(session: Session, actor: Actor, request: SearchIn) -> SearchOut:
    """Raises InvalidError for a cursor that fits nothing, NotFoundError for a search or library the actor may not see."""
    started = time.perf_counter()
    asked = {
        "kinds": sorted({kind.value for kind in request.kinds}),
        "sort": request.sort,
        "library_id": str(request.library_id) if request.library_id else None,
    }
    if request.cursor is not None:
        frozen, offset = _resume(session, actor, request, asked)
    else:
        frozen, offset = _begin(session, actor, request, asked, started), 0
    answer = _page(session, actor, frozen, offset, request.limit)
    return answer.model_copy(update={"took_ms": _elapsed_ms(started)})


def _begin(session: Session, actor: Actor, request: SearchIn, asked: dict[str, Any], started: float) -> Search:
    libraries = actor.readable
    if request.library_id is not None:
        if request.library_id not in actor.readable:
            raise NotFoundError("There is no such library.")
        libraries = (request.library_id,)
    query = parse(request.query)
    found = Retrieved([], "eq", [])
    if libraries and not query.is_empty:
        tune(session)
        found = retrieve(session, measure(session, libraries, asked["kinds"]), query)
    entries = _ordered(session, actor, found.hits, request.sort)
    window = entries[: get_settings().search.window]
    return repository.add_search(
        session,
        actor,
        clean(request.query),
        asked | {"degraded": found.degraded},
        [entry.to_json() for entry in window],
        relation="gte" if len(window) < len(entries) else found.relation,
        took_ms=_elapsed_ms(started),
    )


def retrieve(session: Session, scope: Scope, query: Query) -> Retrieved:
    """All hits worth showing, the best first. `gte` where a retriever filled its list to the end with them, so that there may be more."""
    settings = get_settings().search
    words = lexical.look_up(session, scope, query)
    # With phrases, the passages that hold them are all there is to find, and people expect all of them.
    most = settings.window if query.phrases else settings.candidates
    by_words = lexical.retrieve(session, scope, words, limit=most, budget=settings.lexical_budget)
    embedded = dense.embed(session, query.text)
    by_meaning = dense.retrieve(session, scope, words, embedded, limit=settings.candidates) if embedded and not query.phrases else []
    by_name = names.retrieve(session, scope, query, limit=settings.candidates)
    segment_ids = dict.fromkeys(segment_id for found in (by_words, by_meaning) for segment_id, _ in found)
    calibration = calibration_of(embedded.space.model, embedded.space.calibration) if embedded else GENERIC
    scores = completion.complete(session, words, segment_ids, embedded) if segment_ids else []
    hits = cut(fuse(scores, {match.asset_id: names.score(match) for match in by_name}, calibration), calibration)
    worth = {
        score.segment_id: strength(fused(score.cosine, score.lexical, calibration, is_exact=score.is_exact), calibration)
        for score in scores
    }
    more = len(by_name) >= settings.candidates or any(
        len(found) >= length and worth.get(found[-1][0]) for found, length in ((by_words, most), (by_meaning, settings.candidates))
    )
    return Retrieved(hits, "gte" if more else "eq", [] if embedded else ["dense"])


def _ordered(session: Session, actor: Actor, hits: Sequence[tuple[AssetHit, Strength]], sort: Sort) -> list[Entry]:
    """Readable hits in the order asked for. By date, strong hits come before weak ones: a date must not bring up what hardly matches."""
    dates = repository.readable_dates(session, actor, [hit.asset_id for hit, _ in hits]) if hits else {}
    entries = [Entry(hit.asset_id, hit.score, how, list(hit.moments)) for hit, how in hits if hit.asset_id in dates]
    if sort != "relevance":
        sign = -1 if sort == "newest" else 1
        entries.sort(key=lambda entry: (entry.strength != "strong", sign * dates[entry.asset_id].timestamp()))
    return entries


def _resume(session: Session, actor: Actor, request: SearchIn, asked: dict[str, Any]) -> tuple[Search, int]:
    search_id, offset = decode(request.cursor or "")
    frozen = repository.own_search(session, actor, search_id)
    if frozen is None:
        raise NotFoundError("This search is gone. Search again.")
    if frozen.query != clean(request.query) or any(frozen.params.get(name) != value for name, value in asked.items()):
        raise InvalidError("The cursor belongs to another query. Leave it out to begin at the first page.", code="invalid_cursor")
    return frozen, offset


def _page(session: Session, actor: Actor, frozen: Search, offset: int, limit: int) -> SearchOut:
    entries = [Entry.from_json(value) for value in frozen.window[offset : offset + limit]]
    following = offset + limit
    assets = repository.readable_assets(session, actor, [entry.asset_id for entry in entries]) if entries else {}
    stages = stages_of(session, list(assets)) if assets else {}
    moments = _moments(session, actor, parse(frozen.query), [entry for entry in entries if entry.asset_id in assets])
    return SearchOut(
        items=[
            SearchHit(
                asset=asset_out(assets[entry.asset_id], stages.get(entry.asset_id, [])),
                score=entry.score,
                strength=entry.strength,
                moments=moments[entry.asset_id],
            )
            for entry in entries
            if entry.asset_id in assets
        ],
        total=frozen.total,
        total_relation="gte" if frozen.total_relation == "gte" else "eq",
        next_cursor=encode(frozen.id, following) if following < len(frozen.window) else None,
        search_id=frozen.id,
        took_ms=frozen.took_ms,
        degraded=frozen.params.get("degraded", []),
    )


def _moments(session: Session, actor: Actor, query: Query, entries: Sequence[Entry]) -> dict[uuid.UUID, list[Moment]]:
    wanted = [segment_id for entry in entries for segment_id, _ in entry.moments]
    segments = repository.readable_segments(session, actor, wanted) if wanted else {}
    marked = highlights(session, query, [Passage(segment.id, segment.text, segment.lang) for segment in segments.values()])
    return {
        entry.asset_id: [
            _moment(segments[segment_id], marked[segment_id], score) for segment_id, score in entry.moments if segment_id in segments
        ]
        for entry in entries
    }


def _moment(segment: Segment, marked: Sequence[Range], score: float) -> Moment:
    return Moment(
        segment_id=segment.id,
        source=segment.source,
        text=segment.text,
        heading=segment.heading,
        highlights=[list(each) for each in marked],
        locator=SegmentLocator(
            page=segment.page, boxes=segment.boxes, spans=segment.spans, start_ms=segment.start_ms, end_ms=segment.end_ms
        ),
        score=score,
    )


def _elapsed_ms(started: float) -> int:
    return round((time.perf_counter() - started) * 1000)
