"""Brings the tables to the newest version, as the owning role and under an advisory lock (see migrations/env.py)."""

from alembic import command
from alembic.config import Config

from bowerbird.settings import PROJECT_ROOT


def upgrade() -> None:
    command.upgrade(Config(str(PROJECT_ROOT / "backend" / "alembic.ini")), "head")
