"""BM25 in two stages: few candidates from the GIN index on impact tokens, exact scores from forward vectors.

The tables, and the triggers that keep them, are in the migration `lexical`; here is what a query does with them. Each library is scored by its own
statistics, so that nothing another library holds changes a score.
"""

import math
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from bowerbird.pipeline.language import guess_language
from bowerbird.search.query import Query, phrase_pattern
from bowerbird.search.scope import Scope

K1 = 1.2
MOST_TERMS = 64
"""A longer query is searched by its rarest terms."""
LEVEL_WEIGHTS = (0.45, 0.7, 0.88, 1.02, 1.17, 1.32, 1.5, 1.72)
"""Mean weight of a posting at each impact level."""
BUDGET_WORDS = 5
"""Words that the budget of candidates is meant for; a longer query spreads it over more postings and gets more."""
PAIRS, MOST_PAIRED = 0.8, 8
"""Part of the budget for passages that two postings of different words bring, and of how many words at most, since each costs a walk through the index; the
rest is for those that one posting brings. A good passage has one rare word often, or several of the query's words, and of a million passages thousands have
any one of them: 20,000 candidates by single postings held .91 of the ten best of long queries, 7,500 with pairs .97."""
PAIRED, SINGLES = 150_000, 1.25
"""Of fewer passages that pass the filters single postings alone bring the best, with so many times the budget, for half the work: there are not so many with any one
word. Of 79,000 passages, 80 queries: .994 of the ten best, .995 over ten libraries and since a year; nearly all of them with twice the budget."""
PHRASE_CANDIDATES = 2_000
"""Best-scored passages that are looked through for a phrase."""
NARROW = 4
"""A filter on kind or date that lets at most one in so many through is asked of an index before rows are read."""
DIMENSIONS = 1 << 29
Plan = Literal["candidates", "all"]


@dataclass(frozen=True, slots=True)
class Term:
    """A lexeme of the query as a library knows it."""

    term: int
    tokens: tuple[int, ...]
    """Keys of its postings at the eight impact levels."""
    segments: int
    levels: tuple[int, ...] | None
    """Postings at each level; None where the statistics do not know the term (yet)."""


class Posting(NamedTuple):
    """What an index key brings."""

    most: float
    """That it adds to a score whose best possible is 1."""
    token: int
    term: int
    passages: int
    """That have it, as far as they are counted."""


@dataclass(frozen=True, slots=True)
class LibraryTerms:
    """The query in the eyes of one library."""

    population: int
    """Segments of the library."""
    words: Mapping[int, Mapping[str, Sequence[Term]]]
    """By place in the query and by text search configuration: a library in two languages knows a word in two forms."""
    places: Sequence[tuple[int, int]]
    """Of each word the operand of the query and the choice in it."""

    def idf(self, segments: int) -> float:
        """Lucene's, which is never negative."""
        return math.log1p((max(self.population, segments) - segments + 0.5) / (segments + 0.5))

    def weights(self) -> dict[int, float]:
        """idf of each term; the rarest where there are too many."""
        found = {term.term: self.idf(term.segments) for forms in self.words.values() for terms in forms.values() for term in terms}
        return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_TERMS])

    def best_possible(self) -> float:
        """The score no passage reaches: every word there without end. Of the forms of a word the one that the library holds counts, of the choices that OR
        leaves the best."""
        operands: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        for place, forms in self.words.items():
            known = [sum(self.idf(term.segments) for term in terms) for terms in forms.values() if any(term.segments for term in terms)]
            operand, choice = self.places[place - 1]
            operands[operand][choice] += max(known or (sum(self.idf(term.segments) for term in terms) for terms in forms.values()))
        return (K1 + 1) * sum(max(choices.values()) for choices in operands.values())

    def postings(self) -> Iterator[Posting]:
        weights, best = self.weights(), self.best_possible()
        seen: set[int] = set()
        for term in (term for forms in self.words.values() for terms in forms.values() for term in terms):
            if term.term in seen or term.term not in weights:
                continue
            seen.add(term.term)
            for level, token in enumerate(term.tokens):
                most = weights[term.term] * LEVEL_WEIGHTS[level] / best
                yield Posting(most, token, term.term, max(term.levels[level], 0) if term.levels else 0)


@dataclass(frozen=True, slots=True)
class LexicalQuery:
    """A query looked up in the statistics."""

    query: Query
    libraries: Mapping[uuid.UUID, LibraryTerms]
    excluded: frozenset[int]
    """Terms that exclude a passage."""

    @property
    def content_words(self) -> int:
        """Words that are not stop words in every language at hand."""
        return max((len(library.words) for library in self.libraries.values()), default=0)


@dataclass(frozen=True, slots=True)
class Weighted:
    """A query vector for each library, scaled so that the best possible score is 1."""

    libraries: list[uuid.UUID]
    vectors: list[str]

    @property
    def is_empty(self) -> bool:
        return not self.libraries


def look_up(session: Session, scope: Scope, query: Query) -> LexicalQuery:
    """Lexemes of the query's words in the configurations that the libraries use, with their statistics. One statement.

    A small word of the query's own language counts in no other: to a German passage `the` would be a rare word that says a lot.
    """
    rows = session.execute(
        text(
            "WITH lexemes AS MATERIALIZED ("
            " SELECT DISTINCT w.place, c.config, l.lexeme, lexical_term(l.lexeme) AS term"
            " FROM unnest(CAST(:words AS text[])) WITH ORDINALITY w(word, place),"
            " unnest(CAST(:configs AS text[]) || lexical_config(:asked_in)) c(config), lexical_words(c.config, w.word) l)"
            " SELECT x.place, x.config, lexical_config(:asked_in) AS own, x.lexeme, x.term, y.id AS library_id, coalesce(s.segments, 0) AS segments, s.levels,"
            " ARRAY(SELECT lexical_token(y.id, x.term, level) FROM generate_series(0, 7) level ORDER BY level) AS tokens"
            " FROM lexemes x CROSS JOIN unnest(CAST(:libraries AS uuid[])) y(id)"
            # The planner takes the lexemes for hundreds and would read a table of some ten thousand terms from end to end; a LIMIT is looked up each time.
            " LEFT JOIN LATERAL (SELECT * FROM lexical_statistics WHERE library_id = y.id AND term = x.term LIMIT 1) s ON true"
        ),
        {
            "words": [*query.words, *query.excluded],
            "configs": scope.configs,
            "asked_in": guess_language(query.text) or "en",
            "libraries": list(scope.libraries),
        },
    ).all()
    full = {row.place for row in rows if row.config == row.own and row.place <= len(query.words)}
    full |= {place for place, word in enumerate(query.words, start=1) if word in query.words_in_phrases or not full}
    wanted = [row for row in rows if row.place in full and row.config in scope.configs]
    return LexicalQuery(
        query,
        {
            library_id: LibraryTerms(
                scope.populations[library_id], _forms(row for row in wanted if row.library_id == library_id), query.places
            )
            for library_id in scope.libraries
            if scope.populations[library_id]
        },
        frozenset(row.term for row in rows if row.place > len(query.words) and row.config in scope.configs),
    )


def _forms(rows: Iterable[Row[tuple[object, ...]]]) -> dict[int, dict[str, list[Term]]]:
    words: dict[int, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        term = Term(row.term, tuple(row.tokens), max(row.segments, 0), tuple(row.levels) if row.levels else None)
        words[row.place][row.config].append(term)
    return {place: dict(forms) for place, forms in words.items()}


def weigh(found: LexicalQuery) -> Weighted:
    libraries, vectors = [], []
    for library_id, terms in found.libraries.items():
        best = terms.best_possible()
        if best > 0:
            libraries.append(library_id)
            vectors.append(sparse({term: weight / best for term, weight in terms.weights().items()}))
    return Weighted(libraries, vectors)


def sparse(elements: Mapping[int, float]) -> str:
    """In pgvector's notation."""
    return "{" + ",".join(f"{term}:{weight:.7g}" for term, weight in elements.items()) + f"}}/{DIMENSIONS}"


def plan(scope: Scope, found: LexicalQuery, budget: int) -> Plan:
    return "candidates" if scope.matching > _for_words(found, budget) and not weigh(found).is_empty else "all"


def _for_words(found: LexicalQuery, budget: float) -> float:
    return budget * max(1.0, found.content_words / BUDGET_WORDS)


def retrieve(session: Session, scope: Scope, found: LexicalQuery, *, limit: int, budget: int) -> list[tuple[uuid.UUID, float]]:
    """The best passages, as (segment, bm25 / best possible), best first. With phrases in the query only passages that hold them all.

    The budget grows with the words of the query. As many segments in scope are all scored; of more it bounds the candidates, and grows where a
    filter lets only a part through.
    """
    query, weighted = found.query, weigh(found)
    if weighted.is_empty and not query.phrases:
        return []
    parameters: dict[str, object] = {
        "libraries": weighted.libraries or list(scope.libraries),
        "vectors": weighted.vectors or [sparse({})] * len(scope.libraries),
        "limit": limit,
        **scope.parameters,
    }
    excluded = ""
    if found.excluded:
        excluded = " AND (v.vector <#> CAST(:excluded AS sparsevec)) = 0"
        parameters["excluded"] = sparse(dict.fromkeys(found.excluded, 1.0))
    if plan(scope, found, budget) == "all":
        scored = (
            "SELECT v.segment_id, v.vector <#> q.vector AS distance FROM lexical_vectors v"
            " JOIN unnest(CAST(:libraries AS uuid[]), CAST(:vectors AS sparsevec[])) q(library_id, vector) ON q.library_id = v.library_id"
            f" WHERE true{scope.by_segment}{excluded}"
        )
    else:
        carried = scope.carried if NARROW * scope.matching <= scope.total else ""
        is_candidate, keys = _is_candidate(scope, found, budget)
        parameters |= keys
        # The index alone makes the candidates: with a library's btree beside it the planner might compute the tokens of every row. Where a filter lets little
        # through, both indexes together (BitmapAnd) spare reading most of the postings' rows. A candidate is scored as it is read: to keep the vectors of ten
        # thousand until they are joined with the query's took as long as to find them.
        scored = (
            "WITH candidates AS MATERIALIZED (SELECT v.segment_id, v.asset_id, v.kind,"
            " v.vector <#> (CAST(:vectors AS sparsevec[]))[array_position(CAST(:libraries AS uuid[]), v.library_id)] AS distance"
            f" FROM lexical_vectors v WHERE ({is_candidate}){carried}{excluded})"
            f" SELECT v.segment_id, v.distance FROM candidates v WHERE true{'' if carried else scope.among('v')}"
        )
    patterns = [(phrases, True) for phrases in query.phrases] + [((phrase,), False) for phrase in query.excluded_phrases]
    if not patterns:
        statement = f"SELECT segment_id, distance FROM ({scored}) scored WHERE distance < 0 ORDER BY distance LIMIT :limit"
    else:
        checks = []
        for number, (phrases, wanted) in enumerate(patterns):
            checks.append(f"lexical_normal(s.text) {'~*' if wanted else '!~*'} :pattern_{number}")
            parameters[f"pattern_{number}"] = phrase_pattern(*phrases)
        statement = (
            f"SELECT best.segment_id, distance FROM (SELECT * FROM ({scored}) scored WHERE distance {'<=' if query.phrases else '<'} 0"
            " ORDER BY distance LIMIT :phrase_candidates) best"
            f" JOIN segments s ON s.id = best.segment_id WHERE {' AND '.join(checks)} ORDER BY distance LIMIT :limit"
        )
        parameters["phrase_candidates"] = PHRASE_CANDIDATES
    rows = session.execute(text(statement), parameters).all()
    return [(row.segment_id, -row.distance) for row in rows]


def _is_candidate(scope: Scope, found: LexicalQuery, budget: int) -> tuple[str, dict[str, object]]:
    """SQL that is true of rows `v` of lexical_vectors that the index brings within the budget, and its parameters."""
    paired = scope.matching > PAIRED
    share = _for_words(found, budget) * (1.0 if paired else SINGLES) * min(8.0, scope.total / scope.matching)
    ways, parameters = [], dict[str, object]()
    for way, sets in enumerate(_ways(found, share, paired=paired)):
        keys = {f"tokens_{way}_{number}": tokens for number, tokens in enumerate(sets)}
        ways.append(" AND ".join(f"lexical_tokens(v.library_id, v.vector) && CAST(:{name} AS int[])" for name in keys))
        parameters |= keys
    return " OR ".join(ways), parameters


def _ways(found: LexicalQuery, budget: float, *, paired: bool) -> list[list[list[int]]]:
    """What makes a passage a candidate: for each way to become one, sets of index keys of which it needs one each."""
    if found.query.phrases:
        return [_required_tokens(found)]
    if not paired:
        return [[best_tokens(found, budget)]]
    pairs, expected = _pairs(found, budget * PAIRS)
    return [[best_tokens(found, budget - expected)], *pairs]


def best_tokens(found: LexicalQuery, budget: float) -> list[int]:
    """Index keys of all libraries together by falling idf * impact until their postings would pass the budget: it goes where the best scores may be, which is
    mostly the largest library. Keys of no counted posting are free and always in: they find what was written since the last fold."""
    chosen: list[int] = []
    spent = 0
    for _, posting in _best_first(found):
        if posting.passages == 0 or spent < budget:
            chosen.append(posting.token)
            spent += posting.passages
    return chosen


def _pairs(found: LexicalQuery, budget: float) -> tuple[list[list[list[int]]], float]:
    """Index keys in the same order, as many as bring no more passages with two of them than the budget: those of each term beside those of all commoner ones,
    so that every two terms meet once. And how many passages that is, if the terms have nothing to do with each other."""
    tokens: dict[int, list[int]] = defaultdict(list)
    counted: dict[uuid.UUID, Counter[int]] = defaultdict(Counter)
    expected = 0.0
    for library_id, posting in _best_first(found):
        if posting.passages == 0 or (posting.term not in tokens and len(tokens) == MOST_PAIRED):
            continue
        of_term = counted[library_id]
        added = posting.passages * (of_term.total() - of_term[posting.term]) / found.libraries[library_id].population
        if expected + added > budget:
            break
        expected += added
        of_term[posting.term] += posting.passages
        tokens[posting.term].append(posting.token)
    rarest_first = sorted(tokens, key=lambda term: sum(of_term[term] for of_term in counted.values()))
    sets = [tokens[term] for term in rarest_first]
    return [[own, [token for commoner in sets[number:] for token in commoner]] for number, own in enumerate(sets[:-1], start=1)], expected


def _best_first(found: LexicalQuery) -> list[tuple[uuid.UUID, Posting]]:
    """Index keys of all libraries by falling idf * impact."""
    keys = [(library_id, key) for library_id, terms in found.libraries.items() if terms.best_possible() > 0 for key in terms.postings()]
    return sorted(keys, key=lambda pair: (-pair[1].most, pair[1].token))


def _required_tokens(found: LexicalQuery) -> list[list[int]]:
    """Sets of index keys of which a passage needs one each, in any library and form: for each word of a phrase its postings, for phrases that OR joins
    those of all their words together."""
    sets = []
    for number, terms in enumerate(found.query.operands):
        if not any(term.is_phrase for term in terms):
            continue
        by_word = [
            [
                token
                for library in found.libraries.values()
                for forms in library.words.get(place, {}).values()
                for term in forms
                for token in term.tokens
            ]
            for place, (operand, _) in enumerate(found.query.places, start=1)
            if operand == number
        ]
        known = [tokens for tokens in by_word if tokens]  # a stop word has none
        sets += known if len(terms) == 1 else [[token for tokens in known for token in tokens]] if known else []
    return sets or [best_tokens(found, math.inf)]


def fold(session: Session, *, deltas: int = 200_000, vectors: int = 1_000, bake: bool = True) -> int:
    """Fold waiting changes into the statistics, and with `bake` write a drifted average length into some vectors. Returns how many changes there were; 0 where
    another process is at it. The caller commits; call again while it returns `deltas`."""
    folded = session.execute(text("SELECT lexical_fold(:deltas)"), {"deltas": deltas}).scalar_one()
    if folded >= 0 and bake:
        session.execute(text("SELECT lexical_rebake(:vectors)"), {"vectors": vectors})
    return max(int(folded), 0)
