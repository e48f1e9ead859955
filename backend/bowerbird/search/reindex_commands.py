"""`bowerbird reindex`: another embedding model, while searches go on."""

import time
from dataclasses import replace
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import Engine

from bowerbird.ai import text_embedder_of
from bowerbird.ai.contracts import CapabilityMissingError
from bowerbird.ai.text import PROVIDERS
from bowerbird.db.engine import make_engine
from bowerbird.db.session import transaction
from bowerbird.errors import UnavailableError
from bowerbird.pipeline.embed.repository import active_space
from bowerbird.search import reindex as spaces
from bowerbird.settings import get_settings

LOOK_SECONDS = 1.0


def reindex(
    *,
    model: Annotated[
        str,
        typer.Option(help="A model of `bowerbird models list`, a folder with one, or what the provider calls it."),
    ] = "",
    space: Annotated[str, typer.Option(help="A name for its vectors; the model's unless given.")] = "",
    provider: Annotated[str, typer.Option(help="Who runs the model: local, or openai for the service at BOWERBIRD_OPENAI_URL.")] = "local",
    wait: Annotated[bool, typer.Option(help="Wait until searches use it. Without, it goes on in the workers.")] = True,
    status: Annotated[bool, typer.Option("--status", help="Say how far it is.")] = False,
    cancel: Annotated[bool, typer.Option("--cancel", help="Give up the space that is being built.")] = False,
    retire: Annotated[bool, typer.Option("--retire", help="Drop the spaces that searches use no longer.")] = False,
) -> None:
    """Embed everything anew with another model, beside the vectors that searches use, and swap when all of it is there."""
    if sum((bool(model), status, cancel, retire)) != 1:
        raise typer.BadParameter("give one of --model, --status, --cancel and --retire")
    if status:
        _say_status()
    elif cancel:
        with transaction() as session:
            name = spaces.cancel(session)
        typer.echo(f"Gave up {name}. Drop its vectors: bowerbird reindex --retire" if name else "Nothing is being built.")
    elif retire:
        owner = _owner()
        dropped = spaces.drop_retired(owner)
        owner.dispose()
        typer.echo(f"Dropped {', '.join(dropped)}." if dropped else "There is no retired space.")
    else:
        name = _begin(model, space, provider)
        if wait:
            _wait(name)


def _owner() -> Engine:
    settings = get_settings().db
    url = settings.owner_url.get_secret_value()
    if not url:
        raise UnavailableError("Making and dropping spaces needs the database's owning role: set BOWERBIRD_DB_OWNER_URL.")
    return make_engine(settings, url=url, pool_size=1)


def _begin(model: str, name: str, provider: str) -> str:
    """Returns the name of the space."""
    if provider not in PROVIDERS:
        raise typer.BadParameter(f"there is no provider {provider!r}; there is {', '.join(PROVIDERS)}")
    try:
        made = text_embedder_of(model, provider).space
    except CapabilityMissingError as missing:
        raise UnavailableError(str(missing)) from missing
    spec = replace(made, name=name or made.name)
    owner = _owner()
    try:
        space_id = spaces.begin(owner, spec)
    finally:
        owner.dispose()
    enqueued = 0
    while True:
        with transaction() as session:
            more = spaces.enqueue_missing(session, space_id, again=True)
        enqueued += more
        if more < spaces.AT_ONCE:
            break
    typer.echo(f"{enqueued} files to embed for {spec.name!r}. Searches use the present space until all of it is there.")
    return spec.name


def _wait(name: str) -> None:
    """Until the sweeper has swapped. Interrupting it leaves the work to the workers."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[left]}"),
        console=Console(stderr=True),
    )
    with bar:
        task = bar.add_task("Embedding", total=None, left="")
        while True:
            with transaction() as session:
                active = active_space(session)
                building = spaces.building(session)
                now = spaces.progress(session, building) if building else None
            if active is not None and active.name == name:
                break
            if now is None:
                typer.echo("It was given up.", err=True)
                raise typer.Exit(1)
            bar.update(task, completed=now.done, total=now.total, left=_left(now.seconds_left))
            if now.failed and now.done + now.failed == now.total:
                typer.echo(f"{now.failed} files could not be embedded: {now.detail} Run the same command to try them again.", err=True)
                raise typer.Exit(1)
            time.sleep(LOOK_SECONDS)
    typer.echo(f"Searches use {name!r}. The former space is kept until you drop it: bowerbird reindex --retire")


def _left(seconds: float | None) -> str:
    if seconds is None:
        return ""
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"about {hours} h {minutes} min left" if hours else f"about {max(1, minutes)} min left"


def _say_status() -> None:
    with transaction() as session:
        active, building = active_space(session), spaces.building(session)
        now = spaces.progress(session, building) if building else None
    typer.echo(f"searches use  {active.name} ({active.model}, {active.dimensions} dimensions)" if active else "searches use  no space")
    if now is not None:
        failed = f", {now.failed} failed ({now.detail})" if now.failed else ""
        typer.echo(f"being built   {now.space}: {now.done} of {now.total} files{failed} {_left(now.seconds_left)}".rstrip())
