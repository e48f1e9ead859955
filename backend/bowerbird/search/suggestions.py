"""What might be meant, while somebody types: qualifiers and their values, tags, places, cameras, collections, names of files, past queries.

Only from libraries the person may read and searches of their own.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from pydantic import BaseModel, Field
from sqlalchemy import text
from sqlalchemy.orm import Session

from bowerbird.accounts.access import Actor
from bowerbird.models import AssetKind
from bowerbird.search.filters import STATES, escaped
from bowerbird.search.grammar import DATES, MOST_READ, QUALIFIERS, clean
from bowerbird.search.units import LANGUAGES

SuggestionKind = Literal["name", "qualifier", "tag", "place", "camera", "collection", "past"]


class Suggestion(BaseModel):
    kind: SuggestionKind
    text: str = Field(description="For show.")
    insert: str = Field(description="What the box holds once it is chosen.")


class Suggestions(BaseModel):
    items: list[Suggestion]


_OPEN = re.compile(r'(?:^|(?<=\s))(?P<not>-?)(?P<name>[A-Za-z]+):(?:[“„"«](?P<quoted>[^"“”«»]*)|(?P<bare>[^\s"“”«»]*))$')
_LAST = re.compile(r"\S*$")
_FIXED: dict[str, Sequence[str]] = {
    "kind": [*(kind.value for kind in AssetKind), "pdf", "jpg", "png", "docx", "xlsx", "pptx", "mp3", "mp4", "email"],
    "is": STATES,
    **dict.fromkeys(DATES, ("today", "yesterday", "last week", "last month", "last summer", "this year", "last year")),
    **dict.fromkeys(("larger", "smaller"), ("1MB", "10MB", "100MB", "1GB")),
    **dict.fromkeys(("longer", "shorter"), ("1min", "5min", "30min", "1h")),
    "lang": tuple(sorted(LANGUAGES)),
}
_LEAST_NAME = 2
"""Letters before names of files are looked through."""

_STATEMENT = """
(SELECT 'tag' AS what, name AS value, 0 AS place FROM tags
 WHERE library_id = ANY(CAST(:libraries AS uuid[])) AND lower(name) LIKE :values AND 'tag' = ANY(CAST(:wanted AS text[])) ORDER BY lower(name) LIMIT :most)
UNION ALL
(SELECT 'collection', name, 1 FROM collections
 WHERE library_id = ANY(CAST(:libraries AS uuid[])) AND lower(name) LIKE :values AND 'collection' = ANY(CAST(:wanted AS text[]))
 ORDER BY lower(name) LIMIT :most)
UNION ALL
(SELECT 'place', place, 2 FROM assets WHERE library_id = ANY(CAST(:libraries AS uuid[])) AND place IS NOT NULL AND deleted_at IS NULL
 AND lower(place) LIKE :values AND 'place' = ANY(CAST(:wanted AS text[])) GROUP BY place ORDER BY count(*) DESC, place LIMIT :most)
UNION ALL
(SELECT 'camera', camera, 3 FROM assets WHERE library_id = ANY(CAST(:libraries AS uuid[])) AND camera IS NOT NULL AND deleted_at IS NULL
 AND lower(camera) LIKE :values AND 'camera' = ANY(CAST(:wanted AS text[])) GROUP BY camera ORDER BY count(*) DESC, camera LIMIT :most)
UNION ALL
(SELECT 'past', query, 4 FROM searches WHERE user_id = :user_id AND in_history AND query <> '' AND lower(query) LIKE :past AND total > 0
 AND 'past' = ANY(CAST(:wanted AS text[])) GROUP BY query ORDER BY max(id::text) DESC LIMIT :most)
"""
_NAMES = """
UNION ALL
(SELECT 'name', name, 5 FROM (SELECT name, library_id, deleted_at FROM assets WHERE lower(name) LIKE :names LIMIT 1000) a
 WHERE library_id = ANY(CAST(:libraries AS uuid[])) AND deleted_at IS NULL GROUP BY name
 ORDER BY (lower(name) NOT LIKE :begins), length(name), name LIMIT :most)
"""


def suggest(session: Session, actor: Actor, typed: str, *, limit: int) -> Suggestions:
    """Ways to go on from what was typed so far, the likeliest first."""
    typed = clean(typed)
    if len(typed) > MOST_READ:
        return Suggestions(items=[])
    open_value = _OPEN.search(typed)
    field = QUALIFIERS.get(open_value["name"].lower()) if open_value else None
    if open_value is not None and field is not None:
        part = (open_value["quoted"] if open_value["quoted"] is not None else open_value["bare"]).lower()
        before = typed[: open_value.start()] + open_value["not"] + open_value["name"] + ":"
        if field in _FIXED:
            return Suggestions(items=_values(before, "qualifier", (value for value in _FIXED[field] if value.startswith(part)))[:limit])
        kind = _NAMED.get(field)
        found = _look_up(session, actor, part, wanted=(kind,), limit=limit) if kind else []
        return Suggestions(items=[item for what, value in found for item in _values(before, what, [value])][:limit])
    last = _LAST.search(typed)
    word = last.group() if last else ""
    before = typed[: len(typed) - len(word)]
    items: list[Suggestion] = []
    if word.removeprefix("-"):
        minus = "-" if word.startswith("-") else ""
        starting = [name for name in QUALIFIERS if name.startswith(word.removeprefix("-").lower())]
        items += [Suggestion(kind="qualifier", text=f"{minus}{name}:", insert=f"{before}{minus}{name}:") for name in starting]
    wanted: tuple[SuggestionKind, ...] = ("tag", "collection", "place", "camera", "past") if word else ("past",)
    for what, value in _look_up(session, actor, word.lower(), wanted=wanted, limit=limit, whole=typed.strip().lower()):
        if what == "past":
            items.append(Suggestion(kind=what, text=value, insert=value))
        elif what == "name":
            items.append(Suggestion(kind=what, text=value, insert=" ".join(value.replace('"', " ").split())))
        else:
            items += _values(before + _QUALIFIER[what] + ":", what, [value])
    return Suggestions(items=_fair(items, limit))


_NAMED: dict[str, SuggestionKind] = {"tag": "tag", "in": "collection", "place": "place", "camera": "camera", "name": "name"}
_QUALIFIER: dict[SuggestionKind, str] = {"tag": "tag", "collection": "in", "place": "place", "camera": "camera", "name": "name"}


def _look_up(
    session: Session, actor: Actor, part: str, *, wanted: Sequence[SuggestionKind], limit: int, whole: str | None = None
) -> list[tuple[SuggestionKind, str]]:
    """Values that begin with `part`, or have a word that does; names of files that hold `whole`."""
    name = part if "name" in wanted else whole or ""
    with_names = len(name) >= _LEAST_NAME
    rows = session.execute(
        text(_STATEMENT + (_NAMES if with_names else "")),
        {
            "libraries": list(actor.readable),
            "user_id": actor.user_id,
            "wanted": list(wanted),
            "values": f"%{escaped(part)}%",
            "past": f"{escaped(whole or '')}_%",
            "most": limit,
            **({"names": f"%{escaped(name)}%", "begins": f"{escaped(name)}%"} if with_names else {}),
        },
    ).all()
    ranked = sorted(enumerate(rows), key=lambda row: (row[1].place, not row[1].value.lower().startswith(part), row[0]))
    return [(row.what, row.value) for _, row in ranked if row.what == "past" or _has_word(row.value.lower(), part) or row.what == "name"]


def _has_word(value: str, part: str) -> bool:
    return value.startswith(part) or any(word.startswith(part) for word in re.split(r"[\W_]+", value))


def _values(before: str, kind: SuggestionKind, values: Iterable[str]) -> list[Suggestion]:
    """Values of a qualifier, in quotes where they need them."""
    return [
        Suggestion(
            kind=kind,
            text=value,
            insert=before + (value if re.fullmatch(r"[^\s\",“”„‟«»]+", value) or before.endswith(_DATES) else f'"{value}"'),
        )
        for value in (value.replace('"', "") for value in values)
    ]


_DATES = tuple(f"{name}:" for name in DATES)


def _fair(items: Sequence[Suggestion], limit: int) -> list[Suggestion]:
    """Of each kind the first ones, so that many of one leave room for the others."""
    turns: dict[SuggestionKind, int] = {}
    numbered = []
    for place, item in enumerate(items):
        turns[item.kind] = turns.get(item.kind, 0) + 1
        numbered.append((turns[item.kind] > max(2, limit // 4), place, item))
    kept = sorted(numbered, key=lambda each: each[:2])[:limit]
    return [item for _, _, item in sorted(kept, key=lambda each: each[1])]
