"""`bowerbird models install | list | verify`."""

import json
from pathlib import Path
from typing import Annotated

import typer

from bowerbird.ai.contracts import CapabilityMissingError
from bowerbird.ai.install import InstallError, install
from bowerbird.ai.registry import ModelEntry, get_registry
from bowerbird.ai.speech import fetch_transcriber, is_on_hub
from bowerbird.settings import get_settings

models = typer.Typer(no_args_is_help=True, help="The AI models on this machine: what is there, fetch what is missing, verify the bytes.")

Names = Annotated[list[str] | None, typer.Argument(help="Models by name; all but the optional ones unless given.", metavar="NAME")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@models.command("install")
def install_command(
    names: Names = None,
    offline: Annotated[Path | None, typer.Option("--from", help="A folder with the files or the wheel; the network is not used.")] = None,
    as_json: Json = False,
) -> None:
    """Fetch what is missing or damaged. Does nothing, quickly, where all is there. `owner/name` is a speech model on the hub."""
    settings = get_settings().models
    results: list[dict[str, object]] = []
    from_hub = [name for name in names if is_on_hub(name)] if names else [settings.transcriber] if is_on_hub(settings.transcriber) else []
    known = [name for name in names if name not in from_hub] if names else None
    listed = _chosen(known) if known or not names else []
    chosen: list[ModelEntry | str] = [*listed, *from_hub]
    for wanted in chosen:
        result: dict[str, object] = {"name": wanted if isinstance(wanted, str) else wanted.name}
        try:
            if isinstance(wanted, str):
                fetched = fetch_transcriber(wanted, settings)
            else:
                fetched = install(
                    wanted, settings.dir, hub_url=settings.hub_url, offline_dir=offline, say=lambda line: typer.echo(line, err=as_json)
                )
            result["status"] = "installed" if fetched else "present"
        except InstallError as error:
            result |= {"status": "failed", "reason": str(error)}
        results.append(result)
        if not as_json:
            typer.echo(result.get("reason") or f"{result['name']}: {result['status']}", err="reason" in result)
    if as_json:
        typer.echo(json.dumps({"models": results}, indent=2))
    if any(result["status"] == "failed" for result in results):
        raise typer.Exit(1)


@models.command("list")
def list_command(as_json: Json = False) -> None:
    """Every known model: what it is for, its licence, and whether it is here."""
    rows = [_row(entry, _quick_status(entry)) for entry in get_registry().model]
    if as_json:
        typer.echo(json.dumps({"models": rows}, indent=2))
        return
    for row in rows:
        typer.echo(f"{row['name']:<20} {row['capability']:<14} {row['licence']:<11} {row['status']:<12} {row['description']}")


@models.command("verify")
def verify_command(names: Names = None, as_json: Json = False) -> None:
    """Compare the SHA-256 of every file with models.toml. Exits 1 if a file is missing or changed."""
    rows = []
    for entry in _chosen(names):
        broken = [file.path for file in entry.broken_files(get_settings().models.dir)]
        rows.append({**_row(entry, "damaged" if broken else "whole"), "broken_files": broken})
    if as_json:
        typer.echo(json.dumps({"models": rows}, indent=2))
    else:
        for row in rows:
            typer.echo(f"{row['name']}: {row['status']}" + "".join(f"\n  missing or changed: {path}" for path in row["broken_files"]))
    if any(row["broken_files"] for row in rows):
        raise typer.Exit(1)


def _chosen(names: list[str] | None) -> list[ModelEntry]:
    registry = get_registry()
    try:
        return [registry.get(name) for name in names] if names else [entry for entry in registry.model if not entry.optional]
    except CapabilityMissingError as error:
        raise typer.BadParameter(str(error)) from None


def _quick_status(entry: ModelEntry) -> str:
    try:
        entry.locate(get_settings().models.dir)
    except CapabilityMissingError:
        return "missing"
    return "bundled" if entry.bundled() else "installed"


def _row(entry: ModelEntry, status: str) -> dict[str, str]:
    directory = entry.directory(get_settings().models.dir)
    return {
        "name": entry.name,
        "capability": entry.capability,
        "description": entry.description,
        "licence": entry.licence,
        "status": status,
        "directory": str(directory),
    }
