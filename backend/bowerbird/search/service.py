"""One search, from the words typed to a page of files with their best moments.

    interpret ─► retrievers: dense, lexical, names ─► complete the scores ─► fuse ─► cut off ─► freeze the window ─► page with moments

The window (at most `search.window` hits) is frozen in the `searches` row at page one; later pages walk through it, so every hit comes once while files
arrive. Whether the actor may still see each file is looked at again for every page.
"""

import hashlib
import json
import time
import uuid
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy.orm import Session

from bowerbird.accounts.access import Actor
from bowerbird.errors import InvalidError, NotFoundError
from bowerbird.jobs.service import stages_of
from bowerbird.library.schemas import SegmentLocator, asset_out
from bowerbird.models import Search
from bowerbird.ops.lists import TotalRelation
from bowerbird.search import facets, grammar, history, lexical, names, repository, similar
from bowerbird.search.cursor import decode, encode
from bowerbird.search.dates import Now, zone_named
from bowerbird.search.explain import HitExplanation, SearchExplanation, Trace, stored
from bowerbird.search.filters import Clause, joined
from bowerbird.search.grammar import clean
from bowerbird.search.known import look_up
from bowerbird.search.meaning import Hint, Meaning, interpret
from bowerbird.search.moments import Passage, Range, highlights
from bowerbird.search.query import Query
from bowerbird.search.repository import Described, Shown
from bowerbird.search.retrieval import Retrieved, retrieve
from bowerbird.search.schemas import HintOut, Interpreted, Moment, SearchHit, SearchIn, SearchOut
from bowerbird.search.scope import Scope, measure, tune
from bowerbird.search.structured import clauses_of
from bowerbird.search.window import Entry, ordered
from bowerbird.settings import get_settings

_NOT_ON_DISK_YET = {"synchronous_commit": "off"}
"""What a search writes is its window and its line in the history, at once there for all to see. Waiting for the disk took as long as finding the words; if the
database crashes, the searches of its last half second are gone, and their cursors say so. A transaction that searches writes nothing else of a person's."""


def search(session: Session, actor: Actor, request: SearchIn) -> SearchOut:
    """Raises InvalidError for a cursor that fits nothing or a filter that is no date, NotFoundError for a search or library the actor may not see."""
    started = time.perf_counter()
    libraries = _libraries(actor, request)
    meaning, clauses = understand(session, libraries, request)
    asked = _asked(request)
    if request.cursor is not None:
        frozen, offset = _resume(session, actor, request, asked)
    else:
        frozen, offset = _begin(session, actor, request, asked, libraries=libraries, meaning=meaning, clauses=clauses, started=started), 0
    answer = _page(session, actor, request, frozen, meaning=meaning, offset=offset)
    return answer.model_copy(update={"took_ms": _elapsed_ms(started)})


def understand(session: Session, libraries: Sequence[uuid.UUID], request: SearchIn) -> tuple[Meaning, list[Clause]]:
    """What the query and the filters ask for."""
    now, zone = Now.in_zone(request.time_zone), zone_named(request.time_zone)
    typed = grammar.beginning(request.query)
    parts = grammar.parse(typed, now)
    known = look_up(session, libraries, parts, tags=request.filters.tags)
    meaning = interpret(parts, known, now, zone)
    if typed != request.query:
        cut = Hint("cut_short", "", f"This is very long. Its first {len(typed):,} characters were looked for.")
        meaning = replace(meaning, hints=(*meaning.hints, cut))
    wanted = request.filters.model_copy(update={"kinds": [*request.kinds, *request.filters.kinds]})
    clauses = clauses_of(session, libraries, wanted, known, time_zone=request.time_zone)
    return meaning, [*meaning.clauses, *joined(clauses)]


def _libraries(actor: Actor, request: SearchIn) -> tuple[uuid.UUID, ...]:
    wanted = {each for each in (request.library_id, request.filters.library_id) if each is not None}
    if not wanted.issubset(actor.readable):
        raise NotFoundError("There is no such library.")
    return tuple(library for library in actor.readable if wanted.issubset({library}))


def _asked(request: SearchIn) -> dict[str, Any]:
    """What a later page has to repeat, besides the query."""
    asked = request.model_dump(mode="json", exclude={"query", "limit", "cursor", "facets", "explain"}, by_alias=True)
    return asked | {"kinds": sorted(set(asked["kinds"]))}


def _begin(
    session: Session,
    actor: Actor,
    request: SearchIn,
    asked: dict[str, Any],
    *,
    libraries: Sequence[uuid.UUID],
    meaning: Meaning,
    clauses: Sequence[Clause],
    started: float,
) -> Search:
    trace = Trace()
    trace.times_ms["understand"] = round((time.perf_counter() - started) * 1000, 3)
    entries: list[Entry] = []
    files: dict[uuid.UUID, Described] = {}
    relation: TotalRelation = "eq"
    degraded: list[str] = []
    hints: list[Hint] = []
    if libraries and (clauses or request.segment_id or not meaning.query.is_empty):
        tune(session, names.SETTINGS | _NOT_ON_DISK_YET)
        with trace.timed("measure"):
            scope = measure(session, libraries, clauses=clauses)
        if request.segment_id is not None:
            retrieved = _alike(session, actor, scope, request.segment_id, trace)
            entries, files = _shown(session, actor, request, retrieved)
            degraded = retrieved.degraded
        elif meaning.query.is_empty:
            trace.plans["files"] = "filters alone"
            found = repository.browse(
                session, scope, lexical.look_up(session, scope, meaning.query), sort=request.sort, limit=get_settings().search.window + 1
            )
            files = {file.asset_id: file for file in found}
            entries = [Entry(file.asset_id, 1.0, "strong", []) for file in found]
        else:
            retrieved = retrieve(
                session, scope, meaning.query, trace, group=request.group, only=frozenset(request.retrievers), cut_off=request.cut_off
            )
            entries, files = _shown(session, actor, request, retrieved)
            relation, degraded, hints = retrieved.relation, retrieved.degraded, retrieved.hints
    window = entries[: get_settings().search.window]
    typed = grammar.beginning(clean(request.query))
    kept = history.supersede(session, actor, typed)
    # Without a history neither the words nor the filters are written down, only what later pages need.
    params = (asked if kept else {}) | {"asked": _digest(request, asked), "degraded": degraded}
    params["hints"] = [asdict(hint if kept else replace(hint, text="")) for hint in hints]
    if request.facets:
        of_window = dict.fromkeys(entry.asset_id for entry in window)
        params["facets"] = facets.count([files[asset_id] for asset_id in of_window], zone_named(request.time_zone)).model_dump()
    if request.explain:
        hits = {entry.key: trace.hit(entry.asset_id, [segment for segment, _ in entry.moments]) for entry in window}
        params["explain"] = stored(trace.whole(), hits)
    return repository.add_search(
        session,
        actor,
        typed if kept else "",
        params,
        [entry.to_json() for entry in window],
        relation="gte" if len(window) < len(entries) else relation,
        took_ms=_elapsed_ms(started),
        in_history=kept,
    )


def _digest(request: SearchIn, asked: dict[str, Any]) -> str:
    return hashlib.blake2b(json.dumps([clean(request.query), asked], sort_keys=True).encode(), digest_size=16).hexdigest()


def _alike(session: Session, actor: Actor, scope: Scope, segment_id: uuid.UUID, trace: Trace) -> Retrieved:
    """Files with passages like one, without its own file."""
    asset_id, embedded = similar.of_passage(session, actor, segment_id)
    if embedded is None:
        return Retrieved([], degraded=["dense"])
    trace.segments, trace.matching = scope.total, scope.matching
    with trace.timed("dense"):
        hits = similar.near(session, scope, embedded, without=asset_id, scale=similar.TEXT)
    return Retrieved(hits)


def _shown(session: Session, actor: Actor, request: SearchIn, retrieved: Retrieved) -> tuple[list[Entry], dict[uuid.UUID, Described]]:
    """Hits in the order asked for, without those the actor may no longer see."""
    asset_ids = list(dict.fromkeys(hit.asset_id for hit, _ in retrieved.hits))
    files = repository.describe(session, actor, asset_ids) if asset_ids else {}
    return ordered(retrieved.hits, files, request.sort), files


def _resume(session: Session, actor: Actor, request: SearchIn, asked: dict[str, Any]) -> tuple[Search, int]:
    search_id, offset = decode(request.cursor or "")
    frozen = repository.own_search(session, actor, search_id)
    if frozen is None:
        raise NotFoundError("This search is gone. Search again.")
    if frozen.params.get("asked") != _digest(request, asked):
        raise InvalidError("The cursor belongs to another query. Leave it out to begin at the first page.", code="invalid_cursor")
    return frozen, offset


def _page(session: Session, actor: Actor, request: SearchIn, frozen: Search, *, meaning: Meaning, offset: int) -> SearchOut:
    entries = [Entry.from_json(value) for value in frozen.window[offset : offset + request.limit]]
    following = offset + request.limit
    assets = repository.readable_assets(session, actor, [entry.asset_id for entry in entries]) if entries else {}
    stages = stages_of(session, list(assets)) if assets else {}
    moments = _moments(session, actor, meaning.query, [entry for entry in entries if entry.asset_id in assets])
    explained: dict[str, Any] = (frozen.params.get("explain") or {}) if request.explain else {}
    return SearchOut(
        items=[
            SearchHit(
                asset=asset_out(assets[entry.asset_id], stages.get(entry.asset_id, [])),
                score=entry.score,
                strength=entry.strength,
                moments=[moments[segment_id] for segment_id, _ in entry.moments if segment_id in moments],
                explain=HitExplanation.model_validate(explained["hits"][entry.key]) if explained else None,
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
        interpreted=[Interpreted(kind=part.kind, text=part.text, start=part.start, end=part.end) for part in meaning.parts],
        hints=[*(_hint(hint) for hint in meaning.hints), *(HintOut(**hint) for hint in frozen.params.get("hints", []))],
        facets=frozen.params.get("facets") if request.facets else None,
        explain=SearchExplanation.model_validate(explained["search"]) if explained else None,
    )


def _hint(hint: Hint) -> HintOut:
    return HintOut(code=hint.code, text=hint.text, detail=hint.detail)


def _moments(session: Session, actor: Actor, query: Query, entries: Sequence[Entry]) -> dict[uuid.UUID, Moment]:
    """By segment."""
    scores = {segment_id: score for entry in entries for segment_id, score in entry.moments}
    segments = repository.readable_segments(session, actor, list(scores)) if scores else {}
    marked = highlights(session, query, [Passage(segment.id, segment.text, segment.lang) for segment in segments.values()])
    return {segment_id: _moment(segment, marked[segment_id], scores[segment_id]) for segment_id, segment in segments.items()}


def _moment(segment: Shown, marked: Sequence[Range], score: float) -> Moment:
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
