"""`bowerbird openapi`: what the browser's client is generated from. Needs no database."""

import json

import typer


def openapi() -> None:
    """Print the OpenAPI document."""
    from bowerbird.main import create_app  # noqa: PLC0415

    typer.echo(json.dumps(create_app().openapi(), indent=2, ensure_ascii=False))
