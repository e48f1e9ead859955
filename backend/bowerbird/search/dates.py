"""Dates as people write them: `2024`, `2024-05`, `2024-05-01`, `May 2024`, `march`, `yesterday`, `last summer`, `3 weeks ago`, `2021..2023`.

Each names a stretch of days `[start, end)`. What leaves the year open means the latest such time that has begun.
"""

import calendar
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MOST_WORDS = 4
"""Words that a date has at most."""


@dataclass(frozen=True, slots=True)
class Days:
    start: date
    end: date
    """The first day after."""

    def instants(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """From midnight to midnight by the clocks of `zone`."""
        return _midnight(self.start, zone), _midnight(self.end, zone)


@dataclass(frozen=True, slots=True)
class Now:
    """What "today" and "summer" depend on."""

    today: date
    is_southern: bool = False

    @classmethod
    def in_zone(cls, name: str | None) -> "Now":
        zone = zone_named(name)
        return cls(datetime.now(zone).date(), bool(name) and str(name).startswith(_SOUTHERN))


_SOUTHERN = (
    *(
        "Australia/",
        "Antarctica/",
        "Pacific/Auckland",
        "America/Argentina/",
        "America/Buenos_Aires",
        "America/Sao_Paulo",
        "America/Santiago",
    ),
    *(
        "America/Montevideo",
        "America/Asuncion",
        "Africa/Johannesburg",
        "Africa/Harare",
        "Africa/Maputo",
        "Africa/Windhoek",
        "Indian/Antananarivo",
    ),
)
"""Time zones where summer is in January."""


def zone_named(name: str | None) -> tzinfo:
    """The zone with this IANA name; UTC for a name that is none."""
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


_MONTHS = {name.lower(): number for names in (calendar.month_name, calendar.month_abbr) for number, name in enumerate(names) if name}
_MONTHS["sept"] = 9
_WEEKDAYS = {name.lower(): number for names in (calendar.day_name, calendar.day_abbr) for number, name in enumerate(names)}
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""Their first month in the north; each has three months."""
_UNITS = "day|week|month|year"
_NUMBERS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twelve": 12,
}
_COUNT = rf"(?P<count>\d{{1,4}}|{'|'.join(_NUMBERS)})"
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})\.?"
_SEASON = rf"(?P<season>{'|'.join(_SEASONS)})"
_LAST = r"(?:(?P<last>last|past|previous)|this|in)"
_ORDINAL = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\.?"


def understand(written: str, now: Now) -> Days | None:
    """The days that the words name, or None where they name none."""
    words = " ".join(written.lower().replace(",", " ").split())
    if ".." in words:
        return _range(words, now)
    for pattern, meaning in _FORMS:
        match = pattern.fullmatch(words)
        if match:
            try:
                return meaning(match.groupdict(), now)
            except (ValueError, OverflowError):
                return None
    return None


def _range(words: str, now: Now) -> Days | None:
    first, _, last = words.partition("..")
    start, end = understand(first, now) if first.strip() else None, understand(last.lstrip("."), now) if last.strip(". ") else None
    if start is None or end is None or start.start >= end.end:
        return None
    return Days(start.start, end.end)


Groups = Mapping[str, str | None]


def _iso(found: Groups, now: Now) -> Days:
    year = int(found["year"] or now.today.year)
    if found.get("month") is None:
        return Days(date(year, 1, 1), date(year + 1, 1, 1))
    month = _MONTHS.get(str(found["month"])) or int(str(found["month"]))
    if not 1 <= month <= 12:
        raise ValueError
    if found.get("day") is None:
        return _month(year, month)
    return _one(date(year, month, int(str(found["day"]))))


def _named_month(found: Groups, now: Now) -> Days:
    month = _MONTHS[str(found["month"])]
    day = int(str(found["day"])) if found.get("day") else 1
    year = now.today.year
    if date(year, month, day) > now.today:
        year -= 1
    days = _one(date(year, month, day)) if found.get("day") else _month(year, month)
    return _shifted_years(days, -1) if found.get("last") and days.end > now.today else days


def _season(found: Groups, now: Now) -> Days:
    month = (_SEASONS[str(found["season"])] + (6 if now.is_southern else 0) - 1) % 12 + 1
    if found.get("year"):
        return _months(int(str(found["year"])), month, 3)
    days = _months(now.today.year, month, 3)
    if days.start > now.today:
        days = _months(now.today.year - 1, month, 3)
    return _months(days.start.year - 1, month, 3) if found.get("last") and days.end > now.today else days


def _period(found: Groups, now: Now) -> Days:
    """`this week`, `last month`."""
    today, last = now.today, bool(found.get("last"))
    match found["unit"]:
        case "week":
            start = today - timedelta(days=today.weekday() + (7 if last else 0))
            return Days(start, start + timedelta(days=7))
        case "month":
            return _months(today.year, today.month - 1 if last else today.month, 1)
        case "year":
            year = today.year - 1 if last else today.year
            return Days(date(year, 1, 1), date(year + 1, 1, 1))
        case _:
            return _one(today - timedelta(days=1 if last else 0))


def _ago(found: Groups, now: Now) -> Days:
    """`3 days ago` is a day; `2 months ago` is a month."""
    count, today = _count(found), now.today
    match found["unit"]:
        case "week":
            start = today - timedelta(days=today.weekday() + 7 * count)
            return Days(start, start + timedelta(days=7))
        case "month":
            return _months(today.year, today.month - count, 1)
        case "year":
            return Days(date(today.year - count, 1, 1), date(today.year - count + 1, 1, 1))
        case _:
            return _one(today - timedelta(days=count))


def _lately(found: Groups, now: Now) -> Days:
    """`last 3 weeks`: up to and with today."""
    count, today = _count(found), now.today
    match found["unit"]:
        case "week":
            start = today - timedelta(days=7 * count)
        case "month":
            start = _same_day(today, -count)
        case "year":
            start = _same_day(today, -12 * count)
        case _:
            start = today - timedelta(days=count)
    return Days(start, today + timedelta(days=1))


def _weekday(found: Groups, now: Now) -> Days:
    back = (now.today.weekday() - _WEEKDAYS[str(found["weekday"])]) % 7
    return _one(now.today - timedelta(days=back or (7 if found.get("last") else 0)))


def _today(found: Groups, now: Now) -> Days:
    return _one(now.today - timedelta(days={"today": 0, "yesterday": 1}[str(found["named"])]))


def _count(found: Groups) -> int:
    count = str(found["count"])
    return _NUMBERS.get(count) or int(count)


def _one(day: date) -> Days:
    return Days(day, day + timedelta(days=1))


def _month(year: int, month: int) -> Days:
    return _months(year, month, 1)


def _months(year: int, month: int, count: int) -> Days:
    """`month` may lie outside 1..12."""
    first, after = year * 12 + month - 1, year * 12 + month - 1 + count
    return Days(date(first // 12, first % 12 + 1, 1), date(after // 12, after % 12 + 1, 1))


def _same_day(day: date, months: int) -> date:
    first = _months(day.year, day.month + months, 1)
    return min(first.start + timedelta(days=day.day - 1), first.end - timedelta(days=1))


def _shifted_years(days: Days, years: int) -> Days:
    return Days(_same_day(days.start, 12 * years), _same_day(days.end, 12 * years))


def _midnight(day: date, zone: tzinfo) -> datetime:
    return (
        datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
        if 1 < day.year < 9999
        else datetime(day.year, day.month, day.day, tzinfo=UTC)
    )


_FORMS: list[tuple[re.Pattern[str], Callable[[Groups, Now], Days]]] = [
    (re.compile(pattern, re.ASCII), meaning)
    for pattern, meaning in (
        (r"(?P<year>[12]\d{3})", _iso),
        (r"(?P<year>[12]\d{3})[-/.](?P<month>\d{1,2})", _iso),
        (r"(?P<year>[12]\d{3})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})", _iso),
        (r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>[12]\d{3})", _iso),
        (rf"{_MONTH} (?P<year>[12]\d{{3}})", _iso),
        (rf"{_MONTH} {_ORDINAL} (?P<year>[12]\d{{3}})", _iso),
        (rf"{_ORDINAL} {_MONTH} (?P<year>[12]\d{{3}})", _iso),
        (rf"(?:{_LAST} )?{_MONTH}", _named_month),
        (rf"{_MONTH} {_ORDINAL}", _named_month),
        (rf"{_ORDINAL} {_MONTH}", _named_month),
        (rf"(?:{_LAST} )?{_SEASON}", _season),
        (rf"{_SEASON} (?P<year>[12]\d{{3}})", _season),
        (rf"(?:{_LAST}) (?P<unit>{_UNITS})", _period),
        (rf"{_COUNT} (?P<unit>{_UNITS})s? ago", _ago),
        (rf"(?:last|past) {_COUNT} (?P<unit>{_UNITS})s?", _lately),
        (rf"(?:{_LAST} )?(?P<weekday>{'|'.join(_WEEKDAYS)})", _weekday),
        (r"(?P<named>today|yesterday)", _today),
    )
]
