"""kill -9 of each process, one after another and all at once, while files are being imported: every file ends ready, once."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.e2e.chaos import VICTIMS, finished, make_files, violations
from tests.e2e.stack import RunningStack, eventually

pytestmark = pytest.mark.e2e

FILES = 40


def test_no_file_is_lost_or_read_twice(stack: RunningStack, tmp_path: Path) -> None:
    make_files(tmp_path / "files", FILES)
    stack.settings |= {"BOWERBIRD_WORKER_LEASE_SECONDS": "5", "BOWERBIRD_WORKER_SWEEP_SECONDS": "1"}
    stack.up()
    with ThreadPoolExecutor(1) as pool:
        importing = pool.submit(stack.cli, "import", "--wait", "--json", tmp_path / "files", check=False, timeout=300)
        for number, names in enumerate([*((each,) for each in VICTIMS), VICTIMS]):
            threshold = (number + 1) * FILES // 10
            eventually(f"{threshold} files are finished", lambda: finished(stack) >= threshold, 120)  # noqa: B023  used before the next round
            stack.kill(*names)
        assert finished(stack) < FILES, "all kills came while files were being read"
        ended = importing.result()
    said = json.loads(ended.stdout)
    assert [file for file in said["files"] if file["status"] != "ready"] == []
    assert ended.returncode == 0
    assert violations(stack, FILES) == []


def test_killed_outright_while_importing_it_goes_on_after_the_next_start(stack: RunningStack, tmp_path: Path) -> None:
    more = FILES // 2
    make_files(tmp_path / "files", more)
    for file in (tmp_path / "files").glob("*.*"):
        if file.suffix != ".png":
            file.write_text(file.read_text() + "\nA second time.\n")
    for file in (tmp_path / "files").glob("*.png"):
        file.unlink()
    texts = len(list((tmp_path / "files").iterdir()))
    stack.cli("import", tmp_path / "files")
    stack.end_everything()
    stack.up()
    eventually("all files are finished", lambda: finished(stack) == FILES + texts, 120)
    assert violations(stack, FILES + texts) == []
