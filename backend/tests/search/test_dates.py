from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowerbird.search.dates import Days, Now, understand, zone_named

NOW = Now(date(2026, 11, 21))  # a Saturday


def days(start: str, end: str) -> Days:
    return Days(date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("2024", "2024-01-01", "2025-01-01"),
        ("2024-05", "2024-05-01", "2024-06-01"),
        ("2024/12", "2024-12-01", "2025-01-01"),
        ("2024-02-29", "2024-02-29", "2024-03-01"),
        ("1.5.2024", "2024-05-01", "2024-05-02"),
        ("May 2024", "2024-05-01", "2024-06-01"),
        ("May 5, 2024", "2024-05-05", "2024-05-06"),
        ("5th of may".replace("of ", ""), "2026-05-05", "2026-05-06"),
        ("march", "2026-03-01", "2026-04-01"),
        ("Sept.", "2026-09-01", "2026-10-01"),
        ("december", "2025-12-01", "2026-01-01"),
        ("november", "2026-11-01", "2026-12-01"),
        ("last november", "2025-11-01", "2025-12-01"),
        ("last march", "2026-03-01", "2026-04-01"),
        ("summer", "2026-06-01", "2026-09-01"),
        ("last summer", "2026-06-01", "2026-09-01"),
        ("last autumn", "2025-09-01", "2025-12-01"),
        ("winter", "2025-12-01", "2026-03-01"),
        ("summer 2023", "2023-06-01", "2023-09-01"),
        ("today", "2026-11-21", "2026-11-22"),
        ("yesterday", "2026-11-20", "2026-11-21"),
        ("saturday", "2026-11-21", "2026-11-22"),
        ("last saturday", "2026-11-14", "2026-11-15"),
        ("monday", "2026-11-16", "2026-11-17"),
        ("this week", "2026-11-16", "2026-11-23"),
        ("last week", "2026-11-09", "2026-11-16"),
        ("last month", "2026-10-01", "2026-11-01"),
        ("last year", "2025-01-01", "2026-01-01"),
        ("3 days ago", "2026-11-18", "2026-11-19"),
        ("two months ago", "2026-09-01", "2026-10-01"),
        ("a year ago", "2025-01-01", "2026-01-01"),
        ("last 7 days", "2026-11-14", "2026-11-22"),
        ("past 3 months", "2026-08-21", "2026-11-22"),
        ("2021..2023", "2021-01-01", "2024-01-01"),
        ("2021-05..june 2022", "2021-05-01", "2022-07-01"),
    ],
)
def test_what_people_write(written: str, start: str, end: str) -> None:
    assert understand(written, NOW) == days(start, end)


@pytest.mark.parametrize(
    "written",
    ["", "..", "2024-13", "2023-02-29", "2023..2021", "2021..", "soon", "9999", "99999 days ago", "in a while", "05/01/2024", "٢٠٢٤"],
)
def test_what_is_no_date(written: str) -> None:
    assert understand(written, NOW) is None


def test_in_the_south_summer_is_in_january() -> None:
    assert understand("summer", Now(date(2026, 11, 21), is_southern=True)) == days("2025-12-01", "2026-03-01")
    assert Now.in_zone("Australia/Sydney").is_southern
    assert not Now.in_zone("Europe/Vienna").is_southern


@given(st.text(max_size=30) | st.from_regex(r"(last |this |)?\d{1,4} ?(day|month|year|\.\.)s?( ago|\d{1,4})?", fullmatch=True), st.dates())
def test_any_text_is_a_stretch_of_days_or_none(written: str, today: date) -> None:
    found = understand(written, Now(today))
    assert found is None or found.start < found.end


def test_days_begin_at_midnight_where_the_person_is() -> None:
    start, end = days("2024-05-01", "2024-05-02").instants(zone_named("Europe/Vienna"))
    assert (start, end) == (datetime(2024, 4, 30, 22, tzinfo=UTC), datetime(2024, 5, 1, 22, tzinfo=UTC))


@pytest.mark.parametrize("name", [None, "", "Nowhere/Never", "../../etc/passwd", "\x00", "x" * 300])
def test_a_zone_that_is_none_is_utc(name: str | None) -> None:
    assert zone_named(name) == UTC
