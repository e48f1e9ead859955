"""`bowerbird dump` and `restore`: the rows of the database as one file, for a move to another Postgres. The bytes of the files stay in `{home}/objects`."""

import os
import subprocess
from pathlib import Path
from typing import Annotated

import typer

from bowerbird.embedded.attach import current_home
from bowerbird.embedded.commands import fail
from bowerbird.embedded.home import Home
from bowerbird.embedded.ports import LOOPBACK
from bowerbird.embedded.postgres import SUPERUSER, binary
from bowerbird.embedded.stack import DATABASE

FileArgument = Annotated[Path, typer.Argument(help="The file.", dir_okay=False)]


def dump(file: FileArgument) -> None:
    """Write all rows to FILE. Bowerbird has to run."""
    if file.exists():
        fail(f"{file} exists already.")
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        _postgres_tool("pg_dump", "--format=custom", stdout=opened.fileno())
    typer.echo(f"Written to {file}.")


def restore(file: FileArgument) -> None:
    """Replace all rows by those of FILE. Bowerbird has to run."""
    if not file.is_file():
        fail(f"There is no file {file}.")
    with file.open("rb") as opened:
        _postgres_tool("pg_restore", "--clean", "--if-exists", "--single-transaction", "--exit-on-error", stdin=opened.fileno())
    typer.echo("Restored. Restart Bowerbird now, so that newer tables are made where the file comes from an older version.")


def _postgres_tool(name: str, *arguments: str, stdin: int | None = None, stdout: int | None = None) -> None:
    home: Home = current_home()
    running = home.running()
    if running is None:
        fail("Bowerbird does not run here. Start it first: ./start.sh --detach")
    environment = {**os.environ, "PGPASSWORD": home.secrets().superuser}
    where = [f"--host={LOOPBACK}", f"--port={running.ports['postgres']}", f"--username={SUPERUSER}", "--dbname", DATABASE]
    ended = subprocess.run([binary(name), *where, *arguments], env=environment, stdin=stdin, stdout=stdout, check=False)  # noqa: S603
    if ended.returncode != 0:
        fail(f"{name} failed; nothing was changed.")
