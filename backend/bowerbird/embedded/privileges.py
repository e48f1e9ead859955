"""As root, everything runs as an unprivileged user.

The user is `BOWERBIRD_USER`, else an existing user `bowerbird`, else `nobody`. Postgres refuses to run as root, and nothing that reads
strangers' files should. No permission outside our own directories is ever changed. Where the user may not enter a directory on the way
to something we need (a clone in /root, an interpreter in /root/.pyenv), the processes get a private mount namespace in which exactly the
needed paths are visible; where that is not permitted, the message says what to do.
"""

import json
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

LAUNCH = Path(__file__).with_name("launch.py")


class CannotStartError(Exception):
    """Bowerbird cannot start here. The message says why and what to do."""


@dataclass(frozen=True, slots=True)
class RunAs:
    name: str
    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class LaunchPlan:
    """How to start programs: as whom, and what has to be made visible to them. See launch.py."""

    user: RunAs | None = None
    cover: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()

    def argv(self, program: Sequence[str], *, death_signal: int = 0, nice: int = 0, session: bool = True) -> list[str]:
        plan = {
            "parent": os.getpid(),
            "death_signal": int(death_signal),
            "user": [self.user.uid, self.user.gid] if self.user else None,
            "nice": nice,
            "session": session,
            "cover": self.cover,
            "keep": self.keep,
        }
        return [sys.executable, "-I", "-S", str(LAUNCH), json.dumps(plan), "--", *program]

    def popen(
        self,
        program: Sequence[str],
        *,
        env: Mapping[str, str],
        cwd: Path | str = "/",
        stdin: int | None = subprocess.DEVNULL,
        stdout: int | None = None,
        stderr: int | None = None,
        death_signal: int = signal.SIGKILL,
        nice: int = 0,
        pass_fds: Sequence[int] = (),
    ) -> subprocess.Popen[bytes]:
        """Call from the main thread: the parent-death signal follows the thread that forked."""
        return subprocess.Popen(  # noqa: S603
            self.argv(program, death_signal=death_signal, nice=nice),
            env=dict(env),
            cwd=cwd,
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            pass_fds=pass_fds,
        )

    def run(self, program: Sequence[str], *, env: Mapping[str, str], timeout: float = 120) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603
            self.argv(program),
            env=dict(env),
            stdin=subprocess.DEVNULL,
            cwd="/",
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )


def chosen_user(environment: Mapping[str, str] = os.environ, *, data_owner: int = 0) -> RunAs | None:
    """Whom to run as; None when we are not root and so run as ourselves. Data that already belongs to a user stays that user's, unless another is asked for."""
    if os.geteuid() != 0:
        return None
    asked = environment.get("BOWERBIRD_USER", "")
    if data_owner and not asked:
        try:
            found = pwd.getpwuid(data_owner)
        except KeyError:
            return RunAs(f"#{data_owner}", data_owner, data_owner)
        return RunAs(found.pw_name, found.pw_uid, found.pw_gid)
    for name in [asked] if asked else ["bowerbird", "nobody"]:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        if found.pw_uid == 0:
            raise CannotStartError("BOWERBIRD_USER must not be root. Name an unprivileged user, or unset it.")
        return RunAs(name, found.pw_uid, found.pw_gid)
    raise CannotStartError(
        f"There is no user {asked!r} on this machine. Create it with `useradd --system {asked}` or set BOWERBIRD_USER to another."
        if asked
        else "There is no user `nobody` to run as. Create one with `useradd --system bowerbird`, or start Bowerbird as an ordinary user."
    )


def interpreter_paths(executable: str = sys.executable) -> list[Path]:
    """What a venv's interpreter needs beyond the venv: each link on the way to the real binary, and the libraries beside it."""
    paths = [Path(executable).resolve(), Path(sys.base_prefix).resolve() / "lib"]
    hop = Path(executable)
    while hop.is_symlink():
        hop = Path(os.path.normpath(hop.parent / hop.readlink()))
        paths.append(hop)
    return paths


@dataclass(slots=True)
class _Probe:
    user: RunAs
    barred: dict[Path, bool] = field(default_factory=dict)

    def ask(self, paths: Iterable[Path]) -> dict[Path, bool]:
        """Whether the user may enter (directories) or read (files) each path, asked of the kernel by a child that has become the user."""
        wanted = list(paths)
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                os.setgroups([])
                os.setgid(self.user.gid)
                os.setuid(self.user.uid)
                answers = "".join("1" if os.access(path, os.X_OK if path.is_dir() else os.R_OK) else "0" for path in wanted)
                os.write(writer, answers.encode())
            finally:
                os._exit(0)
        os.close(writer)
        with os.fdopen(reader, "rb") as pipe:
            said = pipe.read().decode()
        os.waitpid(child, 0)
        return {path: answer == "1" for path, answer in zip(wanted, said.ljust(len(wanted), "0"), strict=True)}


def barred_directories(user: RunAs, paths: Iterable[Path]) -> list[Path]:
    """The outermost directories above `paths` that the user may not enter."""
    barred: list[Path] = []
    probe = _Probe(user)
    for path in sorted(set(paths)):
        for ancestor in reversed(path.parents):
            if any(ancestor.is_relative_to(known) for known in barred):
                break
            if ancestor not in probe.barred:
                probe.barred[ancestor] = not probe.ask([ancestor])[ancestor]
            if probe.barred[ancestor]:
                barred.append(ancestor)
                break
    return barred


def plan_for(user: RunAs | None, needed: Iterable[Path]) -> LaunchPlan:
    """How to start programs that need `needed` as `user`. Raises CannotStartError where the user cannot reach them by any means."""
    if user is None:
        return LaunchPlan()
    # Each name of a path counts: the one given, and where its links lead.
    paths = [path for given in needed for path in {Path(os.path.abspath(given)), given.resolve()} if path.exists()]  # noqa: PTH100
    barred = barred_directories(user, paths)
    cover = tuple(map(str, barred))
    keep = tuple(sorted({str(path) for path in paths if any(path.is_relative_to(directory) for directory in barred)}))
    plan = LaunchPlan(user, cover, keep)
    _try(plan, [str(path) for path in paths])
    return plan


def _try(plan: LaunchPlan, paths: Sequence[str]) -> None:
    """Become the user and look at each path."""
    assert plan.user is not None
    tried = plan.run(["/bin/sh", "-c", 'for path do [ -r "$path" ] || echo "$path"; done', "sh", *paths], env={})
    if tried.returncode == 0 and not tried.stdout:
        return
    who = f"Bowerbird does not run as root but as the user `{plan.user.name}`, "
    if tried.returncode == 0:
        raise CannotStartError(
            f"{who}who may not read:\n  " + "\n  ".join(tried.stdout.splitlines()) + "\n"
            "Bowerbird changes no permissions itself. Make them readable (`chmod -R go+rX` on the project directory),\n"
            "or start Bowerbird as the user who owns them."
        )
    raise CannotStartError(
        f"{who}who may not enter {' or '.join(plan.cover) or 'a directory'}, where parts of it lie.\n{tried.stderr.strip()}\n"
        "Do one of these: move the project to a directory that everyone may enter (for example /opt/bowerbird) and remove its .venv;\n"
        "install a system Python (apt-get install python3 python3-venv) and remove .venv; or start Bowerbird as an ordinary user."
    )
