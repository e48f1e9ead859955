"""What goes into a backup, and what an increment copies."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from bowerbird.backup import take as taking
from bowerbird.backup.manifest import BackupError, Manifest
from bowerbird.backup.take import take
from bowerbird.library.purge import purge_due
from bowerbird.storage import FilesystemStorage
from tests.backup.conftest import Instance, MakeInstance


@pytest.fixture
def one(make_instance: MakeInstance) -> Instance:
    made = make_instance()
    made.add_person()
    return made


def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Keys of the objects that are read from the storage from now on."""
    seen: list[str] = []
    original = FilesystemStorage.read_range

    def watched(self: FilesystemStorage, key: str, *args: Any) -> Iterator[bytes]:
        seen.append(key)
        return original(self, key, *args)

    monkeypatch.setattr(FilesystemStorage, "read_range", watched)
    return seen


def test_an_increment_copies_what_is_new_and_forgets_what_is_gone(one: Instance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone, kept, rotten = one.add_file(b"gone"), one.add_file(b"kept"), one.add_file(b"rotten")
    folder = tmp_path / "b"
    take(folder, one.settings, one.storage)
    before = (folder / "objects" / kept).stat().st_ino
    new = one.add_file(b"new")
    one.run("DELETE FROM objects WHERE key = %s", gone)
    (folder / "objects" / rotten).write_bytes(b"r0tten")
    (folder / "objects" / "left.part").write_bytes(b"half")
    seen = reads(monkeypatch)
    manifest = take(folder, one.settings, one.storage)
    assert sorted(seen) == sorted([new, rotten])
    assert (folder / "objects" / kept).stat().st_ino == before
    names = sorted(path.relative_to(folder / "objects").as_posix() for path in (folder / "objects").rglob("*") if path.is_file())
    assert names == sorted([kept, rotten, new]) == [entry.name for entry in manifest.objects]
    assert (folder / "objects" / rotten).read_bytes() == b"rotten"
    assert len(list(folder.glob("database-*.dump"))) == 1


def interrupted(*_: object) -> None:
    """As by Ctrl-C, whether or not whoever started the tests has SIGINT ignored."""
    raise KeyboardInterrupt


def test_an_interrupted_increment_leaves_the_former_backup(one: Instance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one.add_file(b"first")
    folder = tmp_path / "b"
    take(folder, one.settings, one.storage)
    before = (folder / "manifest.json").read_bytes()
    one.add_file(b"second")
    with monkeypatch.context() as patch:
        patch.setattr(taking, "_copy", interrupted)
        with pytest.raises(KeyboardInterrupt):
            take(folder, one.settings, one.storage)
    assert (folder / "manifest.json").read_bytes() == before
    manifest = Manifest.model_validate_json(before)
    assert [path.name for path in folder.glob("database-*.dump")] == [manifest.database.name]


@pytest.mark.parametrize("name", ["b", "b.tar"])
def test_what_is_deleted_meanwhile_is_still_in_the_backup(
    one: Instance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """The asset goes and the sweeper comes right after the dump: the bytes stay until the backup has them, and go afterwards."""
    one.add_file(b"doomed")
    copying = taking._copy
    engine = create_engine(one.url.replace("postgresql://", "postgresql+psycopg://"))

    def sweep() -> int:
        with Session(engine) as session, session.begin():
            return purge_due(session, one.storage)

    def after_a_sweep(*args: Any) -> Any:
        one.run("DELETE FROM assets")
        one.run("UPDATE objects SET state = 'deleting'")
        assert sweep() == 0
        return copying(*args)

    monkeypatch.setattr(taking, "_copy", after_a_sweep)
    manifest = take(tmp_path / name, one.settings, one.storage)
    assert (len(manifest.objects), manifest.lost, manifest.rows["assets"]) == (1, [], 1)
    assert sweep() == 1
    engine.dispose()


@pytest.mark.parametrize("name", ["b", "b.tar"])
def test_what_the_storage_has_lost_is_named_and_the_rest_is_kept(one: Instance, tmp_path: Path, name: str) -> None:
    whole, missing, short, wrong = (one.add_file(data) for data in (b"whole", b"missing", b"short", b"wrong"))
    root = one.settings.home / "objects"
    (root / missing).unlink()
    (root / short).write_bytes(b"shor")
    (root / wrong).write_bytes(b"wr0ng")
    manifest = take(tmp_path / name, one.settings, one.storage)
    assert [entry.name for entry in manifest.objects] == [whole]
    assert sorted(manifest.lost) == sorted([missing, short, wrong])


def test_only_stored_objects_are_copied(one: Instance, tmp_path: Path) -> None:
    keys = [one.add_file(data) for data in (b"1", b"2", b"3")]
    one.run("UPDATE objects SET state = 'pending' WHERE key = %s", keys[1])
    one.run("UPDATE objects SET state = 'deleting' WHERE key = %s", keys[2])
    manifest = take(tmp_path / "b", one.settings, one.storage)
    assert [entry.name for entry in manifest.objects] == keys[:1]


def test_the_apps_role_is_enough(one: Instance, tmp_path: Path) -> None:
    one.add_file(b"first")
    app = one.settings.model_copy(deep=True)
    app.db.owner_url = type(app.db.owner_url)("")
    assert take(tmp_path / "b", app, one.storage).rows == take(tmp_path / "c", one.settings, one.storage).rows


def test_other_peoples_directories_and_files_are_left_alone(one: Instance, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg").write_bytes(b"x")
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "manifest.json").write_text(json.dumps({"name": "an app"}))
    (tmp_path / "there.tar").write_bytes(b"x")
    (tmp_path / "there.zip").write_bytes(b"x")
    for name in ("photos", "app", "there.tar", "there.zip"):
        with pytest.raises(BackupError):
            take(tmp_path / name, one.settings, one.storage)
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["a.jpg", "manifest.json", "there.tar", "there.zip"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes files for others")
@pytest.mark.parametrize("name", ["b", "b.tar"])
def test_what_root_writes_belongs_to_the_owner_of_the_directory(make_instance: MakeInstance, tmp_path: Path, name: str) -> None:
    one = make_instance()
    one.add_person()
    one.add_file(b"first")
    folder = tmp_path / "of somebody"
    folder.mkdir()
    os.chown(folder, 10001, 10001)
    take(folder / name, one.settings, one.storage)
    assert {path.stat().st_uid for path in folder.rglob("*")} == {10001}
