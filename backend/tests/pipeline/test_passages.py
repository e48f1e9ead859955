import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowerbird.pipeline.blocks import Block, Line
from bowerbird.pipeline.passages import OVERLAP_TOKENS, SMALL_TOKENS, TARGET_TOKENS, Passage, estimate_tokens, passages

SENTENCE = "The bowerbird arranges blue things before its bower, and dances. "


def whole(found: list[Passage]) -> str:
    return "".join(passage.text[passage.overlap :] for passage in found)


def test_a_long_text_is_cut_at_sentence_ends_with_overlap() -> None:
    found = list(passages([Block(SENTENCE * 200)]))
    assert len(found) > 5
    for passage in found:
        assert estimate_tokens(passage.text) <= TARGET_TOKENS + SMALL_TOKENS
        assert passage.text.rstrip().endswith("dances.")
        assert passage.text.startswith("The bowerbird")
    assert whole(found).split() == (SENTENCE * 200).split()
    for before, after in pairwise(found):
        repeated = after.text[: after.overlap]
        assert repeated
        assert before.text.endswith(repeated)
        assert estimate_tokens(repeated) <= OVERLAP_TOKENS


def test_paragraph_ends_are_preferred() -> None:
    text = (SENTENCE * 10).strip() + "\n\n" + SENTENCE * 20
    first = next(passages([Block(text)]))
    assert first.text.endswith("dances.\n\n")


@pytest.mark.parametrize("text", ["word " * 600_000, "x" * 2_000_000, "。" * 50_000, "汉" * 200_000, "\n" * 100_000, "." * 200_000])
def test_texts_without_structure_are_bounded(text: str) -> None:
    found = list(passages([Block(text)]))
    assert max((estimate_tokens(passage.text) for passage in found), default=0) <= TARGET_TOKENS + SMALL_TOKENS
    assert max((len(passage.text) for passage in found), default=0) <= 20_000
    assert "".join(whole(found).split()) == "".join(text.split())


def test_chinese_is_cut_behind_its_full_stops() -> None:
    sentence = "园丁鸟用蓝色的东西装饰它的凉亭，以吸引雌鸟。"  # noqa: RUF001
    found = list(passages([Block(sentence * 60)]))
    assert len(found) > 3
    assert all(passage.text.rstrip().endswith("。") for passage in found)


def test_boxes_and_spans_follow_the_cut() -> None:
    lines, text = [], ""
    for number in range(80):
        start = len(text)
        text += f"Line {number} speaks of bower number {number}."
        lines.append(Line(start, len(text), (0.1, number / 100, 0.9, number / 100 + 0.01)))
        text += "\n"
    found = list(passages([Block(text, None, tuple(lines))]))
    assert len(found) > 3
    for passage in found:
        assert len(passage.boxes) == len(passage.spans) > 0
        for box, (start, end) in zip(passage.boxes, passage.spans, strict=True):
            number = round(box[1] * 100)
            assert passage.text[start:end] in f"Line {number} speaks of bower number {number}."


def test_small_blocks_join_their_neighbour_and_headings_separate() -> None:
    header = Block("CHAPTER 2 17\n", "Old section", (Line(0, 12, (0, 0, 1, 0.1)),))
    section = Block(SENTENCE * 10, "Dancing", (Line(0, 60, (0, 0.2, 1, 0.3)),))
    other = Block(SENTENCE * 10, "Colours")
    found = list(passages([header, section, other]))
    assert [passage.heading for passage in found] == ["Dancing", "Colours"]
    assert found[0].text.startswith("CHAPTER 2 17\nThe bowerbird")
    assert found[0].spans == ((0, 12), (13, 73))


def test_empty_blocks_give_nothing() -> None:
    assert list(passages([Block(""), Block(" \n\n ")])) == []


@given(st.lists(st.text(alphabet="ab .!?\n。汉é漢1", max_size=400), max_size=6), st.integers(0, 2**16))
def test_joining_gives_the_text_again(texts: list[str], seed: int) -> None:
    generator = random.Random(seed)
    blocks = [Block(text * generator.randint(1, 40), generator.choice([None, "A", "B"])) for text in texts]
    found = list(passages(blocks))
    assert "".join(whole(found).split()) == "".join("".join(block.text for block in blocks).split())
