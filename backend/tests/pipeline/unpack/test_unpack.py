"""Archives: their names can be searched, their files become assets of a collection, and none of their tricks leads anywhere."""

import bz2
import gzip
import io
import lzma
import sys
import tarfile
import uuid
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

from bowerbird.errors import StageError
from bowerbird.intake.sniff import sniff_file
from bowerbird.models import Asset, Collection, CollectionAsset, Containment, Segment, StoredObject
from bowerbird.pipeline.unpack.handler import UnpackHandler
from bowerbird.pipeline.unpack.members import members
from bowerbird.settings import get_settings
from bowerbird.storage.filesystem import FilesystemStorage
from tests.factories.pipeline import InProcessWork, keep_file, run_stages

FILES = {"letters/march.txt": b"The garden in March.", "letters/april.txt": b"Tulips in April.", "note.md": b"# Seeds\n\nSow in rows."}


def make_zip(path: Path, files: dict[str, bytes] = FILES) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as container:
        for name, data in files.items():
            container.writestr(zipfile.ZipInfo(name, (2023, 5, 6, 7, 8, 10)), data, zipfile.ZIP_DEFLATED)
    return path


def make_tar(path: Path, files: dict[str, bytes] = FILES, mode: str = "w") -> Path:
    with tarfile.open(path, mode) as container:  # type: ignore[call-overload]
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mtime = len(data), 1_683_356_890
            container.addfile(entry, io.BytesIO(data))
    return path


def listed(path: Path, name: str = "made") -> dict[str, bytes]:
    return {member.path: b"".join(member.chunks()) for member in members(path, name=name) if not member.problem}


class Unpacked:
    def __init__(self, session: Session, asset: Asset, key: str, storage: FilesystemStorage) -> None:
        self.session, self.asset, self.key, self.storage = session, asset, key, storage
        self.collection = Collection(library_id=asset.library_id, name=f"Out of it {uuid.uuid4()}")
        session.add(self.collection)
        session.flush()

    def run(self) -> tuple[str, str] | None:
        work = InProcessWork(self.asset, self.storage, self.key, input={"collection_id": str(self.collection.id)})
        outcome = UnpackHandler()(work)
        assert outcome.write is not None
        outcome.write(self.session)
        return outcome.note

    @property
    def children(self) -> dict[str, Asset]:
        rows = self.session.execute(
            select(Containment.path, Asset).join(Asset, Asset.id == Containment.child_id).where(Containment.parent_id == self.asset.id)
        )
        return {row[0]: row[1] for row in rows}

    @property
    def collected(self) -> int:
        return self.session.scalar(select(func.count()).where(CollectionAsset.collection_id == self.collection.id)) or 0


MakeUnpacked = Callable[[Path], Unpacked]


@pytest.fixture
def unpacked(session: Session, storage: FilesystemStorage, monkeypatch: pytest.MonkeyPatch) -> MakeUnpacked:
    monkeypatch.setattr(get_settings().upload, "min_free_bytes", 0)

    def keep(path: Path) -> Unpacked:
        asset, key = keep_file(path, storage)
        return Unpacked(session, asset, key, storage)

    return keep


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_a_tar_is_read_packed_or_not(tmp_path: Path, mode: str) -> None:
    assert listed(make_tar(tmp_path / "made", mode=mode)) == FILES


def test_a_tar_in_zstandard(tmp_path: Path) -> None:
    data = make_tar(tmp_path / "plain").read_bytes()
    path = tmp_path / "made.tar.zst"
    path.write_bytes(b"\x50\x2a\x4d\x18\4\0\0\0skip" + zstd.compress(data[:700]) + zstd.compress(data[700:]))
    assert sniff_file(path).mime_type == "application/zstd"
    assert listed(path) == FILES


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (zstd.compress(bytes(5000))[:-3], "corrupt"),
        (b"\x28\xb5\x2f\xfd\0\xa8\1\0\0", "unsupported"),  # wants to look back 2 GiB
        (b"\x28\xb5\x2f\xfd\1\x08\x22\1\0\0", "unsupported"),  # needs the dictionary 34
        (zstd.compress(bytes(200 << 20)), "too_large"),
    ],
)
def test_zstandard_that_cannot_be_read_says_why(tmp_path: Path, data: bytes, code: str) -> None:
    (tmp_path / "packed.zst").write_bytes(data)
    with pytest.raises(StageError) as raised:
        listed(tmp_path / "packed.zst", "packed.zst")
    assert raised.value.code == code


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, zstd.compress])
def test_a_single_packed_file_is_called_as_its_archive(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    (tmp_path / "packed").write_bytes(pack(b"One line.\n"))
    assert listed(tmp_path / "packed", "notes.txt.gz") == {"notes.txt": b"One line.\n"}


def test_members_become_assets_with_their_place_date_and_collection(unpacked: MakeUnpacked, tmp_path: Path) -> None:
    archive = unpacked(make_zip(tmp_path / "letters.zip"))
    assert archive.run() is None
    children = archive.children
    assert {path: child.size for path, child in children.items()} == {path: len(data) for path, data in FILES.items()}
    march = children["letters/march.txt"]
    assert (march.name, march.path, march.kind, march.status) == ("march.txt", "letters.zip/letters/march.txt", "document", "processing")
    assert march.last_modified == datetime(2023, 5, 6, 7, 8, 10, tzinfo=UTC)
    assert children["note.md"].mime_type == "text/markdown"
    assert archive.collected == 3


def test_unpacking_twice_is_unpacking_once(unpacked: MakeUnpacked, tmp_path: Path) -> None:
    archive = unpacked(make_zip(tmp_path / "letters.zip"))
    archive.run()
    objects = select(func.count()).select_from(StoredObject)
    before = archive.session.scalar(objects)
    archive.run()
    assert archive.session.scalar(objects) == before
    assert archive.collected == 3


def test_an_interrupted_run_goes_on(unpacked: MakeUnpacked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = unpacked(make_zip(tmp_path / "letters.zip"))
    with monkeypatch.context() as few:
        few.setattr(get_settings().limits, "archive_entries", 1)
        note = archive.run()
    assert note is not None
    assert note[0] == "too_large"
    assert archive.collected == 1
    assert archive.run() is None
    assert archive.collected == 3


def test_the_same_bytes_are_one_asset_at_two_paths(unpacked: MakeUnpacked, tmp_path: Path) -> None:
    archive = unpacked(make_zip(tmp_path / "twins.zip", {"a.txt": b"The same words.", "b.txt": b"The same words."}))
    archive.run()
    assert len({child.id for child in archive.children.values()}) == 1
    assert archive.collected == 1


def test_names_that_lead_outside_lead_nowhere(unpacked: MakeUnpacked, tmp_path: Path) -> None:
    files = {"../../evil.txt": b"1 word", "/etc/passwd": b"2 words", "a/./b.txt": b"3 words", "C:\\boot.ini": b"4 words"}
    archive = unpacked(make_zip(tmp_path / "slip.zip", files))
    before = {path for path in tmp_path.rglob("*") if "objects" not in path.parts}
    archive.run()
    assert set(archive.children) == {"evil.txt", "etc/passwd", "a/b.txt", "C:/boot.ini"}
    assert {path for path in tmp_path.rglob("*") if "objects" not in path.parts} == before


def test_links_and_devices_are_passed_over(unpacked: MakeUnpacked, tmp_path: Path) -> None:
    path = tmp_path / "links.tar"
    with tarfile.open(path, "w") as container:
        for kind, target in ((tarfile.SYMTYPE, "/etc/passwd"), (tarfile.LNKTYPE, "../x"), (tarfile.CHRTYPE, ""), (tarfile.FIFOTYPE, "")):
            entry = tarfile.TarInfo(f"entry-{kind!r}")
            entry.type, entry.linkname = kind, target
            container.addfile(entry)
        entry = tarfile.TarInfo("good.txt")
        entry.size = 4
        container.addfile(entry, io.BytesIO(b"good"))
    archive = unpacked(path)
    assert archive.run() is None
    assert set(archive.children) == {"good.txt"}
    linked = tmp_path / "links.zip"
    with zipfile.ZipFile(linked, "w") as made:
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        made.writestr(link, "/etc/passwd")
    assert listed(linked) == {}


def test_members_of_one_name_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "made.zip"
    make_zip(path, {"in/a.txt": b"1", "in/b.txt": b"2", "in/c.txt": b"3"})
    path.write_bytes(path.read_bytes().replace(b"in/b.txt", b"in/a.txt").replace(b"in/c.txt", b"in/a.txt"))
    assert listed(path) == {"in/a.txt": b"1", "in/a (2).txt": b"2", "in/a (3).txt": b"3"}


@pytest.mark.parametrize(
    ("name", "encoding"), [("Grüße aus Köln.txt", "utf-8"), ("Übergröße für Mädchen.txt", "cp437"), ("отчёт за январь.txt", "cp866")]
)
def test_names_without_the_utf8_flag(tmp_path: Path, name: str, encoding: str) -> None:
    raw = name.encode(encoding)
    data = make_zip(tmp_path / "made.zip", {"N" * len(raw): b"x"}).read_bytes()
    (tmp_path / "made.zip").write_bytes(data.replace(b"N" * len(raw), raw))
    assert list(listed(tmp_path / "made.zip")) == [name]


def test_a_bomb_stops_at_the_ratio_and_keeps_what_came_before(
    unpacked: MakeUnpacked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bowerbird.pipeline.unpack.members._RATIO_MATTERS", 100_000)
    archive = unpacked(make_zip(tmp_path / "bomb.zip", {"good.txt": b"good words", "zeros.bin": bytes(20_000_000)}))
    note = archive.run()
    assert note is not None
    assert note[0] == "too_large"
    assert set(archive.children) == {"good.txt"}
    alone = unpacked(make_tar(tmp_path / "bomb.tar.gz", {"zeros.bin": bytes(20_000_000)}, "w:gz"))
    with pytest.raises(StageError) as raised:
        alone.run()
    assert raised.value.code == "too_large"


def test_archives_in_archives_end_at_the_depth(unpacked: MakeUnpacked, tmp_path: Path) -> None:
    data = make_zip(tmp_path / "0.zip").read_bytes()
    for level in range(1, 4):
        data = make_zip(tmp_path / f"{level}.zip", {"inner.zip": data}).read_bytes()
    archive = unpacked(tmp_path / "3.zip")
    for _ in range(get_settings().limits.archive_depth):
        archive.run()
        (child,) = archive.children.values()
        key = archive.session.scalars(select(StoredObject.key).where(StoredObject.asset_id == child.id)).one()
        archive = Unpacked(archive.session, child, key, archive.storage)
    with pytest.raises(StageError, match="archive in an archive"):
        archive.run()


def test_locked_and_damaged_members_are_counted(unpacked: MakeUnpacked, tmp_path: Path) -> None:
    path = make_zip(tmp_path / "half.zip", {"good.txt": b"good words", "bad.txt": b"bad words, many of them " * 10})
    data = bytearray(path.read_bytes())
    at = data.index(b"bad.txt") + len(b"bad.txt") + 5
    data[at] ^= 0xFF
    path.write_bytes(bytes(data))
    archive = unpacked(path)
    assert archive.run() == ("corrupt", "1 of the files in this archive could not be taken out: it is damaged.")
    assert set(archive.children) == {"good.txt"}
    locked = make_zip(tmp_path / "locked.zip", {"a.txt": b"words"})
    data = bytearray(locked.read_bytes())
    data[data.index(b"PK\x03\x04") + 6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    locked.write_bytes(bytes(data))
    with pytest.raises(StageError) as raised:
        unpacked(locked).run()
    assert raised.value.code == "encrypted"


def test_the_names_are_text_that_can_be_found(session: Session, storage: FilesystemStorage, tmp_path: Path) -> None:
    asset, key = keep_file(make_zip(tmp_path / "letters.zip"), storage)
    ran = run_stages(asset, key, storage, stages=frozenset({"inspect", "extract"}))
    assert ran.errors == {}
    texts = session.scalars(select(Segment.text).where(Segment.asset_id == asset.id)).all()
    assert texts == ["letters/march.txt\nletters/april.txt\nnote.md\n"]
