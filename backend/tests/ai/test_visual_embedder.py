import hashlib
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from bowerbird.ai import commands, registry
from bowerbird.ai.contracts import CapabilityMissingError, SpaceSpec
from bowerbird.ai.registry import Registry, get_registry
from bowerbird.ai.visual import get_visual_embedder, locate_visual_embedder, unload_visual_embedder
from bowerbird.settings import ModelsSettings, get_settings
from tests.ai.hub import Hub, serve
from tests.ai.tiny_clip import SIDE, write_tiny_clip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = write_tiny_clip(tmp_path / "tiny-clip")
    monkeypatch.setattr(get_settings().models, "visual_embedder", str(made))
    return made


def filled(colour: tuple[int, int, int], size: tuple[int, int] = (20, 30)) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.full((*size, 3), colour, dtype=np.uint8)


def test_pictures_lie_near_their_words(folder: Path) -> None:
    assert folder.is_dir()
    embedder = get_visual_embedder()
    assert embedder.space == SpaceSpec("tiny-clip-visual", "local", "tiny-clip", 3, ())
    vectors = embedder.embed_pictures([filled((255, 40, 40)), filled((30, 30, 240), (1, 900)), filled((40, 250, 30), (900, 1))])
    assert vectors.shape == (3, 3)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    for row, word in enumerate(("red", "blue", "green")):
        closeness = vectors @ embedder.embed_text(word)
        assert closeness.argmax() == row
    unload_visual_embedder()
    assert np.allclose(embedder.embed_pictures([filled((255, 40, 40))])[0], vectors[0])


def test_the_middle_is_looked_at(folder: Path) -> None:
    assert folder.is_dir()
    picture = filled((255, 0, 0), (20, 60))
    picture[:, :20] = picture[:, 40:] = (0, 0, 255)
    (vector,) = get_visual_embedder().embed_pictures([picture])
    assert vector @ get_visual_embedder().embed_text("red") > 0.9


def test_a_long_text_keeps_its_last_token_and_fits(folder: Path) -> None:
    assert folder.is_dir()
    embedder = get_visual_embedder()
    assert embedder.embed_text("red " * 5_000) @ embedder.embed_text("red") > 0.99


def test_what_is_no_rgb_picture_is_refused(folder: Path) -> None:
    assert folder.is_dir()
    with pytest.raises(ValueError, match="RGB"):
        get_visual_embedder().embed_pictures([np.zeros((5, 5), np.uint8)])


def test_a_model_of_other_dimensions_is_refused(folder: Path) -> None:
    (folder / "config.json").write_text('{"projection_dim": 4}', encoding="utf-8")
    with pytest.raises(ValueError, match="3 numbers, not 4"):
        get_visual_embedder().embed_text("red")


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ("", "is empty"),
        ("clip-vit-b-32", r"not installed.*models install clip-vit-b-32"),
        ("/no/such", "vision.onnx"),
        ("rapidocr", "not a visual"),
    ],
)
def test_what_is_missing_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: str, says: str) -> None:
    monkeypatch.setattr(get_settings().models, "dir", tmp_path)
    with pytest.raises(CapabilityMissingError, match=says):
        locate_visual_embedder(ModelsSettings(visual_embedder=wanted, dir=tmp_path))


def test_a_folder_that_says_nonsense_is_a_missing_capability(folder: Path) -> None:
    (folder / "preprocessor_config.json").write_text("[]", encoding="utf-8")
    with pytest.raises(CapabilityMissingError, match="cannot be used"):
        get_visual_embedder()


def test_the_default_is_known_and_fetched_only_when_asked_for() -> None:
    entry = get_registry().get(ModelsSettings().visual_embedder)
    assert entry.visual is not None
    assert entry.optional


def test_from_a_hub_by_its_name_and_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hub: Hub) -> None:
    """`bowerbird models install` of a model that the settings name, from a hub on loopback, while the process that needs it runs."""
    made = write_tiny_clip(tmp_path / "made")
    inside = {"vision.onnx": "onnx/vision_model.onnx", "text.onnx": "onnx/text_model.onnx", "tokenizer.json": "tokenizer.json"}
    data = {name: (made / name).read_bytes() for name in inside}
    for name, path in inside.items():
        hub.answers[f"/some/clip/resolve/abc123/{path}"] = partial(serve, data=data[name])
    model = {
        "name": "tiny-clip",
        "capability": "visual_embedder",
        "description": "tiny",
        "licence": "MIT",
        "visual": {"dimensions": 3, "side": SIDE, "mean": [0.5] * 3, "std": [0.5] * 3, "max_tokens": 6, "languages": ["en"]},
        "file": [{"path": name, "size": len(body), "sha256": hashlib.sha256(body).hexdigest()} for name, body in data.items()],
        "source": [{"kind": "hub", "repo": "some/clip", "revision": "abc123", "paths": inside}],
    }
    known = Registry.model_validate({"model": [model]})
    settings = get_settings().models
    for name, value in {"dir": tmp_path / "models", "hub_url": hub.url, "visual_embedder": "tiny-clip"}.items():
        monkeypatch.setattr(settings, name, value)
    for module in (registry, commands):
        monkeypatch.setattr(module, "get_registry", lambda: known)
    with pytest.raises(CapabilityMissingError, match="models install"):
        get_visual_embedder()
    done = CliRunner().invoke(commands.models, ["install", "tiny-clip"])
    assert done.exit_code == 0, done.output
    assert {path for path, _ in hub.asked} == {f"/some/clip/resolve/abc123/{path}" for path in inside.values()}
    embedder = get_visual_embedder()
    assert embedder.space == SpaceSpec("tiny-clip-visual", "local", "tiny-clip", 3, ("en",))
    assert embedder.embed_pictures([filled((250, 30, 20))])[0] @ embedder.embed_text("red") > 0.9
