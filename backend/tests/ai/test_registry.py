"""models.toml holds what the code relies on, and mistakes in it are errors."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from bowerbird.ai.contracts import CapabilityMissingError
from bowerbird.ai.registry import Registry, get_registry, load_registry
from bowerbird.settings import Settings

FILE = {"path": "model.onnx", "size": 3, "sha256": "0" * 64}
ENTRY = {
    "name": "m",
    "capability": "reader",
    "description": "d",
    "licence": "MIT",
    "file": [FILE],
    "source": [{"kind": "path", "folder": "/x"}],
}


def test_every_default_of_the_settings_is_a_known_model() -> None:
    defaults = Settings().models
    assert get_registry().get(defaults.text_embedder).embedding is not None
    assert get_registry().get(defaults.reader).bundled() is not None


def test_licences_come_with_models_taken_out_of_wheels() -> None:
    for entry in get_registry().model:
        if not entry.bundled():
            paths = {file.path for file in entry.file}
            assert {"LICENSE", "NOTICE"} <= paths or "METADATA" in paths or entry.optional, entry.name


@pytest.mark.parametrize(
    "change",
    [
        {"file": [{**FILE, "path": "../model.onnx"}]},
        {"file": [{**FILE, "path": "/model.onnx"}]},
        {"file": [{**FILE, "sha256": "abc"}]},
        {"source": []},
        {"source": [{"kind": "wheel", "package": "p", "version": "1", "sha256": "0" * 64, "members": {"other.onnx": "x"}}]},
        {"source": [{"kind": "ftp"}]},
        {"capability": "text_embedder"},
        {"surprise": 1},
    ],
)
def test_mistakes_are_refused(change: dict[str, object]) -> None:
    Registry.model_validate({"model": [ENTRY]})
    with pytest.raises(ValidationError):
        Registry.model_validate({"model": [{**ENTRY, **change}]})


def test_two_models_of_one_name_are_refused() -> None:
    with pytest.raises(ValidationError, match="same name"):
        Registry.model_validate({"model": [ENTRY, ENTRY]})


def test_an_unknown_model_is_a_missing_capability_that_names_the_known_ones() -> None:
    with pytest.raises(CapabilityMissingError, match="bge-small"):
        get_registry().get("no-such-model")


def test_locating_says_which_command_helps(tmp_path: Path) -> None:
    entry = Registry.model_validate({"model": [ENTRY]}).get("m")
    with pytest.raises(CapabilityMissingError, match=r"not installed.*bowerbird models install m"):
        entry.locate(tmp_path)
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "model.onnx").write_bytes(b"longer")
    with pytest.raises(CapabilityMissingError, match="damaged"):
        entry.locate(tmp_path)
    (tmp_path / "m" / "model.onnx").write_bytes(b"abc")
    assert entry.locate(tmp_path) == tmp_path / "m"


def test_the_file_is_read_from_disk(tmp_path: Path) -> None:
    (tmp_path / "models.toml").write_text("[[model]]\nname = 'x'\n", encoding="utf-8")
    with pytest.raises(ValidationError):
        load_registry(tmp_path / "models.toml")
