"""`bowerbird import` against a real server."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from typer.testing import CliRunner, Result

from bowerbird.cli import app as cli
from bowerbird.db.session import transaction
from bowerbird.intake import commands
from bowerbird.intake.local_files import LocalFile, walk
from bowerbird.models import Asset
from bowerbird.ops.client import Address, ApiClient, UnreachableError
from bowerbird.settings import get_settings
from tests.fixtures_api import MadeUser

Run = Callable[..., Result]


@pytest.fixture
def run(live_url: str, user: MadeUser, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("BOWERBIRD_URL", live_url)
    monkeypatch.setenv("BOWERBIRD_API_KEY", user.api_key)
    get_settings.cache_clear()
    return lambda *arguments: CliRunner().invoke(cli, ["import", *map(str, arguments)], catch_exceptions=False)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    root = tmp_path / "holiday"
    (root / "sub" / ".hidden").mkdir(parents=True)
    (root / "b.txt").write_text("second")
    (root / "a.txt").write_text("first")
    (root / ".secret").write_text("no")
    (root / "sub" / "c \N{PENGUIN}.txt").write_text("third")
    (root / "sub" / ".hidden" / "d.txt").write_text("no")
    (root / "loop").symlink_to(root)
    os.mkfifo(root / "pipe")
    os.utime(root / "a.txt", (1_500_000_000, 1_500_000_000))
    return root


def finish_all(status: str = "ready", **values: str) -> None:
    """What workers would do."""
    with transaction() as session:
        session.execute(update(Asset).values(status=status, **values))


def test_a_folder_is_walked_in_order(tree: Path) -> None:
    assert [file.relative for file in walk([tree])] == ["holiday/a.txt", "holiday/b.txt", "holiday/sub/c \N{PENGUIN}.txt"]
    assert list(walk([tree / ".secret", tree / "missing"])) == [LocalFile(tree / ".secret", None), LocalFile(tree / "missing", None)]


def test_the_current_folder_keeps_its_name(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree)
    assert next(walk([Path()])).relative == "holiday/a.txt"


def test_a_folder_is_imported(run: Run, tree: Path) -> None:
    result = run(tree, "--json")
    assert result.exit_code == 0, result.output
    files = json.loads(result.stdout)["files"]
    assert [(Path(file["path"]).name, file["status"], file["duplicate"], file["error"]) for file in files] == [
        ("a.txt", "processing", False, None),
        ("b.txt", "processing", False, None),
        ("c \N{PENGUIN}.txt", "processing", False, None),
    ]
    with transaction() as session:
        assets = {asset.name: asset for asset in session.query(Asset)}
    assert assets["a.txt"].path == "holiday/a.txt"
    assert assets["a.txt"].last_modified is not None
    assert assets["a.txt"].last_modified.timestamp() == 1_500_000_000
    assert assets["c \N{PENGUIN}.txt"].path == "holiday/sub/c \N{PENGUIN}.txt"


def test_waiting_for_what_is_known_already(run: Run, tree: Path) -> None:
    assert run(tree).exit_code == 0
    finish_all()
    result = run(tree, "--wait", "--json")
    assert result.exit_code == 0
    assert [(file["status"], file["duplicate"]) for file in json.loads(result.stdout)["files"]] == [("ready", True)] * 3


def test_waiting_ends_when_the_work_ends(run: Run, tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        finish_all()

    wait_for = commands.wait_for
    monkeypatch.setattr(commands, "wait_for", lambda *args, **named: wait_for(*args, **named, sleep=sleep))
    result = run(tree, "--wait")
    assert result.exit_code == 0
    assert len(pauses) == 1
    assert result.stdout == "3 files: 3 ready\n"


def test_long_films_hide_no_photo_that_is_ready_and_are_not_asked_after_all_the_time() -> None:
    class Server:
        asked = 0

        def get(self, path: str, params: dict[str, list[str]] | None = None) -> dict[str, object]:
            self.asked += 1
            if params is None:
                return self.asset(path.removeprefix("/assets/"))
            return {"items": [asset for asset in map(self.asset, params["id"]) if asset["status"] in params["status"]]}

        def asset(self, identifier: str) -> dict[str, object]:
            return {"id": identifier, "status": "processing" if identifier.startswith("film") and slept < 100 else "ready", "error": None}

    server, slept, done_after = Server(), 0.0, []

    def sleep(seconds: float) -> None:
        nonlocal slept
        slept += seconds

    names = [*(f"film {number}" for number in range(60)), *(f"photo {number}" for number in range(200))]
    files = [commands.ImportedFile(name, name, "processing") for name in names]
    commands.wait_for(server, files, on_done=lambda: done_after.append(slept), sleep=sleep)  # type: ignore[arg-type]
    assert {file.status for file in files} == {"ready"}
    assert done_after[199] < 8, "all photos"
    assert done_after[200] >= 100
    assert server.asked < 200


def test_a_file_that_is_deleted_meanwhile_is_waited_for_no_longer(run: Run, tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def sleep(_: float) -> None:
        finish_all()
        with transaction() as session:
            session.execute(delete(Asset).where(Asset.name == "b.txt"))

    wait_for = commands.wait_for
    monkeypatch.setattr(commands, "wait_for", lambda *args, **named: wait_for(*args, **named, sleep=sleep))
    result = run(tree, "--wait", "--json")
    assert result.exit_code == 1
    assert [(file["status"], file["error"] and file["error"]["code"]) for file in json.loads(result.stdout)["files"]] == [
        ("ready", None),
        ("failed", "not_found"),
        ("ready", None),
    ]


def test_failed_and_partial_files_are_listed_apart(run: Run, tree: Path) -> None:
    run(tree)
    finish_all("partial", error_code="page_unreadable", error_detail="Page 3 could not be read.")
    with transaction() as session:
        session.execute(
            update(Asset).where(Asset.name == "a.txt").values(status="failed", error_code="corrupt", error_detail="It is broken.")
        )
    # a failed file is tried again when it comes again; here nothing of it has failed, so it stays
    result = run(tree, tree / "missing\x1b[2J", "--wait")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[0] == "4 files: 2 partial, 2 failed (3 known already)"
    assert [line.split(":")[0].strip() for line in lines[1:]] == ["partial", "partial", "failed", "failed"]
    assert lines[1].endswith("b.txt: Page 3 could not be read.")
    assert lines[3].endswith("a.txt: It is broken.")
    assert lines[4].endswith("missing�[2J: No such file or directory")


def test_names_that_are_no_text(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.txt")).write_text("latin")
    (folder / 'quote"s\nand lines.txt').write_text("quoted")
    result = run(folder, "--json")
    assert result.exit_code == 0
    with transaction() as session:
        assert {asset.name for asset in session.query(Asset)} == {"café.txt", 'quote"sand lines.txt'}


def test_a_pipe_is_refused_at_once(run: Run, tree: Path) -> None:
    result = run(tree / "pipe", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["files"][0]["error"]["code"] == "unreadable"


@pytest.mark.parametrize("size", [500, 2000])
def test_a_file_that_changes_meanwhile(live_url: str, user: MadeUser, tmp_path: Path, size: int) -> None:
    path = tmp_path / "growing"
    path.write_bytes(bytes(1000))

    def find() -> Address:
        path.write_bytes(bytes(size))  # between stat and read
        return Address(live_url, user.api_key)

    with ApiClient(find) as client:
        imported = commands.upload(client, LocalFile(path, None))
    assert imported.error is not None
    assert (imported.status, imported.error["code"]) == ("failed", "changed")


def test_nothing_to_import(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = run(tmp_path / "empty")
    assert (result.exit_code, result.stdout) == (0, "0 files: nothing to import\n")


def test_one_wrong_key_fails_every_file(run: Run, tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOWERBIRD_API_KEY", "bb_wrong")
    get_settings.cache_clear()
    result = run(tree, "--json")
    assert result.exit_code == 1
    assert {file["error"]["code"] for file in json.loads(result.stdout)["files"]} == {"invalid_api_key"}


def test_a_server_that_is_gone_ends_the_import_at_once(run: Run, tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOWERBIRD_URL", "http://127.0.0.1:9")
    get_settings.cache_clear()
    monkeypatch.setattr(commands, "ApiClient", lambda: ApiClient(patience=0))
    with pytest.raises(UnreachableError, match="0 of 3 files were sent; run this again for the rest"):
        run(tree)
