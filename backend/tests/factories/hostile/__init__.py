"""Hostile files, made on the spot: the classics of each format, as one table.

Each module has `files(address)`, which gives the files by name: bytes, and how reading them must begin to end (`read`, `failed corrupt`, `cut`, ...; empty where
several ends are right). `address` is one that nobody may call: `host:port` of somebody who listens.
"""

from collections.abc import Callable, Mapping

from tests.factories.hostile import archives, documents, mail, office, pdfs, pictures, recordings, texts

SECRET = "/etc/passwd"
"""What files try to have read."""
Files = Callable[[str], dict[str, tuple[bytes, str]]]
HOSTILE_FILES: Mapping[str, Files] = {
    "archives": archives.files,
    "two things at once": documents.files,
    "mail": mail.files,
    "office": office.files,
    "pdf": pdfs.files,
    "pictures": pictures.files,
    "recordings": recordings.files,
    "texts": texts.files,
}


def endless_files() -> dict[str, bytes]:
    """Those that take longer than anybody waits."""
    return pdfs.endless() | pictures.endless()
