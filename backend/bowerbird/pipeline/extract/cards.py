"""Contacts and calendars (vCard, RFC 6350; iCalendar, RFC 5545; also their older forms): what a person would read, one card or event under its name."""

import quopri
import re
from collections.abc import Iterator
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
_LINE = re.compile(
    r"(?:[\w-]{1,60}\.)?(?P<name>[A-Za-z][\w-]{0,60})(?P<parameters>(?:;[^:;\"]*(?:\"[^\"]*\"[^:;\"]*)*)*):(?P<value>.*)", re.DOTALL
)
_ESCAPED = re.compile(r"\\([nN,;:\\])")
_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\dZ?)?$")
_LONGEST_LINE = 20_000
_LONGEST_NAME = 300


@decoder("cards.text")
def cards_text(path: Path | None) -> Iterator[Message]:
    assert path is not None
    sections = Sections()
    entry: dict[str, list[str]] | None = None
    silent = 0
    for name, parameters, value in _properties(path):
        part = value.strip().upper()
        if name in {"BEGIN", "END"} and part in _SILENT_PARTS:
            silent += 1 if name == "BEGIN" else -1
        elif name == "BEGIN" and part in _ENTRIES:
            entry = {}
        elif name == "END" and part in _ENTRIES and entry is not None:
            _add(entry, sections)
            entry = None
            if blocks := sections.take():
                yield page_message(blocks)
        elif silent <= 0 and name not in _SILENT and not name.startswith("X-") and (said := _said(name, parameters, value)):
            if entry is None:
                sections.add(said)
            else:
                entry.setdefault(name, []).append(said)
    if entry:  # a file that was cut off
        _add(entry, sections)
    yield page_message(sections.finish())


def _add(entry: dict[str, list[str]], sections: Sections) -> None:
    name = next(("\n".join(entry[name]) for name in _NAMES if name in entry), None)
    if name:
        sections.heading(name[:_LONGEST_NAME])
    for lines in entry.values():
        if (said := "\n".join(lines)) != name:
            sections.add(said)


def _properties(path: Path) -> Iterator[tuple[str, str, str]]:
    """Name in capitals, parameters and value; lines that were folded are whole again."""
    held = ""
    for line in _lines(path):
        quoted = held.endswith("=") and "QUOTED-PRINTABLE" in held.upper()[:_LONGEST_NAME]
        if held and (line[:1] in " \t" or quoted) and line.strip():
            if len(held) < _LONGEST_LINE:
                held = held[:-1] + line if quoted else held + line[1:]
            continue
        yield from _property(held)
        held = line
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
        yield found["name"].upper(), found["parameters"].upper(), found["value"]


def _said(name: str, parameters: str, value: str) -> str:
    if "BASE64" in parameters or "ENCODING=B" in parameters or value.startswith("data:"):
        return ""
    if "QUOTED-PRINTABLE" in parameters:
        charset = re.search(r"CHARSET=\"?([\w.:-]{1,40})", parameters)
        codec = charset.group(1) if charset and is_encoding(charset.group(1)) else "utf-8"
        value = quopri.decodestring(value.encode("ascii", "replace")).decode(codec, "replace")
    if moment := _MOMENT.match(value.strip()):
        year, month, day, hour, minute = moment.groups()
        value = f"{year}-{month}-{day}" + (f" {hour}:{minute}" if hour else "")
    elif name in {"N", "ADR", "ORG"}:
        value = " ".join(part for part in re.split(r"(?<!\\);", value) if part.strip())
    text = _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)
    return clean(text).strip().removeprefix("mailto:").removeprefix("MAILTO:")
