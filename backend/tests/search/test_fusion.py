import uuid
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowerbird.search.cutoff import cut, lines
from bowerbird.search.fusion import (
    EXACT,
    GENERIC,
    LEXICAL,
    MODELS,
    VISUAL,
    AssetHit,
    Calibration,
    SegmentScore,
    by_moment,
    calibration_of,
    fuse,
    fused,
    score_of,
    visual_calibration_of,
)

scores = st.floats(min_value=-1, max_value=1)
parts = st.floats(min_value=0, max_value=1)
ids = st.integers(min_value=0, max_value=12).map(lambda number: uuid.UUID(int=number))
segments = st.builds(
    SegmentScore, segment_id=st.uuids(), asset_id=ids, cosine=st.none() | scores, lexical=st.none() | parts, is_exact=st.booleans()
)


@given(scores, parts, st.floats(min_value=0, max_value=1), st.floats(min_value=0, max_value=1))
def test_more_of_either_is_never_less(cosine: float, lexical: float, closer: float, fuller: float) -> None:
    assert fused(cosine + closer, lexical + fuller, GENERIC) >= fused(cosine, lexical, GENERIC)


@given(st.none() | scores, st.none() | parts, st.booleans(), st.none() | st.floats(min_value=0, max_value=10))
def test_scores_are_bounded(cosine: float | None, lexical: float | None, is_exact: bool, seen: float | None) -> None:
    score = fused(cosine, lexical, GENERIC, is_exact=is_exact, seen=seen)
    assert EXACT * is_exact <= score < EXACT * (1 + is_exact)


@given(st.lists(segments, max_size=30), st.dictionaries(ids, st.floats(min_value=0, max_value=1), max_size=5))
def test_an_exact_phrase_stands_before_all_that_is_not(found: list[SegmentScore], names: dict[uuid.UUID, float]) -> None:
    exact = {segment.asset_id for segment in found if segment.is_exact}
    hits = fuse(found, names, GENERIC)
    assert {hit.asset_id for hit in hits[: len(exact)]} == exact
    assert all((hit.score >= EXACT) == (hit.asset_id in exact) for hit in hits)


@given(st.lists(segments, max_size=30), st.randoms())
def test_the_order_of_the_lists_does_not_matter(found: list[SegmentScore], random: object) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert fuse(found, {}, GENERIC) == fuse(shuffled, {}, GENERIC)


@given(st.lists(segments, max_size=30), st.dictionaries(ids, st.floats(min_value=0, max_value=4), max_size=5))
def test_every_asset_comes_once_with_its_best_moments(found: list[SegmentScore], names: dict[uuid.UUID, float]) -> None:
    hits = fuse(found, names, GENERIC)
    assert sorted(hit.asset_id for hit in hits) == sorted({*names, *(segment.asset_id for segment in found)})
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    for hit in hits:
        points = [score for _, score in hit.moments]
        assert len(points) <= 3
        assert points == sorted(points, reverse=True)
        assert hit.score == max([names.get(hit.asset_id, 0.0), *points])


def test_a_missing_side_lets_the_other_speak() -> None:
    assert fused(None, GENERIC.g, GENERIC) == pytest.approx(1)
    assert fused(GENERIC.mu + GENERIC.a, None, GENERIC) == pytest.approx(1)
    assert fused(GENERIC.mu + GENERIC.a, GENERIC.g, GENERIC) == pytest.approx(1)
    assert fused(None, None, GENERIC) == 0


def test_where_the_query_has_a_vector_one_word_of_it_carries_no_passage_without() -> None:
    half = GENERIC.g / 2
    assert fused(None, half, LEXICAL) == pytest.approx(0.5)
    assert fused(None, half, GENERIC) == pytest.approx(0.25)
    assert fused(None, 1 / 2.2, GENERIC) == fused(None, 1 / 2.2, LEXICAL), "one that has them all counts in full"


@given(parts, parts, st.sampled_from([GENERIC, LEXICAL]))
def test_more_words_are_never_less_without_a_vector(lexical: float, fuller: float, calibration: Calibration) -> None:
    assert fused(None, lexical + fuller, calibration) >= fused(None, lexical, calibration)


def test_a_space_may_have_constants_of_its_own() -> None:
    assert calibration_of("bge-small-en-v1.5", {}) == MODELS["bge-small-en-v1.5"]
    own = calibration_of("bge-small-en-v1.5", {"mu": 0.1, "unknown": 3})
    assert own.mu == 0.1
    assert own.a == MODELS["bge-small-en-v1.5"].a
    assert calibration_of("another", {}) == GENERIC


@given(st.lists(segments, max_size=80), st.dictionaries(ids, st.floats(min_value=0, max_value=4), max_size=5))
def test_the_cut_keeps_order_and_exact_hits_and_only_what_is_worth_showing(
    found: list[SegmentScore], names: dict[uuid.UUID, float]
) -> None:
    worth = lines((score_of(segment, GENERIC) for segment in found), GENERIC)
    hits = fuse(found, names, GENERIC)
    kept = cut(hits, worth)
    order = [hit.asset_id for hit in hits]
    for how in ("strong", "weak"):
        places = [order.index(hit.asset_id) for hit, strength in kept if strength == how]
        assert places == sorted(places)
    assert [how for _, how in kept] == sorted((how for _, how in kept), key="strong weak".index)
    strong = {hit.asset_id for hit, how in kept if how == "strong"}
    assert strong >= {segment.asset_id for segment in found if segment.is_exact} | {
        asset for asset, score in names.items() if score >= EXACT
    }
    assert all(worth.strength(score) for hit, _ in kept for _, score in hit.moments)


@given(st.lists(st.floats(min_value=0, max_value=1.99), min_size=1, max_size=200), st.floats(min_value=0, max_value=1.99))
def test_a_better_best_is_never_shown_less(scores: list[float], more: float) -> None:
    best = max(scores)
    better = [*scores]
    better[scores.index(best)] = max(best, more)
    order = [None, "weak", "strong"]
    before, after = lines(scores, GENERIC).strength(best), lines(better, GENERIC).strength(max(better))
    assert order.index(after) >= order.index(before) or len(scores) < 50


def test_a_foreign_question_has_no_answer_however_far_its_best_stands_out() -> None:
    foreign = [0.35, *[0.1] * 60]
    assert lines(foreign, GENERIC).strength(0.35) is None
    doubtful = [0.45, 0.37, *[0.1] * 60]
    assert [lines(doubtful, GENERIC).strength(score) for score in (0.45, 0.37, 0.1)] == ["weak", "weak", None]
    answered = [0.6, 0.34, *[0.05] * 60]
    assert [lines(answered, GENERIC).strength(score) for score in (0.6, 0.34, 0.06)] == ["strong", "strong", None]


def test_where_one_passage_answers_what_lies_far_below_it_is_no_answer() -> None:
    sample = [0.9, 0.5, 0.38, 0.3, *[0.05] * 60]
    assert [lines(sample, GENERIC, 100).strength(score) for score in (0.9, 0.5, 0.38, 0.3, 0.1)] == [
        "strong",
        "strong",
        "weak",
        "weak",
        None,
    ]


def test_a_narrow_library_has_its_lines_higher() -> None:
    narrow = [1.0, *[0.9 - number / 100 for number in range(60)]]
    assert [lines(narrow, GENERIC).strength(score) for score in (1.0, 0.9, 0.45, 0.35)] == ["strong", "strong", "weak", None]
    crowded = [1.0, *[0.9 - number / 500 for number in range(60)]]
    assert [lines(crowded, GENERIC).strength(score) for score in (1.0, 0.83, 0.79, 0.4)] == ["strong", "strong", "weak", None]


def test_in_a_library_about_little_else_the_answer_does_not_end_at_the_fiftieth() -> None:
    wings = [1.2 - number / 500 for number in range(200)]
    assert [lines(wings, GENERIC).strength(score) for score in (1.2, 0.9, 0.8, 0.6, 0.4)] == ["strong", "strong", "strong", "weak", None]


def test_where_there_is_little_to_search_less_is_enough() -> None:
    caption = [0.34, 0.25, *[0.0] * 48]
    assert lines(caption, GENERIC).strength(0.34) is None
    assert [lines(caption, GENERIC, 50).strength(score) for score in (0.34, 0.25, 0.1)] == ["strong", "strong", None]
    assert lines(caption, GENERIC, 1) == lines(caption, GENERIC, 50)
    assert lines(caption, GENERIC, 10**6) == lines(caption, GENERIC)


@given(
    st.lists(st.floats(min_value=0, max_value=1.99), min_size=1, max_size=80),
    st.integers(min_value=1, max_value=10_000),
    st.integers(min_value=1, max_value=10_000),
)
def test_the_best_is_never_shown_less_among_fewer(scores: list[float], among: int, more: int) -> None:
    order = [None, "weak", "strong"]
    fewer, many = (lines(scores, GENERIC, each).strength(max(scores)) for each in sorted((among, more)))
    assert order.index(fewer) >= order.index(many)


def test_few_candidates_are_completed_by_what_foreign_ones_have() -> None:
    assert lines([0.55], GENERIC).strength(0.55) == "strong"
    assert lines([0.35], GENERIC).strength(0.35) is None
    assert lines([0.7] * 5, GENERIC).strength(0.7) == "strong"
    assert lines([], GENERIC).strength(1.9) is None


def test_a_passage_with_every_word_is_shown_even_if_the_model_makes_nothing_of_it() -> None:
    once_in_a_passage_of_average_length = fused(0.0, 1 / 2.2, GENERIC)
    assert lines([once_in_a_passage_of_average_length, *[0.05] * 60], GENERIC).strength(once_in_a_passage_of_average_length) is not None
    some_words = fused(0.0, 0.23, GENERIC)  # the 99th percentile of foreign questions
    assert lines([some_words, *[0.05] * 60], GENERIC).strength(some_words) is None


def test_what_a_picture_shows_counts_where_it_says_more_than_its_words() -> None:
    picture = SegmentScore(uuid.UUID(int=1), uuid.UUID(int=1), 0.5, 0.0, False, 0.30)
    assert score_of(picture, GENERIC) == pytest.approx((0.30 - VISUAL.mu) / VISUAL.a)
    assert score_of(replace(picture, visual=0.1), GENERIC) == score_of(replace(picture, visual=None), GENERIC)
    assert visual_calibration_of({"mu": 0.1, "strong": 1}).mu == 0.1


def test_each_moment_on_its_own() -> None:
    name, first, second = (uuid.UUID(int=number) for number in (1, 2, 3))
    a = AssetHit(uuid.UUID(int=9), 2.5, ((first, 0.9), (second, 0.2)))
    split = by_moment([a, AssetHit(name, 0.6, ())])
    assert [(hit.score, hit.moments) for hit in split] == [(2.5, ((first, 0.9),)), (0.6, ()), (0.2, ((second, 0.2),))]
