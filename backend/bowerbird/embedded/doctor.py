"""`bowerbird doctor`: looks at everything a user could have wrong, says how to put it right, and shows what the running stack takes."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import typer

from bowerbird.embedded import postgres, valkey
from bowerbird.embedded.attach import current_home
from bowerbird.embedded.commands import JsonOption
from bowerbird.embedded.home import Home, Runtime
from bowerbird.embedded.memory import usage_by_child
from bowerbird.embedded.ports import answers, is_free
from bowerbird.embedded.privileges import CannotStartError, chosen_user, interpreter_paths, plan_for
from bowerbird.pipeline.capabilities.service import capabilities
from bowerbird.pipeline.decoder import landlock
from bowerbird.settings import PROJECT_ROOT, get_settings

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Finding:
    name: str
    state: str
    """ok, note (works, but less), wrong"""
    said: str


def ok(name: str, said: str) -> Finding:
    return Finding(name, "ok", said)


def note(name: str, said: str) -> Finding:
    return Finding(name, "note", said)


def wrong(name: str, said: str) -> Finding:
    return Finding(name, "wrong", said)


def doctor(as_json: JsonOption = False) -> None:
    """Check everything Bowerbird needs on this machine. Exits 1 if something is wrong."""
    home = current_home()
    running = _running(home)
    findings = [finding for check in _CHECKS for finding in check(home, running)]
    memory = usage_by_child(running) if running else []
    if as_json:
        usage = {
            "children": [asdict(each) for each in memory],
            "pss": sum(each.pss for each in memory),
            "rss": sum(each.rss for each in memory),
        }
        typer.echo(json.dumps({"findings": [asdict(finding) for finding in findings], "memory": usage}, indent=1))
    else:
        for finding in findings:
            typer.echo(f"{finding.state:<6} {finding.name:<16} {finding.said}")
        if memory:
            typer.echo(f"\n{'memory':<14} {'processes':>9} {'PSS':>9} {'RSS':>9}")
            for each in memory:
                typer.echo(f"{each.name:<14} {each.processes:>9} {each.pss // MIB:>6} MB {each.rss // MIB:>6} MB")
            typer.echo(f"{'total':<14} {sum(e.processes for e in memory):>9} {sum(e.pss for e in memory) // MIB:>6} MB")
    if any(finding.state == "wrong" for finding in findings):
        raise typer.Exit(1)


def _running(home: Home) -> Runtime | None:
    try:
        return home.running()
    except PermissionError:
        return None


def _python(_home: Home, _running: Runtime | None) -> Iterator[Finding]:
    if sys.version_info < (3, 11):  # noqa: UP036  the point is to find out
        yield wrong("Python", f"{sys.version.split()[0]} is too old. Install 3.11 or newer and remove .venv.")
    else:
        yield ok("Python", f"{sys.version.split()[0]} ({sys.executable})")
    if missing := _packages_missing():
        yield wrong(
            "packages",
            f"missing or of another version: {', '.join(missing)}. Run ./start.sh, which installs what backend/requirements.lock lists.",
        )
    else:
        yield ok("packages", "as backend/requirements.lock lists them")


def _packages_missing() -> list[str]:
    """Names of packages that are not there as backend/requirements.lock lists them. One name may have several lines, for different machines."""
    wanted: dict[str, set[str]] = {}
    optional: set[str] = set()
    for line in (PROJECT_ROOT / "backend" / "requirements.lock").read_text().splitlines():
        name, separator, rest = line.partition("==")
        if separator and not line.startswith(("#", " ")):
            number, _, marker = rest.rstrip("\\ ").partition(";")
            wanted.setdefault(name, set()).add(number.strip())
            if marker:
                optional.add(name)
    missing = []
    for name, numbers in wanted.items():
        try:
            if version(name) not in numbers:
                missing.append(name)
        except PackageNotFoundError:
            if name not in optional:
                missing.append(name)
    return missing


def _user(home: Home, _running: Runtime | None) -> Iterator[Finding]:
    try:
        user = chosen_user(data_owner=home.owner())
        plan = plan_for(user, [PROJECT_ROOT / "backend", Path(sys.prefix), *interpreter_paths()])
    except CannotStartError as reason:
        yield wrong("user", str(reason))
        return
    if user is None:
        yield ok("user", "everything runs as you")
    elif plan.cover:
        yield ok(
            "user",
            f"everything runs as `{user.name}`, in a private mount namespace because {' and '.join(plan.cover)} is closed to that user",
        )
    else:
        yield ok("user", f"everything runs as `{user.name}`")


def _data(home: Home, _running: Runtime | None) -> Iterator[Finding]:
    where = home.path
    while not where.exists():
        where = where.parent
    if home.path.exists() and not os.access(home.path, os.R_OK | os.W_OK | os.X_OK):
        yield wrong("data", f"{home.path} belongs to another user. Start as that user or as root, or set BOWERBIRD_HOME.")
        return
    free = shutil.disk_usage(where).free
    least = get_settings().upload.min_free_bytes
    said = f"{home.path}, {free // MIB} MB free"
    if free < least:
        yield wrong("data", f"{said}: less than {least // MIB} MB, so uploads are refused. Make room.")
    else:
        yield ok("data", said)
    if (home.postgres / "PG_VERSION").exists():
        theirs, ours = (home.postgres / "PG_VERSION").read_text().strip(), postgres.version()
        if theirs == ours.split(".")[0]:
            yield ok("data version", f"Postgres {theirs}")
        else:
            yield wrong("data version", f"written by Postgres {theirs}; this Bowerbird brings {ours}. `./start.sh` says how to move it.")


def _servers(_home: Home, _running: Runtime | None) -> Iterator[Finding]:
    for name, ask in (("Postgres", postgres.version), ("Valkey", valkey.version)):
        try:
            yield ok(name, ask())
        except (OSError, subprocess.SubprocessError, ImportError, CannotStartError) as broken:
            yield wrong(name, f"its program does not run here: {broken}")


def _memory_for_postgres(_home: Home, _running: Runtime | None) -> Iterator[Finding]:
    shared = Path("/dev/shm")  # noqa: S108  where Linux keeps shared memory
    if sys.platform.startswith("linux") and shared.is_dir() and shutil.disk_usage(shared).free < 16 * MIB:
        yield wrong("shared memory", f"{shared} has less than 16 MB free. In a container, start it with --shm-size=64m or more.")


def _libraries(_home: Home, _running: Runtime | None) -> Iterator[Finding]:
    for module, purpose in (
        ("magic", "knowing files by their bytes"),
        ("pypdfium2", "reading PDF"),
        ("PIL.Image", "reading pictures"),
        ("onnxruntime", "AI models"),
    ):
        ran = subprocess.run([sys.executable, "-c", f"import {_prelude(module)}"], capture_output=True, text=True, check=False)  # noqa: S603
        if ran.returncode == 0:
            yield ok(module, purpose)
        else:
            yield wrong(module, f"cannot be loaded ({purpose}): {ran.stderr.strip().splitlines()[-1]}. Remove .venv and run ./start.sh.")


def _prelude(module: str) -> str:
    return f"pylibmagic; import {module}" if module == "magic" and importlib.util.find_spec("pylibmagic") else module


def _capabilities(_home: Home, _running: Runtime | None) -> Iterator[Finding]:
    for found in capabilities():
        if not found.available:
            yield note(found.capability, found.detail)
        elif found.languages:
            yield ok(found.capability, f"{found.model} ({', '.join(found.languages)} only)")
        else:
            yield ok(found.capability, found.model)


def _pages(_home: Home, _running: Runtime | None) -> Iterator[Finding]:
    if (get_settings().spa_dir / "index.html").exists():
        yield ok("web pages", str(get_settings().spa_dir))
    else:
        yield wrong("web pages", f"{get_settings().spa_dir} holds none. Run ./start.sh, which builds them.")


def _scratch(home: Home, _running: Runtime | None) -> Iterator[Finding]:
    if not home.scratch.is_dir() or not os.access(home.scratch, os.W_OK):
        return
    with tempfile.NamedTemporaryFile(dir=home.scratch) as file:
        try:
            os.posix_fallocate(file.fileno(), 0, MIB) if hasattr(os, "posix_fallocate") else None
        except OSError as full:
            yield wrong("scratch space", f"cannot be written: {full}")


def _confinement(_home: Home, _running: Runtime | None) -> Iterator[Finding]:
    if found := landlock.version():
        yield ok("reading files", f"what reads a file can open no other (Landlock {found}), has no network and starts no programs")
    else:
        yield note(
            "reading files",
            "what reads a file has no network and starts no programs; this system cannot keep it from other files (no Landlock)",
        )


def _service(_home: Home, running: Runtime | None) -> Iterator[Finding]:
    if running is None:
        port = get_settings().http.port
        if is_free(port):
            yield note("service", f"does not run; port {port} is free. Start it with ./start.sh")
        else:
            yield note("service", f"does not run, and port {port} is taken by another program; the next free port will be used")
    elif running.state != "running":
        yield note("service", running.phase)
    elif not answers(f"{running.url}/health/ready"):
        yield wrong("service", f"runs, but {running.url}/health/ready says it is not ready. Logs are in {_home.logs}")
    else:
        yield ok("service", running.url)
    for name, child in (running.children if running else {}).items():
        if child.restarts:
            yield note(name, f"was restarted {child.restarts} times. See {_home.logs / f'{name}.log'}")


_CHECKS: tuple[Callable[[Home, Runtime | None], Iterator[Finding]], ...] = (
    *(_python, _user, _data, _servers, _memory_for_postgres, _libraries, _capabilities, _pages, _scratch, _confinement, _service),
)
