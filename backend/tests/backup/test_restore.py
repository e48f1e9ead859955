"""A backup comes back whole, or the former state stays."""

import hashlib
import json
import tarfile
import uuid
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bowerbird.backup import database, points
from bowerbird.backup.archive import open_source
from bowerbird.backup.manifest import BackupError
from bowerbird.backup.restore import Restored, restore
from bowerbird.backup.take import take
from bowerbird.storage import FilesystemStorage, ObjectMissingError
from tests.backup.conftest import Instance, MakeInstance


def put_back(path: Path, into: Instance, **options: Any) -> Restored:
    return restore(path, into.settings, into.storage, **options)


def yes() -> bool:
    return True


@pytest.mark.parametrize("name", ["backup.tar", "backup"])
def test_every_row_and_object_comes_back(instance: Instance, make_instance: MakeInstance, tmp_path: Path, name: str) -> None:
    take(tmp_path / name, instance.settings, instance.storage)
    other = make_instance()
    done = put_back(tmp_path / name, other)
    assert other.contents() == instance.contents()
    assert other.bytes() == instance.bytes()
    assert (done.written, done.present, done.missing, done.point) == (3, 0, [], None)
    with psycopg.connect(other.settings.db.url.get_secret_value(), autocommit=True) as app:
        app.execute("UPDATE segments SET text = 'blue bowers'")  # its triggers write to other tables
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("DROP TABLE segments")


ROLES = ("thumbnail", "preview", "page/1/800", "cover", "waveform", "sprite", "playback", "unlocked")


def test_everything_made_of_a_file_comes_back_and_unfinished_uploads_do_not(make_instance: MakeInstance, tmp_path: Path) -> None:
    one = make_instance()
    one.add_person()
    asset = one.add_file(b"a film").split("/")[1]
    for role in ROLES:
        data = f"the {role}".encode()
        key = f"{one.library}/{asset}/{uuid.uuid4()}"
        one.storage.write_bytes(key, data, mime_type="application/octet-stream")
        one.run(
            "INSERT INTO objects (key, asset_id, library_id, role, size, sha256, state) VALUES (%s, %s, %s, %s, %s, %s, 'stored')",
            *(key, asset, one.library, role, len(data), hashlib.sha256(data).digest()),
        )
    begun = f"{one.library}/{uuid.uuid4()}/{uuid.uuid4()}"
    state = one.storage.append(begun, {}, 0, b"half of")
    one.run(
        "INSERT INTO objects (key, asset_id, library_id, role) VALUES (%s, %s, %s, 'original')", begun, begun.split("/")[1], one.library
    )
    one.run(
        'INSERT INTO uploads (library_id, user_id, name, size, "offset", key, multipart, expires_at)'
        " VALUES (%s, %s, 'film.mp4', 100, 7, %s, %s, now() + interval '1 day')",
        *(one.library, one.owner, begun, json.dumps(state)),
    )
    manifest = take(tmp_path / "b", one.settings, one.storage)
    assert len(manifest.objects) == 1 + len(ROLES)
    other = make_instance()
    put_back(tmp_path / "b", other)
    assert other.contents() == one.contents()
    assert other.bytes() == one.bytes()
    with pytest.raises(ObjectMissingError):  # which its client is told: begin again
        other.storage.append(begun, state, 7, b" a film")


def test_what_is_there_is_replaced_only_after_a_yes_and_can_be_had_back(
    instance: Instance, make_instance: MakeInstance, tmp_path: Path
) -> None:
    take(tmp_path / "b", instance.settings, instance.storage)
    other = make_instance()
    other.add_person()
    key = other.add_file(b"of the other")
    before = other.contents(), other.bytes()
    with pytest.raises(BackupError, match="--yes"):
        put_back(tmp_path / "b", other)
    assert (other.contents(), other.bytes()) == before
    done = put_back(tmp_path / "b", other, may_replace=yes)
    assert other.contents() == instance.contents()
    assert done.point is not None
    assert b"".join(other.storage.read_range(key)) == b"of the other", "needed by the restore point"
    again = put_back(done.point, other, may_replace=yes)
    assert (other.contents(), other.bytes()) == before
    assert (again.written, again.present) == (0, 1)


def test_old_restore_points_go_with_the_objects_that_only_they_name(
    instance: Instance, make_instance: MakeInstance, tmp_path: Path
) -> None:
    take(tmp_path / "b", instance.settings, instance.storage)
    other = make_instance()
    other.add_person()
    key = other.add_file(b"of the other")
    for _ in range(points.KEPT):
        put_back(tmp_path / "b", other, may_replace=yes)
    assert other.run("SELECT key FROM objects WHERE state <> 'stored'") == []
    put_back(tmp_path / "b", other, may_replace=yes)
    assert other.run("SELECT key FROM objects WHERE state = 'deleting'") == [(key,)], "the sweeper's now"
    assert len(list(points.directory(other.settings).glob("*.dump"))) == points.KEPT


def fails_in(where: str, monkeypatch: pytest.MonkeyPatch, after: int = 0) -> None:
    """The `after`+1st call of a step is interrupted."""
    module, name = where.rsplit(".", 1)
    target = {"database": database, "storage": FilesystemStorage}[module]
    original, calls = getattr(target, name), 0

    def interrupted(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls > after:
            raise KeyboardInterrupt
        return original(*args, **kwargs)

    monkeypatch.setattr(target, name, interrupted)


@pytest.mark.parametrize(
    ("where", "after"),
    [("database.make_beside", 0), ("database.load", 0), ("storage.write_bytes", 0), ("storage.write_bytes", 1), ("database.swap", 0)],
)
def test_an_interrupted_restore_leaves_the_former_state(
    make_instance: MakeInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str, after: int
) -> None:
    one, other = make_instance(), make_instance()
    for each in (one, other):
        each.add_person()
        each.add_file(b"first")
        each.add_file(b"second")
    take(tmp_path / "b", one.settings, one.storage)
    before = other.contents(), other.bytes(), _files(other)
    with monkeypatch.context() as patch:
        fails_in(where, patch, after)
        with pytest.raises(KeyboardInterrupt):
            put_back(tmp_path / "b", other, may_replace=yes)
    assert (other.contents(), other.bytes(), _files(other)) == before
    assert not database.exists(other.settings.db.admin_url.get_secret_value(), database.database_of(other.url) + "_restoring")
    put_back(tmp_path / "b", other, may_replace=yes)
    assert other.contents() == one.contents()


def _files(instance: Instance) -> list[str]:
    return sorted(str(path) for path in (instance.settings.home / "objects").rglob("*") if path.is_file())


def test_what_a_killed_restore_wrote_is_known_to_the_sweeper(
    make_instance: MakeInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = make_instance(), make_instance()
    one.add_person()
    key = one.add_file(b"first")
    take(tmp_path / "b", one.settings, one.storage)
    with monkeypatch.context() as patch:
        fails_in("database.swap", patch)
        patch.setattr("bowerbird.backup.restore._Work.undo", lambda _: None)  # as after kill -9
        with pytest.raises(KeyboardInterrupt):
            put_back(tmp_path / "b", other)
    assert other.run("SELECT key, state FROM objects") == [(key, "pending")]
    put_back(tmp_path / "b", other, may_replace=yes)
    assert other.contents() == one.contents()


@pytest.mark.parametrize("name", ["b.tar", "b"])
def test_damage_in_an_object_is_noticed(make_instance: MakeInstance, tmp_path: Path, name: str) -> None:
    one, other = make_instance(), make_instance()
    one.add_person()
    one.add_file(b"first")
    key = one.add_file(b"these bytes will rot")
    path = tmp_path / name
    take(path, one.settings, one.storage)
    file = path if path.is_file() else path / "objects" / key
    file.write_bytes(file.read_bytes().replace(b"will rot", b"will r0t"))
    with pytest.raises(BackupError, match="damaged"):
        put_back(path, other)
    assert other.run("SELECT count(*) FROM objects") == [(0,)]
    assert _files(other) == []


def test_damage_in_the_dump_is_noticed(make_instance: MakeInstance, tmp_path: Path) -> None:
    one, other = make_instance(), make_instance()
    one.add_person()
    take(tmp_path / "b", one.settings, one.storage)
    (dump,) = (tmp_path / "b").glob("database-*.dump")
    data = bytearray(dump.read_bytes())
    data[len(data) // 2] ^= 1
    dump.write_bytes(data)
    with pytest.raises(BackupError, match="not what it was"):
        put_back(tmp_path / "b", other)
    dump.rename(tmp_path / "bare.dump")
    (tmp_path / "bare.dump").write_bytes(data[: len(data) // 2])
    with pytest.raises(BackupError, match="pg_restore failed"):
        put_back(tmp_path / "bare.dump", other)
    assert not other.run("SELECT 1 FROM users")


def test_a_dump_with_other_rows_than_its_manifest_is_refused(make_instance: MakeInstance, tmp_path: Path) -> None:
    one, other = make_instance(), make_instance()
    take(tmp_path / "b", one.settings, one.storage)
    manifest = tmp_path / "b" / "manifest.json"
    said = json.loads(manifest.read_text())
    said["rows"]["users"] += 1
    manifest.write_text(json.dumps(said))
    with pytest.raises(BackupError, match="rows"):
        put_back(tmp_path / "b", other)


def test_interrupted_backups_are_recognised(make_instance: MakeInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = make_instance()
    one.add_person()
    one.add_file(b"first")
    for name in ("b", "b.tar"):
        with monkeypatch.context() as patch:
            fails_in("storage.size", patch)
            with pytest.raises(KeyboardInterrupt):
                take(tmp_path / name, one.settings, one.storage)
    assert not (tmp_path / "b.tar").exists()
    with pytest.raises(BackupError, match="interrupted"), open_source(tmp_path / "b", tmp_path / "s"):
        pass
    take(tmp_path / "whole.tar", one.settings, one.storage)
    data = (tmp_path / "whole.tar").read_bytes()
    for length in (len(data) // 2, 1000, 0):
        (tmp_path / "cut.tar").write_bytes(data[:length])
        with pytest.raises(BackupError, match=r"interrupted|neither"), open_source(tmp_path / "cut.tar", tmp_path / "s"):
            pass


def test_a_backup_of_a_newer_version_is_refused(make_instance: MakeInstance, tmp_path: Path) -> None:
    one, other = make_instance(), make_instance()
    one.run("UPDATE alembic_version SET version_num = '9999'")
    take(tmp_path / "b", one.settings, one.storage)
    with pytest.raises(BackupError, match="newer version"):
        put_back(tmp_path / "b", other)


def test_a_backup_of_older_tables_is_brought_up_to_date(make_instance: MakeInstance, tmp_path: Path) -> None:
    one, other = make_instance(revision="0001"), make_instance()
    one.add_person()
    one.add_file(b"first")
    take(tmp_path / "b", one.settings, one.storage)
    put_back(tmp_path / "b", other)
    assert other.bytes() == one.bytes()
    assert other.run("SELECT count(*) FROM lexical_vectors") == [(1,)]


def test_a_bare_dump_needs_its_objects_in_the_storage(make_instance: MakeInstance, tmp_path: Path) -> None:
    one = make_instance()
    one.add_person()
    kept, gone = one.add_file(b"kept"), one.add_file(b"gone")
    before = one.contents()
    database.dump(one.url, tmp_path / "rows.dump")
    fresh = make_instance(one.storage)
    one.storage.delete(gone)
    with pytest.raises(BackupError, match=f"1 of 2 objects .* {gone}"):
        put_back(tmp_path / "rows.dump", fresh)
    assert b"".join(one.storage.read_range(kept)) == b"kept", "a failed restore removes nothing that it did not bring"
    assert put_back(tmp_path / "rows.dump", fresh, accept_missing=True).missing == [gone]
    assert fresh.contents() == before


def test_open_connections_are_cut_and_find_the_new_state(make_instance: MakeInstance, tmp_path: Path) -> None:
    one, other = make_instance(), make_instance()
    one.add_person()
    take(tmp_path / "b", one.settings, one.storage)
    with psycopg.connect(other.settings.db.url.get_secret_value()) as busy:
        busy.execute("SELECT 1")
        put_back(tmp_path / "b", other)
        with pytest.raises(psycopg.OperationalError):
            busy.execute("SELECT 1")
    assert other.run("SELECT email FROM users") == [("one@example.org",)]


def test_an_object_missing_from_a_damaged_storage_comes_back(instance: Instance, tmp_path: Path) -> None:
    take(tmp_path / "b.tar", instance.settings, instance.storage)
    before = instance.contents(), instance.bytes()
    key = next(iter(before[1]))
    instance.storage.delete(key)
    with pytest.raises(ObjectMissingError):
        instance.bytes()
    done = put_back(tmp_path / "b.tar", instance, may_replace=yes)
    assert (done.written, done.present) == (1, 2)
    assert (instance.contents(), instance.bytes()) == before


def test_tar_is_a_plain_tar(make_instance: MakeInstance, tmp_path: Path) -> None:
    one = make_instance()
    one.add_person()
    key = one.add_file(b"first")
    take(tmp_path / "b.tar", one.settings, one.storage)
    with tarfile.open(tmp_path / "b.tar") as tar:
        assert tar.getnames() == ["database.dump", f"objects/{key}", "manifest.json"]
    assert (tmp_path / "b.tar").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.glob("b.tar*")) == ["b.tar"]
