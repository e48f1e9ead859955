"""What is written to scratch space goes with the process that wrote it."""

import fcntl
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bowerbird.settings import PROJECT_ROOT
from bowerbird.storage import scratch

HOLDER = """
import sys, time
from pathlib import Path
from bowerbird.storage.scratch import room
with room(Path(sys.argv[1]), "object-") as mine:
    (mine / "original").write_bytes(b"x" * 1000)
    print(mine, flush=True)
    sys.stdin.read()
"""


def holder(where: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-P", "-c", HOLDER, str(where)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": str(PROJECT_ROOT / "backend"), "PATH": os.environ["PATH"]},
    )


def test_a_room_is_there_while_it_is_used_and_no_longer(tmp_path: Path) -> None:
    with scratch.room(tmp_path / "new", "one-") as mine:
        (mine / "file").write_text("x")
        assert scratch.clear(tmp_path / "new") == 0, "it is in use, also for its own process"
        assert (mine / "file").exists()
    assert list((tmp_path / "new").iterdir()) == []


def test_what_a_killed_process_left_is_removed_and_what_others_use_is_not(tmp_path: Path) -> None:
    with holder(tmp_path) as killed, holder(tmp_path) as living:
        assert killed.stdout
        assert living.stdout
        left, used = Path(killed.stdout.readline().strip()), Path(living.stdout.readline().strip())
        assert scratch.clear(tmp_path) == 0
        killed.kill()
        killed.wait()
        assert left.exists()
        assert scratch.clear(tmp_path) == 1
        assert not left.exists()
        assert (used / "original").exists()
        living.communicate("")
        assert not used.exists()


def test_what_others_put_there_is_left_until_nobody_can_use_it(tmp_path: Path) -> None:
    fresh, old, link = tmp_path / "fresh", tmp_path / "old", tmp_path / "link"
    new_folder, old_folder = tmp_path / "new-folder", tmp_path / "old-folder"
    for folder in (new_folder, old_folder):
        folder.mkdir()
        (folder / "file").touch()
    outside = tmp_path.with_name(tmp_path.name + "-outside")
    outside.mkdir()
    (outside / "kept").touch()
    fresh.touch()
    old.touch()
    link.symlink_to(outside)
    held = tmp_path / "old-and-held"
    held.mkdir()
    lock = os.open(held, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    for path in (old, old_folder, held):
        os.utime(path, (time.time() - scratch.LOOSE_SECONDS - 60,) * 2)
    assert scratch.clear(tmp_path) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fresh", "link", "new-folder", "old-and-held"]
    os.close(lock)
    assert (outside / "kept").exists()


def test_a_room_that_was_cleared_before_it_was_locked_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Path] = []
    lock = fcntl.flock

    def cleared_first(descriptor: int, operation: int) -> None:
        if not made:
            made.append(next(tmp_path.iterdir()))
            made[0].rmdir()
        lock(descriptor, operation)

    monkeypatch.setattr(fcntl, "flock", cleared_first)
    with scratch.room(tmp_path, "one-") as mine:
        assert made
        assert mine.is_dir()


def test_nothing_to_clear_is_no_error(tmp_path: Path) -> None:
    assert scratch.clear(tmp_path / "missing") == 0
