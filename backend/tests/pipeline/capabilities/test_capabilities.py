"""GET /capabilities, and what `bowerbird doctor` makes of the same."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from bowerbird.embedded.doctor import _capabilities
from bowerbird.embedded.home import Home
from bowerbird.pipeline.capabilities.service import capabilities
from bowerbird.pipeline.office import convert
from bowerbird.settings import get_settings
from tests.ai.tiny_clip import write_tiny_clip

ALL = {"text_embedder", "visual_embedder", "reader", "tesseract", "transcriber", "gazetteer", "ffmpeg", "office"}
Seen = dict[str, dict[str, Any]]


@pytest.fixture
def ask(client: TestClient) -> Callable[[], Seen]:
    def items() -> Seen:
        return {item["capability"]: item for item in client.get("/api/v1/capabilities").json()["items"]}

    return items


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine with no program and no model."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(convert, "_ELSEWHERE", ())
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    settings = get_settings().models
    monkeypatch.setattr(settings, "dir", tmp_path)
    for name in ("transcriber", "visual_embedder", "text_embedder"):
        monkeypatch.setattr(settings, name, getattr(type(settings)(), name))


def program(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.mark.usefixtures("bare")
def test_what_is_missing_says_what_does_not_work_and_what_helps(ask: Callable[[], Seen]) -> None:
    found = ask()
    assert found.keys() == ALL
    for name, (lost, help_) in {
        "text_embedder": ("not by meaning", "bowerbird models install"),
        "visual_embedder": ("not by what they show", "bowerbird models install clip-vit-b-32"),
        "transcriber": ("What is said in recordings", "bowerbird models install"),
        "gazetteer": ("the place they were taken at", "bowerbird models install"),
        "tesseract": ("read by the other reader", "apt install tesseract-ocr"),
        "ffmpeg": ("have no preview", "imageio-ffmpeg"),
        "office": ("before 2007", "Install LibreOffice"),
    }.items():
        assert found[name]["available"] is False, name
        assert lost in found[name]["detail"], name
        assert help_ in found[name]["detail"], name
        assert found[name]["model"], name
    assert found["reader"]["available"] is True, "it comes with a package of the lock file"


@pytest.mark.usefixtures("bare")
@pytest.mark.skipif(os.name != "posix", reason="programs are shell scripts here")
def test_what_is_installed_meanwhile_is_seen_without_a_restart(
    ask: Callable[[], Seen], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not ask()["tesseract"]["available"]
    program(tmp_path, "tesseract", 'echo "List of available languages (3):"; echo deu; echo eng; echo osd')
    program(tmp_path, "ffmpeg", "exit 0")
    program(tmp_path, "soffice", "exit 0")
    monkeypatch.setattr(get_settings().models, "visual_embedder", str(write_tiny_clip(tmp_path / "tiny-clip")))
    found = ask()
    assert {name for name, item in found.items() if item["available"]} == {"reader", "tesseract", "ffmpeg", "office", "visual_embedder"}
    assert found["tesseract"]["languages"] == ["eng", "deu"]
    assert (found["visual_embedder"]["model"], found["visual_embedder"]["detail"]) == ("tiny-clip", "")
    assert found["ffmpeg"]["model"] == "ffmpeg"


def test_switched_off_is_said(monkeypatch: pytest.MonkeyPatch, ask: Callable[[], Seen]) -> None:
    settings = get_settings().models
    monkeypatch.setattr(settings, "tesseract", False)
    monkeypatch.setattr(settings, "gazetteer", "")
    monkeypatch.setattr(settings, "visual_embedder", "")
    found = ask()
    assert "BOWERBIRD_MODELS_TESSERACT is false" in found["tesseract"]["detail"]
    assert "BOWERBIRD_MODELS_GAZETTEER is empty" in found["gazetteer"]["detail"]
    assert "BOWERBIRD_MODELS_VISUAL_EMBEDDER is empty" in found["visual_embedder"]["detail"]


def test_speech_names_its_languages(ask: Callable[[], Seen], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("model.bin", "tokenizer.json"):
        (tmp_path / name).write_text("x")
    monkeypatch.setattr(get_settings().models, "transcriber", str(tmp_path))
    for suppressed, languages in ((50256, ["en"]), (50257, [])):
        (tmp_path / "config.json").write_text(f'{{"suppress_ids_begin": [220, {suppressed}]}}')
        assert ask()["transcriber"]["languages"] == languages


def test_only_for_those_who_are_signed_in(anonymous: TestClient) -> None:
    assert anonymous.get("/api/v1/capabilities").status_code == 401


@pytest.mark.usefixtures("bare")
def test_doctor_says_the_same(tmp_path: Path) -> None:
    findings = list(_capabilities(Home(tmp_path), None))
    assert [(finding.name, finding.state == "ok") for finding in findings] == [(each.capability, each.available) for each in capabilities()]
    assert all(finding.state in {"ok", "note"} for finding in findings), "nothing that is missing keeps Bowerbird from working"
