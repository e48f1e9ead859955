"""A backup is made before tables change, and only then."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pydantic import SecretStr

from bowerbird.backup import points
from bowerbird.backup.manifest import BackupError
from bowerbird.backup.restore import restore
from bowerbird.db.migrate import newest_revision
from bowerbird.settings import PROJECT_ROOT
from tests.backup.conftest import Instance, MakeInstance

FIRST_RELEASE = "0002"


@pytest.fixture
def old(make_instance: MakeInstance) -> Instance:
    """With the tables of the first release, and data."""
    made = make_instance(revision=FIRST_RELEASE)
    with psycopg.connect(made.url) as connection:
        connection.execute((Path(__file__).parent / "first_release.sql").read_bytes())
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


def known(instance: Instance, like: dict[str, list[dict[str, Any]]] | None = None) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table as its columns; with `like`, only tables and columns that those rows have."""
    found: dict[str, list[dict[str, Any]]] = {}
    for table in instance.contents():
        rows = [row[0] for row in instance.run(f"SELECT to_jsonb(t) FROM {table} t")]
        if like is not None:
            rows = [{name: row[name] for name in like[table][0]} for row in rows] if like.get(table) else []
        found[table] = sorted(rows, key=lambda row: json.dumps(row, sort_keys=True))
    return found if like is None else {table: found[table] for table in like}


def test_the_first_release_is_migrated_with_its_data_after_a_backup(old: Instance, make_instance: MakeInstance) -> None:
    before = known(old)
    assert all(before.values()), "a row in every table"
    del before["alembic_version"]
    computed = {table: len(before.pop(table)) for table in ("lexical_vectors", "lexical_deltas")}
    migrate(old)
    assert old.run("SELECT version_num FROM alembic_version") == [(newest_revision(),)]
    assert known(old, before) == before, "every row is what it was"
    assert old.run("SELECT count(*) FROM lexical_vectors") == [(computed["lexical_vectors"],)], "these are made anew, by today's analysis"
    (point,) = points.directory(old.settings).iterdir()
    assert point.name.endswith(f"-before-migration-from-{FIRST_RELEASE}.dump")
    assert point.stat().st_mode & 0o777 == 0o600
    other = make_instance(old.storage)
    restore(point, other.settings, other.storage, accept_missing=True)
    assert known(other, before) == before, "also from the backup, brought up to date"
    migrate(old)
    assert list(points.directory(old.settings).iterdir()) == [point], "nothing changes, nothing is backed up"


def test_from_the_very_first_tables_too(make_instance: MakeInstance) -> None:
    very_old = make_instance(revision="0001")
    very_old.add_person()
    very_old.add_file(b"first")
    migrate(very_old)
    assert very_old.run("SELECT name, status FROM assets") == [("a.txt", "ready")]
    assert very_old.run("SELECT count(*) FROM lexical_vectors") == [(1,)], "what was there before can be searched"


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
