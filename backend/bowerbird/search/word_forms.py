"""What Postgres makes of single words: the lexemes of each in a language. The same words come back in passage after passage, so they are remembered."""

from collections.abc import Iterable, Mapping

from sqlalchemy import text
from sqlalchemy.orm import Session

_Word = tuple[str | None, str]
"""Language and word."""
_REMEMBERED = 1 << 15
_known: dict[_Word, frozenset[str]] = {}
_STATEMENT = text(
    "SELECT p.lang, p.word, CASE"
    # such a word is none of the kinds that lexical_lexemes knows beside those of the configuration, and that function costs ten times as much
    " WHEN p.word ~ '^[a-zA-Z0-9'']*$' THEN tsvector_to_array(to_tsvector(lexical_config(p.lang)::regconfig, p.word))"
    " ELSE ARRAY(SELECT l.lexeme FROM lexical_lexemes(lexical_config(p.lang), p.word) l) END"
    " FROM unnest(CAST(:langs AS text[]), CAST(:words AS text[])) p(lang, word)"
)


def lexemes(session: Session, words: Iterable[_Word]) -> Mapping[_Word, frozenset[str]]:
    """Of each word in its language. One statement for those that are not remembered."""
    wanted = set(words)
    found = {word: forms for word in wanted if (forms := _known.get(word)) is not None}
    if asked := list(wanted.difference(found)):
        rows = session.execute(_STATEMENT, {"langs": [lang for lang, _ in asked], "words": [word for _, word in asked]}).all()
        new = {(lang, word): frozenset(forms) for lang, word, forms in rows}
        if len(_known) + len(new) > _REMEMBERED:
            _known.clear()
        _known.update(new)
        found |= new
    return found
