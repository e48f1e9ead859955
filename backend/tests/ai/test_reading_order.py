from dataclasses import replace
from itertools import pairwise

import pytest

from bowerbird.ai.contracts import TextLine
from bowerbird.ai.local.line_directions import LineDirection
from bowerbird.ai.local.reader import Strip, quarter_turns, strips, turned_right
from bowerbird.ai.local.reading_order import in_reading_order


def line(text: str, x0: float, y0: float, x1: float, height: float = 0.03) -> TextLine:
    return TextLine(text, (x0, y0, x1, y0 + height), 0.9)


def texts(*lines: TextLine) -> list[str]:
    return [found.text for found in in_reading_order(lines)]


def test_a_row_is_read_from_left_to_right_though_its_boxes_are_uneven() -> None:
    assert texts(line("24.55", 0.8, 0.100, 0.9), line("Total", 0.1, 0.108, 0.3), line("Thanks", 0.1, 0.2, 0.3)) == [
        "Total",
        "24.55",
        "Thanks",
    ]


def test_columns_of_running_text_are_read_one_after_another_below_their_title() -> None:
    left = [line(f"left column, line {row}", 0.05, 0.2 + row * 0.05, 0.45) for row in range(5)]
    right = [line(f"right column, line {row}", 0.55, 0.2 + row * 0.05, 0.95) for row in range(5)]
    title = line("A title over both of the columns", 0.2, 0.1, 0.8)
    mixed = [title, *[found for pair in zip(left, right, strict=True) for found in pair]]
    assert in_reading_order(mixed) == [title, *left, *right]


def test_a_bill_keeps_its_prices_in_their_rows() -> None:
    names = [line(f"article number {row}", 0.05, 0.1 + row * 0.05, 0.5) for row in range(6)]
    prices = [line(f"{row}.20", 0.8, 0.1 + row * 0.05, 0.9) for row in range(6)]
    assert in_reading_order([*prices, *names]) == [found for pair in zip(names, prices, strict=True) for found in pair]


def test_strips_cover_tall_pictures_and_leave_others_whole() -> None:
    assert strips(1754, 1240) == [Strip(0, 1754, 0, 1755)]
    assert strips(4000, 3000) == [Strip(0, 4000, 0, 4001)]
    tall = strips(20_000, 1000)
    assert (tall[0].top, tall[-1].bottom) == (0, 20_000)
    assert all(following.top < current.last == following.first < current.bottom for current, following in pairwise(tall))


@pytest.mark.parametrize("turns", range(4))
def test_how_a_page_lies_is_seen_by_its_lines(turns: int) -> None:
    upright = [line(f"a line of the page, number {row}", 0.1, 0.1 + row * 0.05, 0.9) for row in range(8)]
    lying = [replace(found, box=turned_right(found.box, turns)) for found in upright]
    assert quarter_turns(lying, 1.0, directions=[LineDirection(20, turns >= 2)] * 7 + [LineDirection(15, turns < 2)]) == turns
    assert [turned_right(found.box, (4 - turns) % 4) for found in lying] == [pytest.approx(found.box) for found in upright]


def test_some_lines_that_stand_on_their_side_turn_no_page() -> None:
    lines = [line(f"a line of the page, number {row}", 0.1, 0.1 + row * 0.05, 0.9) for row in range(8)]
    spine = TextLine("the title of the book, along its spine", (0.95, 0.1, 0.98, 0.9), 0.9)
    assert quarter_turns([*lines, spine], 1.4, directions=[LineDirection(20, False)] * 8 + [LineDirection(1.5, True)]) == 0
    assert quarter_turns([], 1.4, directions=[]) == 0
    assert quarter_turns([spine], 1.4, directions=[LineDirection(20, True)]) == 0, "one line is no page"
