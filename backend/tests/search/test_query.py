import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowerbird.search.query import Query, is_spaceless, parse, phrase_regex


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("blue bower", Query("blue bower", ("blue", "bower"), (), (), ())),
        ('"blue bower" bird', Query("blue bower bird", ("blue", "bower", "bird"), ("blue bower",), (), ())),
        ("“blue  bower”", Query("blue bower", ("blue", "bower"), ("blue bower",), (), ())),
        ('"exact"', Query("exact", ("exact",), ("exact",), (), ())),
        ("invoice -draft", Query("invoice", ("invoice",), (), ("draft",), ())),
        ('invoice -"first draft"', Query("invoice", ("invoice",), (), (), ("first draft",))),
        ('invoice -"draft"', Query("invoice", ("invoice",), (), ("draft",), ())),
        ("state-of-the-art", Query("state-of-the-art", ("state-of-the-art",), (), (), ())),
        ("a - b", Query("a - b", ("a", "-", "b"), (), (), ())),
        ('5" pipe', Query('5" pipe', ('5"', "pipe"), (), (), ())),
        ('"" ""', Query("", (), (), (), ())),
        ("tab\there\x00null", Query("tab here null", ("tab", "here", "null"), (), (), ())),
    ],
)
def test_what_is_typed_means(typed: str, meant: Query) -> None:
    assert parse(typed) == meant


@pytest.mark.parametrize("typed", ["", "   ", "-", '"', "...", "-draft", "?!"])
def test_a_query_without_a_word_is_empty(typed: str) -> None:
    assert parse(typed).is_empty


@given(st.text(max_size=200))
def test_any_text_is_a_query(typed: str) -> None:
    query = parse(typed)
    assert query.text == " ".join(query.words)
    assert "\x00" not in query.text
    query.text.encode()


@given(st.lists(st.text(alphabet=st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=8), min_size=1, max_size=4))
def test_a_phrase_is_found_in_itself(words: list[str]) -> None:
    phrase = " ".join(words)
    pattern = phrase_regex(phrase)
    import unicodedata

    assert pattern.search(unicodedata.normalize("NFKC", phrase).replace(" ", "\n  "))


def test_a_phrase_is_whole_words() -> None:
    assert phrase_regex("art of").search("The Art\nof war")
    assert not phrase_regex("art of").search("part of")
    assert not phrase_regex("art of").search("art often")
    assert phrase_regex("東京").search("今日は東京へ行く")
    assert isinstance(phrase_regex("a+b (c)"), re.Pattern)


@pytest.mark.parametrize(
    ("character", "expected"), [("京", True), ("か", True), ("ก", True), ("a", False), ("é", False), ("я", False), ("5", False)]
)
def test_scripts_without_spaces(character: str, *, expected: bool) -> None:
    assert is_spaceless(character) is expected
