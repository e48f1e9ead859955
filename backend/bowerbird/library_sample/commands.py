"""`bowerbird seed`."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bowerbird.library_sample.seed import FileInTheWayError
from bowerbird.library_sample.seed import seed as write_sample


def seed(
    folder: Annotated[Path, typer.Argument(help="Where to write it; made if missing.")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace files of the same names.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Write the sample library: a few dozen documents, pictures and a recording to try Bowerbird with."""
    try:
        result = write_sample(folder, overwrite=overwrite)
    except FileInTheWayError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    if as_json:
        typer.echo(json.dumps({"folder": str(folder.resolve()), **asdict(result)}, indent=2))
        return
    typer.echo(f"{folder}: {len(result.written)} files written, {len(result.unchanged)} were there already")
    for path in result.left_out:
        typer.echo(f"left out, because espeak-ng is not installed: {path}")
