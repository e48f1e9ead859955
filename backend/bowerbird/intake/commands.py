"""`bowerbird import PATH...`: upload files and folders, and wait for them if asked to."""

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bowerbird.errors import BowerbirdError
from bowerbird.intake.local_files import LocalFile, body_of, show, walk
from bowerbird.ops.client import ApiClient, ApiError, BodyChangedError, UnreachableError

AT_ONCE = 50
"""How many files are asked after with one request."""
ENDED = ("ready", "partial", "failed")
SHORTEST_PAUSE, LONGEST_PAUSE = 0.2, 3.0
"""Between them a twentieth of the time that was waited so far."""


@dataclass(slots=True)
class ImportedFile:
    path: str
    id: str | None = None
    status: str = "failed"
    """ready, partial, failed; processing where nobody waited; `failed` without an id was never uploaded."""
    duplicate: bool = False
    error: dict[str, str] | None = None

    @property
    def unfinished(self) -> bool:
        return self.id is not None and self.status == "processing"


def import_files(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders. Hidden files in folders are passed over.")],
    wait: Annotated[bool, typer.Option("--wait", help="Wait until every file is ready; exit 1 if one is not.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help='Print {"files": [{path, id, status, duplicate, error}, ...]}.')] = False,
) -> None:
    """Upload files and folders."""
    found = list(walk(paths))
    files: list[ImportedFile] = []
    gone: UnreachableError | None = None
    with ApiClient() as client, _progress(quiet=as_json) as progress:
        task = progress.add_task("Uploading", total=len(found))
        try:
            for file in found:
                files.append(upload(client, file))
                progress.advance(task)
            if wait:
                waited = progress.add_task("Reading", total=len(files), completed=sum(not file.unfinished for file in files))
                wait_for(client, files, on_done=lambda: progress.advance(waited))
        except UnreachableError as error:
            gone = error
    if as_json:
        typer.echo(json.dumps({"files": [asdict(file) for file in files]}, indent=2))
    else:
        _report(files)
    if gone is not None:
        raise UnreachableError(f"{gone.detail} {len(files)} of {len(found)} files were sent; run this again for the rest.")
    accepted = {"ready"} if wait else {"ready", "partial", "processing"}
    if any(file.status not in accepted for file in files):
        raise typer.Exit(1)


def upload(client: ApiClient, file: LocalFile) -> ImportedFile:
    """Never raises for one file's sake; what went wrong is in `error`. Raises UnreachableError, as the next file would."""
    imported = ImportedFile(show(str(file.path)))
    try:
        answer = client.post("/assets", body=body_of(file))
        imported.duplicate = answer["duplicate"]
        _note(imported, answer["asset"])
    except OSError as error:
        imported.error = {"code": "unreadable", "detail": error.strerror or str(error)}
    except BodyChangedError:
        imported.error = {"code": "changed", "detail": "The file changed while it was being uploaded."}
    except UnreachableError:
        raise
    except BowerbirdError as error:
        imported.error = {"code": error.code, "detail": error.detail}
    return imported


def wait_for(
    client: ApiClient,
    files: Iterable[ImportedFile],
    *,
    on_done: Callable[[], object] = lambda: None,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Until none is processing. Known files count too: they may still be on their way from an earlier upload. Raises UnreachableError.

    Half of those that are asked after are the first ones, which come to their end first; the others change, so that no long film hides a photo that is ready.
    There is a pause where one is not finished, so that waiting takes little from those who read the files.
    """
    waiting = [file for file in files if file.unfinished]
    waited = 0.0
    while waiting:
        asked, later = waiting[:AT_ONCE], waiting[AT_ONCE:]
        _refresh(client, asked)
        unfinished = [file for file in asked if file.unfinished]
        for _ in range(len(asked) - len(unfinished)):
            on_done()
        waiting = [*later[: AT_ONCE // 2], *unfinished, *later[AT_ONCE // 2 :]]
        if unfinished:
            pause = min(LONGEST_PAUSE, max(SHORTEST_PAUSE, waited / 20))
            sleep(pause)
            waited += pause


def _refresh(client: ApiClient, files: Sequence[ImportedFile]) -> None:
    page = client.get("/assets", {"id": [file.id for file in files], "status": ENDED, "limit": AT_ONCE})
    ended = {asset["id"]: asset for asset in page["items"]}
    for file in files:
        if file.id in ended:
            _note(file, ended[file.id])
    if not ended:  # it may be gone
        try:
            _note(files[0], client.get(f"/assets/{files[0].id}"))
        except ApiError as error:
            files[0].status, files[0].error = "failed", {"code": error.code, "detail": error.detail}


def _note(file: ImportedFile, asset: dict[str, Any]) -> None:
    file.id, file.status, file.error = asset["id"], asset["status"], asset["error"]


def _progress(*, quiet: bool) -> Progress:
    return Progress(
        TextColumn("{task.description:<10}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        disable=quiet or not sys.stderr.isatty(),
    )


def _report(files: list[ImportedFile]) -> None:
    counts = Counter(file.status for file in files)
    known = sum(file.duplicate for file in files)
    said = (
        ", ".join(f"{counts[status]} {status}" for status in ("ready", "processing", "partial", "failed") if counts[status])
        or "nothing to import"
    )
    typer.echo(f"{len(files)} {'file' if len(files) == 1 else 'files'}: {said}" + (f" ({known} known already)" if known else ""))
    for status in ("partial", "failed"):
        for file in files:
            if file.status == status:
                reason = file.error["detail"] or file.error["code"] if file.error else "no reason given"
                typer.echo(f"  {status}: {_printable(file.path)}: {_printable(reason)}")


def _printable(text: str) -> str:
    """On one line, and without what would move the cursor."""
    return "".join(char if char.isprintable() else "�" for char in text)
