import math
import random
import re
import threading
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence

import pytest
from sqlalchemy import Engine, delete, func, select, text, update
from sqlalchemy.orm import Session

from bowerbird.db import session as session_module
from bowerbird.models import Asset, LexicalDelta, LexicalStatistic, LexicalVector, Segment
from bowerbird.search import lexical
from bowerbird.search.meaning import parse
from bowerbird.search.scope import measure
from tests.search.conftest import add_asset, add_segment, make_library, settle

WORDS = [f"{first}{second}{vowel}x" for first in "bcdfglm" for second in "rst" for vowel in "ae"]
"""No stop words, and no endings that a stemmer takes off."""


def random_texts(seed: int, count: int) -> list[str]:
    source = random.Random(seed)
    weights = [1 / (place + 1) for place in range(len(WORDS))]
    return [" ".join(source.choices(WORDS, weights, k=source.randint(1, 60))) for _ in range(count)]


def bm25(texts: Sequence[str], query: str, k1: float = 1.2, b: float = 0.75) -> list[float]:
    """Robertson's BM25 with Lucene's idf, straight from the formula."""
    counts = [Counter(re.findall(r"\w+", content)) for content in texts]
    average = sum(sum(count.values()) for count in counts) / len(counts)
    scores = [0.0] * len(texts)
    for word in set(query.split()):
        df = sum(1 for count in counts if word in count)
        idf = math.log(1 + (len(texts) - df + 0.5) / (df + 0.5))
        for place, count in enumerate(counts):
            tf, length = count[word], sum(count.values())
            scores[place] += idf * tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / average))
    return scores


def found(session: Session, library: uuid.UUID, query: str, *, limit: int = 1000, budget: int = 1_000_000) -> dict[uuid.UUID, float]:
    scope = measure(session, [library], ())
    return dict(lexical.retrieve(session, scope, lexical.look_up(session, scope, parse(query)), limit=limit, budget=budget))


def recounted(session: Session) -> dict[tuple[uuid.UUID, int], tuple[int, list[int]]]:
    counts: dict[tuple[uuid.UUID, int], list[int]] = {}
    statement = text("SELECT library_id, term, level FROM lexical_vectors, lexical_postings(vector)")
    for library_id, term, level in session.execute(statement):
        counts.setdefault((library_id, term), [0] * 8)[level] += 1
    return {key: (sum(levels), levels) for key, levels in counts.items()}


def stored(session: Session) -> dict[tuple[uuid.UUID, int], tuple[int, list[int]]]:
    session.expire_all()
    return {(row.library_id, row.term): (row.segments, row.levels) for row in session.scalars(select(LexicalStatistic))}


@pytest.mark.parametrize("budget", [1_000_000, 1])
def test_scores_are_bm25(session: Session, budget: int) -> None:
    library = make_library(session)
    texts = random_texts(1, 120)
    segments = [add_segment(session, add_asset(session, library), content).id for content in texts]
    settle(session)
    session.execute(text("UPDATE lexical_averages SET average_length = (SELECT avg(length) FROM lexical_vectors), rebaking = true"))
    session.execute(
        text(
            "UPDATE lexical_vectors v SET average_length = c.average_length, vector = c.vector"
            " FROM lexical_compute(ARRAY(SELECT segment_id FROM lexical_vectors)) c WHERE c.segment_id = v.segment_id"
        )
    )
    settle(session)
    for query in ("brax", "brax csax", "gtex lrax mtex brex brax"):
        expected = bm25(texts, query)
        scope = measure(session, [library], ())
        words = lexical.look_up(session, scope, parse(query))
        best_possible = words.libraries[library].best_possible()
        scores = dict(lexical.retrieve(session, scope, words, limit=1000, budget=budget))
        assert scores
        for segment, score in scores.items():
            assert score * best_possible == pytest.approx(expected[segments.index(segment)], rel=1e-3)
        if budget > len(texts):
            assert {segments.index(segment) for segment in scores} == {place for place, score in enumerate(expected) if score > 0}


def test_a_bounded_search_finds_nearly_the_same_ten(session: Session) -> None:
    library = make_library(session)
    for content in random_texts(2, 300):
        add_asset(session, library, content, is_embedded=False)
    settle(session)
    source = random.Random(3)
    overlaps = []
    for _ in range(20):
        query = " ".join(source.sample(WORDS, 3))
        full, bounded = (list(found(session, library, query, limit=10, budget=budget)) for budget in (1_000_000, 60))
        overlaps.append(len(set(full) & set(bounded)) / len(full))
    assert sum(overlaps) / len(overlaps) > 0.8


def test_among_many_two_words_make_a_candidate_of_a_passage_that_neither_would_alone(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lexical, "PAIRED", 100)
    library = make_library(session)
    for word in ("brax", "csax"):
        for number in range(60):
            add_asset(session, library, f"{word} {word} {word} filler{number}", is_embedded=False)
    both = add_segment(session, add_asset(session, library), "brax csax and nothing else", is_embedded=False)
    settle(session)
    hits = found(session, library, "brax csax", budget=60)
    assert max(hits, key=lambda segment: hits[segment]) == both.id
    assert len(hits) < 121, "the budget bounds what is looked at"


def test_a_small_library_beside_it_takes_no_candidates_from_a_large_one(session: Session) -> None:
    large, *small = libraries = [make_library(session) for _ in range(8)]
    for content in random_texts(2, 300):
        add_asset(session, large, content, is_embedded=False)
    for library in small:
        add_asset(session, library, *random_texts(5, 2), is_embedded=False)
    settle(session)
    scope = measure(session, libraries, ())
    source = random.Random(3)
    overlaps = []
    for _ in range(20):
        words = lexical.look_up(session, scope, parse(" ".join(source.sample(WORDS, 3))))
        full, bounded = (
            {segment for segment, _ in lexical.retrieve(session, scope, words, limit=10, budget=budget)} for budget in (1_000_000, 60)
        )
        overlaps.append(len(full & bounded) / len(full))
    assert sum(overlaps) / len(overlaps) > 0.8


def test_statistics_follow_every_change(session: Session) -> None:
    library = make_library(session)
    source = random.Random(4)
    assets = [add_asset(session, library, *random_texts(10 + number, 3), is_embedded=False) for number in range(6)]
    for _ in range(30):
        asset = source.choice(assets)
        segments = session.scalars(select(Segment.id).where(Segment.asset_id == asset.id)).all()
        match source.randrange(6):
            case 0:
                add_segment(session, asset, random_texts(source.randrange(10**6), 1)[0], page=source.randrange(10**5), is_embedded=False)
            case 1 if segments:
                session.execute(delete(Segment).where(Segment.id == source.choice(segments)))
            case 2 if segments:
                session.execute(
                    update(Segment).where(Segment.id == source.choice(segments)).values(text=random_texts(source.randrange(10**6), 1)[0])
                )
            case 3:
                session.execute(update(Asset).where(Asset.id == asset.id).values(deleted_at=func.now()))
            case 4:
                session.execute(update(Asset).where(Asset.id == asset.id).values(deleted_at=None))
            case _:
                session.execute(update(Asset).where(Asset.id == asset.id).values(kind=source.choice(["image", "document"])))
        if source.random() < 0.3:
            lexical.fold(session, deltas=source.choice([7, 200_000]))
    session.execute(update(Asset).values(deleted_at=None))
    settle(session)
    assert stored(session) == recounted(session)
    segments_now = set(session.scalars(select(Segment.id)))
    assert set(session.scalars(select(LexicalVector.segment_id))) == segments_now
    assert measure(session, [library], ()).total == len(segments_now)
    kinds = session.execute(select(Asset.kind, func.count()).join(Segment, Segment.asset_id == Asset.id).group_by(Asset.kind)).all()
    assert {kind: measure(session, [library], (kind,)).matching for kind, _ in kinds} == {row.kind: row[1] for row in kinds}


def test_folding_again_changes_nothing(session: Session) -> None:
    library = make_library(session)
    add_asset(session, library, *random_texts(5, 5), is_embedded=False)
    before = measure(session, [library], ()).total
    assert lexical.fold(session) > 0
    settle(session)
    once = stored(session)
    assert lexical.fold(session) == 0
    assert stored(session) == once == recounted(session)
    assert measure(session, [library], ()).total == before == 5


def test_nothing_is_left_of_what_is_gone(session: Session) -> None:
    library = make_library(session)
    asset = add_asset(session, library, *random_texts(6, 5), is_embedded=False)
    settle(session)
    session.execute(delete(Asset).where(Asset.id == asset.id))
    settle(session)
    for table in ("lexical_vectors", "lexical_statistics", "lexical_populations", "lexical_deltas"):
        assert session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0


def test_two_folders_count_once(database: Engine) -> None:
    """While one folds, another stands back; writers go on."""
    with session_module.transaction() as session:
        library = make_library(session)
        add_asset(session, library, *random_texts(7, 5), is_embedded=False)
    with session_module.transaction() as first:
        assert lexical.fold(first) > 0
        with session_module.transaction() as second:
            assert lexical.fold(second) == 0
        with session_module.transaction() as writer:
            add_asset(writer, library, *random_texts(8, 5), is_embedded=False)
    folders = [threading.Thread(target=_fold_once) for _ in range(4)]
    for folder in folders:
        folder.start()
    for folder in folders:
        folder.join()
    with session_module.transaction() as session:
        settle(session)
        assert stored(session) == recounted(session)
        assert session.scalar(select(func.count()).select_from(LexicalDelta)) == 0
        assert measure(session, [library], ()).total == 10


def _fold_once() -> None:
    with session_module.transaction() as session:
        lexical.fold(session, deltas=50)


def test_a_drifted_average_is_baked_in_again(session: Session) -> None:
    library = make_library(session)
    add_asset(session, library, "brax " * 10, is_embedded=False)
    settle(session)
    add_asset(session, library, *[f"brax csax number{number} " * 30 for number in range(9)], is_embedded=False)
    settle(session)
    averages = set(session.scalars(select(LexicalVector.average_length)))
    true = session.scalar(select(func.avg(LexicalVector.length)))
    assert len(averages) == 1
    assert averages.pop() == pytest.approx(float(true or 0), rel=0.06)
    assert stored(session) == recounted(session)


def test_words_are_found_before_they_are_folded(session: Session) -> None:
    library = make_library(session)
    for content in random_texts(9, 30):
        add_asset(session, library, content, is_embedded=False)
    settle(session)
    # so long a passage that the word weighs little in it: its key comes after those of rare words that are counted
    add_asset(session, library, "rare " * 3, is_embedded=False)
    settle(session)
    new = add_asset(session, library, "a heliotrope " + " ".join(f"word{number}" for number in range(400)), is_embedded=False)
    hits = found(session, library, "rare heliotropes", budget=1)
    assert new.id in {session.get_one(Segment, segment).asset_id for segment in hits}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("running shoes", {"english", "plain"}),
        ('"running shoes"', {"english"}),
        ('"RUNNING   shoes"', {"english"}),
        ('"the running"', set()),
        ("shoes -blue", {"plain"}),
        ('shoes -"shoes are"', {"plain"}),
        ("häuser", {"german"}),
        ("haus", {"german"}),
        ("efficient", {"ligature"}),
        ("the of and", set()),
    ],
)
def test_words_phrases_and_exclusions(session: Session, query: str, expected: set[str]) -> None:
    library = make_library(session)
    add_asset(session, library, "My running\nshoes are blue", name="english")
    add_asset(session, library, "I ran; one shoe", name="plain")
    add_asset(session, library, "Das Haus und die Häuser", name="german", lang="de")
    add_asset(session, library, "an e\ufb03cient way", name="ligature")
    settle(session)
    for budget in (1_000_000, 3):
        names = {
            session.scalars(select(Asset.name).join(Segment, Segment.asset_id == Asset.id).where(Segment.id == segment)).one()
            for segment in found(session, library, query, budget=budget)
        }
        # "ran" is another lexeme than "run"
        assert names == expected


def test_kinds_are_filtered_inside(session: Session) -> None:
    library = make_library(session)
    for number in range(30):
        add_asset(session, library, f"brax number{number}", kind="document", is_embedded=False)
    picture = add_asset(session, library, "brax in a long text about very many other things", kind="image", is_embedded=False)
    settle(session)
    scope = measure(session, [library], ("image",))
    words = lexical.look_up(session, scope, parse("brax"))
    hits = lexical.retrieve(session, scope, words, limit=5, budget=5)
    assert [session.get_one(Segment, segment).asset_id for segment, _ in hits] == [picture.id]


def test_the_index_is_used_and_tokens_are_not_computed_row_by_row(session: Session) -> None:
    library = make_library(session)
    session.execute(
        text(
            "WITH a AS (INSERT INTO assets (library_id, name, kind, mime_type, size, sha256) SELECT :library, 'a', 'document', 'text/plain', 1,"
            " sha256(i::text::bytea) FROM generate_series(1, 2000) i RETURNING id)"
            " INSERT INTO segments (asset_id, library_id, source, ordinal, batch, run_id, fingerprint, text)"
            " SELECT id, :library, 'text', 0, 0, id, 'x', 'word' || row_number() OVER () || ' common' FROM a"
        ),
        {"library": library},
    )
    settle(session)
    plans = []
    scope = measure(session, [library], ())
    words = lexical.look_up(session, scope, parse("word77 common"))
    for line in _explained(session, lambda: lexical.retrieve(session, scope, words, limit=10, budget=50)):
        plans.append(line)
    plan = "\n".join(plans)
    assert "ix_lexical_vectors_tokens" in plan
    assert "Seq Scan on lexical_vectors" not in plan
    assert "ix_lexical_vectors_library" not in plan


def _explained(session: Session, call: object) -> Iterator[str]:
    """The plan of the last statement that `call` sends to the vectors."""
    from sqlalchemy import event

    seen: list[tuple[str, object]] = []

    def remember(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        seen.append((statement, parameters))

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", remember)
    call()  # type: ignore[operator]
    event.remove(connection, "before_cursor_execute", remember)
    statement, parameters = [each for each in seen if "lexical_vectors" in each[0]][-1]
    yield from (row[0] for row in connection.exec_driver_sql("EXPLAIN " + statement, parameters))  # type: ignore[arg-type]
