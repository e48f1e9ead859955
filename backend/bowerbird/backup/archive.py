"""What a backup looks like.

A directory:                          A tar has the same, the manifest last:
    manifest.json                         database.dump
    database-{time}.dump                  objects/{key}
    objects/{key}                         manifest.json

Both are written beside their final names and moved there when whole. In a directory the manifest of the former backup stays valid until the new one replaces
it; only then what it no longer names is removed. A third form is a bare dump of the database, whose objects stay where they are.
"""

import hashlib
import io
import os
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from pydantic import ValidationError

from bowerbird.backup.manifest import NAME, BackupError, Entry, Manifest
from bowerbird.storage.keys import checked
from bowerbird.storage.ownership import hand_over, make_directory
from bowerbird.storage.scratch import room

BLOCK_BYTES = 1024 * 1024
DUMP_MAGIC = b"PGDMP"
_OBJECTS = "objects"
_DATABASE = "database.dump"
_UNFINISHED = b'{"format": 1, "finished": false}\n'
_ABANDONED = "This backup was interrupted and is not whole. Use an older one."


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_whole(path: Path, chunks: Iterable[bytes]) -> tuple[int, str]:
    """A new file for its owner alone, durable when this returns. Gives its size and SHA-256."""
    hasher, size = hashlib.sha256(), 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600), "wb") as file:
        for chunk in chunks:
            hasher.update(chunk)
            file.write(chunk)
            size += len(chunk)
        file.flush()
        os.fsync(file.fileno())
    hand_over(path)
    return size, hasher.hexdigest()


# Writing


class Target(Protocol):
    def dump_path(self) -> Path:
        """Where the database is to be dumped to."""
        ...

    def add_database(self) -> Entry:
        """Take in what lies at `dump_path`."""
        ...

    def has(self, entry: Entry) -> bool: ...

    def add_object(self, entry: Entry, chunks: Iterator[bytes]) -> bool:
        """False where the bytes are not those of the entry."""
        ...

    def finish(self, manifest: Manifest) -> None: ...

    def abandon(self) -> None:
        """Remove what is of no use to anybody."""
        ...


class DirectoryTarget:
    def __init__(self, root: Path, stamp: str) -> None:
        make_directory(root)
        if not (root / NAME).exists():
            if any(path.name != _OBJECTS and not path.name.startswith("database-") for path in root.iterdir()):
                raise BackupError(f"{root} holds other things. Name an empty or new directory, or one that holds a backup.")
            write_whole(root / NAME, [_UNFINISHED])
        elif b'"finished"' not in (root / NAME).read_bytes():
            raise BackupError(f"{root / NAME} belongs to something else. Name an empty or new directory.")
        self._root = root
        self._database = f"database-{stamp}.dump"

    def dump_path(self) -> Path:
        return self._root / self._database

    def add_database(self) -> Entry:
        path = self.dump_path()
        hand_over(path)
        return Entry(name=self._database, size=path.stat().st_size, sha256=digest_of(path))

    def has(self, entry: Entry) -> bool:
        path = self._path(entry.name)
        return path.is_file() and path.stat().st_size == entry.size and digest_of(path) == entry.sha256

    def add_object(self, entry: Entry, chunks: Iterator[bytes]) -> bool:
        path = self._path(entry.name)
        make_directory(path.parent)
        part = path.with_name(path.name + ".part")
        if write_whole(part, chunks) != (entry.size, entry.sha256):
            part.unlink()
            return False
        part.replace(path)
        return True

    def finish(self, manifest: Manifest) -> None:
        part = self._root / (NAME + ".part")
        write_whole(part, [manifest.model_dump_json(indent=1).encode()])
        part.replace(self._root / NAME)
        self._forget_others({entry.name for entry in manifest.objects})

    def abandon(self) -> None:
        self.dump_path().unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._root / _OBJECTS / checked(key)

    def _forget_others(self, keys: set[str]) -> None:
        for path in self._root.glob("database-*.dump"):
            if path.name != self._database:
                path.unlink()
        base = self._root / _OBJECTS
        for folder, _, files in os.walk(base, topdown=False):
            for name in files:
                path = Path(folder) / name
                if path.relative_to(base).as_posix() not in keys:
                    path.unlink()
            if Path(folder) != base and not any(Path(folder).iterdir()):
                Path(folder).rmdir()


class _Reader(io.RawIOBase):
    """Chunks as the file that `tarfile` reads, hashed on the way."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = b""
        self.hasher = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        while len(self._rest) < size:
            chunk = next(self._chunks, b"")
            if not chunk:
                break
            self.hasher.update(chunk)
            self._rest += chunk
        data, self._rest = self._rest[:size], self._rest[size:]
        return data


class TarTarget:
    def __init__(self, file: Path) -> None:
        if file.exists():
            raise BackupError(f"{file} exists already.")
        self._file = file
        self._part = file.with_name(file.name + ".part")
        self._opened = os.fdopen(os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600), "wb")
        self._tar = tarfile.open(fileobj=self._opened, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115  closed by finish or abandon

    def dump_path(self) -> Path:
        return self._file.with_name(self._file.name + ".database.part")

    def add_database(self) -> Entry:
        path = self.dump_path()
        entry = Entry(name=_DATABASE, size=path.stat().st_size, sha256=digest_of(path))
        with path.open("rb") as file:
            self._add(entry.name, entry.size, file)
        path.unlink()
        return entry

    def has(self, entry: Entry) -> bool:
        del entry
        return False

    def add_object(self, entry: Entry, chunks: Iterator[bytes]) -> bool:
        reader = _Reader(chunks)
        self._add(f"{_OBJECTS}/{checked(entry.name)}", entry.size, cast("BinaryIO", reader))
        return reader.hasher.hexdigest() == entry.sha256 and not reader.read(1)

    def finish(self, manifest: Manifest) -> None:
        data = manifest.model_dump_json(indent=1).encode()
        self._add(NAME, len(data), io.BytesIO(data))
        self._tar.close()
        self._opened.flush()
        os.fsync(self._opened.fileno())
        self._opened.close()
        hand_over(self._part)
        self._part.replace(self._file)

    def abandon(self) -> None:
        self._opened.close()
        self.dump_path().unlink(missing_ok=True)
        self._part.unlink(missing_ok=True)

    def _add(self, name: str, size: int, file: BinaryIO) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        self._tar.addfile(member, file)


def open_target(path: Path, stamp: str) -> Target:
    """A name that ends in `.tar` is a file; everything else is a directory."""
    if path.suffix == ".tar" and not path.is_dir():
        return TarTarget(path)
    if path.exists() and not path.is_dir():
        raise BackupError(f"{path} is neither a directory nor a new name that ends in .tar.")
    return DirectoryTarget(path, stamp)


# Reading


class Source(Protocol):
    manifest: Manifest | None
    """None for a bare dump of the database."""

    def database(self) -> Path:
        """A file that lasts as long as the source. Raises BackupError where its hash is wrong."""
        ...

    def has(self, key: str) -> bool: ...

    def read(self, key: str) -> Iterator[bytes]: ...


class _DirectorySource:
    def __init__(self, root: Path) -> None:
        try:
            self.manifest: Manifest | None = _parsed((root / NAME).read_bytes())
        except FileNotFoundError as error:
            raise BackupError(f"{root} holds no backup: there is no {NAME} in it.") from error
        self._root = root
        self._manifest = self.manifest
        for entry in self._manifest.objects:
            path = self._path(entry.name)
            if not path.is_file() or path.stat().st_size != entry.size:
                raise BackupError(f"This backup is damaged: objects/{entry.name} is missing or has the wrong size.")
        self._keys = {entry.name for entry in self._manifest.objects}

    def database(self) -> Path:
        path = self._root / Path(self._manifest.database.name).name
        if not path.is_file() or digest_of(path) != self._manifest.database.sha256:
            raise BackupError("This backup is damaged: the dump of the database is missing or not what it was.")
        return path

    def has(self, key: str) -> bool:
        return key in self._keys

    def read(self, key: str) -> Iterator[bytes]:
        with self._path(key).open("rb") as file:
            while block := file.read(BLOCK_BYTES):
                yield block

    def _path(self, key: str) -> Path:
        return self._root / _OBJECTS / checked(key)


class _TarSource:
    def __init__(self, tar: tarfile.TarFile, scratch: Path) -> None:
        try:
            self._members = {member.name: member for member in tar}
            held = tar.extractfile(self._members[NAME]) if NAME in self._members else None
        except (tarfile.TarError, OSError) as error:
            raise BackupError(_ABANDONED) from error
        if held is None:
            raise BackupError(_ABANDONED)
        self._tar = tar
        self._scratch = scratch
        self._manifest = _parsed(held.read())
        self.manifest: Manifest | None = self._manifest
        for entry in self._manifest.objects:
            member = self._members.get(f"{_OBJECTS}/{entry.name}")
            if member is None or member.size != entry.size:
                raise BackupError(f"This backup is damaged: objects/{entry.name} is missing or has the wrong size.")
        self._keys = {entry.name for entry in self._manifest.objects}

    def database(self) -> Path:
        path = self._scratch / _DATABASE
        if _DATABASE not in self._members or write_whole(path, self._blocks(_DATABASE))[1] != self._manifest.database.sha256:
            raise BackupError("This backup is damaged: the dump of the database is missing or not what it was.")
        return path

    def has(self, key: str) -> bool:
        return key in self._keys

    def read(self, key: str) -> Iterator[bytes]:
        return self._blocks(f"{_OBJECTS}/{key}")

    def _blocks(self, name: str) -> Iterator[bytes]:
        file = self._tar.extractfile(self._members[name])
        assert file is not None
        while block := file.read(BLOCK_BYTES):
            yield block


class _DumpSource:
    manifest: Manifest | None = None

    def __init__(self, file: Path) -> None:
        self._file = file

    def database(self) -> Path:
        return self._file

    def has(self, key: str) -> bool:
        del key
        return False

    def read(self, key: str) -> Iterator[bytes]:
        raise BackupError(f"A dump of the database has no object {key}.")


def _parsed(data: bytes) -> Manifest:
    if data == _UNFINISHED:
        raise BackupError(_ABANDONED)
    try:
        return Manifest.model_validate_json(data)
    except ValidationError as error:
        raise BackupError(f"This is not a backup that this version of Bowerbird knows: {error.errors()[0]['msg']}.") from error


@contextmanager
def open_source(path: Path, scratch: Path) -> Iterator[Source]:
    """A backup to read. Raises BackupError unless it is finished, and each of its objects there with its size. Hashes are checked when the bytes are read."""
    with ExitStack() as stack:
        if path.is_dir():
            yield _DirectorySource(path)
            return
        if not path.is_file():
            raise BackupError(f"There is no backup at {path}.")
        with path.open("rb") as file:
            magic = file.read(len(DUMP_MAGIC))
        if magic == DUMP_MAGIC:
            yield _DumpSource(path)
            return
        try:
            tar = stack.enter_context(tarfile.open(path, "r:"))
        except tarfile.TarError as error:
            raise BackupError(f"{path} is neither a backup nor a dump of the database.") from error
        yield _TarSource(tar, stack.enter_context(room(scratch, "restore-")))
