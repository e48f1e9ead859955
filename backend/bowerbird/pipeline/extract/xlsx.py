"""Workbooks (XLSX, ECMA-376): each sheet is a page; rows keep the names of their columns. Formulas show the values that were stored with them.

A sheet is streamed row by row, so a million of them take no more memory than one.
"""

import re
import zipfile
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from lxml import etree

from bowerbird.errors import StageError
from bowerbird.pipeline.blocks import page_message
from bowerbird.pipeline.decoding import decoder
from bowerbird.pipeline.extract.sections import Sections
from bowerbird.pipeline.extract.tables import Rows
from bowerbird.pipeline.formats.archive import open_container, open_member, read_tree, xml_events
from bowerbird.pipeline.formats.ooxml import description, drawn_text, main_part, relation_id, relations
from bowerbird.pipeline.formats.xml import forget
from bowerbird.pipeline.text import clean, shorten
from bowerbird.pipeline.work import Message
from bowerbird.settings import get_settings

WHAT = "workbook"
_MAIN = "xl/workbook.xml"
MAX_COLUMNS = 16_384
_CELL_CHARS = 32_767
_REFERENCE = re.compile(r"([A-Z]{1,3})\d+$")
_BUILT_IN_PERCENTS = frozenset({9, 10})
_BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
"""Number formats that are dates or times without being spelled out (18.8.30)."""
_BUILT_IN_DURATIONS = frozenset({46})
_DURATION = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_NOT_FORMAT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.')
_CHARTS = frozenset({"chart", "chartEx"})
_PADDED = re.compile(r"0{2,20}")
"""Numbers that are names, with zeros before them: post codes, articles."""
_DATE_LETTERS = re.compile(r"[dmyhs]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    part: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class _Book:
    sheets: Sequence[Sheet]
    strings: Sequence[str]
    dates: frozenset[int]
    """Indices of cell formats that show a number as a date."""
    percents: frozenset[int]
    durations: frozenset[int]
    """Those that show it as hours, however many."""
    padded: Mapping[int, int]
    """How many digits they have at least."""
    epoch: datetime


def sheets_of(container: zipfile.ZipFile) -> tuple[list[Sheet], bool]:
    """The sheets in the order of their tabs, and whether dates count from 1904."""
    main = main_part(container, _MAIN, WHAT)
    root = read_tree(container, main, WHAT)
    if root is None:
        raise StageError(f"This {WHAT} is damaged: its sheets are missing.", code="corrupt")
    known = relations(container, main, WHAT)
    found = [
        Sheet(
            shorten(sheet.get("name"), 100) or f"Sheet {number}",
            known[relation_id(sheet)].target,
            sheet.get("state", "") != "visible" and "state" in sheet.attrib,
        )
        for number, sheet in enumerate(root.iter("{*}sheet"), start=1)
        if relation_id(sheet) in known
    ]
    return found, any(properties.get("date1904") in {"1", "true"} for properties in root.iter("{*}workbookPr"))


@decoder("xlsx.text")
def xlsx_text(path: Path | None, *, last: int) -> Iterator[Message]:
    """Messages of some hundred rows each, for the first `last` sheets. A sheet that cannot be read is no error of the rest."""
    assert path is not None
    with open_container(path, WHAT) as container:
        sheets, from_1904 = sheets_of(container)
        strings, whole = _shared_strings(container)
        epoch = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)  # noqa: DTZ001  cells have no zone
        book = _Book(sheets[:last], strings, *_styles(container), epoch)
        for number, sheet in enumerate(book.sheets, start=1):
            sections = Sections()
            try:
                for _ in _rows(container, sheet, book, sections):
                    if blocks := sections.take():
                        yield page_message(blocks, page=number)
            except StageError as error:
                yield page_message(
                    sections.finish(), page=number, note=[error.code, f"Sheet “{sheet.name}” was not read to its end: {error.detail}"]
                )
                continue
            yield page_message(sections.finish(), page=number)
        if not whole:
            yield page_message([], note=["cut", "This workbook has more text than can be read; some cells are missing."])


def _rows(container: zipfile.ZipFile, sheet: Sheet, book: _Book, sections: Sections) -> Iterator[None]:
    sections.heading(f"{sheet.name} (hidden)" if sheet.hidden else sheet.name)
    rows = Rows(sections)
    with open_member(container, sheet.part, WHAT) as stream:
        if stream is None:
            raise StageError("it is missing.", code="corrupt")
        for element in _elements(stream, "{*}row"):
            rows.add(_cells(element, book))
            yield
    rows.end()
    _read_comments(container, sheet, sections)
    _read_drawings(container, sheet, sections)


def _read_comments(container: zipfile.ZipFile, sheet: Sheet, sections: Sections) -> None:
    """What people noted beside cells."""
    for relation in relations(container, sheet.part, WHAT).values():
        root = read_tree(container, relation.target, WHAT) if relation.kind == "comments" else None
        for comment in root.iter("{*}comment") if root is not None else ():
            said = _line("".join(text.text or "" for text in comment.iter("{*}t")))
            sections.add(f"{_line(comment.get('ref') or '')}: {said}" if said else "")


def _read_drawings(container: zipfile.ZipFile, sheet: Sheet, sections: Sections) -> None:
    """Boxes of text, descriptions of pictures, and what charts are called; the numbers of charts stand in cells."""
    for relation in relations(container, sheet.part, WHAT).values():
        root = read_tree(container, relation.target, WHAT) if relation.kind == "drawing" else None
        if root is None:
            continue
        sections.add(drawn_text(root))
        for described in root.iter("{*}cNvPr"):
            sections.add(description(described))
        for chart in relations(container, relation.target, WHAT).values():
            titles = read_tree(container, chart.target, WHAT) if chart.kind in _CHARTS else None
            sections.add(drawn_text(titles) if titles is not None else "")


def _elements(stream: IO[bytes], tag: str) -> Iterator["etree._Element"]:
    """Complete elements of this name, each forgotten after its turn."""
    for event, element in xml_events(stream, WHAT, tag):
        if event == "end":
            yield element
            forget(element)


def _cells(row: "etree._Element", book: _Book) -> list[str]:
    cells: list[str] = []
    for cell in row.iterchildren("{*}c"):
        column = _column(cell.get("r"), len(cells))
        value = _value(cell, book)
        if value and column < MAX_COLUMNS:
            cells.extend([""] * (column - len(cells)))
            cells[column:] = [value]
    return cells


def _column(reference: str | None, following: int) -> int:
    """0-based; cells that do not say theirs follow one another."""
    found = _REFERENCE.match(reference or "")
    if found is None:
        return following
    column = 0
    for letter in found.group(1):
        column = column * 26 + ord(letter) - 64
    return max(column - 1, following)


def _value(cell: "etree._Element", book: _Book) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _line("".join(text.text or "" for text in cell.iter("{*}t")))
    stored = cell.find("{*}v")
    raw = (stored.text or "") if stored is not None else ""
    if kind == "s":
        return book.strings[int(raw)] if raw.isdecimal() and len(raw) < 10 and int(raw) < len(book.strings) else ""
    if kind == "b":
        return "TRUE" if raw == "1" else "FALSE" if raw else ""
    if kind == "n" and raw:
        return _number(raw, cell.get("s", "0"), book)
    return _line(raw)


def _number(raw: str, style: str, book: _Book) -> str:
    try:
        number = float(raw)
    except ValueError:
        return _line(raw)
    form = int(style[:9]) if style.isdecimal() else 0
    if form in book.durations and 0 <= number < 2_958_466:
        return _duration(number)
    if form in book.dates and 0 <= number < 2_958_466:
        return _date(number, book.epoch)
    if form in book.percents and abs(number) < 1e9:
        return f"{round(number * 100, 6):.15g}%"
    if form in book.padded and 0 <= number < 1e15 and number.is_integer():
        return f"{number:0{book.padded[form]}.0f}"
    return f"{number:.15g}" if abs(number) < 1e15 else _line(raw)


def _duration(days: float) -> str:
    minutes, seconds = divmod(round(days * 86_400), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


def _date(number: float, epoch: datetime) -> str:
    """ISO 8601: a date, a time of day, or both. A serial counts days; the days before March 1900 are one off, as Excel has a 29th of February there."""
    seconds = round(number * 86_400)
    moment = epoch + timedelta(seconds=seconds)
    if number < 1:
        return f"{moment:%H:%M:%S}"
    return moment.date().isoformat() if seconds % 86_400 == 0 else f"{moment:%Y-%m-%d %H:%M:%S}"


def _shared_strings(container: zipfile.ZipFile) -> tuple[list[str], bool]:
    """The texts of all cells, and whether that is all of them."""
    strings: list[str] = []
    left = 2 * get_settings().limits.text_chars
    try:
        with open_member(container, "xl/sharedStrings.xml", WHAT) as stream:
            for element in _elements(stream, "{*}si") if stream is not None else ():
                text = _line("".join(part.text or "" for part in element.iterfind("{*}t")) or _rich(element))
                strings.append(text)
                left -= len(text) + 20
                if left < 0:
                    return strings, False
    except StageError as error:
        if error.code != "too_large":
            raise
        return strings, False
    return strings, True


def _rich(element: "etree._Element") -> str:
    """Text in several formats, without the phonetic readings beside it."""
    return "".join(part.text or "" for part in element.iterfind("{*}r/{*}t"))


def _styles(container: zipfile.ZipFile) -> tuple[frozenset[int], frozenset[int], frozenset[int], Mapping[int, int]]:
    """Indices of the cell formats that show a number as a date or a time, as a percentage, as a duration, and with so many digits."""
    root = read_tree(container, "xl/styles.xml", WHAT)
    if root is None:
        return frozenset(), frozenset(), frozenset(), {}
    dates, percents, durations = (
        {str(number) for number in built_in} for built_in in (_BUILT_IN_DATES, _BUILT_IN_PERCENTS, _BUILT_IN_DURATIONS)
    )
    padded: dict[str | None, int] = {}
    for number_format in root.iter("{*}numFmt"):
        code = number_format.get("formatCode") or ""
        letters = _NOT_FORMAT.sub("", code)
        if _DURATION.search(code):
            durations.add(number_format.get("numFmtId") or "")
        elif _DATE_LETTERS.search(letters):
            dates.add(number_format.get("numFmtId") or "")
        elif "%" in letters:
            percents.add(number_format.get("numFmtId") or "")
        elif _PADDED.fullmatch(code):
            padded[number_format.get("numFmtId")] = len(code)
    formats = root.find("{*}cellXfs")
    used = [used_format.get("numFmtId") for used_format in formats.iterchildren("{*}xf")] if formats is not None else []
    digits = {at: padded[form] for at, form in enumerate(used) if form in padded}
    return _places(used, dates), _places(used, percents), _places(used, durations), digits


def _places(used: Sequence[str | None], wanted: Container[str]) -> frozenset[int]:
    return frozenset(at for at, form in enumerate(used) if form in wanted)


def _line(text: str) -> str:
    return " ".join(clean(text[:_CELL_CHARS]).split())
