"""Brings the tables to the newest version, as the owning role and under an advisory lock (see migrations/env.py)."""

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from bowerbird.settings import PROJECT_ROOT


def _config() -> Config:
    return Config(str(PROJECT_ROOT / "backend" / "alembic.ini"))


def upgrade(url: str | None = None) -> None:
    """Of the database that the settings name, or of another."""
    config = _config()
    if url is not None:
        config.attributes["url"] = url
    command.upgrade(config, "head")


def newest_revision() -> str:
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


def is_known(revision: str) -> bool:
    """Whether this version of Bowerbird has the migration; it lacks those of a newer one."""
    try:
        return ScriptDirectory.from_config(_config()).get_revision(revision) is not None
    except CommandError:
        return False
