"""Drawings of Visio (VSDX, MS-VSDX): each sheet is a page under its name, with the words of its shapes."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

from bowerbird.errors import StageError
from bowerbird.pipeline.blocks import page_message
from bowerbird.pipeline.decoding import decoder
from bowerbird.pipeline.extract.sections import Sections
from bowerbird.pipeline.formats.archive import open_container, read_tree
from bowerbird.pipeline.formats.ooxml import main_part, relation_id, relations
from bowerbird.pipeline.text import clean, shorten
from bowerbird.pipeline.work import Message

WHAT = "drawing"
_MAIN = "visio/document.xml"


def sheets_of(container: zipfile.ZipFile) -> list[tuple[str, str]]:
    """(name, part) in the order of their tabs."""
    listed = next(
        (each.target for each in relations(container, main_part(container, _MAIN, WHAT), WHAT).values() if each.kind == "pages"), ""
    )
    root = read_tree(container, listed, WHAT) if listed else None
    if root is None:
        raise StageError(f"This {WHAT} is damaged: its sheets are missing.", code="corrupt")
    known = relations(container, listed, WHAT)
    found = []
    for number, page in enumerate(root.iter("{*}Page"), start=1):
        part = next((known[name].target for each in page.iter("{*}Rel") if (name := relation_id(each)) in known), None)
        if part is not None:
            found.append((shorten(page.get("Name") or page.get("NameU"), 100) or f"Sheet {number}", part))
    return found


@decoder("vsdx.text")
def vsdx_text(path: Path | None, *, last: int) -> Iterator[Message]:
    """One message a sheet, for the first `last`. A sheet that cannot be read is no error of the rest."""
    assert path is not None
    with open_container(path, WHAT) as container:
        for number, (name, part) in enumerate(sheets_of(container)[:last], start=1):
            sections = Sections()
            sections.heading(name)
            try:
                root = read_tree(container, part, WHAT)
            except StageError as error:
                yield page_message([], page=number, note=[error.code, f"Sheet “{name}” could not be read: {error.detail}"])
                continue
            for words in root.iter("{*}Text") if root is not None else ():
                sections.add(clean("".join(str(piece) for piece in words.itertext())).strip())
            yield page_message(sections.finish(), page=number)
