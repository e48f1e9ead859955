"""Small files made on the spot: PDFs by hand, Word documents by zip."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path


def pdf(
    path: Path,
    pages: Sequence[Sequence[tuple[float, float, str]]],
    *,
    info: str = "",
    page_extra: str = "",
    media_box: tuple[float, float, float, float] = (0, 0, 600, 800),
    size: int = 12,
    drawing: str = "",
    catalog: str = "",
    more: Sequence[str] = (),
) -> Path:
    """A PDF whose pages carry Helvetica text at the given places, in points from the lower left corner, and this `drawing`. Of a single page, the objects in
    `more` are numbered from 5 on."""
    objects = [f"<< /Type /Catalog /Pages 2 0 R {catalog} >>", ""]
    kids = []
    font = "<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> >> >>"
    box = " ".join(str(edge) for edge in media_box)
    for page in pages:
        content = "BT " + " ".join(f"/F1 {size} Tf 1 0 0 1 {x} {y} Tm ({_escaped(text)}) Tj" for x, y, text in page) + f" ET {drawing}"
        objects.append(f"<< /Length {len(content.encode('cp1252'))} >>\nstream\n{content}\nendstream")
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /Resources {font} /Contents {len(objects)} 0 R {page_extra} >>")
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    objects += more
    if info:
        objects.append(f"<< {info} >>")
    data = b"%PDF-1.7\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    trailer = f"<< /Size {len(objects) + 1} /Root 1 0 R {f'/Info {len(objects)} 0 R' if info else ''} >>"
    start = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n{trailer}\nstartxref\n{start}\n%%EOF\n".encode()
    path.write_bytes(data)
    return path


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(
    path: Path, body: str, *, core: str = "", styles: str = "", prologue: str = "", main: str = "document", more: Mapping[str, str] = {}
) -> Path:
    """A Word document with this XML inside `w:body`; `more`: the XML inside further parts (`comments`, `header3`)."""
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("[Content_Types].xml", "<Types/>")
        container.writestr(
            f"word/{main}.xml", f'<?xml version="1.0"?>{prologue}<w:document {_NAMESPACE}><w:body>{body}</w:body></w:document>'
        )
        container.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}"><Relationship Id="r" Type="{office}/officeDocument" Target="word/{main}.xml"/></Relationships>',
        )
        related = "".join(f'<Relationship Id="{name}" Type="{office}/{name.rstrip("0123456789")}" Target="{name}.xml"/>' for name in more)
        container.writestr(f"word/_rels/{main}.xml.rels", f'<Relationships xmlns="{package}">{related}</Relationships>')
        for name, inner in more.items():
            container.writestr(f"word/{name}.xml", f"<w:part {_NAMESPACE}>{inner}</w:part>")
        if styles:
            container.writestr("word/styles.xml", f"<w:styles {_NAMESPACE}>{styles}</w:styles>")
        if core:
            container.writestr("docProps/core.xml", core)
    return path


def paragraph(text: str, style: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"
