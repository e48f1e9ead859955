"""From the parts of what was typed to a query, clauses and hints.

Values that name something of one's own (a tag, a collection, a camera, a place) were looked up before (`Known`); one that nothing has is text with a hint.
"""

import difflib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from typing import Literal, NoReturn

from bowerbird.search.dates import Now, understand, zone_named
from bowerbird.search.filters import KINDS, SCALAR, STATES, Clause, format_of, joined
from bowerbird.search.grammar import QUALIFIERS, QUOTES, Part
from bowerbird.search.grammar import parse as parts_of
from bowerbird.search.query import Query, Term
from bowerbird.search.units import duration_of, language_code, size_of


@dataclass(frozen=True, slots=True)
class Hint:
    """Why a part of the query was taken as text, or what might have been meant."""

    code: str
    text: str
    detail: str


@dataclass(frozen=True, slots=True)
class Known:
    """What qualifiers can name, by small letters."""

    tags: Mapping[str, tuple[uuid.UUID, ...]] = field(default_factory=dict)
    collections: Mapping[str, tuple[uuid.UUID, ...]] = field(default_factory=dict)
    """With the collections inside."""
    cameras: frozenset[str] = frozenset()
    """Values that some file's camera holds."""
    places: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Meaning:
    query: Query
    clauses: tuple[Clause, ...]
    hints: tuple[Hint, ...]
    parts: tuple[Part, ...]
    """As they were understood: a qualifier that became text has kind `text`."""


def parse(typed: str) -> Query:
    """What is looked for in any text, with nothing looked up."""
    return interpret(parts_of(typed, Now.in_zone(None)), Known(), Now.in_zone(None)).query


def interpret(parts: Sequence[Part], known: Known, now: Now, zone: tzinfo | str | None = None) -> Meaning:
    reading = _Reading(known, now, zone_named(zone) if zone is None or isinstance(zone, str) else zone)
    for part in parts:
        reading.take(part)
    return reading.meaning()


class _Reading:
    def __init__(self, known: Known, now: Now, zone: tzinfo) -> None:
        self._known, self._now, self._zone = known, now, zone
        self._operands: dict[int, list[Term]] = {}
        self._clauses: dict[int, list[Clause]] = {}
        self._excluded: list[str] = []
        self._excluded_phrases: list[str] = []
        self._hints: list[Hint] = []
        self._parts: list[Part] = []

    def take(self, part: Part) -> None:
        if part.kind == "qualifier":
            try:
                clauses = self._clauses_of(part)
            except _NotUnderstoodError as reason:
                self._hint(reason.code, part.text, f"{reason} This is looked for as text.")
                part = _as_text(part)
            else:
                self._clauses.setdefault(part.operand, []).extend(replace(clause, is_excluded=part.is_excluded) for clause in clauses)
        elif not part.is_phrase and part.kind != "or":
            self._look_at_signs(part)
        self._parts.append(part)
        if part.kind in {"or", "qualifier"}:
            return
        if not part.is_excluded:
            self._operands.setdefault(part.operand, []).append(Term(part.words, part.is_phrase))
        elif part.is_phrase and len(part.words) > 1:
            self._excluded_phrases.append(" ".join(part.words))
        else:
            self._excluded += part.words

    def _look_at_signs(self, part: Part) -> None:
        """Signs of the language that mean nothing where they stand."""
        name, colon, value = part.text.removeprefix("-").partition(":")
        if colon and name.lower() in QUALIFIERS and not value.strip(QUOTES):
            self._hint("empty_value", part.text, f"{name}: has no value; it stands right behind the colon. This is looked for as text.")
        elif any(quote in part.text for quote in QUOTES):
            self._hint("open_quote", part.text, "A quote is not closed, so these are words and no phrase.")
        elif part.text in {"OR", "|"}:
            self._hint("lone_or", part.text, "OR joins what stands on both sides of it. Here it is looked for as text.")
        elif part.text.strip("-") == "":
            self._hint("lone_dash", part.text, "A dash excludes the word that it touches. Alone it does nothing.")

    def meaning(self) -> Meaning:
        clauses: list[Clause] = []
        for operand, found in self._clauses.items():
            by_property: dict[object, list[Clause]] = {}
            for number, clause in enumerate(found):
                by_property.setdefault(number if clause.about in SCALAR else (clause.about, clause.is_excluded), []).append(clause)
            if operand in self._operands:
                self._hint("or_between_different", "OR", "OR joins words, or qualifiers. Here both are asked for.")
            either = [
                Clause(of[0].about, tuple(value for clause in of for value in clause.values), of[0].is_excluded)
                for of in by_property.values()
            ]
            of_kind = {clause.about for clause in either} <= {"kind", "format"}
            clauses += either if of_kind or operand in self._operands else [_any(either)]
        query = Query(tuple(tuple(terms) for terms in self._operands.values()), tuple(self._excluded), tuple(self._excluded_phrases))
        return Meaning(query, joined(clauses), tuple(self._hints), tuple(self._parts))

    def _hint(self, code: str, text: str, detail: str) -> None:
        self._hints.append(Hint(code, text, detail))

    def _clauses_of(self, part: Part) -> list[Clause]:  # noqa: PLR0911
        """Raises _NotUnderstoodError where the part is text."""
        if part.field is None:
            close = difflib.get_close_matches(part.name, QUALIFIERS, n=1)
            meant = f"Did you mean {close[0]}:?" if close else f"There are {', '.join(f'{each}:' for each in QUALIFIERS)}."
            raise _NotUnderstoodError("unknown_qualifier", f"There is no {part.name}:. {meant}")
        values = tuple(value.lower() for value in part.values)
        written = ", ".join(part.values)
        match part.field:
            case "kind":
                return _kinds(values)
            case "before" | "after" | "on":
                return [self._date(part)]
            case "tag" | "in" | "camera" | "place" | "topic":
                return [self._named(part.field, values, written)]
            case "is":
                states = tuple(state for state in STATES if state in values)
                return [Clause("state", states or _missing("unknown_state", f"A file can be {', '.join(STATES)}."))]
            case "name":
                return [Clause("name", values)]
            case "lang":
                codes = tuple(code for code in map(language_code, values) if code)
                return [Clause("lang", codes or _missing("unknown_language", f"{written} is not a language by its code or English name."))]
            case "larger" | "smaller":
                size = size_of(part.values[0])
                bytes_ = _missing("unknown_size", f"{written} is not a size. Write 500kB, 10MB or 2GB.") if size is None else (size,)
                return [Clause("min_size" if part.field == "larger" else "max_size", bytes_)]
            case "longer" | "shorter":
                duration = duration_of(part.values[0])
                time = _missing("unknown_time", f"{written} is not a time. Write 90s, 5min or 1:30.") if duration is None else (duration,)
                return [Clause("min_duration" if part.field == "longer" else "max_duration", time)]

    def _named(self, name: Literal["tag", "in", "camera", "place", "topic"], values: Sequence[str], written: str) -> Clause:
        """What is one's own, as far as somebody has it."""
        match name:
            case "tag" | "in":
                known, what = (self._known.tags, "tag") if name == "tag" else (self._known.collections, "collection")
                ids = tuple(each for value in values for each in known.get(value, ()))
                return Clause(
                    "tag" if name == "tag" else "collection", ids or _missing(f"unknown_{what}", f"You have no {what} called {written}.")
                )
            case "camera":
                cameras = tuple(value for value in values if value in self._known.cameras)
                return Clause("camera", cameras or _missing("unknown_camera", f"No file was taken with a camera called {written}."))
            case "place":
                places = tuple(value for value in values if value in self._known.places)
                return Clause("place", places or _missing("unknown_place", f"No file is known to be from {written}."))
            case "topic":
                raise _NotUnderstoodError("unknown_topic", "Files have no topics yet.")

    def _date(self, part: Part) -> Clause:
        days = [found for value in part.values if (found := understand(value, self._now))]
        if not days or (len(days) > 1 and part.field != "on"):
            raise _NotUnderstoodError(
                "unknown_date", f"{', '.join(part.values)} is not a date. Write 2024, 2024-05, 2024-05-01, march or last summer."
            )
        ranges = tuple(found.instants(self._zone) for found in days)
        if part.field == "on":
            return Clause("on", ranges)
        return Clause("before" if part.field == "before" else "after", (ranges[0][0],))


def _any(clauses: Sequence[Clause]) -> Clause:
    return clauses[0] if len(clauses) == 1 else Clause("any", tuple(clauses))


class _NotUnderstoodError(Exception):
    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


def _missing(code: str, detail: str) -> NoReturn:
    raise _NotUnderstoodError(code, detail)


def _as_text(part: Part) -> Part:
    """An unknown name keeps its colon, as an address or a title would; of a known one the value is looked for."""
    words = part.words if part.field else tuple(f"{part.name}:{' '.join(part.words)}".split())
    return replace(part, kind="not" if part.is_excluded else "text", words=words)


def _kinds(values: Sequence[str]) -> list[Clause]:
    kinds = tuple(KINDS[value].value for value in values if value in KINDS)
    extensions = tuple(extension for value in values if value not in KINDS for extension in format_of(value.removeprefix(".")))
    if not kinds and not extensions:
        _missing("unknown_kind", "A file is an image, video, audio, document or other, or has a format such as pdf.")
    clauses = [Clause("kind", kinds)] if kinds else []
    return [*clauses, Clause("format", extensions)] if extensions else clauses
