"""A small PDF writer: text in the standard Helvetica, A4 pages, and pages that are one picture.

The format is that of PDF 1.4 (Adobe PDF Reference, third edition), nothing compressed but the pictures, so the same text gives the same bytes everywhere.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from bowerbird.library_sample.markup import Block, Page

WIDTH, HEIGHT, MARGIN = 595, 842, 64
_SIZES = {"title": 24, "heading": 16, "paragraph": 13, "bullet": 13, "row": 12}
# Advance widths of Helvetica for the characters 32 to 126, in thousandths of the size (Adobe Core 14 AFM).
_ADVANCES = [
    *[278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278],
    *[556] * 10,
    *[278, 278, 584, 584, 584, 556, 1015],
    *[667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611],
    *[278, 278, 278, 469, 556, 333],
    *[556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500],
    *[334, 260, 334, 584],
]
_BOLD = 1.07
"""Helvetica-Bold is about this much wider."""


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """In points."""
    units = sum(_ADVANCES[ord(character) - 32] if 32 <= ord(character) < 127 else 556 for character in text)
    return units * size / 1000 * (_BOLD if bold else 1)


def wrap(text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, size, bold=bold) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def write_pdf(pages: Sequence[Page], *, title: str, created: datetime, scans: Sequence[bytes]) -> bytes:
    """`scans` are the JPEGs of the scanned pages, A4 at any resolution, in order. Raises ValueError if a page runs over."""
    waiting = list(scans)
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",  # the page tree, when its pages are known
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
        f"<< /Title {_string(title)} /Producer (Bowerbird sample) /CreationDate (D:{created.astimezone(UTC):%Y%m%d%H%M%S}Z) >>".encode(
            "cp1252"
        ),
    ]
    kids: list[int] = []
    for number, page in enumerate(pages, 1):
        resources = "/Font << /F1 3 0 R /F2 4 0 R >>"
        if page.scanned:
            objects.append(_image(waiting.pop(0)))
            resources = f"/XObject << /Scan {len(objects)} 0 R >>"
            content = f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /Scan Do Q".encode()
        else:
            content = _content(page, number, len(pages))
        objects.append(f"<< /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream")
        box = f"/MediaBox [0 0 {WIDTH} {HEIGHT}]"
        objects.append(f"<< /Type /Page /Parent 2 0 R {box} /Resources << {resources} >> /Contents {len(objects)} 0 R >>".encode())
        kids.append(len(objects))
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>".encode()
    return _file(objects)


def _content(page: Page, number: int, count: int) -> bytes:
    commands: list[str] = []
    y = float(HEIGHT - MARGIN)
    for index, block in enumerate(page.blocks):
        size, bold = _SIZES[block.kind], block.kind in ("title", "heading")
        y -= size * (0.7 if index and block.kind != "row" else 0)
        for x, lines in _cells(page, block, size, bold):
            for offset, line in enumerate(lines):
                commands.append(_show(line, x, y - size - offset * size * 1.4, size, bold=bold))
        y -= max(len(lines) for _, lines in _cells(page, block, size, bold)) * size * 1.4
    if y < MARGIN:
        raise ValueError(f"page {number} runs over by {MARGIN - y:.0f} points")
    commands.append(_show(f"{number} / {count}", WIDTH - MARGIN - 24, MARGIN / 2, 8))
    return "\n".join(commands).encode("cp1252")


def _cells(page: Page, block: Block, size: float, bold: bool) -> list[tuple[float, list[str]]]:
    """Columns of a block: left edge and lines. All rows of a page share their columns."""
    width = WIDTH - 2 * MARGIN
    if block.kind == "bullet":
        return [(MARGIN + 6, ["\u2022"]), (MARGIN + 20, wrap(block.text, size, width - 20))]
    if block.kind != "row":
        return [(MARGIN, wrap(block.text, size, width, bold=bold))]
    columns = len(block.cells)
    rows = [row.cells for row in page.blocks if row.kind == "row" and len(row.cells) == columns]
    needs = [max(text_width(row[column], size) for row in rows) + 14 for column in range(columns)]
    share = min(1.0, width / sum(needs))
    edges = [MARGIN + sum(needs[:column]) * share for column in range(columns)]
    return [(edges[column], wrap(cell, size, needs[column] * share - 8)) for column, cell in enumerate(block.cells)]


def _show(text: str, x: float, y: float, size: float, *, bold: bool = False) -> str:
    return f"BT /F{2 if bold else 1} {size} Tf {x:.2f} {y:.2f} Td {_string(text)} Tj ET"


def _string(text: str) -> str:
    return "(" + text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") + ")"


def _image(jpeg: bytes) -> bytes:
    width, height = _jpeg_size(jpeg)
    header = (
        f"<< /Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray /BitsPerComponent 8 "
        f"/Filter /DCTDecode /Length {len(jpeg)} >>\nstream\n"
    )
    return header.encode() + jpeg + b"\nendstream"


def _jpeg_size(jpeg: bytes) -> tuple[int, int]:
    """(width, height) from the first start-of-frame marker."""
    position = 2
    while jpeg[position + 1] not in (0xC0, 0xC1, 0xC2):
        position += 2 + int.from_bytes(jpeg[position + 2 : position + 4])
    return int.from_bytes(jpeg[position + 7 : position + 9]), int.from_bytes(jpeg[position + 5 : position + 7])


def _file(objects: Sequence[bytes]) -> bytes:
    """Header, objects, cross-reference table and trailer; object 1 is the catalogue and object 5 the information."""
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 5 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)
