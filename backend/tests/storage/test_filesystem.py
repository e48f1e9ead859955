import os
import stat
from pathlib import Path

import pytest

from bowerbird.storage import FilesystemStorage
from tests.storage.test_contract import new_key, write


@pytest.fixture
def storage(tmp_path: Path) -> FilesystemStorage:
    return FilesystemStorage(tmp_path / "deep" / "objects")


def test_file_and_directories_are_flushed_before_it_counts_as_written(storage: FilesystemStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    events: list[str] = []
    fsync, rename = os.fsync, Path.rename

    def seen_fsync(descriptor: int) -> None:
        events.append("directory" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        fsync(descriptor)

    def seen_rename(self: Path, target: Path) -> Path:
        events.append("rename")
        return rename(self, target)

    monkeypatch.setattr(os, "fsync", seen_fsync)
    monkeypatch.setattr(Path, "rename", seen_rename)
    write(storage, new_key(), b"x")
    assert events == ["file", "rename", "directory", "directory", "directory"]


def test_delete_removes_what_a_killed_writer_left(storage: FilesystemStorage) -> None:
    key = new_key()
    part = storage._part(key)
    part.parent.mkdir(parents=True)
    part.write_bytes(b"half")
    storage.delete(key)
    assert not part.exists()


def test_delete_leaves_no_empty_directories(storage: FilesystemStorage) -> None:
    key = new_key()
    write(storage, key, b"x")
    storage.delete(key)
    assert [path.name for path in storage._root.iterdir()] == [".incoming"]


def test_only_the_owner_can_read(storage: FilesystemStorage) -> None:
    key = new_key()
    write(storage, key, b"x")
    path = storage._path(key)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_full_disk_leaves_nothing(storage: FilesystemStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        storage.write_bytes(new_key(), b"x", mime_type="text/plain")
    with pytest.raises(OSError, match="No space left"):
        write(storage, new_key(), b"x")
    assert [path for path in storage._root.rglob("*") if path.is_file()] == []


def test_check_says_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "objects").write_text("a file where the directory should be")
    with pytest.raises(OSError, match="objects"):
        FilesystemStorage(tmp_path / "objects").check()
    storage = FilesystemStorage(tmp_path / "fine")
    storage.check()
    assert (storage.free_bytes() or 0) > 0
