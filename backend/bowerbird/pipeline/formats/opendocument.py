"""The container of OpenDocument files (ISO/IEC 26300-2): opening, whether it needs a password, what it says of itself, the events of its content."""

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from lxml import etree

from bowerbird.errors import StageError
from bowerbird.pipeline.formats.archive import open_container, open_member, read_tree, xml_events
from bowerbird.pipeline.formats.xml import local

WHAT = "OpenDocument file"


@contextmanager
def open_document(path: Path) -> Iterator[zipfile.ZipFile]:
    """Raises StageError `corrupt`, `encrypted` or `too_large`."""
    with open_container(path, WHAT) as container:
        manifest = read_tree(container, "META-INF/manifest.xml", WHAT, declared=True)
        if manifest is not None and next(manifest.iter("{*}encryption-data"), None) is not None:
            raise StageError(f"This {WHAT} needs a password to open. Save a copy without one and upload that.", code="encrypted")
        yield container


def properties(container: zipfile.ZipFile) -> Mapping[str, str]:
    """`title`, `initial-creator`, `creation-date`, `date`, ... by local name; the first of each."""
    root = read_tree(container, "meta.xml", WHAT)
    found: dict[str, str] = {}
    for element in root.iter() if root is not None else ():
        if (name := local(element)) and element.text:
            found.setdefault(name, element.text)
    return found


def content_events(container: zipfile.ZipFile, names: Sequence[str]) -> Iterator[tuple[str, "etree._Element"]]:
    """`start` and `end` events of the content's elements of these local names. The caller forgets what it has read."""
    with open_member(container, "content.xml", WHAT) as stream:
        if stream is None:
            raise StageError(f"This {WHAT} is damaged: its text is missing.", code="corrupt")
        yield from xml_events(stream, WHAT, [f"{{*}}{name}" for name in names])


def attribute(element: "etree._Element", name: str) -> str:
    """An attribute by its local name: the namespaces differ between versions of the format."""
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), "")
