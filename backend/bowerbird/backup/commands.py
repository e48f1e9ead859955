"""`bowerbird backup`, `restore`, `export` and `dump`: straight to the database and the storage, for whoever runs the machine."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated

import psycopg
import typer

from bowerbird.accounts import repository, service
from bowerbird.accounts.commands import must_have_database
from bowerbird.backup import database
from bowerbird.backup import export as exporting
from bowerbird.backup import restore as restoring
from bowerbird.backup import take as taking
from bowerbird.backup.manifest import BackupError
from bowerbird.db.engine import get_engine
from bowerbird.db.session import transaction
from bowerbird.errors import NotFoundError
from bowerbird.settings import get_settings
from bowerbird.storage import get_storage
from bowerbird.storage.ownership import hand_over


def backup(
    path: Annotated[Path, typer.Argument(help="A new file that ends in .tar, or a directory, to which only what is new is added.")],
) -> None:
    """Write the database and every file to PATH, as they are at one moment. Work goes on meanwhile."""
    must_have_database()
    with _undisturbed():
        manifest = taking.take(path, get_settings(), get_storage(), _say)
    typer.echo(f"Written to {path}: {sum(manifest.rows.values())} rows and {len(manifest.objects)} objects.")
    if manifest.lost:
        typer.echo(f"{len(manifest.lost)} objects were missing or damaged in the storage already: {', '.join(manifest.lost[:5])}", err=True)
        raise typer.Exit(1)


def restore(
    path: Annotated[Path, typer.Argument(help="What `bowerbird backup` or `bowerbird dump` wrote.")],
    yes: Annotated[bool, typer.Option("--yes", help="Replace what is there without asking.")] = False,
    accept_missing: Annotated[
        bool, typer.Option("--accept-missing", help="Restore also where the bytes of some files are nowhere to be found.")
    ] = False,
) -> None:
    """Put a backup in the place of what is there, whole or not at all. Do not upload anything meanwhile."""
    must_have_database()

    def may_replace() -> bool:
        if yes or not sys.stdin.isatty():
            return yes
        return typer.confirm("This instance is not empty. Replace everything in it? (A restore point is made first.)")

    with _undisturbed():
        done = restoring.restore(path, get_settings(), get_storage(), may_replace=may_replace, accept_missing=accept_missing, say=_say)
    _renew_key()
    typer.echo(f"Restored {done.rows} rows; {done.written} objects were written and {done.present} were there already.")
    if done.missing:
        typer.echo(f"{len(done.missing)} objects are missing.", err=True)
    if done.point:
        typer.echo(f"What was there before is in {done.point}.")


def export(
    directory: Annotated[Path, typer.Argument(help="A new or empty directory.")],
    user: Annotated[str | None, typer.Option("--user", help="Email of whose files; the owner's unless given.")] = None,
) -> None:
    """Write one person's files under their names, and what is known of them as JSON."""
    must_have_database()
    with transaction() as session:
        person = repository.user_by_email(session, user) if user else service.ensure_owner(session)
        if person is None:
            raise NotFoundError(f"There is no user {user}.")
        done = exporting.export(session, get_storage(), exporting.actor_of(session, person), directory)
    typer.echo(f"{done.files} files ({done.bytes} bytes) are in {directory / 'files'}; {exporting.LISTING} describes them.")
    if done.lost:
        typer.echo(f"{len(done.lost)} files are missing or damaged in the storage: {', '.join(done.lost[:5])}", err=True)
        raise typer.Exit(1)


def dump(file: Annotated[Path, typer.Argument(help="A new file.", dir_okay=False)]) -> None:
    """Write the rows of the database alone to FILE, for a move to another Postgres. The files stay where they are; `restore` takes it back."""
    must_have_database()
    if file.exists():
        raise BackupError(f"{file} exists already.")
    part = file.with_name(file.name + ".part")
    with _undisturbed():
        database.dump(taking.reading_url(get_settings()), part)
    hand_over(part)
    part.replace(file)
    typer.echo(f"Written to {file}.")


def _renew_key() -> None:
    """The command line's own key is in the database that was replaced."""
    get_engine().dispose()
    key = get_settings().home / "cli-key"
    if key.exists():
        with transaction() as session:
            service.ensure_cli_key(session, key)
        hand_over(key)


def _say(line: str) -> None:
    typer.echo(line, err=True)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """A request to stop undoes what was begun, and what the database says becomes one line."""

    def stop(number: int, _frame: FrameType | None) -> None:
        sys.exit(128 + number)

    former = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except psycopg.Error as error:
        raise BackupError(f"The database says: {str(error).strip().splitlines()[0]}") from error
    finally:
        signal.signal(signal.SIGTERM, former)
