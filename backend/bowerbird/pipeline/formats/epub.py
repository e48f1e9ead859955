"""The container of EPUB books (EPUB 2 and 3): the package document, the spine, the table of contents, the cover."""

import posixpath
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from bowerbird.errors import StageError
from bowerbird.pipeline.formats.archive import open_container, read_part, read_tree
from bowerbird.pipeline.text import shorten

WHAT = "book"
_FONT_OBFUSCATION = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_CHAPTERS = frozenset({"application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document"})


@dataclass(frozen=True, slots=True)
class Book:
    container: zipfile.ZipFile
    chapters: Sequence[str]
    """Members, in reading order."""
    titles: Mapping[str, str]
    """Of chapters, by member, from the table of contents."""
    cover: str | None
    said: Mapping[str, Sequence[str]]
    """`title`, `creator`, `language`, `date`, `publisher`, ...: the metadata by local name."""


@contextmanager
def open_book(path: Path) -> Iterator[Book]:
    """Raises StageError `corrupt`, `encrypted` or `too_large`."""
    with open_container(path, WHAT) as container:
        _refuse_protected(container)
        package = _package(container)
        root = read_tree(container, package, WHAT, declared=True)
        if root is None:
            raise StageError(f"This {WHAT} is damaged: its package document is missing.", code="corrupt")
        yield _book(container, root, posixpath.dirname(package))


def _refuse_protected(container: zipfile.ZipFile) -> None:
    root = read_tree(container, "META-INF/encryption.xml", WHAT, declared=True)
    methods = [element.get("Algorithm") for element in root.iter("{*}EncryptionMethod")] if root is not None else []
    if any(method not in _FONT_OBFUSCATION for method in methods):
        raise StageError(f"This {WHAT} is protected by its publisher (DRM) and cannot be read.", code="encrypted")


def _package(container: zipfile.ZipFile) -> str:
    root = read_tree(container, "META-INF/container.xml", WHAT, declared=True)
    found = next((file.get("full-path") for file in root.iter("{*}rootfile")), None) if root is not None else None
    found = found or next((name for name in container.namelist() if name.endswith(".opf")), None)
    if not found:
        raise StageError(f"This {WHAT} is damaged: it does not say what is in it.", code="corrupt")
    return found


def _book(container: zipfile.ZipFile, root: "etree._Element", folder: str) -> Book:
    items = {item.get("id") or "": item for item in root.iter("{*}item")}
    members = {name: inside(folder, item.get("href") or "") for name, item in items.items()}
    spine = [reference.get("idref") or "" for reference in root.iter("{*}itemref")]
    chapters = [members[name] for name in dict.fromkeys(spine) if name in items and items[name].get("media-type") in _CHAPTERS]
    said: dict[str, list[str]] = {}
    metadata = root.find("{*}metadata")
    for element in metadata.iter() if metadata is not None else ():
        if isinstance(element.tag, str) and (text := shorten(element.text, 500)):
            said.setdefault(etree.QName(element).localname, []).append(text)
    return Book(container, chapters, _titles(container, root, members), _cover(root, members), said)


def _cover(root: "etree._Element", members: Mapping[str, str]) -> str | None:
    """EPUB 3 marks the item, EPUB 2 names it in a `meta`."""
    for item in root.iter("{*}item"):
        if "cover-image" in (item.get("properties") or "").split():
            return members[item.get("id") or ""]
    named = [meta.get("content") or "" for meta in root.iter("{*}meta") if meta.get("name") == "cover"]
    likely = [item.get("id") or "" for item in root.iter("{*}item") if (item.get("id") or "").lower() in {"cover", "cover-image"}]
    pictures = {item.get("id") or "" for item in root.iter("{*}item") if (item.get("media-type") or "").startswith("image/")}
    return next((members[name] for name in (*named, *likely) if name in pictures), None)


def _titles(container: zipfile.ZipFile, root: "etree._Element", members: Mapping[str, str]) -> Mapping[str, str]:
    """From the navigation document (EPUB 3), else the NCX (EPUB 2); the first entry that leads to a member names it."""
    titles: dict[str, str] = {}
    for item in root.iter("{*}item"):
        member = members[item.get("id") or ""]
        entries: Iterator[tuple[str, str]] = iter(())
        if "nav" in (item.get("properties") or "").split():
            entries = _navigation(container, member)
        elif item.get("media-type") == "application/x-dtbncx+xml":
            entries = _ncx(container, member)
        for target, title in entries:
            titles.setdefault(inside(posixpath.dirname(member), target), title)
    return titles


def _navigation(container: zipfile.ZipFile, member: str) -> Iterator[tuple[str, str]]:
    source = read_part(container, member, WHAT) or b""
    for link in LexborHTMLParser(source.decode("utf-8", "replace")).css("nav a[href]"):
        if title := shorten(link.text(), 200):
            yield link.attributes.get("href") or "", title


def _ncx(container: zipfile.ZipFile, member: str) -> Iterator[tuple[str, str]]:
    root = read_tree(container, member, WHAT, declared=True)
    for point in root.iter("{*}navPoint") if root is not None else ():
        target, label = point.find("{*}content"), point.find("{*}navLabel/{*}text")
        if target is not None and label is not None and (title := shorten(label.text, 200)):
            yield target.get("src") or "", title


def inside(folder: str, reference: str) -> str:
    """The member that a reference from `folder` means, without its fragment."""
    return posixpath.normpath(posixpath.join("/", folder, unquote(reference.partition("#")[0]))).lstrip("/")
