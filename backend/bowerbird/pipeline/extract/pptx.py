"""Presentations (PPTX, ECMA-376): each slide is a page with its title as heading; text, tables, diagrams, charts, descriptions of pictures, and the notes."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from bowerbird.errors import StageError
from bowerbird.pipeline.blocks import Block, page_message
from bowerbird.pipeline.decoding import decoder
from bowerbird.pipeline.extract.sections import Sections
from bowerbird.pipeline.extract.tables import Rows
from bowerbird.pipeline.formats.archive import open_container, read_tree
from bowerbird.pipeline.formats.ooxml import description, drawn_text, main_part, relation_id, relations
from bowerbird.pipeline.text import clean, shorten
from bowerbird.pipeline.work import Message

WHAT = "presentation"
NOTES = "Notes"
_MAIN = "ppt/presentation.xml"
_TITLES = frozenset({"title", "ctrTitle"})
_FURNITURE = frozenset({"dt", "ftr", "sldNum", "hdr", "sldImg"})
"""Placeholders that say the same on every slide: date, footer, number."""
_EXTRA = frozenset({"diagramData", "chart"})


def slide_parts(container: zipfile.ZipFile) -> list[str]:
    """The members that hold the slides, in the order of the presentation."""
    main = main_part(container, _MAIN, WHAT)
    root = read_tree(container, main, WHAT)
    if root is None:
        raise StageError(f"This {WHAT} is damaged: its slides are missing.", code="corrupt")
    known = relations(container, main, WHAT)
    ids = [relation_id(element) for element in root.iter("{*}sldId")]
    return [known[found].target for found in ids if found in known]


@decoder("pptx.text")
def pptx_text(path: Path | None, *, last: int) -> Iterator[Message]:
    """One message a slide, for the first `last`. A slide that cannot be read is no error of the rest."""
    assert path is not None
    with open_container(path, WHAT) as container:
        for number, part in enumerate(slide_parts(container)[:last], start=1):
            try:
                yield page_message(_slide(container, part), page=number)
            except StageError as error:
                yield page_message([], page=number, note=[error.code, f"Slide {number} could not be read: {error.detail}"])


def _slide(container: zipfile.ZipFile, part: str) -> list[Block]:
    root = read_tree(container, part, WHAT)
    if root is None:
        raise StageError("it is missing.", code="corrupt")
    sections = Sections()
    shapes = list(_shapes(root))
    title = next((text for shape, kind in shapes if kind in _TITLES and (text := drawn_text(shape))), None)
    if title:
        sections.heading(" ".join(title.split()))
    for shape, kind in shapes:
        if kind not in _TITLES and kind not in _FURNITURE:
            _read_shape(sections, shape)
    _read_related(container, part, sections, shorten(title, 150))
    return sections.finish()


def _read_related(container: zipfile.ZipFile, part: str, sections: Sections, title: str | None) -> None:
    related = relations(container, part, WHAT).values()
    for relation in related:
        if relation.kind in _EXTRA and (root := read_tree(container, relation.target, WHAT)) is not None:
            words = [drawn_text(paragraph) for paragraph in root.iter("{*}p")] + [clean(value.text or "") for value in root.iter("{*}v")]
            sections.add("\n".join(dict.fromkeys(word for word in words if word)))
    for relation in related:
        if relation.kind == "notesSlide" and (root := read_tree(container, relation.target, WHAT)) is not None:
            notes = [text for shape, kind in _shapes(root) if kind not in _FURNITURE and (text := drawn_text(shape))]
            if notes:
                sections.heading(f"{title} · {NOTES}" if title else NOTES)
                sections.add("\n".join(notes))


def _shapes(root: "etree._Element") -> Iterator[tuple["etree._Element", str]]:
    """Shapes, pictures and frames in the order they are drawn, with the kind of their placeholder."""
    for shape in root.iter("{*}sp", "{*}pic", "{*}graphicFrame"):
        if _in_fallback(shape):
            continue
        placeholder = shape.find(".//{*}nvPr/{*}ph")
        yield shape, (placeholder.get("type") or "body") if placeholder is not None else ""


def _in_fallback(element: "etree._Element") -> bool:
    return next(element.iterancestors("{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"), None) is not None


def _read_shape(sections: Sections, shape: "etree._Element") -> None:
    tables = list(shape.iter("{*}tbl"))
    for table in tables:
        rows = Rows(sections)
        for row in table.iterchildren("{*}tr"):
            rows.add([" ".join(drawn_text(cell).split()) for cell in row.iterchildren("{*}tc")])
        rows.end()
    if not tables:
        sections.add(drawn_text(shape))
    described = shape.find(".//{*}cNvPr[@descr]")
    if described is not None:
        sections.add(description(described))
