"""Office files from before 2007: what they are, and what LibreOffice (or a program in its place) makes of them."""

import os
import struct
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bowerbird.errors import StageError
from bowerbird.intake.sniff import sniff_file
from bowerbird.models import Segment
from bowerbird.pipeline.formats.ole import inspect_ole
from bowerbird.pipeline.office.convert import converted, find_program
from bowerbird.settings import get_settings
from bowerbird.storage.filesystem import FilesystemStorage
from tests.factories.compound import compound
from tests.factories.office import opendocument, zipped
from tests.factories.pipeline import keep_file, run_stages

STAGES = frozenset({"inspect", "preview", "extract"})
ARGUMENTS = (
    "room = pathlib.Path(sys.argv[sys.argv.index('--outdir') + 1]); target = sys.argv[sys.argv.index('--convert-to') + 1]; room.mkdir()\n"
)


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """In the place of LibreOffice; its body comes from the test."""
    path = tmp_path / "soffice"
    path.touch()
    path.chmod(0o755)
    monkeypatch.setattr(get_settings().office, "program", str(path))
    return path


def behave(program: Path, body: str) -> None:
    program.write_text(f"#!/usr/bin/env python3\nimport os, pathlib, shutil, socket, sys, time\n{ARGUMENTS}{body}\n")


def convert(path: Path) -> bytes:
    with converted(path, "doc", target="odt", beat=lambda: None) as copy:
        return copy.read_bytes()


@pytest.mark.parametrize(
    ("stream", "mime"),
    [
        ("WordDocument", "application/msword"),
        ("Workbook", "application/vnd.ms-excel"),
        ("PowerPoint Document", "application/vnd.ms-powerpoint"),
        ("__properties_version1.0", "application/vnd.ms-outlook"),
        ("EncryptedPackage", "application/x-ole-storage"),
    ],
)
def test_what_they_are_is_found_in_their_directory(tmp_path: Path, stream: str, mime: str) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(compound({"Something": b"", stream: b"x", "ObjectPool": b""}))
    assert sniff_file(path, name=path.name).mime_type == mime


def _word(flags: int) -> bytes:
    return struct.pack("<HHHHHH", 0xA5EC, 0xC1, 0, 0x409, 0, flags)


@pytest.mark.parametrize(
    "streams",
    [
        {"EncryptionInfo": b"x", "EncryptedPackage": b"x"},
        {"WordDocument": _word(0x0100)},
        {"Workbook": struct.pack("<HH4xHH", 0x809, 4, 0x2F, 0)},
        {"PowerPoint Document": b"", "Current User": struct.pack("<HHIII", 0, 0xFF6, 0x14, 0x14, 0xF3D1C4DF)},
    ],
)
def test_files_that_need_a_password_say_so(session: Session, storage: FilesystemStorage, tmp_path: Path, streams: dict[str, bytes]) -> None:
    path = tmp_path / "a.rtf"
    path.write_bytes(compound(streams))
    ran = run_stages(*keep_file(path, storage), storage, stages=STAGES)
    assert ran.errors["inspect", 0].code == "encrypted"
    assert "password" in ran.errors["inspect", 0].detail


def test_what_they_say_of_themselves(tmp_path: Path) -> None:
    values = struct.pack("<IHxx", 2, 1252), struct.pack("<II", 30, 7) + b"Bowers\0\0", struct.pack("<IQ", 0x40, 133_511_697_300_000_000)
    offset, table = 8 + 8 * 3, b""
    for number, value in zip((1, 2, 12), values, strict=True):
        table += struct.pack("<II", number, offset)
        offset += len(value)
    properties = (
        struct.pack("<HHI16sI16sI", 0xFFFE, 0, 0, bytes(16), 1, bytes(16), 48) + struct.pack("<II", offset, 3) + table + b"".join(values)
    )
    path = tmp_path / "a.doc"
    path.write_bytes(compound({"WordDocument": _word(0), "\x05SummaryInformation": properties}))
    said = inspect_ole(path)
    assert said.texts == {"title": "Bowers"}
    assert said.created is not None
    assert said.created.year == 2024


@pytest.mark.parametrize("at", [48, 76, 512, 520, 1024 + 68, 1024 + 116])
def test_broken_chains_are_damage_and_no_endless_read(tmp_path: Path, at: int) -> None:
    data = bytearray(compound({"WordDocument": _word(0), "\x05SummaryInformation": b"\xff" * 5000}))
    data[at : at + 4] = struct.pack("<I", 1)
    path = tmp_path / "a.doc"
    path.write_bytes(data)
    try:
        inspect_ole(path)
    except StageError as error:
        assert error.code in {"corrupt", "encrypted"}  # noqa: PT017  either is an honest end


def test_without_libreoffice_the_file_is_kept_and_says_what_it_needs(
    session: Session, storage: FilesystemStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(get_settings().office, "program", str(tmp_path / "nothing"))
    path = tmp_path / "a.doc"
    path.write_bytes(compound({"WordDocument": _word(0)}))
    ran = run_stages(*keep_file(path, storage), storage, stages=STAGES)
    assert not ran.errors
    assert (ran.outcomes["extract", 0].skipped, ran.note("extract")) == (True, "needs_libreoffice")


def test_what_it_makes_is_read(session: Session, storage: FilesystemStorage, tmp_path: Path, program: Path) -> None:
    made = opendocument(tmp_path / "made.odp", "presentation", "<draw:page><draw:frame><text:p>One</text:p></draw:frame></draw:page>" * 2)
    behave(program, f"shutil.copy({str(made)!r}, room / f'in.{{target}}'); assert sys.argv[-1].endswith('.ppt')")
    path = tmp_path / "a.ppt"
    path.write_bytes(compound({"PowerPoint Document": b"x"}))
    ran = run_stages(*keep_file(path, storage), storage, stages=STAGES)
    assert not ran.errors
    assert ran.asset is not None
    assert ran.asset.details["page_unit"] == "slide"
    found = session.execute(select(Segment.page, Segment.text).where(Segment.asset_id == ran.asset.id).order_by(Segment.ordinal)).all()
    assert [tuple(row) for row in found] == [(1, "One\n"), (2, "One\n")]


def test_binary_workbooks_of_today_are_read_by_it(session: Session, storage: FilesystemStorage, tmp_path: Path, program: Path) -> None:
    cell = "<table:table table:name='S'><table:table-row><table:table-cell><text:p>blue</text:p></table:table-cell></table:table-row></table:table>"
    made = opendocument(tmp_path / "made.ods", "spreadsheet", cell)
    behave(program, f"shutil.copy({str(made)!r}, room / f'in.{{target}}'); assert sys.argv[-1].endswith('.xlsb')")
    core = '<c:coreProperties xmlns:c="x" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Finds</dc:title></c:coreProperties>'
    path = zipped(tmp_path / "a.xlsb", {"[Content_Types].xml": "<Types/>", "docProps/core.xml": core, "xl/workbook.bin": b"\x83\x01\0"})
    ran = run_stages(*keep_file(path, storage), storage, stages=STAGES)
    assert not ran.errors
    assert ran.asset is not None
    assert (ran.asset.kind, ran.asset.title) == ("document", "Finds")
    assert [segment.text for segment in session.scalars(select(Segment))] == ["S\nblue\n"]


def test_it_has_no_network_and_a_profile_without_macros(tmp_path: Path, program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOWERBIRD_DB_URL", os.environ.get("BOWERBIRD_DB_URL", "secret"))
    tries = (
        "said = []\nfor family in (socket.AF_INET, socket.AF_INET6):\n    try:\n        socket.socket(family)\n        said.append('network')\n"
        "    except OSError:\n        said.append('none')\n"
        "socket.socket(socket.AF_UNIX).close()\nsaid.append(str('BOWERBIRD_DB_URL' in os.environ))\n"
        "profile = next(a for a in sys.argv if a.startswith('-env:UserInstallation=file://')).partition('file://')[2]\n"
        "said.append(str('MacroSecurityLevel' in pathlib.Path(profile, 'user/registrymodifications.xcu').read_text()))\n"
        "(room / f'in.{target}').write_text(' '.join(said))"
    )
    behave(program, tries)
    (tmp_path / "a.doc").write_bytes(b"x")
    assert convert(tmp_path / "a.doc") == b"none none False True"


@pytest.mark.parametrize(
    ("body", "code"), [("time.sleep(600)", "timed_out"), ("sys.exit(3)", "corrupt"), ("os.kill(os.getpid(), 11)", "corrupt")]
)
def test_it_ends_with_a_reason(tmp_path: Path, program: Path, monkeypatch: pytest.MonkeyPatch, body: str, code: str) -> None:
    monkeypatch.setattr(get_settings().office, "seconds", 3 if code == "timed_out" else 60)
    behave(program, body)
    (tmp_path / "a.doc").write_bytes(b"x")
    with pytest.raises(StageError) as error:
        convert(tmp_path / "a.doc")
    assert error.value.code == code


def test_it_starts_again_when_it_has_made_its_profile(tmp_path: Path, program: Path) -> None:
    mark = tmp_path / "mark"
    behave(
        program,
        f"mark = pathlib.Path({str(mark)!r})\nif not mark.exists():\n    mark.touch()\n    room.rmdir()\n    sys.exit(81)\n"
        "(room / 'in.odt').write_text('x')",
    )
    (tmp_path / "a.doc").write_bytes(b"x")
    assert convert(tmp_path / "a.doc") == b"x"


def test_with_libreoffice_itself(session: Session, storage: FilesystemStorage, tmp_path: Path) -> None:
    soffice = find_program()
    if soffice is None:
        pytest.skip("LibreOffice is not installed here")
    (tmp_path / "a.rtf").write_text(r"{\rtf1 Blue things of a bower\par}")
    for _ in range(2):  # the first start may end with making the profile
        subprocess.run(
            [
                soffice,
                "--headless",
                f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
                "--convert-to",
                "doc",
                "--outdir",
                tmp_path,
                tmp_path / "a.rtf",
            ],
            check=False,
            capture_output=True,
            timeout=120,
        )
    if not (tmp_path / "a.doc").exists():
        pytest.skip(f"{soffice} does not run here, or lacks its text part")
    ran = run_stages(*keep_file(tmp_path / "a.doc", storage), storage, stages=STAGES)
    assert not ran.errors
    assert ran.asset is not None
    assert session.scalars(select(Segment.text).where(Segment.asset_id == ran.asset.id)).all() == ["Blue things of a bower\n"]
    assert not list(get_settings().scratch_dir.glob("office-*")) if get_settings().scratch_dir.is_dir() else True
