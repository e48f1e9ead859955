import io
import json
from typing import Any

import pytest
from rich.console import Console
from sqlalchemy.orm import Session
from starlette.testclient import TestClient
from typer import Typer
from typer.testing import CliRunner

from bowerbird.search import commands
from tests.fixtures_api import MadeUser
from tests.search.conftest import add_asset, settle


class Api:
    """The command's way to the service, through the test client instead of a socket."""

    def __init__(self, client: TestClient) -> None:
        self._client = client

    def __enter__(self) -> "Api":
        return self

    def __exit__(self, *_: object) -> None: ...

    def post(self, path: str, *, payload: Any) -> Any:
        response = self._client.post(f"/api/v1{path}", json=payload)
        assert response.status_code == 200
        return response.json()


@pytest.fixture
def runner(client: TestClient, monkeypatch: pytest.MonkeyPatch, session: Session, user: MadeUser) -> Typer:
    monkeypatch.setattr(commands, "ApiClient", lambda: Api(client))
    add_asset(session, user.library_id, "nothing", "The satin bowerbird collects blue things.", name="birds.pdf")
    settle(session)
    app = Typer()
    app.command()(commands.search)
    return app


def test_results_are_for_people(runner: Typer) -> None:
    result = CliRunner().invoke(runner, ["bowerbirds", "--limit", "3"])
    assert result.exit_code == 0
    assert "1. birds.pdf, page 2" in result.output
    assert "The satin bowerbird collects blue things." in result.output
    assert "1 file in " in result.output


def test_results_are_for_scripts(runner: Typer) -> None:
    answer = json.loads(CliRunner().invoke(runner, ["bowerbirds", "--json"]).output)
    assert answer["items"][0]["asset"]["name"] == "birds.pdf"


def test_what_was_not_understood_is_said(runner: Typer) -> None:
    assert "There is no colour:." in CliRunner().invoke(runner, ["bowerbirds colour:blue"]).output


def test_nothing_found(runner: Typer) -> None:
    assert "Nothing found." in CliRunner().invoke(runner, ["?!"]).output


@pytest.mark.parametrize(
    ("kind", "pages", "locator", "expected"),
    [
        ("document", None, {}, ""),
        ("document", None, {"page": 7, "boxes": []}, ", page 7"),
        ("document", 1, {"page": 1, "boxes": []}, ", page 1"),
        ("image", None, {"page": 1, "boxes": []}, ""),
        ("image", 3, {"page": 2, "boxes": []}, ", page 2"),
        ("audio", None, {"start_ms": 61_000, "end_ms": 62_000}, ", 1:01"),
        ("video", None, {"start_ms": 3_723_000}, ", 1:02:03"),
    ],
)
def test_where(kind: str, pages: int | None, locator: dict[str, Any], expected: str) -> None:
    assert commands.where({"kind": kind, "page_count": pages}, locator) == expected


def test_a_snippet_begins_before_its_first_mark() -> None:
    passage = "word " * 100 + "the mark" + " word" * 100
    text = commands.snippet(passage, [(504, 508)])
    assert text.plain.startswith("… word")
    assert text.plain.endswith(" …")
    assert len(text.plain) <= commands.SNIPPET + 4
    assert [text.plain[span.start : span.end] for span in text.spans if span.start < span.end] == ["mark"]


def test_a_file_cannot_steer_the_terminal() -> None:
    out = io.StringIO()
    item = {
        "asset": {"name": "evil\x1b[2J.txt"},
        "strength": "weak",
        "moments": [{"text": "a\x1b]0;title\x07 [bold]b", "highlights": [], "locator": {}}],
    }
    commands.show(
        {"items": [item], "total": 1, "total_relation": "gte", "took_ms": 1, "degraded": ["dense"], "hints": []},
        Console(file=out, force_terminal=False),
    )
    assert "\x1b" not in out.getvalue()
    assert "[bold]b" in out.getvalue()
    assert "1 or more file" in out.getvalue()
    assert "by words and names only" in out.getvalue()
