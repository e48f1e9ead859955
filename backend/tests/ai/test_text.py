"""Which text model is meant: by name, by folder, or behind a service."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pytest

from bowerbird.ai import text
from bowerbird.ai.contracts import CapabilityMissingError
from bowerbird.settings import ModelsSettings, OpenaiSettings, get_settings
from tests.ai.tiny_model import DIMENSIONS, VOCABULARY, write_tiny_model

TABLE = np.random.default_rng(5).normal(size=(len(VOCABULARY), DIMENSIONS)).astype(np.float32)


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    yield
    text.text_embedder_of.cache_clear()


def folder(at: Path, **files: Mapping[str, object]) -> Path:
    write_tiny_model(at, TABLE)
    config: Mapping[str, object] = {"hidden_size": DIMENSIONS, "max_position_embeddings": 8}
    for name, content in {"config": config, **files}.items():
        file = at / f"{name.replace('__', '/')}.json"
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(content))
    return at


def test_a_model_in_a_folder_is_found_again_by_it(tmp_path: Path) -> None:
    at = folder(tmp_path / "mine")
    made = text.text_embedder_of(str(at), "local")
    assert (made.space.name, made.space.provider, made.space.model, made.space.dimensions) == ("mine", "local", str(at), DIMENSIONS)
    assert text.text_embedder_of(made.space.model, made.space.provider).space == made.space
    mean = TABLE[[2, 4, 3]].mean(axis=0)
    np.testing.assert_allclose(made.embed_query("red"), mean / np.linalg.norm(mean), rtol=1e-5)


def test_what_sentence_transformers_say_of_it_is_followed(tmp_path: Path) -> None:
    said: dict[str, Mapping[str, object]] = {
        "1_Pooling__config": {"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False},
        "config_sentence_transformers": {"prompts": {"query": "blue ", "passage": "sea "}},
        "sentence_bert_config": {"max_seq_length": 5},
    }
    at = folder(tmp_path / "e5", **said)
    spec = text.locate_local(str(at)).spec
    assert (spec.pooling, spec.query_prefix, spec.passage_prefix, spec.max_tokens, spec.languages) == ("cls", "blue ", "sea ", 5, ())


@pytest.mark.parametrize(("spoilt", "said"), [("model.onnx", "model.onnx missing"), ("config.json", "config.json missing")])
def test_a_folder_without_a_file_says_which(tmp_path: Path, spoilt: str, said: str) -> None:
    at = folder(tmp_path / "half")
    (at / spoilt).unlink()
    with pytest.raises(CapabilityMissingError, match=said):
        text.locate_local(str(at))


def test_a_folder_that_does_not_say_its_size_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(CapabilityMissingError, match=r"cannot be used.*hidden_size"):
        text.locate_local(str(folder(tmp_path / "odd", config={})))


@pytest.mark.parametrize(
    ("wanted", "provider", "model"),
    [
        ("bge-small-en-v1.5", "local", "bge-small-en-v1.5"),
        ("/models/e5", "local", "/models/e5"),
        ("openai:bge-m3:latest", "openai", "bge-m3:latest"),
    ],
)
def test_the_settings_name_provider_and_model_in_one(wanted: str, provider: str, model: str) -> None:
    assert text.chosen(wanted) == (provider, model)


def test_a_service_is_named_before_it_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = ModelsSettings(text_embedder="openai:bge-m3")
    with pytest.raises(CapabilityMissingError, match="BOWERBIRD_OPENAI_URL"):
        text.look_for_text_embedder(chosen)
    named = get_settings().model_copy(update={"openai": OpenaiSettings(url="http://127.0.0.1:9/v1"), "models": chosen})
    monkeypatch.setattr(text, "get_settings", lambda: named)
    assert text.look_for_text_embedder(chosen) == ("bge-m3", ())
    with pytest.raises(CapabilityMissingError, match="cannot be reached"):
        assert text.get_text_embedder().space


def test_nobody_else_makes_vectors() -> None:
    with pytest.raises(CapabilityMissingError, match="local and openai"):
        text.text_embedder_of("any", "somebody")
