"""A backup is made before tables change, and only then."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from bowerbird.backup import points
from bowerbird.backup.manifest import BackupError
from bowerbird.backup.restore import restore
from bowerbird.db.migrate import newest_revision
from bowerbird.settings import PROJECT_ROOT
from tests.backup.conftest import Instance, MakeInstance


@pytest.fixture
def old(make_instance: MakeInstance) -> Instance:
    """With the tables of the first release, and data."""
    made = make_instance(revision="0001")
    made.add_person()
    made.add_file(b"first")
    return made


def migrate(instance: Instance) -> None:
    """`bowerbird migrate`, as a container runs it."""
    subprocess.run(
        [sys.executable, "-P", "-m", "bowerbird.cli", "migrate"],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(PROJECT_ROOT / "backend"),
            "BOWERBIRD_HOME": str(instance.settings.home),
            "BOWERBIRD_DB_URL": instance.settings.db.url.get_secret_value(),
            "BOWERBIRD_DB_OWNER_URL": instance.url,
        },
        check=True,
        capture_output=True,
        timeout=120,
    )


def test_the_first_release_is_migrated_with_its_data_after_a_backup(old: Instance, make_instance: MakeInstance) -> None:
    before = old.contents()
    migrate(old)
    assert old.run("SELECT version_num FROM alembic_version") == [(newest_revision(),)]
    assert old.run("SELECT name, status FROM assets") == [("a.txt", "ready")]
    assert old.run("SELECT count(*) FROM lexical_vectors") == [(1,)], "what was there before can be searched"
    (point,) = points.directory(old.settings).iterdir()
    assert point.name.endswith("-before-migration-from-0001.dump")
    assert point.stat().st_mode & 0o777 == 0o600
    other = make_instance(old.storage)
    restore(point, other.settings, other.storage)
    after = other.contents()
    assert {table: after[table] for table in before if table != "alembic_version"} == {
        table: rows for table, rows in before.items() if table != "alembic_version"
    }
    migrate(old)
    assert list(points.directory(old.settings).iterdir()) == [point], "nothing changes, nothing is backed up"


def test_the_last_three_are_kept(old: Instance) -> None:
    made = [points.before_migration(old.settings) for _ in range(5)]
    assert sorted(points.directory(old.settings).iterdir()) == made[2:]


def test_without_a_backup_no_migration_begins(old: Instance) -> None:
    points.directory(old.settings).write_text("in the way")
    with pytest.raises(BackupError, match="tables were not changed"):
        points.before_migration(old.settings)
    old.settings.db.backup_before_migration = False
    assert points.before_migration(old.settings) is None


def test_new_databases_need_none(make_instance: MakeInstance, tmp_path: Path) -> None:
    new = make_instance()
    assert points.before_migration(new.settings) is None
    new.run("DROP TABLE alembic_version")
    assert points.before_migration(new.settings) is None
    nowhere = new.settings.model_copy(deep=True)
    nowhere.db.url = nowhere.db.owner_url = SecretStr("")
    with pytest.raises(BackupError, match="does not run"):
        points.before_migration(nowhere)
    assert not points.directory(new.settings).exists()
