"""Word files from the sample's markup, without the traces of when they were made."""

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime

from docx import Document

from bowerbird.library_sample.markup import Page


def write_docx(pages: Sequence[Page], *, title: str, created: datetime) -> bytes:
    document = Document()
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by, properties.comments = title, "", "", ""
    properties.created = properties.modified = properties.last_printed = created.replace(tzinfo=None)
    table = None
    for block in (block for page in pages for block in page.blocks):
        if block.kind == "row":
            table = table or document.add_table(rows=0, cols=len(block.cells), style="Table Grid")
            for cell, text in zip(table.add_row().cells, block.cells, strict=True):
                cell.text = text
            continue
        table = None
        if block.kind in ("title", "heading"):
            document.add_heading(block.text, level=0 if block.kind == "title" else 1)
        else:
            document.add_paragraph(block.text, style="List Bullet" if block.kind == "bullet" else None)
    plain = io.BytesIO()
    document.save(plain)
    return _without_dates(plain.getvalue())


def _without_dates(archive: bytes) -> bytes:
    """The same members, each dated 1980, so that the bytes do not depend on the clock."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            dated = zipfile.ZipInfo(member.filename, date_time=(1980, 1, 1, 0, 0, 0))
            dated.compress_type = zipfile.ZIP_DEFLATED
            dated.create_system = 3
            target.writestr(dated, source.read(member))
    return out.getvalue()
