"""`bowerbird user`, `bowerbird api-key` and `bowerbird owner-link`: straight to the database, for whoever runs the machine. They work while the stack runs."""

import json
import sys
from typing import Annotated, Any

import typer
from pydantic import TypeAdapter, ValidationError

from bowerbird.accounts import repository, service
from bowerbird.accounts.schemas import Email, GivenName, Name
from bowerbird.accounts.service import Client
from bowerbird.db.session import transaction
from bowerbird.errors import InvalidError, NotFoundError, UnavailableError
from bowerbird.settings import get_settings

user = typer.Typer(no_args_is_help=True, help="Create users, reset passwords.")
api_key = typer.Typer(no_args_is_help=True, help="Create API keys.")
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@user.callback()
def _user() -> None:
    """Create users, reset passwords."""


@api_key.callback()
def _api_key() -> None:
    """Create API keys."""


@user.command("create")
def create_user(
    email: str,
    name: Annotated[str, typer.Option(help="As others see it.")] = "",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input, to its first line's end.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Create a user. The first one claims the instance and becomes its owner; the others get a library of their own."""
    password = _password(password_stdin)
    must_have_database()
    with transaction() as session:
        made = service.create_user(
            session, email=_checked(Email, email, "an email address"), password=password, name=_checked(Name, name, "a name")
        )
    if as_json:
        typer.echo(json.dumps({"id": str(made.id), "email": made.email, "is_owner": made.is_owner}))
    else:
        typer.echo(f"Created {made.email}{', the owner of this instance' if made.is_owner else ''}.")


@user.command("password")
def reset_password(
    email: str,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input, to its first line's end.")
    ] = False,
) -> None:
    """Set a new password for somebody who has forgotten theirs. They are signed out everywhere."""
    password = _password(password_stdin)
    must_have_database()
    with transaction() as session:
        person = service.reset_password(session, email, password)
    typer.echo(f"{person.email} has a new password and is signed out everywhere.")


@api_key.command("create")
def create_api_key(
    name: str,
    user_email: Annotated[str | None, typer.Option("--user", help="Email of whom it is for; the owner unless given.")] = None,
    as_json: Json = False,
) -> None:
    """Create an API key. It is shown this once."""
    must_have_database()
    with transaction() as session:
        person = repository.user_by_email(session, user_email) if user_email else service.ensure_owner(session)
        if person is None:
            raise NotFoundError(f"There is no user {user_email}.")
        made, key = service.create_api_key(session, person.id, _checked(GivenName, name, "a name for a key"), Client())
    if as_json:
        typer.echo(json.dumps({"id": str(made.id), "name": made.name, "key": key, "prefix": made.prefix}))
    else:
        typer.echo(key)
        typer.echo("Keep it now: only its hash is stored.", err=True)


def owner_link(as_json: Json = False) -> None:
    """Print a fresh link that makes the owner's account. It works once; earlier links stay good until one is used."""
    must_have_database()
    with transaction() as session:
        link = service.owner_link(session)
    if as_json:
        typer.echo(json.dumps({"url": link}))
    else:
        typer.echo(link or "The owner has an account already.", err=link is None)


def must_have_database() -> None:
    if not get_settings().db.url.get_secret_value():
        raise UnavailableError("Bowerbird does not run here. Start it with ./start.sh, or set BOWERBIRD_DB_URL.")


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    given: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return given


def _checked(form: Any, given: str, what: str) -> str:
    try:
        return TypeAdapter[str](form).validate_python(given)
    except ValidationError as error:
        raise InvalidError(f"{given[:60]!r} is not {what}: {error.errors()[0]['msg']}.") from error
