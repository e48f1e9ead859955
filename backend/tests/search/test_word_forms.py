from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from bowerbird.search import word_forms
from bowerbird.search.word_forms import lexemes


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_forms, "_known", {})


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    yield sent
    event.remove(connection, "before_cursor_execute", note)


def test_words_have_the_lexemes_of_their_language(session: Session) -> None:
    words = {("en", "running"), ("xx", "running"), ("de", "häuser"), ("en", "the"), (None, "birds"), ("en", "a/b.example")}
    found = lexemes(session, words)
    assert set(found) == words
    assert found["en", "running"] == {"run"}
    assert found["xx", "running"] == {"running"}
    assert "haus" in found["de", "häuser"]
    assert found["en", "the"] == frozenset()
    assert found[None, "birds"] == {"bird"}
    assert "b.example" in " ".join(found["en", "a/b.example"])


def test_what_was_asked_before_is_not_asked_again(session: Session) -> None:
    lexemes(session, [("en", "running"), ("en", "the")])
    with counted(session) as sent:
        assert lexemes(session, [("en", "running"), ("en", "the")]) == {("en", "running"): {"run"}, ("en", "the"): frozenset()}
        assert not sent
        lexemes(session, [("en", "running"), ("de", "running")])
        assert len(sent) == 1


def test_no_more_is_remembered_than_fits(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_forms, "_REMEMBERED", 3)
    for number in range(9):
        assert lexemes(session, [("en", f"word{number}")]) == {("en", f"word{number}"): {f"word{number}"}}
        assert len(word_forms._known) <= 3
