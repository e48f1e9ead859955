"""The parser takes any text. What holds of all of it is held by properties, what people write by examples."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowerbird.search.dates import Now
from bowerbird.search.grammar import QUALIFIERS, Part, parse

NOW = Now(date(2026, 11, 21))
pieces = st.sampled_from(
    [
        *(f"{name}:" for name in QUALIFIERS),
        *(
            "last summer",
            "2024",
            "2021..2023",
            "image",
            "pdf,jpg",
            "blue",
            "bower",
            "10MB",
            "http://x.org/a:b",
            "C:\\x",
            "foo:bar",
            "12:30",
        ),
        *(
            "OR",
            "|",
            "-",
            "--",
            '"',
            '""',
            "“",
            "”",
            "«",
            "(",
            ")",
            " ",
            "  ",
            "\t",
            "\x00",
            "\ud800",
            "京都",
            "e\u0301",
            "🎉",
            ":",
            ",",
            "*",
        ),
    ]
)
queries = st.text(max_size=60) | st.lists(pieces, max_size=15).map("".join) | st.lists(pieces, max_size=15).map(" ".join)


@given(queries)
def test_spans_lead_back_to_what_was_typed(typed: str) -> None:
    position = 0
    for part in parse(typed, NOW):
        assert position <= part.start < part.end
        assert typed[part.start : part.end] == part.text
        position = part.end


@given(queries)
def test_nothing_but_space_and_empty_quotes_is_left_out(typed: str) -> None:
    between, position = "", 0
    for part in parse(typed, NOW):
        between += typed[position : part.start] + " "
        position = part.end
    left = between + typed[position:]
    assert not any(character.isalnum() for character in left)
    assert all(character.isspace() or character in '"“”„‟«»\uff02-' or not character.isprintable() for character in left)


@given(queries)
def test_parsing_its_own_parts_changes_nothing(typed: str) -> None:
    def essence(parts: tuple[Part, ...]) -> list[tuple[object, ...]]:
        return [
            (part.kind, part.text, part.operand, part.words, part.is_phrase, part.is_excluded, part.name, part.values) for part in parts
        ]

    once = parse(typed, NOW)
    again = parse(" ".join(part.text for part in once), NOW)
    assert essence(again) == essence(once)


@given(queries)
def test_an_or_joins_two_terms(typed: str) -> None:
    parts = parse(typed, NOW)
    for before, part, after in zip(parts, parts[1:], parts[2:], strict=False):
        if part.kind == "or":
            assert before.operand == part.operand == after.operand
            assert not before.is_excluded
            assert not after.is_excluded
            assert before.kind != "or"
            assert after.kind != "or"
    assert not parts or (parts[0].kind != "or" and parts[-1].kind != "or")


def kinds_of(typed: str) -> list[tuple[str, str]]:
    return [(part.kind, part.text) for part in parse(typed, NOW)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("boiler type:pdf", [("text", "boiler"), ("qualifier", "type:pdf")]),
        ('in:"My trips" -tag:draft', [("qualifier", 'in:"My trips"'), ("qualifier", "-tag:draft")]),
        ("on:last summer beach", [("qualifier", "on:last summer"), ("text", "beach")]),
        ("after:2023 reports", [("qualifier", "after:2023"), ("text", "reports")]),
        ("before:march 2021 invoices", [("qualifier", "before:march 2021"), ("text", "invoices")]),
        ("on:3 weeks ago", [("qualifier", "on:3 weeks ago")]),
        ("red OR blue", [("text", "red"), ("or", "OR"), ("text", "blue")]),
        ("red | blue", [("text", "red"), ("or", "|"), ("text", "blue")]),
        ("red or blue", [("text", "red"), ("text", "or"), ("text", "blue")]),
        ("OR red OR", [("text", "OR"), ("text", "red"), ("text", "OR")]),
        ("red OR -blue", [("text", "red"), ("text", "OR"), ("not", "-blue")]),
        ('-"first draft"', [("not", '-"first draft"')]),
        ("„blue bower“", [("phrase", "„blue bower“")]),
        ("https://x.org/a", [("text", "https://x.org/a")]),
        ("C:\\files x:y", [("text", "C:\\files"), ("text", "x:y")]),
        ("tag: later", [("text", "tag:"), ("text", "later")]),
        ("std::vector", [("text", "std::vector")]),
        ("at 12:30", [("text", "at"), ("text", "12:30")]),
    ],
)
def test_what_people_write(typed: str, expected: list[tuple[str, str]]) -> None:
    assert kinds_of(typed) == expected


def test_values() -> None:
    (part,) = parse("TYPE:image,PDF", NOW)
    assert (part.field, part.values) == ("kind", ("image", "PDF"))
    (part,) = parse("place:“Rome,  Italy”", NOW)
    assert (part.field, part.values) == ("place", ("Rome, Italy",))
    (part,) = parse("name:a,b.txt", NOW)
    assert part.values == ("a,b.txt",)
    (part,) = parse("on:2021,2023", NOW)
    assert part.values == ("2021", "2023")
