import uuid
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bowerbird.search.meaning import parse
from bowerbird.search.moments import Passage, as_written, highlights, marks


def marked(session: Session, query: str, content: str, lang: str | None = "en") -> list[str]:
    passage = Passage(uuid.uuid4(), content, lang)
    return [content[start:end] for start, end in highlights(session, parse(query), [passage])[passage.segment_id]]


@pytest.mark.parametrize(
    ("query", "content", "lang", "expected"),
    [
        ("run", "He runs; she was running. A runner.", "en", ["runs", "running"]),
        ("the dog", "the dog's dinner", "en", ["the dog's"]),
        ("the dogs", "A DOG and the Dogs", "en", ["DOG", "the Dogs"]),
        ("häuser", "Das Haus, die Häuser, HAUS", "de", ["Haus", "Häuser", "HAUS"]),
        ("efficient", "an e\ufb03cient way", "en", ["e\ufb03cient"]),
        ('"blue bird" sings', "a blue\n bird sang, blue sky, it sings", "en", ["blue\n bird", "sings"]),
        ("speed of sound", "the Speed of  Sound and speeds", "en", ["Speed of  Sound", "speeds"]),
        ("鳥", "青い鳥が鳥を見た", "ja", ["鳥", "鳥"]),
        ("𝄞 clef", "a 𝄞! clef", "en", ["clef"]),
        ("version 3.5", "Version 3.5 came after 3x5", "en", ["Version 3.5"]),
        ("bird -sky", "a bird in the sky", "en", ["bird"]),
        ("unrelated", "nothing to see", "en", []),
        ("run", "läuft und rennt", None, []),
    ],
)
def test_words_that_answer_are_marked(session: Session, query: str, content: str, lang: str | None, expected: list[str]) -> None:
    assert marked(session, query, content, lang) == expected


def test_positions_are_code_points(session: Session) -> None:
    passage = Passage(uuid.uuid4(), "🐦🐦 bower", "en")
    assert highlights(session, parse("bowers"), [passage]) == {passage.segment_id: [(3, 8)]}


def test_each_language_has_its_own_forms(session: Session) -> None:
    english, plain = (Passage(uuid.uuid4(), "running", lang) for lang in ("en", "xx"))
    found = highlights(session, parse("runs"), [english, plain])
    assert found == {english.segment_id: [(0, 7)], plain.segment_id: []}


@given(st.text(max_size=60), st.text(max_size=120), st.frozensets(st.text(max_size=4), max_size=5))
def test_marks_are_in_order_and_apart(query: str, content: str, matching: frozenset[str]) -> None:
    found = marks(content, as_written(parse(query)), matching)
    assert all(0 <= start < end <= len(content) for start, end in found)
    assert all(left[1] <= right[0] for left, right in pairwise(found))
