"""What Office files (ECMA-376) have in common: the relations between their parts, and what they say of themselves.

Targets outside the file (TargetMode="External": links, linked pictures, remote templates) are never followed, so they are not even returned.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from bowerbird.pipeline.formats.archive import read_tree
from bowerbird.pipeline.text import clean, shorten

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
MAX_RELATIONS = 50_000
_FILE_NAME = re.compile(r"\.(?:png|jpe?g|gif|bmp|emf|wmf|tiff?|svg)$", re.IGNORECASE)
"""What programs write where nobody described a picture."""
RELATION_ID = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)


@dataclass(frozen=True, slots=True)
class Relation:
    kind: str
    """The last part of its type: `slide`, `notesSlide`, `worksheet`, `thumbnail`."""
    target: str
    """The name of a member of the container."""


def relations(container: zipfile.ZipFile, part: str, what: str) -> Mapping[str, Relation]:
    """Those of a part, or of the whole file (`part` empty), by id. Only targets within the file."""
    folder, name = posixpath.split(part)
    root = read_tree(container, posixpath.join(folder, "_rels", f"{name}.rels"), what)
    found: dict[str, Relation] = {}
    for element in root.iter(_RELATION) if root is not None else ():
        target = element.get("Target") or ""
        if element.get("TargetMode") == "External" or not target or len(found) >= MAX_RELATIONS:
            continue
        path = posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip("/")
        found[element.get("Id") or ""] = Relation((element.get("Type") or "").rpartition("/")[2], path)
    return found


def main_part(container: zipfile.ZipFile, usual: str, what: str) -> str:
    """The name of the document, the presentation or the workbook. Most programs call it `usual`; those in the browser do not (`word/document2.xml`)."""
    if usual in container.NameToInfo:
        return usual
    return next((relation.target for relation in relations(container, "", what).values() if relation.kind == "officeDocument"), usual)


def relation_id(element: "etree._Element") -> str:
    return next((value for name in RELATION_ID if (value := element.get(name))), "")


def description(properties: "etree._Element") -> str:
    """What somebody wrote of a picture or a drawing (`docPr`, `cNvPr`) for those who cannot see it."""
    said = shorten(properties.get("descr"), 1000) or ""
    return "" if _FILE_NAME.search(said) else said


def drawn_text(element: "etree._Element") -> str:
    """The paragraphs of a shape, a chart, a cell of a table or one paragraph (DrawingML), one a line."""
    paragraphs = [element] if etree.QName(element).localname == "p" else element.iter("{*}p")
    lines = ("".join(_runs(paragraph)) for paragraph in paragraphs)
    return "\n".join(line for line in (clean(line).strip() for line in lines) if line)


def _runs(paragraph: "etree._Element") -> Iterator[str]:
    for run in paragraph.iter("{*}t", "{*}br", "{*}tab"):
        name = etree.QName(run).localname
        yield run.text or "" if name == "t" else "\n" if name == "br" else "\t"


def core_properties(container: zipfile.ZipFile, what: str) -> Mapping[str, str]:
    """`title`, `creator`, `subject`, `created`, `modified`, ... by local name."""
    root = read_tree(container, "docProps/core.xml", what)
    elements = root.iter() if root is not None else ()
    return {etree.QName(element).localname: element.text for element in elements if isinstance(element.tag, str) and element.text}
