"""The command line: `bowerbird COMMAND`. Rooms bring their commands; one is imported only when it is called, so that the others start quickly."""

import importlib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import typer
from typer.core import TyperGroup


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a command lives. `name` is a function, or a Typer app with commands of its own."""

    module: str
    name: str
    help: str
    hidden: bool = False
    attach: bool = False
    """Whether it uses the database of the stack that runs on this machine, and so needs its address. (Clients over HTTP find their own way.)"""


COMMANDS = {
    "up": Entry("embedded.commands", "up", "Start Bowerbird: database, service and workers, in the foreground."),
    "down": Entry("embedded.commands", "down", "Stop it."),
    "status": Entry("embedded.commands", "status", "Say whether it runs, and where."),
    "doctor": Entry("embedded.doctor", "doctor", "Check everything that could be wrong on this machine."),
    "import": Entry("intake.commands", "import_files", "Upload files and folders."),
    "search": Entry("search.commands", "search", "Search from the command line."),
    "reindex": Entry("search.reindex_commands", "reindex", "Move searches to another embedding model.", attach=True),
    "reprocess": Entry("pipeline.commands", "reprocess", "Work on files again: failed, stale, or never seen by a stage.", attach=True),
    "seed": Entry("library_sample.commands", "seed", "Make the sample library."),
    "models": Entry("ai.commands", "models", "Install, list and verify AI models."),
    "user": Entry("accounts.commands", "user", "Create users, reset passwords.", attach=True),
    "api-key": Entry("accounts.commands", "api_key", "Create API keys.", attach=True),
    "owner-link": Entry("accounts.commands", "owner_link", "Print a link that makes the owner's account.", attach=True),
    "migrate": Entry("provision", "migrate", "Bring the database's tables up to date.", attach=True),
    "serve": Entry("serve", "serve", "Run the web service alone."),
    "worker": Entry("worker.commands", "worker", "Run one worker alone.", hidden=True),
    "sweeper": Entry("worker.commands", "sweeper", "Run the sweeper alone.", hidden=True),
    "backup": Entry("backup.commands", "backup", "Write the database and every file to a tar or a directory.", attach=True),
    "restore": Entry("backup.commands", "restore", "Put a backup in the place of what is there.", attach=True),
    "export": Entry("backup.commands", "export", "Write one person's files under their names.", attach=True),
    "dump": Entry("backup.commands", "dump", "Write the rows of the database alone to a file.", attach=True),
    "openapi": Entry("openapi", "openapi", "Print the OpenAPI document."),
}


class LazyGroup(TyperGroup):
    """Knows the names and one-line helps of all commands, and imports the one that runs."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        placeholder = typer.Typer(add_completion=False)
        placeholder.command(name=cmd_name, help=entry.help, hidden=entry.hidden)(_nothing)
        return typer.main.get_command(placeholder)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, command, rest = super().resolve_command(ctx, args)
        return name, _load(name) if name in COMMANDS else command, rest


def _nothing() -> None: ...


def _attach() -> None:
    """Let a command find the stack that `bowerbird up` runs on this machine."""
    if not os.environ.get("BOWERBIRD_DB_URL"):
        from bowerbird.embedded.attach import apply_environment  # noqa: PLC0415

        apply_environment()


def _load(name: str) -> Any:
    entry = COMMANDS[name]
    if entry.attach:
        _attach()
    found = getattr(importlib.import_module(f"bowerbird.{entry.module}"), entry.name)
    if isinstance(found, typer.Typer):
        return typer.main.get_command(found)
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command(name=name)(found)
    return typer.main.get_command(app)


app = typer.Typer(
    cls=LazyGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from bowerbird import __version__  # noqa: PLC0415

        typer.echo(f"bowerbird {__version__}")
        raise typer.Exit


@app.callback()
def bowerbird(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    """A self-hosted home for files that finds them by meaning."""
    assert not version


def _reason(error: Exception) -> str | None:
    """One line for what a person can act on; None for what is our fault, and deserves its stack trace."""
    from pydantic import ValidationError  # noqa: PLC0415

    from bowerbird.errors import BowerbirdError  # noqa: PLC0415

    if isinstance(error, BowerbirdError):
        return error.detail
    if isinstance(error, ValidationError) and error.title == "Settings":
        return "; ".join(f"{_setting(wrong['loc'])}: {wrong['msg']}" for wrong in error.errors(include_input=False))
    sqlalchemy = sys.modules.get("sqlalchemy.exc")
    if sqlalchemy is not None and isinstance(error, sqlalchemy.OperationalError):
        return f"The database does not answer: {str(error.orig).strip().splitlines()[0]}"
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return None


def _setting(location: Sequence[int | str]) -> str:
    """As it stands in the environment."""
    return "_".join(("BOWERBIRD", *map(str, location))).upper() if location else "settings"


def main() -> None:
    """Exit codes: 0 done, 1 failed with a reason, 2 wrong usage, 130 interrupted."""
    try:
        app(prog_name="bowerbird")
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(141)
    except Exception as error:
        reason = _reason(error)
        if reason is None:
            raise
        typer.echo(f"bowerbird: {reason}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
