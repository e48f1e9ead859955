"""`bowerbird up`, `down`, `status`, `doctor`: the embedded run from the command line."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bowerbird.embedded.attach import current_home
from bowerbird.embedded.home import Home, Runtime, is_process
from bowerbird.embedded.privileges import CannotStartError, LaunchPlan, chosen_user, interpreter_paths, plan_for
from bowerbird.settings import PROJECT_ROOT, get_settings

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def up(
    port: Annotated[int, typer.Option(help="The port to serve on; the usual one, or the next free one, unless given.")] = 0,
    host: Annotated[str, typer.Option(help="The address to serve on. Other machines can reach 0.0.0.0.")] = "127.0.0.1",
    detach: Annotated[bool, typer.Option("--detach", help="Go on in the background.")] = False,
) -> None:
    """Start Bowerbird: database, service and workers, in the foreground."""
    try:
        home, plan = _prepare()
    except CannotStartError as reason:
        fail(str(reason))
    program = [sys.executable, "-m", "bowerbird.embedded.run", host, str(port), "detached" if detach else "attached"]
    environment = {**os.environ, "BOWERBIRD_HOME": str(home.path), "PYTHONPATH": str(PROJECT_ROOT / "backend")}
    if not detach:
        sys.stdout.flush()
        argv = plan.argv(program, session=False)
        os.chdir("/")
        os.execve(argv[0], argv, environment)  # noqa: S606
    _start_in_background(home, plan, program, environment)


def _prepare() -> tuple[Home, LaunchPlan]:
    home = current_home()
    user = chosen_user(data_owner=home.owner())
    home.prepare(user)
    if home.running():
        raise CannotStartError(home.refusal())
    return home, plan_for(user, [home.path, *_needed(), *interpreter_paths()])


def _needed() -> list[Path]:
    settings = get_settings()
    backend = PROJECT_ROOT / "backend"
    return [backend, backend / "bowerbird" / "settings.py", Path(sys.prefix), settings.models.dir, settings.spa_dir]


def _start_in_background(home: Home, plan: LaunchPlan, program: list[str], environment: dict[str, str]) -> None:
    """Start the supervisor in a session of its own and show its progress until it runs."""
    log = home.logs / "supervisor.log"
    with log.open("ab") as writer, log.open("rb") as reader:
        if plan.user:
            os.chown(log, plan.user.uid, plan.user.gid)
        reader.seek(0, os.SEEK_END)
        process = plan.popen(program, env=environment, stdout=writer.fileno(), stderr=subprocess.STDOUT, death_signal=0)
        while True:
            ended = process.poll() is not None
            found = home.runtime()
            typer.echo(reader.read().decode(errors="replace"), nl=False)
            if ended:
                raise typer.Exit(1)
            if found and found.pid == process.pid and found.state == "running":
                typer.echo(reader.read().decode(errors="replace"), nl=False)
                break
            time.sleep(0.1)
    typer.echo(_greeting(home, found))


def _greeting(home: Home, runtime: Runtime) -> str:
    lines = ["", f"Bowerbird is at  {runtime.url}", f"Its data is in   {home.path}"]
    if runtime.host in {"0.0.0.0", "::"}:  # noqa: S104
        lines.append(f"Other machines reach it on port {runtime.ports['http']} of this one.")
    if runtime.welcome and _unclaimed(runtime):
        lines += ["", "To make the owner account, open this link (it works once):", f"  {runtime.welcome}"]
    return "\n".join(lines)


def _unclaimed(runtime: Runtime) -> bool:
    """Whether nobody has made the owner account yet."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{runtime.url}/api/v1/auth/session", timeout=5) as response:
            return bool(json.load(response)["setup_needed"])
    except (OSError, ValueError, KeyError):
        return False


def down() -> None:
    """Stop Bowerbird; work in progress is finished or handed back."""
    home = current_home()
    running = _running(home)
    if running is None:
        typer.echo("Bowerbird does not run.")
        return
    began = time.monotonic()
    try:
        os.kill(running.pid, signal.SIGTERM)
    except PermissionError:
        fail(f"Process {running.pid} belongs to another user. Stop it as that user or as root.")
    while is_process(running.pid, running.created):
        if time.monotonic() - began > 30:
            fail(f"Process {running.pid} does not stop. See {home.logs / 'supervisor.log'}.")
        time.sleep(0.05)
    typer.echo(f"Stopped in {time.monotonic() - began:.1f} s.")


def status(as_json: JsonOption = False) -> None:
    """Say what runs. Exit code 0 when it does, 1 when not."""
    home = current_home()
    running = _running(home)
    if as_json:
        typer.echo(json.dumps(_status(home, running), indent=1))
    elif running is None:
        typer.echo(f"Bowerbird does not run (data: {home.path}).")
    elif running.state != "running":
        typer.echo(f"{running.state.capitalize()}: {running.phase}")
    else:
        typer.echo(_greeting(home, running))
        for name, child in running.children.items():
            typer.echo(f"  {name:<12} process {child.pid}" + (f", restarted {child.restarts} times" if child.restarts else ""))
        for name in running.waiting:
            typer.echo(f"  {name:<12} has ended and will be started again; {home.logs / f'{name}.log'} may say why")
    if running is None:
        raise typer.Exit(1)


def _status(home: Home, running: Runtime | None) -> dict[str, object]:
    """url, data_dir, pids and versions are relied on by scripts."""
    if running is None:
        return {"state": "stopped", "url": None, "data_dir": str(home.path), "pids": {}, "versions": {}}
    return {
        "state": running.state,
        "phase": running.phase,
        "url": running.url or None,
        "welcome_url": running.welcome if running.welcome and _unclaimed(running) else None,
        "data_dir": str(home.path),
        "pids": {"supervisor": running.pid, **{name: child.pid for name, child in running.children.items()}},
        "restarts": {name: child.restarts for name, child in running.children.items()},
        "waiting": running.waiting,
        "versions": running.versions,
    }


def _running(home: Home) -> Runtime | None:
    try:
        return home.running()
    except PermissionError:
        fail(f"{home.path} belongs to another user. Ask as that user or as root, or set BOWERBIRD_HOME.")


def fail(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)
