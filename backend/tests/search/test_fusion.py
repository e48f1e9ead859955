import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowerbird.search.cutoff import cut, strength
from bowerbird.search.fusion import EXACT, GENERIC, MODELS, SegmentScore, calibration_of, fuse, fused

scores = st.floats(min_value=-1, max_value=1)
parts = st.floats(min_value=0, max_value=1)
ids = st.integers(min_value=0, max_value=12).map(lambda number: uuid.UUID(int=number))
segments = st.builds(
    SegmentScore, segment_id=st.uuids(), asset_id=ids, cosine=st.none() | scores, lexical=st.none() | parts, is_exact=st.booleans()
)


@given(scores, parts, st.floats(min_value=0, max_value=1), st.floats(min_value=0, max_value=1))
def test_more_of_either_is_never_less(cosine: float, lexical: float, closer: float, fuller: float) -> None:
    assert fused(cosine + closer, lexical + fuller, GENERIC) >= fused(cosine, lexical, GENERIC)


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


def test_a_space_may_have_constants_of_its_own() -> None:
    assert calibration_of("bge-small-en-v1.5", {}) == MODELS["bge-small-en-v1.5"]
    own = calibration_of("bge-small-en-v1.5", {"mu": 0.1, "unknown": 3})
    assert own.mu == 0.1
    assert own.a == MODELS["bge-small-en-v1.5"].a
    assert calibration_of("another", {}) == GENERIC


@given(st.lists(segments, max_size=30))
def test_the_cut_keeps_a_beginning_and_only_what_is_worth_showing(found: list[SegmentScore]) -> None:
    hits = fuse(found, {}, GENERIC)
    kept = cut(hits, GENERIC)
    assert [hit.asset_id for hit, _ in kept] == [hit.asset_id for hit in hits[: len(kept)]]
    assert all(hit.score < GENERIC.weak for hit in hits[len(kept) :])
    assert [how for _, how in kept] == sorted((how for _, how in kept), key="strong weak".index)
    assert all(score >= GENERIC.weak for hit, _ in kept for _, score in hit.moments)


def test_strength() -> None:
    assert strength(GENERIC.strong, GENERIC) == "strong"
    assert strength(GENERIC.weak, GENERIC) == "weak"
    assert strength(GENERIC.weak - 0.01, GENERIC) is None


def test_a_passage_with_every_word_is_shown_even_if_the_model_makes_nothing_of_it() -> None:
    once_in_a_passage_of_average_length = 1 / 2.2
    assert strength(fused(0.0, once_in_a_passage_of_average_length, GENERIC), GENERIC) is not None
    assert strength(fused(0.0, 0.23, GENERIC), GENERIC) is None  # the 99th percentile of foreign questions
