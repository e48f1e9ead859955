"""Contacts and calendars (vCard, RFC 6350; iCalendar, RFC 5545; also their older forms): what a person would read, one card or event under its name."""

import quopri
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bowerbird.pipeline.blocks import page_message
from bowerbird.pipeline.decoding import decoder
from bowerbird.pipeline.extract.sections import Sections
from bowerbird.pipeline.formats.encoding import is_encoding, read_text
from bowerbird.pipeline.text import clean
from bowerbird.pipeline.work import Message

_ENTRIES = frozenset({"VCARD", "VEVENT", "VTODO", "VJOURNAL"})
_NAMES = ("FN", "N", "SUMMARY")
"""What an entry is called, the best first."""
_FOR_PROGRAMS = (
    "BEGIN END VERSION PRODID CALSCALE METHOD UID REV DTSTAMP SEQUENCE STATUS TRANSP CLASS CREATED LAST-MODIFIED TRIGGER ACTION KEY PHOTO LOGO SOUND"
    " RRULE EXDATE RECURRENCE-ID TZID PRIORITY"
)
_SILENT = frozenset(_FOR_PROGRAMS.split())
_SILENT_PARTS = frozenset({"VTIMEZONE", "VALARM"})
_DATES = frozenset({"DTSTART", "DTEND", "DUE", "COMPLETED", "RDATE", "BDAY", "ANNIVERSARY", "DEATHDATE"})
_LINE = re.compile(
    r"(?:[\w-]{1,60}\.)?(?P<name>[A-Za-z][\w-]{0,60})(?P<parameters>(?:;[^:;\"]*(?:\"[^\"]*\"[^:;\"]*)*)*):(?P<value>.*)", re.DOTALL
)
_ESCAPED = re.compile(r"\\([nN,;:\\])")
_PERSON = re.compile(r";CN=(?:\"([^\"]+)\"|([^\";:,]+))", re.IGNORECASE)
_SCHEME = re.compile(r"\A\s*(?:mailto|tel):", re.IGNORECASE)
_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\dZ?)?$")
_LONGEST_LINE = 20_000
_LONGEST_NAME = 300
_LARGEST_ENTRY = 1_000_000
"""Characters that are held until an entry ends; the rest of a larger one follows without its name."""


@decoder("cards.text")
def cards_text(path: Path | None) -> Iterator[Message]:
    assert path is not None
    sections = Sections()
    entry: dict[str, list[str]] | None = None
    silent = held = 0
    for name, parameters, value in _properties(path):
        part = value.strip().upper()
        if name in {"BEGIN", "END"} and part in _SILENT_PARTS:
            silent = max(0, silent + (1 if name == "BEGIN" else -1))
        elif name in {"BEGIN", "END"} and part in _ENTRIES:
            _add(entry, sections)
            entry = {} if name == "BEGIN" else None
            held = silent = 0
        elif not silent and name not in _SILENT and not name.startswith("X-") and (said := _said(name, parameters, value)):
            if entry is None:
                sections.add(said)
                continue
            entry.setdefault(name, []).append(said)
            held += len(said)
            if held > _LARGEST_ENTRY:
                _add(entry, sections)
                entry, held = {}, 0
        if blocks := sections.take():
            yield page_message(blocks)
    _add(entry, sections)  # of a file that was cut off
    yield page_message(sections.finish())


def _add(entry: Mapping[str, Sequence[str]] | None, sections: Sections) -> None:
    entry = entry or {}
    name = next(("\n".join(entry[name]) for name in _NAMES if name in entry), None)
    if name:
        sections.heading(name[:_LONGEST_NAME])
    for lines in entry.values():
        if (said := "\n".join(lines)) != name:
            sections.add(said)


def _properties(path: Path) -> Iterator[tuple[str, str, str]]:
    """Name in capitals, parameters and value; lines that were folded are whole again."""
    held, quoted, goes_on = "", False, False
    for line in _lines(path):
        if held and (line[:1] in " \t" or goes_on) and line.strip():
            if len(held) < _LONGEST_LINE:
                held = held[:-1] + line if goes_on else held + line[1:]
        else:
            yield from _property(held)
            held, quoted = line, "QUOTED-PRINTABLE" in line[:_LONGEST_NAME].upper()
        goes_on = quoted and line.endswith("=")
    yield from _property(held)


def _lines(path: Path) -> Iterator[str]:
    held = ""
    for chunk in read_text(path):
        *lines, held = (held + chunk).split("\n")
        yield from lines
        if len(held) > _LONGEST_LINE:
            yield held
            held = ""
    yield held


def _property(line: str) -> Iterator[tuple[str, str, str]]:
    if found := _LINE.match(line[:_LONGEST_LINE]):
        yield found["name"].upper(), found["parameters"], found["value"]


def _said(name: str, parameters: str, value: str) -> str:
    how = parameters.upper()
    if "BASE64" in how or "ENCODING=B" in how or value.startswith("data:"):
        return ""
    if "QUOTED-PRINTABLE" in how:
        charset = re.search(r"CHARSET=\"?([\w.:-]{1,40})", how)
        codec = charset.group(1) if charset and is_encoding(charset.group(1)) else "utf-8"
        value = quopri.decodestring(value.encode("ascii", "replace")).decode(codec, "replace")
    if name in _DATES and (moment := _MOMENT.match(value.strip())):
        year, month, day, hour, minute = moment.groups()
        value = f"{year}-{month}-{day}" + (f" {hour}:{minute}" if hour else "")
    elif name in {"N", "ADR", "ORG"}:
        value = " ".join(part for part in re.split(r"(?<!\\);", value) if part.strip())
    text = _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)
    person = _PERSON.search(parameters)
    called = clean(person[1] or person[2]) if person else ""
    return " ".join(filter(None, dict.fromkeys((called, clean(_SCHEME.sub("", text)).strip()))))
