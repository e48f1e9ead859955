"""`bowerbird reprocess`: work on files again."""

from collections import Counter
from typing import Annotated

import typer

from bowerbird.db.session import transaction
from bowerbird.errors import UnavailableError
from bowerbird.jobs.graph import STAGES
from bowerbird.pipeline.reprocess import Wanted, find, queue, summary
from bowerbird.settings import get_settings


def reprocess(
    *,
    missing: Annotated[bool, typer.Option("--missing", help="Stages that files never had, or that nothing could do then.")] = False,
    stale: Annotated[bool, typer.Option("--stale", help="Results of another version of Bowerbird or of another model.")] = False,
    failed: Annotated[bool, typer.Option("--failed", help="What failed, or is not whole.")] = False,
    stage: Annotated[list[str] | None, typer.Option(help=f"Only this one; may be given again. {', '.join(STAGES)}.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
) -> None:
    """Work on files again, behind everything else. Interrupted, it goes on where it was when it is started again."""
    if not (missing or stale or failed):
        raise typer.BadParameter("give at least one of --missing, --stale and --failed")
    unknown = sorted(set(stage or ()) - set(STAGES))
    if unknown:
        raise typer.BadParameter(f"there is no stage {', '.join(unknown)}; the stages are {', '.join(STAGES)}")
    if not get_settings().db.url.get_secret_value():
        raise UnavailableError("There is no database. Start Bowerbird first, or set BOWERBIRD_DB_URL.")
    wanted = Wanted(missing, stale, failed, tuple(stage or STAGES))
    counts = _count(wanted)
    for (name, why), files in sorted(counts.items()):
        typer.echo(f"{name:12} {files:8,} files  {why}")
    if not counts:
        typer.echo("There is nothing to do.")
    elif not dry_run:
        typer.echo(f"Queued {_queue(wanted):,} jobs.")


def _count(wanted: Wanted) -> Counter[tuple[str, str]]:
    counts: Counter[tuple[str, str]] = Counter()
    after = None
    while True:
        with transaction() as session:
            found, after = find(session, wanted, after=after)
        counts += summary(found)
        if after is None:
            return counts


def _queue(wanted: Wanted) -> int:
    queued, after = 0, None
    while True:
        with transaction() as session:
            found, after = find(session, wanted, after=after)
            queued += queue(session, found)
        if after is None:
            return queued
