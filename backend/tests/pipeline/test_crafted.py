"""The classics of each format (tests/factories/hostile) through the stages that read a file, in the real decoder child.

None may call anybody, read another file, end the child, take longer or more memory than a bound; each ends as read, or with a code and a sentence.
"""

import re
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bowerbird.errors import StageError
from bowerbird.models import Segment
from bowerbird.pipeline.decoder import close, get_decoder
from bowerbird.settings import MIB, get_settings
from bowerbird.storage.filesystem import FilesystemStorage
from tests.factories.hostile import HOSTILE_FILES, SECRET, endless_files
from tests.factories.pipeline import Ran, keep_file, run_stages

STAGES = frozenset({"inspect", "preview", "extract", "attachments", "scenes", "playback"})
CODES = frozenset({"corrupt", "encrypted", "empty", "too_large", "timed_out", "unsupported"})
NOTES = CODES | {"cut", "damaged", "no_text", "page_unreadable", "needs_libreoffice", "contained"}
MEMORY_BYTES = 1 << 30
_SENTENCE = re.compile(r"[A-Z0-9][^\n]{10,400}\.")
_INSIDE = re.compile(r"/(?:tmp|home|usr|root)/|Traceback|Error\b|0x[0-9a-f]{6}")


@dataclass(frozen=True)
class Ending:
    said: str
    seconds: float
    memory: int


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.05)
        yield listening


@pytest.fixture(autouse=True)
def small_bounds(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Those of the settings, made smaller so that the files can be small too."""
    for name, value in (("PIXELS", 50_000_000), ("PAGES", 100), ("TEXT_CHARS", 20_000), ("CONTAINED_FILES", 20)):
        monkeypatch.setenv(f"BOWERBIRD_LIMITS_{name}", str(value))
    get_settings.cache_clear()
    close()
    get_decoder.cache_clear()
    yield
    close()
    get_decoder.cache_clear()
    get_settings.cache_clear()


def ending(ran: Ran) -> str:
    for (stage, _), error in ran.errors.items():
        if stage in {"inspect", "extract"}:
            return f"failed {error.code}: {error.detail}"
    notes = [outcome.note for outcome in ran.outcomes.values() if outcome.note]
    return f"{notes[0][0]}: {notes[0][1]}" if notes else "read"


def complaints(ran: Ran) -> list[tuple[str, str]]:
    """What does not keep to the form of an ending."""
    said = [(error.code, error.detail, CODES) for error in ran.errors.values()]
    said += [(*outcome.note, NOTES) for outcome in ran.outcomes.values() if outcome.note]
    return [(code, text) for code, text, known in said if code not in known or not _SENTENCE.fullmatch(text) or _INSIDE.search(text)]


def taken_peak(pid: int | None) -> int:
    """Most bytes a process has had since the last time; 0 where it was ended."""
    if pid is None or sys.platform != "linux":
        return 0
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    Path(f"/proc/{pid}/clear_refs").write_text("5")
    return int(found[1]) * 1024 if found else 0


@pytest.mark.parametrize("kind", HOSTILE_FILES)
def test_every_classic_ends(
    *, kind: str, session: Session, storage: FilesystemStorage, tmp_path: Path, listener: socket.socket, capsys: pytest.CaptureFixture[str]
) -> None:
    host, port = listener.getsockname()
    decoder = get_decoder()
    secret = Path(SECRET).read_text().splitlines()[0]
    problems: list[tuple[str, object]] = []
    for name, (data, expected) in HOSTILE_FILES[kind](f"{host}:{port}").items():
        path = tmp_path / "file"
        path.write_bytes(data)
        asset, key = keep_file(path, storage, name=name)
        began = time.monotonic()
        ran = run_stages(asset, key, storage, stages=STAGES, decoder=decoder)
        ended = Ending(ending(ran), time.monotonic() - began, taken_peak(decoder.pid))
        with capsys.disabled():
            print(f"{name[:40]:40} {asset.mime_type[:30]:30} {ended.seconds:6.2f} s {ended.memory >> 20:5} MiB  {ended.said}")  # noqa: T201
        if not ended.said.startswith((expected, "cut") if expected == "read" else expected) or ended.memory > MEMORY_BYTES:
            problems.append((name, ended))
        problems += [(name, complaint) for complaint in complaints(ran)]
        texts = session.scalars(select(Segment.text).where(Segment.asset_id == asset.id)).all()
        if any(secret in text for text in texts) or any(secret.encode() in stored for stored in ran.stored.values()):
            problems.append((name, "read another file"))
    assert problems == []
    with pytest.raises(TimeoutError):  # nobody called
        listener.accept()


def test_archives_give_no_more_than_their_bounds(tmp_path: Path) -> None:
    """What comes out is counted, whatever an archive says of itself; and nothing is written anywhere."""
    limits, path = get_settings().limits, tmp_path / "file"
    for name, (data, _) in HOSTILE_FILES["archives"]("127.0.0.1:9").items():
        path.write_bytes(data)
        out, ended = 0, "corrupt"
        try:
            with get_decoder().stream("archive.members", path, timeout=limits.seconds_base, called=name, known=[]) as messages:
                for message in messages:
                    out += sum(map(len, message.attachments))
        except StageError as error:
            ended = error.code
        assert ended in CODES, name
        assert out <= max(64 * MIB, limits.archive_ratio * len(data)), name
        assert list(tmp_path.iterdir()) == [path], name
    assert not Path("/tmp/out.txt").exists()


@pytest.mark.parametrize("name", endless_files())
def test_what_never_ends_is_ended(
    name: str, session: Session, storage: FilesystemStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOWERBIRD_LIMITS_SECONDS_BASE", "3")
    get_settings.cache_clear()
    path = tmp_path / "file"
    path.write_bytes(endless_files()[name])
    asset, key = keep_file(path, storage, name=name)
    ran = run_stages(asset, key, storage, stages=frozenset({"inspect", "preview"}), decoder=get_decoder())
    assert {error.code for error in ran.errors.values()} == {"timed_out"}
