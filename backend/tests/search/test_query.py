import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowerbird.search.meaning import parse
from bowerbird.search.query import Query, Term, is_spaceless, phrase_regex


def asks(*words: str, phrases: tuple[str, ...] = (), excluded: tuple[str, ...] = (), excluded_phrases: tuple[str, ...] = ()) -> Query:
    """Words one by one, after the phrases."""
    operands = (*((Term(tuple(phrase.split()), is_phrase=True),) for phrase in phrases), *((Term((word,)),) for word in words))
    return Query(operands, excluded, excluded_phrases)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("blue bower", asks("blue", "bower")),
        ('"blue bower" bird', asks("bird", phrases=("blue bower",))),
        ("“blue  bower”", asks(phrases=("blue bower",))),
        ('"exact"', asks(phrases=("exact",))),
        ("invoice -draft", asks("invoice", excluded=("draft",))),
        ('invoice -"first draft"', asks("invoice", excluded_phrases=("first draft",))),
        ('invoice -"draft"', asks("invoice", excluded=("draft",))),
        ("state-of-the-art", asks("state-of-the-art")),
        ("a - b", asks("a", "-", "b")),
        ('5" pipe', asks('5"', "pipe")),
        ('"" ""', asks()),
        ("tab\there\x00null", asks("tab", "here", "null")),
    ],
)
def test_what_is_typed_means(typed: str, meant: Query) -> None:
    assert parse(typed) == meant


def test_or_leaves_a_choice() -> None:
    query = parse('red OR "deep blue" bower')
    assert query.operands == ((Term(("red",)), Term(("deep", "blue"), is_phrase=True)), (Term(("bower",)),))
    assert query.text == "red or deep blue bower"
    assert query.words == ("red", "deep", "blue", "bower")
    assert query.places == ((0, 0), (0, 1), (0, 1), (1, 0))
    assert query.branches == ("red bower", "deep blue bower")
    assert query.phrases == (("red", "deep blue"),)
    assert phrase_regex(*query.phrases[0]).search("a Red thing")


@pytest.mark.parametrize("typed", ["", "   ", "-", '"', "...", "-draft", "?!"])
def test_a_query_without_a_word_is_empty(typed: str) -> None:
    assert parse(typed).is_empty


@given(st.text(max_size=200))
def test_any_text_is_a_query(typed: str) -> None:
    query = parse(typed)
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
