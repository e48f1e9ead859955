"""The command line's root: quick to start, complete, and plain about what is wrong."""

import importlib
import json
import os
import subprocess
import sys
import time

import pytest

from bowerbird.cli import COMMANDS
from bowerbird.settings import PROJECT_ROOT


def bowerbird(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bowerbird.cli", *arguments],
        cwd=PROJECT_ROOT / "backend",
        env={**os.environ, **environment},
        text=True,
        capture_output=True,
        check=False,
    )


def test_help_names_every_command_and_imports_none() -> None:
    started = time.perf_counter()
    result = bowerbird("--help")
    took = time.perf_counter() - started
    assert result.returncode == 0
    assert all(name in result.stdout for name, entry in COMMANDS.items() if not entry.hidden)
    assert took < 5, "a hang, or an import of everything"
    imported = imported_by_help()
    assert "sqlalchemy" not in imported
    assert "fastapi" not in imported


PRINT_IMPORTS = """
import sys
sys.argv = ["bowerbird", "--help"]
from bowerbird import cli
try:
    cli.main()
except SystemExit:
    print(*sys.modules, file=sys.stderr)
"""


def imported_by_help() -> set[str]:
    result = subprocess.run([sys.executable, "-c", PRINT_IMPORTS], cwd=PROJECT_ROOT / "backend", text=True, capture_output=True, check=True)
    return {name.partition(".")[0] for name in result.stderr.split()}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_there(name: str) -> None:
    entry = COMMANDS[name]
    assert callable(getattr(importlib.import_module(f"bowerbird.{entry.module}"), entry.name))


def test_an_unknown_command_is_a_usage_error() -> None:
    result = bowerbird("fly")
    assert result.returncode == 2
    assert "fly" in result.stderr


def test_what_a_person_can_mend_is_one_line(tmp_path: object) -> None:
    home = {"BOWERBIRD_HOME": str(tmp_path), "BOWERBIRD_DB_URL": ""}
    for environment in (
        home,
        {**home, "BOWERBIRD_DB_URL": "postgresql://nobody:hidden@127.0.0.1:1/none"},
        {**home, "BOWERBIRD_HTTP_PORT": "many"},
    ):
        result = bowerbird("api-key", "create", "x", "--json", **environment)
        assert result.returncode == 1
        assert result.stderr.startswith("bowerbird: ")
        assert len(result.stderr.strip().splitlines()) == 1
        assert "hidden" not in result.stderr
    assert "BOWERBIRD_HTTP_PORT: " in result.stderr, "the last one, by the name it was given under"


def test_the_openapi_document_needs_no_database() -> None:
    result = bowerbird("openapi", BOWERBIRD_DB_URL="")
    assert "/api/v1/auth/session" in json.loads(result.stdout)["paths"]
