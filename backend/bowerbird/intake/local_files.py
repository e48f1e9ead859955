"""Files on this machine that are to be uploaded: which ones, and as what body."""

import os
import secrets
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bowerbird.ops.client import Body

BLOCK_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class LocalFile:
    path: Path
    relative: str | None
    """Below the folder that was named, with that folder's own name first and `/` between; None for a file that was named itself."""


def walk(paths: Iterable[Path]) -> Iterator[LocalFile]:
    """Files in the order given, folders in alphabetical order. Inside folders hidden entries, links to folders, and what is no regular file are passed over.
    A path that does not exist is yielded too, so that it is reported with the others."""
    for path in paths:
        if path.is_dir():
            root = path.resolve()
            for directory, folders, names in os.walk(root):
                folders[:] = sorted(folder for folder in folders if not folder.startswith("."))
                for name in sorted(names):
                    file = Path(directory) / name
                    if not name.startswith(".") and file.is_file():
                        yield LocalFile(file, file.relative_to(root.parent).as_posix())
        else:
            yield LocalFile(path, None)


def body_of(file: LocalFile) -> Body:
    """The file as multipart/form-data, read while it is sent. Raises OSError if it cannot be read."""
    status = file.path.stat()
    if not stat.S_ISREG(status.st_mode):  # opening a pipe would wait for its other end
        raise OSError("This is no regular file.")
    file.path.open("rb").close()  # says now what would otherwise be said half-way
    boundary = secrets.token_hex(16)
    fields = {"last_modified": str(status.st_mtime_ns // 1_000_000)}
    if file.relative is not None:
        fields["path"] = show(file.relative)
    head = b"".join(_part(boundary, f'name="{name}"'.encode()) + value.encode() + b"\r\n" for name, value in fields.items())
    head += _part(boundary, b'name="file"; filename="' + _header_name(file.path.name) + b'"', b"Content-Type: application/octet-stream\r\n")
    tail = f"\r\n--{boundary}--\r\n".encode()

    def pieces() -> Iterator[bytes]:
        yield head
        with file.path.open("rb") as opened:
            while block := opened.read(BLOCK_BYTES):
                yield block
        yield tail

    return Body(pieces, len(head) + status.st_size + len(tail), f"multipart/form-data; boundary={boundary}")


def show(name: str) -> str:
    """A name as text, where the file system allowed bytes that are none."""
    return os.fsencode(name).decode("utf-8", "replace")


def _part(boundary: str, disposition: bytes, more: bytes = b"") -> bytes:
    return f"--{boundary}\r\nContent-Disposition: form-data; ".encode() + disposition + b"\r\n" + more + b"\r\n"


def _header_name(name: str) -> bytes:
    """Escaped as browsers do (WHATWG HTML, multipart/form-data)."""
    return os.fsencode(name).replace(b'"', b"%22").replace(b"\r", b"%0D").replace(b"\n", b"%0A")
