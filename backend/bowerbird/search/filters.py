"""What must be true of a file, whatever it says: clauses, and their SQL over a row `a` of assets.

All clauses hold together; of the values of one, any will do. Qualifiers of the query language and the API's structured filters become the same clauses.
"""

import mimetypes
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from sqlalchemy import Uuid, literal_column
from sqlalchemy.dialects import postgresql

from bowerbird.library.duplicates import has_duplicate
from bowerbird.models import AssetKind, AssetStatus

Property = Literal[
    "any",
    "kind",
    "format",
    "after",
    "before",
    "on",
    "collection",
    "tag",
    "topic",
    "camera",
    "place",
    "lang",
    "min_size",
    "max_size",
    "min_duration",
    "max_duration",
    "state",
    "name",
]
State = Literal["duplicate", "untagged", "failed", "partial", "processing"]
STATES: tuple[State, ...] = ("duplicate", "untagged", "failed", "partial", "processing")
SINGLE = frozenset({"kind", "format", "on", "camera", "place", "lang"})
"""Of these a file has one, so that clauses of the same property join: several mean any of them."""

KINDS = {
    **{kind.value: kind for kind in AssetKind},
    **dict.fromkeys(("images", "picture", "pictures", "photo", "photos"), AssetKind.IMAGE),
    **dict.fromkeys(("videos", "movie", "movies", "film", "films"), AssetKind.VIDEO),
    **dict.fromkeys(("sound", "sounds", "recording", "recordings", "music", "song", "songs"), AssetKind.AUDIO),
    **dict.fromkeys(("documents", "doc", "docs", "text"), AssetKind.DOCUMENT),
    "others": AssetKind.OTHER,
}
_FAMILIES = {
    "jpg": ("jpg", "jpeg"),
    "jpeg": ("jpg", "jpeg"),
    "tif": ("tif", "tiff"),
    "tiff": ("tif", "tiff"),
    "word": ("docx", "doc", "odt"),
    "excel": ("xlsx", "xls", "ods"),
    "spreadsheet": ("xlsx", "xls", "ods", "csv"),
    "powerpoint": ("pptx", "ppt", "odp"),
    "presentation": ("pptx", "ppt", "odp"),
    "slides": ("pptx", "ppt", "odp"),
    "email": ("eml", "msg", "mbox"),
    "mail": ("eml", "msg", "mbox"),
    "ebook": ("epub", "mobi"),
    "book": ("epub", "mobi"),
    "markdown": ("md", "markdown"),
    "archive": ("zip", "tar", "gz", "7z", "rar"),
}
_FORMATS = frozenset(
    {"heic", "heif", "avif", "webp", "mkv", "flac", "opus", "ogg", "m4a", "m4v", "webm", "epub", "eml", "md", "7z", "rar", "raw", "dng"}
)


@dataclass(frozen=True, slots=True)
class Clause:
    about: Property
    values: tuple[Any, ...]
    """any: clauses of which one will do. kind, format, camera, place, lang, state, name, topic: text in small letters. after, before: one instant. on: pairs
    of instants. collection, tag: ids. Sizes in bytes, durations in milliseconds, one each."""
    is_excluded: bool = False


def format_of(written: str) -> tuple[str, ...]:
    """Extensions of the format that somebody calls `written`; empty for one that is not known."""
    if written in _FAMILIES:
        return _FAMILIES[written]
    known = re.fullmatch(r"[a-z0-9]{1,8}", written) and (written in _FORMATS or mimetypes.guess_type(f"x.{written}")[0])
    return (written,) if known else ()


def joined(clauses: Iterable[Clause]) -> tuple[Clause, ...]:
    """Clauses on the same single-valued property as one: `type:image type:video` are both kinds. Kind and format count as the same."""
    found: dict[str, list[Clause]] = {}
    rest: list[Clause] = []
    for clause in clauses:
        if clause.about in SINGLE and not clause.is_excluded:
            found.setdefault(clause.about, []).append(clause)
        else:
            rest.append(clause)
    merged = {
        about: Clause(of[0].about, tuple(dict.fromkeys(value for clause in of for value in clause.values))) for about, of in found.items()
    }
    if "kind" in merged and "format" in merged:  # `type:pdf,image`
        merged["kind"] = Clause("any", (merged["kind"], merged.pop("format")))
    return (*merged.values(), *rest)


CARRIED: frozenset[Property] = frozenset({"kind", "after", "before", "on"})
"""What the rows of lexical_vectors say themselves, so that no file has to be looked up."""


def condition(clauses: Sequence[Clause], row: str = "a") -> tuple[str, dict[str, Any]]:
    """SQL that is true of rows `a` of assets that pass, and its parameters. Without clauses `true`. `row`: with clauses that are CARRIED, of other rows."""
    parameters: dict[str, Any] = {}
    parts = []
    for clause in clauses:
        single = _single(clause, parameters, row)
        parts.append(f"NOT coalesce({single}, false)" if clause.is_excluded else single)
    return " AND ".join(parts) or "true", parameters


def _single(clause: Clause, parameters: dict[str, Any], row: str) -> str:
    def bind(value: Any) -> str:
        name = f"filter_{len(parameters)}"
        parameters[name] = value
        return f":{name}"

    values = list(clause.values)
    match clause.about:
        case "any":
            return f"({' OR '.join(_single(each, parameters, row) for each in values)})"
        case "format":
            types = [known for known in (mimetypes.guess_type(f"x.{value}")[0] for value in values) if known and known != "text/plain"]
            extensions = [f"%.{escaped(value)}" for value in values]
            return f"(a.mime_type = ANY(CAST({bind(types)} AS text[])) OR lower(a.name) LIKE ANY(CAST({bind(extensions)} AS text[])))"
        case "on":
            days = (f"({row}.happened_at >= {bind(start)} AND {row}.happened_at < {bind(end)})" for start, end in values)
            return f"({' OR '.join(days)})"
        case "state":
            return f"({' OR '.join(_STATES[state] for state in values)})"
    template = _TEMPLATES[clause.about]
    return template.sql.format(bind(template.value_of(values)), row=row)


def _parts(values: list[str]) -> list[str]:
    return [f"%{escaped(value)}%" for value in values]


def _names(values: list[str]) -> list[str]:
    return [name_pattern(value) for value in values]


def _languages(values: list[str]) -> list[str]:
    """`en` is also `en-GB`."""
    return [pattern for value in values for pattern in (escaped(value), f"{escaped(value)}-%")]


def _only(values: list[Any]) -> Any:
    return values[0]


class _Template(NamedTuple):
    sql: str
    value_of: Callable[[list[Any]], Any] = list
    """What is bound in it, made of a clause's values."""


_TEMPLATES: dict[Property, _Template] = {
    "kind": _Template("{row}.kind = ANY(CAST({} AS text[]))"),
    "after": _Template("{row}.happened_at >= {}", _only),
    "before": _Template("{row}.happened_at < {}", _only),
    "collection": _Template(
        "EXISTS (SELECT FROM collection_assets c WHERE c.asset_id = a.id AND c.collection_id = ANY(CAST({} AS uuid[])))"
    ),
    "tag": _Template("EXISTS (SELECT FROM asset_tags t WHERE t.asset_id = a.id AND t.tag_id = ANY(CAST({} AS uuid[])))"),
    "topic": _Template("CAST({} AS text[]) IS NULL"),  # files have none
    "camera": _Template("lower(a.camera) LIKE ANY(CAST({} AS text[]))", _parts),
    "place": _Template("lower(a.place) LIKE ANY(CAST({} AS text[]))", _parts),
    "lang": _Template("a.lang LIKE ANY(CAST({} AS text[]))", _languages),
    "min_size": _Template("a.size >= {}", _only),
    "max_size": _Template("a.size <= {}", _only),
    "min_duration": _Template("a.duration_ms >= {}", _only),
    "max_duration": _Template("a.duration_ms <= {}", _only),
    "name": _Template("lower(a.name) LIKE ANY(CAST({} AS text[]))", _names),
}
SCALAR = frozenset(about for about, template in _TEMPLATES.items() if template.value_of is _only)
"""Clauses of these have one value."""
_HAS_DUPLICATE = str(
    has_duplicate(literal_column("a.id", Uuid())).compile(
        dialect=postgresql.dialect(),  # type: ignore[no-untyped-call]  # SQLAlchemy has no types for it
        compile_kwargs={"literal_binds": True},
    )
)
"""What the list of a file's duplicates goes by, in SQL."""
_STATES: dict[State, str] = {
    "failed": f"a.status = '{AssetStatus.FAILED}'",
    "partial": f"a.status = '{AssetStatus.PARTIAL}'",
    "processing": f"a.status = '{AssetStatus.PROCESSING}'",
    "untagged": "NOT EXISTS (SELECT FROM asset_tags t WHERE t.asset_id = a.id)",
    "duplicate": _HAS_DUPLICATE,
}


def name_pattern(written: str) -> str:
    """For LIKE: part of a name, or with `*` the whole of it."""
    escaped_parts = [escaped(part) for part in written.lower().split("*")]
    return "%".join(escaped_parts) if len(escaped_parts) > 1 else f"%{escaped_parts[0]}%"


def escaped(part: str) -> str:
    """Without a meaning of its own in LIKE."""
    return re.sub(r"([\\%_])", r"\\\1", part)
