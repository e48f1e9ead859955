from pathlib import Path

import pytest

from bowerbird.ai.contracts import CapabilityMissingError
from bowerbird.ai.local.reranker import OnnxReranker
from bowerbird.ai.reranking import get_reranker
from bowerbird.settings import get_settings
from tests.ai.tiny_reranker import write_tiny_reranker


def test_pairs_are_scored_in_their_order(tmp_path: Path) -> None:
    reranker = OnnxReranker(write_tiny_reranker(tmp_path / "tiny"))
    sea, red, green = reranker.score("blue", ["sea", "red red", "green"])
    assert 0 < sea < 0.5 < green < red < 1
    reranker.unload()
    assert reranker.score("blue", ["red red"])[0] == red
    assert reranker.model == "tiny"
    assert reranker.score("red", []).shape == (0,)


def test_a_long_passage_is_cut_and_the_query_is_not(tmp_path: Path) -> None:
    reranker = OnnxReranker(write_tiny_reranker(tmp_path / "tiny"))
    assert reranker.score("red", ["green " * 100_000])[0] == pytest.approx(reranker.score("red", ["green " * 5_000])[0])


def test_none_unless_one_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert get_reranker() is None
    monkeypatch.setattr(get_settings().models, "reranker", str(tmp_path / "away"))
    with pytest.raises(CapabilityMissingError, match=r"model\.onnx, tokenizer\.json missing"):
        get_reranker()
    monkeypatch.setattr(get_settings().models, "reranker", str(write_tiny_reranker(tmp_path / "tiny")))
    assert get_reranker() is get_reranker()
