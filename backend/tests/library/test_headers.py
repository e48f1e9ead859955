import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowerbird.library.headers import RangeNotSatisfiableError, content_disposition, matches, may_show, parse_range, sent_type


@pytest.mark.parametrize(
    ("value", "size", "expected"),
    [
        (None, 10, None),
        ("bytes=0-4", 10, (0, 5)),
        ("bytes=5-", 10, (5, 5)),
        ("bytes=-3", 10, (7, 3)),
        ("bytes=-30", 10, (0, 10)),
        ("bytes=9-99", 10, (9, 1)),
        ("bytes=0-0", 1, (0, 1)),
        ("bytes=5-4", 10, None),
        ("bytes=0-1,3-4", 10, None),
        ("bytes=", 10, None),
        ("bytes=-", 10, None),
        ("bytes=a-b", 10, None),
        ("bytes=٣-", 10, None),
        ("items=0-4", 10, None),
        ("bytes=0-" + "9" * 30, 10, None),
    ],
)
def test_ranges(value: str | None, size: int, expected: tuple[int, int] | None) -> None:
    assert parse_range(value, size) == expected


@pytest.mark.parametrize(("value", "size"), [("bytes=10-", 10), ("bytes=10-20", 10), ("bytes=-0", 10), ("bytes=0-", 0), ("bytes=-5", 0)])
def test_ranges_beyond_the_end(value: str, size: int) -> None:
    with pytest.raises(RangeNotSatisfiableError) as caught:
        parse_range(value, size)
    assert caught.value.headers == {"Content-Range": f"bytes */{size}"}


@given(st.text(max_size=40), st.integers(0, 100))
def test_any_range_lies_inside_the_file(value: str, size: int) -> None:
    for header in (value, f"bytes={value}"):
        try:
            found = parse_range(header, size)
        except RangeNotSatisfiableError:
            continue
        if found is not None:
            start, length = found
            assert 0 <= start < start + length <= size


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=100), st.booleans())
def test_any_name_fits_in_a_header(name: str, inline: bool) -> None:
    header = content_disposition(name, inline=inline)
    found = re.fullmatch(r"(inline|attachment); filename=\"([ -~]+)\"; filename\*=UTF-8''([!-~]*)", header)
    assert found is not None
    assert (found[1] == "inline") == inline
    assert not set('"\\/;%') & set(found[2])
    assert unquote(found[3]) == name


@pytest.mark.parametrize(
    ("mime_type", "shown", "sent"),
    [
        ("image/png", True, "image/png"),
        ("video/mp4", True, "video/mp4"),
        ("application/pdf", True, "application/pdf"),
        ("text/plain", True, "text/plain"),
        ("text/markdown", True, "text/plain"),
        ("text/csv", True, "text/plain"),
        ("text/html", False, "application/octet-stream"),
        ("text/xml", False, "application/octet-stream"),
        ("image/svg+xml", False, "application/octet-stream"),
        ("application/xhtml+xml", False, "application/octet-stream"),
        ("application/javascript", False, "application/octet-stream"),
        ("application/octet-stream", False, "application/octet-stream"),
        ("application/x-dosexec", False, "application/octet-stream"),
    ],
)
def test_nothing_that_runs_is_shown(mime_type: str, shown: bool, sent: str) -> None:
    assert may_show(mime_type) is shown
    assert sent_type(mime_type) == sent


@pytest.mark.parametrize(
    ("header", "expected"),
    [(None, False), ('"a"', True), ('W/"a"', True), ('"b", "a"', True), ("*", True), ('"b"', False), ("a", False), ("", False)],
)
def test_if_none_match(header: str | None, expected: bool) -> None:
    assert matches(header, "a") is expected
