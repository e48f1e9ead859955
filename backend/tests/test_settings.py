"""Settings from the environment and from files, and the files of the container release that must agree with them."""

import os
import re
from pathlib import Path

import pytest

from bowerbird.ops.pages import CSP
from bowerbird.settings import PROJECT_ROOT, Settings

COMPOSE = (PROJECT_ROOT / "docker-compose.yml").read_text(encoding="utf-8")
EXAMPLE = (PROJECT_ROOT / ".env.example").read_text(encoding="utf-8")
OF_BUILDS = {"BOWERBIRD_VERSION"}
"""Set by whoever builds images, not by who runs them."""
OF_COMPOSE_ITSELF = {"COMPOSE_PROJECT_NAME"}
OF_THE_IMAGE = {
    f"BOWERBIRD_{name}"
    for name in ("HOME", "LOG_FORMAT", "MODELS_DIR", "SPA_DIR", "STORAGE_ROOT", "STORAGE_S3_REGION", "STORAGE_S3_SECURE")
}
"""Paths inside it, and what belongs to the storage that comes with it; docker/compose.external.yml sets these."""
OF_CLIENTS = {"BOWERBIRD_URL", "BOWERBIRD_API_KEY"}
OF_EMBEDDED_RUNS = {"BOWERBIRD_WORKER_COUNT"}
"""Containers have replicas."""


def test_a_value_can_stand_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "secret"
    file.write_text("postgresql://app:its password@db/bowerbird\n")
    monkeypatch.delenv("BOWERBIRD_DB_URL", raising=False)
    monkeypatch.setenv("BOWERBIRD_DB_URL_FILE", str(file))
    assert Settings().db.url.get_secret_value() == "postgresql://app:its password@db/bowerbird"


def test_a_value_and_a_file_are_one_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOWERBIRD_API_KEY", "one")
    monkeypatch.setenv("BOWERBIRD_API_KEY_FILE", str(tmp_path / "other"))
    with pytest.raises(ValueError, match="BOWERBIRD_API_KEY_FILE and BOWERBIRD_API_KEY are both set"):
        Settings()


def test_an_empty_file_name_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOWERBIRD_API_KEY", "one")
    monkeypatch.setenv("BOWERBIRD_API_KEY_FILE", "")
    assert Settings().api_key.get_secret_value() == "one"


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BOWERBIRD_API_KEY", raising=False)
    monkeypatch.setenv("BOWERBIRD_API_KEY_FILE", str(tmp_path / "missing"))
    with pytest.raises(FileNotFoundError):
        Settings()


def _settings_names() -> set[str]:
    names = set()
    for name, field in Settings.model_fields.items():
        group = getattr(field.annotation, "model_fields", None)
        names |= {f"BOWERBIRD_{name}_{each}".upper() for each in group} if group else {f"BOWERBIRD_{name}".upper()}
    return names | {f"{name}_FILE" for name in names}


def test_compose_sets_only_settings_that_exist() -> None:
    """Within `environment:` of the backend services; what those take from .env is not a setting itself."""
    block = COMPOSE.partition("x-environment:")[2].partition("\nx-")[0]
    named = set(re.findall(r"^ +(BOWERBIRD_[A-Z0-9_]+):", block, re.MULTILINE)) | {"BOWERBIRD_DB_OWNER_URL"}
    assert len(named) > 10
    assert named <= _settings_names()


def _passed_on() -> set[str]:
    """Settings that containers get as they are in .env."""
    return set(re.findall(r"^  (BOWERBIRD_[A-Z0-9_]+):$", COMPOSE, re.MULTILINE))


def test_the_example_has_every_variable_of_compose_and_no_other() -> None:
    used = (set(re.findall(r"\$\{([A-Z0-9_]+)", COMPOSE)) - OF_BUILDS) | _passed_on()
    offered = set(re.findall(r"^#? ?([A-Z0-9_]+)=", EXAMPLE, re.MULTILINE))
    assert offered - OF_COMPOSE_ITSELF == used


def test_every_setting_can_be_given_in_containers() -> None:
    """A new setting needs a line in .env.example (`#BOWERBIRD_...=its default`) and one in docker-compose.yml (`  BOWERBIRD_...:`, below the others)."""
    fixed = set(re.findall(r"^ +(BOWERBIRD_[A-Z0-9_]+): ", COMPOSE, re.MULTILINE))
    missing = {name.removesuffix("_FILE") for name in _settings_names()} - {name.removesuffix("_FILE") for name in fixed} - _passed_on()
    assert missing - OF_THE_IMAGE - OF_CLIENTS - OF_EMBEDDED_RUNS == set()


def test_the_example_names_the_defaults() -> None:
    given = dict(re.findall(r"^#(BOWERBIRD_[A-Z0-9_]+)=(.+)$", EXAMPLE, re.MULTILINE))
    environment = {name.lower(): value for name, value in given.items() if name in _passed_on()}
    assert len(environment) > 30
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith("BOWERBIRD_"):
                patch.delenv(name)
        plain = Settings()
        for name, value in environment.items():
            patch.setenv(name.upper(), value)
        assert Settings() == plain


def test_the_example_holds_no_secret_and_compose_refuses_to_start_without() -> None:
    required = set(re.findall(r"\$\{([A-Z0-9_]+):\?", COMPOSE))
    empty = set(re.findall(r"^([A-Z0-9_]+)=$", EXAMPLE, re.MULTILINE))
    assert required <= empty
    assert all("PASSWORD" not in name and "SECRET" not in name for name in re.findall(r"\$\{([A-Z0-9_]+):-[^}]", COMPOSE))


def test_nginx_and_the_service_send_the_same_policy() -> None:
    headers = (PROJECT_ROOT / "docker" / "nginx" / "headers.conf").read_text(encoding="utf-8")
    assert re.findall(r'Content-Security-Policy "([^"]+)"', headers) == [CSP]
