"""Settings from the environment and from files, and the files of the container release that must agree with them."""

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


def test_the_example_has_every_variable_of_compose_and_no_other() -> None:
    used = set(re.findall(r"\$\{([A-Z0-9_]+)", COMPOSE)) - OF_BUILDS
    offered = set(re.findall(r"^#? ?([A-Z0-9_]+)=", EXAMPLE, re.MULTILINE))
    assert offered - OF_COMPOSE_ITSELF == used


def test_the_example_holds_no_secret_and_compose_refuses_to_start_without() -> None:
    required = set(re.findall(r"\$\{([A-Z0-9_]+):\?", COMPOSE))
    empty = set(re.findall(r"^([A-Z0-9_]+)=generate$", EXAMPLE, re.MULTILINE))
    assert required <= empty
    assert all("PASSWORD" not in name and "SECRET" not in name for name in re.findall(r"\$\{([A-Z0-9_]+):-[^}]", COMPOSE))


def test_nginx_and_the_service_send_the_same_policy() -> None:
    headers = (PROJECT_ROOT / "docker" / "nginx" / "headers.conf").read_text(encoding="utf-8")
    assert re.findall(r'Content-Security-Policy "([^"]+)"', headers) == [CSP]
