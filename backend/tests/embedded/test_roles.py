"""The app's role reads and writes rows and nothing more."""

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import ProgrammingError


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "ALTER TABLE assets ADD COLUMN mine int",
        "DROP TABLE assets",
        "TRUNCATE users CASCADE",
        "CREATE EXTENSION hstore",
    ],
)
def test_app_role_changes_no_table(engine: Engine, statement: str) -> None:
    with engine.connect() as connection, pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        connection.execute(text(statement))


def test_app_role_reads_and_writes_rows(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(text("INSERT INTO libraries (name) VALUES ('x')"))
        assert connection.execute(text("DELETE FROM libraries WHERE name = 'x'")).rowcount == 1
        connection.rollback()


def test_sorting_is_the_same_on_every_machine(engine: Engine) -> None:
    with engine.connect() as connection:
        row = connection.execute(text("SELECT datlocprovider::text, datlocale FROM pg_database WHERE datname = current_database()")).one()
    assert tuple(row) == ("b", "C.UTF-8")
