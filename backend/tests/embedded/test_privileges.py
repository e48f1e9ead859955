"""Root becomes somebody else, sees what it needs, and changes no permission on the way."""

import os
import pwd
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from bowerbird.embedded.privileges import CannotStartError, LaunchPlan, barred_directories, chosen_user, interpreter_paths, plan_for
from bowerbird.settings import PROJECT_ROOT

root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root has privileges to drop")
PYTHON = {"PYTHONPATH": str(PROJECT_ROOT / "backend"), "PATH": os.environ.get("PATH", "")}


@pytest.fixture
def closed(place: Path) -> Path:
    """A directory that only root may enter, with something needed and something private in it."""
    directory = place / "of root"
    (directory / "needed").mkdir(parents=True)
    (directory / "needed" / "file").write_text("here")
    (directory / "private").write_text("secret")
    os.chown(directory, 0, 0)
    directory.chmod(0o700)
    return directory


@root_only
def test_who_everything_runs_as() -> None:
    assert chosen_user({"BOWERBIRD_USER": "daemon"}) is not None
    assert chosen_user({"BOWERBIRD_USER": "daemon"}).name == "daemon"  # type: ignore[union-attr]
    expected = "bowerbird" if any(user.pw_name == "bowerbird" for user in pwd.getpwall()) else "nobody"
    assert chosen_user({}).name == expected  # type: ignore[union-attr]
    with pytest.raises(CannotStartError, match=r"no user 'nobody-of-this-name'.*useradd"):
        chosen_user({"BOWERBIRD_USER": "nobody-of-this-name"})
    with pytest.raises(CannotStartError, match="must not be root"):
        chosen_user({"BOWERBIRD_USER": "root"})


@root_only
def test_data_stays_with_the_user_it_belongs_to() -> None:
    daemon = pwd.getpwnam("daemon")
    assert chosen_user({}, data_owner=daemon.pw_uid).uid == daemon.pw_uid  # type: ignore[union-attr]
    assert chosen_user({}, data_owner=54321).uid == 54321  # type: ignore[union-attr]


@pytest.mark.skipif(os.geteuid() == 0, reason="for ordinary users")
def test_ordinary_user_runs_as_themselves(place: Path) -> None:
    assert chosen_user({"BOWERBIRD_USER": "daemon"}) is None
    assert plan_for(None, [place]) == LaunchPlan()


@root_only
def test_only_what_is_needed_is_shown(closed: Path) -> None:
    user = chosen_user()
    assert user is not None
    assert barred_directories(user, [closed / "needed"]) == [closed]
    try:
        plan = plan_for(user, [closed / "needed"])
    except CannotStartError as refused:
        pytest.skip(f"no mount namespaces here: {refused}")
    seen = plan.run(["/bin/sh", "-c", 'cat "$0/needed/file"; ls "$0"; touch "$0/mine" 2>&1 || echo refused', str(closed)], env=PYTHON)
    assert seen.stdout.splitlines()[:1] == ["hereneeded"]
    assert seen.stdout.splitlines()[-1] == "refused"
    assert closed.stat().st_mode & 0o777 == 0o700
    assert sorted(each.name for each in closed.iterdir()) == ["needed", "private"], "nobody else sees the mounts"


IN_A_CHROOT = """
import ctypes, os, sys; from pathlib import Path
from bowerbird.embedded import launch
from bowerbird.embedded.privileges import *
place, needed = Path(sys.argv[1]), Path(sys.argv[2])
assert launch._libc().unshare(launch.CLONE_NEWNS) == 0
launch._mount(None, "/", None, launch.MS_REC | launch.MS_PRIVATE)
def show(source):
    for entry in source.iterdir():
        twin = place / entry.relative_to("/")
        if entry.is_symlink():
            twin.symlink_to(entry.readlink())
        elif entry.is_dir():
            twin.mkdir()
            if place.is_relative_to(entry):
                show(entry) if entry != place.parent else None
            else:
                launch._mount(str(entry), str(twin), None, launch.MS_BIND | launch.MS_REC)
show(Path("/"))
(place / needed.relative_to("/")).mkdir(parents=True)
(place / needed.relative_to("/") / "file").write_text("here")
(place / needed.parent.relative_to("/")).chmod(0o700)
os.chroot(place)
os.chdir("/")
plan = plan_for(chosen_user({}), [needed])
assert plan.cover
print(plan.run(["/bin/sh", "-c", 'cat "$0/file"; ls /proc/self/exe', str(needed)], env={}).stdout)
"""


@root_only
def test_only_what_is_needed_is_shown_in_a_chroot_too(closed: Path, place: Path) -> None:
    """There "/" is no mount, which would have to be made private. The chroot is made of bind mounts in a namespace of its own."""
    (place / "new root").mkdir()
    tried = subprocess.run(
        [sys.executable, "-P", "-c", IN_A_CHROOT, place / "new root", closed / "needed"],
        env=PYTHON,
        capture_output=True,
        text=True,
        check=False,
    )
    if "AssertionError" in tried.stderr and "unshare" in tried.stderr:
        pytest.skip("no mount namespaces here")
    assert tried.stdout.startswith("here/proc/self/exe"), tried.stderr


@root_only
def test_unreadable_files_are_named_and_left_as_they_are(closed: Path) -> None:
    closed.chmod(0o755)
    file = closed / "needed" / "file"
    file.chmod(0o600)
    with pytest.raises(CannotStartError, match="may not read") as refused:
        plan_for(chosen_user(), [file])
    assert str(file) in str(refused.value)
    assert "chmod -R go+rX" in str(refused.value)
    assert file.stat().st_mode & 0o777 == 0o600


@root_only
def test_where_mounting_is_not_permitted_the_message_says_what_to_do(closed: Path) -> None:
    """A root without CAP_SYS_ADMIN, as in most containers."""
    code = (
        "import ctypes, sys; from pathlib import Path\n"
        "assert ctypes.CDLL(None).prctl(24, 21, 0, 0, 0) == 0  # drop it from the bounding set: no later exec has it\n"
        "from bowerbird.embedded.privileges import *\n"
        "try: plan_for(chosen_user({}), [Path(sys.argv[1])])\n"
        "except CannotStartError as reason: print(reason)"
    )
    said = subprocess.run(
        [sys.executable, "-P", "-c", code, closed / "needed"], env=PYTHON, capture_output=True, text=True, check=True
    ).stdout
    assert f"may not enter {closed}" in said
    assert "not permitted" in said
    assert "/opt/bowerbird" in said


def test_interpreter_runs_with_what_is_listed_for_it() -> None:
    paths = interpreter_paths()
    assert Path(sys.executable).resolve() in paths
    assert any((path / f"python{sys.version_info.major}.{sys.version_info.minor}").is_dir() for path in paths)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="parent-death signals are Linux's")
def test_child_dies_with_its_parent() -> None:
    """Also as another user: the signal is set after the change of user, which clears it."""
    code = (
        "import signal, time; from bowerbird.embedded.privileges import *\n"
        "child = LaunchPlan(chosen_user({})).popen(['/bin/sleep', '60'], env={}, death_signal=signal.SIGKILL)\n"
        "print(child.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-P", "-c", code], env=PYTHON, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        deadline = time.monotonic() + 10
        while child.cmdline()[:1] != ["/bin/sleep"]:  # empty between fork and exec
            assert time.monotonic() < deadline
            time.sleep(0.01)
        parent.send_signal(signal.SIGKILL)
        assert psutil.wait_procs([child], timeout=10)[1] == []
