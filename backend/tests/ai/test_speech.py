"""Speech models of other names: a folder, a repository on a hub (a server of this test), and what is said where there is none."""

import hashlib
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from bowerbird.ai import commands, speech
from bowerbird.ai.contracts import CapabilityMissingError
from bowerbird.ai.install import InstallError
from bowerbird.ai.speech import fetch_transcriber, locate_transcriber
from bowerbird.settings import ModelsSettings, get_settings
from tests.ai.hub import served

REPO = "somebody/whisper-of-many-tongues"
COMMIT = "c" * 40
MULTILINGUAL = {"suppress_ids_begin": [220, 50257]}
FILES = {
    "model.bin": b"weights " * 40_000,
    "config.json": json.dumps(MULTILINGUAL).encode(),
    "tokenizer.json": b"{}",
    "vocabulary.json": b"[]",
}


class Hub:
    """Answers as the hub does: large files with hash and size and a redirect, small ones at once."""

    def __init__(self) -> None:
        self.url = ""
        self.files = dict(FILES)
        self.asked: list[tuple[str, str]] = []
        self.wrong_bytes = b""

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked.append((handler.command, handler.path))
        name = handler.path.rsplit("/", 1)[1]
        data = self.files.get(name)
        if data is None:
            handler.send_error(404)
            return
        if name == "model.bin" and "/resolve/" in handler.path:
            handler.send_response(302)
            handler.send_header("Location", f"/store/{name}")
            handler.send_header("X-Linked-Size", str(len(data)))
            handler.send_header("X-Linked-ETag", f'"{hashlib.sha256(data).hexdigest()}"')
            handler.send_header("Content-Length", "0")
        else:
            data = self.wrong_bytes or data if name == "model.bin" else data
            handler.send_response(200)
            handler.send_header("Content-Length", str(len(data)))
        handler.send_header("X-Repo-Commit", COMMIT)
        handler.end_headers()
        if handler.command == "GET" and ("/resolve/" not in handler.path or name != "model.bin"):
            handler.wfile.write(data)


@pytest.fixture
def hub() -> Iterator[Hub]:
    hub = Hub()
    with served(hub.answer) as hub.url:
        yield hub


def settings(folder: Path, hub_url: str = "http://127.0.0.1:9", transcriber: str = REPO) -> ModelsSettings:
    return ModelsSettings(dir=folder, hub_url=hub_url, transcriber=transcriber)


def test_a_model_of_the_hub_is_fetched_at_one_commit(hub: Hub, tmp_path: Path) -> None:
    models = settings(tmp_path, hub.url)
    with pytest.raises(CapabilityMissingError, match=f"bowerbird models install {REPO}"):
        locate_transcriber(models)
    assert fetch_transcriber(REPO, models) is True
    name, directory = locate_transcriber(models)
    assert name == "whisper-of-many-tongues"
    assert {path.name: path.read_bytes() for path in directory.iterdir()} == FILES
    fetched = [path for method, path in hub.asked if method == "GET" and "/resolve/" in path]
    assert fetched
    assert all(f"/resolve/{COMMIT}/" in path for path in fetched)
    assert fetched[-1].endswith("model.bin"), "a folder with the weights is complete"
    assert fetch_transcriber(REPO, models) is False


def test_other_bytes_than_the_hub_named_are_thrown_away(hub: Hub, tmp_path: Path) -> None:
    hub.wrong_bytes = b"x" * len(FILES["model.bin"])
    with pytest.raises(InstallError, match="another SHA-256"):
        fetch_transcriber(REPO, settings(tmp_path, hub.url))
    with pytest.raises(CapabilityMissingError, match=r"model\.bin missing"):
        locate_transcriber(settings(tmp_path))
    hub.wrong_bytes = b""
    assert fetch_transcriber(REPO, settings(tmp_path, hub.url)) is True


def test_what_is_no_speech_model_says_what_it_lacks(hub: Hub, tmp_path: Path) -> None:
    del hub.files["model.bin"]
    with pytest.raises(InstallError, match=r"has no model\.bin"):
        fetch_transcriber(REPO, settings(tmp_path, hub.url))
    with pytest.raises(InstallError, match="ConnectError"):
        fetch_transcriber(REPO, settings(tmp_path))


def test_the_command_takes_names_of_the_hub_and_the_one_of_the_settings(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = get_settings().model_copy(deep=True)
    whole.models = settings(tmp_path, hub.url)
    monkeypatch.setattr(commands, "get_settings", lambda: whole)
    ran = CliRunner().invoke(commands.models, ["install", REPO, "--json"])
    assert ran.exit_code == 0, ran.output
    assert json.loads(ran.stdout)["models"] == [{"name": REPO, "status": "installed"}]
    ran = CliRunner().invoke(commands.models, ["install", "somebody/else", "--json"])
    assert ran.exit_code == 0  # this hub has it under every name


def test_a_folder_is_enough_and_says_which_languages_it_knows(tmp_path: Path) -> None:
    folder = tmp_path / "my-whisper"
    with pytest.raises(CapabilityMissingError, match="CTranslate2"):
        locate_transcriber(settings(tmp_path, transcriber=str(folder)))
    folder.mkdir()
    for name, data in FILES.items():
        (folder / name).write_bytes(data)
    assert locate_transcriber(settings(tmp_path, transcriber=str(folder))) == ("my-whisper", folder)
    assert speech.languages_of(folder) == ()
    (folder / "config.json").write_text(json.dumps({"suppress_ids_begin": [220, 50256]}))
    assert speech.languages_of(folder) == ("en",)
    (folder / "config.json").write_text("no json")
    with pytest.raises(CapabilityMissingError, match="readable"):
        speech.languages_of(folder)


def test_weights_that_are_none_are_a_missing_capability(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not a failure of every recording, with a trace."""
    folder = tmp_path / "broken"
    folder.mkdir()
    for name, data in FILES.items():
        (folder / name).write_bytes(data)
    whole = get_settings().model_copy(deep=True)
    whole.models = settings(tmp_path, transcriber=str(folder))
    monkeypatch.setattr(speech, "get_settings", lambda: whole)
    with pytest.raises(CapabilityMissingError, match="cannot be loaded"):
        speech.get_transcriber().transcribe(np.zeros(16_000, dtype=np.float32), language="en")
    speech._transcriber.cache_clear()
