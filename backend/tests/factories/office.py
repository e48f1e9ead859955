"""Office files, OpenDocument files and books made on the spot by zip."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_SLIDE = (
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_VISIO = 'xmlns="http://schemas.microsoft.com/office/visio/2012/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
CORE = (
    '<c:coreProperties xmlns:c="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:d="http://purl.org/dc/elements/1.1/"'
    ' xmlns:t="http://purl.org/dc/terms/"><d:title>Bowers</d:title><d:creator>A Reader</d:creator>'
    "<t:created>2024-01-31T12:15:30Z</t:created></c:coreProperties>"
)


def zipped(path: Path, members: Mapping[str, str | bytes], *, stored: Sequence[str] = ()) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as container:
        for name, data in members.items():
            container.writestr(name, data, zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED)
    return path


def relations(*entries: tuple[str, str, str], more: str = "") -> str:
    """(id, kind, target)"""
    return _RELATIONS.format(
        "".join(f'<Relationship Id="{i}" Type="{_OFFICE}/relationships/{kind}" Target="{target}"/>' for i, kind, target in entries) + more
    )


def xlsx(
    path: Path,
    sheets: Mapping[str, str],
    *,
    strings: Sequence[str] = (),
    styles: str = "",
    book: str = "",
    hidden: str = "",
    more: Mapping[str, str | bytes] = {},
) -> Path:
    """`sheets`: the XML inside `sheetData` by name."""
    names = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"{" state=" + chr(34) + "hidden" + chr(34) if name == hidden else ""}/>'
        for n, name in enumerate(sheets, 1)
    )
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": f"<workbook {_SHEET}>{book}<sheets>{names}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relations(*((f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1))),
        "xl/sharedStrings.xml": f"<sst {_SHEET}>" + "".join(f"<si>{text}</si>" for text in strings) + "</sst>",
        "docProps/core.xml": CORE,
    }
    if styles:
        members["xl/styles.xml"] = f"<styleSheet {_SHEET}>{styles}</styleSheet>"
    for number, data in enumerate(sheets.values(), 1):
        members[f"xl/worksheets/sheet{number}.xml"] = f"<worksheet {_SHEET}><sheetData>{data}</sheetData></worksheet>"
    return zipped(path, {**members, **more})


def vsdx(path: Path, *sheets: tuple[str, str]) -> Path:
    """(name, the XML inside `Shapes`) of each."""
    listed = "".join(f'<Page ID="{n}" Name="{name}"><Rel r:id="r{n}"/></Page>' for n, (name, _) in enumerate(sheets))
    return zipped(
        path,
        {
            "[Content_Types].xml": "<Types/>",
            "docProps/core.xml": CORE,
            "visio/document.xml": f"<VisioDocument {_VISIO}/>",
            "visio/_rels/document.xml.rels": relations(("r1", "pages", "pages/pages.xml")),
            "visio/pages/pages.xml": f"<Pages {_VISIO}>{listed}</Pages>",
            "visio/pages/_rels/pages.xml.rels": relations(*((f"r{n}", "page", f"page{n}.xml") for n in range(len(sheets)))),
            **{f"visio/pages/page{n}.xml": f"<PageContents {_VISIO}><Shapes>{shapes}" for n, (_, shapes) in enumerate(sheets)},
        },
    )


def vsdx_sheet(*words: str) -> str:
    return "".join(f"<Shape><Text><cp IX='0'/>{each}\n</Text></Shape>" for each in words) + "</Shapes></PageContents>"


def row(*cells: str | float) -> str:
    """A row whose texts are inline."""
    return (
        "<row>"
        + "".join(f"<c><v>{c}</v></c>" if isinstance(c, int | float) else f'<c t="inlineStr"><is><t>{c}</t></is></c>' for c in cells)
        + "</row>"
    )


def shape(text: str, placeholder: str = "") -> str:
    kind = f'<p:nvPr><p:ph type="{placeholder}"/></p:nvPr>' if placeholder else "<p:nvPr/>"
    paragraphs = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in text.split("\n"))
    return f'<p:sp><p:nvSpPr><p:cNvPr id="1" name="x"/>{kind}</p:nvSpPr><p:txBody>{paragraphs}</p:txBody></p:sp>'


def pptx(path: Path, slides: Sequence[str], *, notes: Mapping[int, str] = {}, more: Mapping[str, str | bytes] = {}) -> Path:
    """`slides`: the XML inside the shape tree; `notes`: text by 1-based slide. Slides are stored in reverse, so that only the presentation knows their order."""
    count = len(slides)
    ids = "".join(f'<p:sldId id="{255 + n}" r:id="rId{n}"/>' for n in range(1, count + 1))
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "ppt/presentation.xml": f"<p:presentation {_SLIDE}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": relations(
            *((f"rId{n}", "slide", f"slides/slide{count - n + 1}.xml") for n in range(1, count + 1))
        ),
        "docProps/core.xml": CORE,
    }
    for number, tree in enumerate(slides, 1):
        stored = count - number + 1
        members[f"ppt/slides/slide{stored}.xml"] = f"<p:sld {_SLIDE}><p:cSld><p:spTree>{tree}</p:spTree></p:cSld></p:sld>"
        if number in notes:
            members[f"ppt/slides/_rels/slide{stored}.xml.rels"] = relations(
                ("rId1", "notesSlide", f"../notesSlides/notesSlide{stored}.xml")
            )
            members[f"ppt/notesSlides/notesSlide{stored}.xml"] = (
                f"<p:notes {_SLIDE}><p:cSld><p:spTree>{shape(notes[number], 'body')}{shape('7', 'sldNum')}</p:spTree></p:cSld></p:notes>"
            )
    return zipped(path, {**members, **more})


ODF = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("draw", "drawing"),
        ("style", "style"),
        ("presentation", "presentation"),
    )
)


def opendocument(
    path: Path,
    kind: str,
    body: str,
    *,
    styles: str = "",
    meta: str = "",
    manifest: str = "",
    prologue: str = "",
    more: Mapping[str, str | bytes] = {},
) -> Path:
    """`kind`: `text`, `spreadsheet` or `presentation`."""
    members: dict[str, str | bytes] = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": f"<?xml version='1.0'?>{prologue}<office:document-content {ODF}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>",
        "META-INF/manifest.xml": f'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{manifest}</m:manifest>',
    }
    if meta:
        members["meta.xml"] = (
            f'<office:document-meta {ODF} xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<office:meta>{meta}</office:meta></office:document-meta>"
        )
    return zipped(path, {**members, **more}, stored=["mimetype"])


def epub(
    path: Path,
    chapters: Mapping[str, str],
    *,
    metadata: str = "",
    contents: Mapping[str, str] = {},
    items: str = "",
    more: Mapping[str, str | bytes] = {},
) -> Path:
    """`chapters`: bodies by member, in reading order; `contents`: titles of the NCX by target."""
    listed = "".join(f'<item id="i{n}" href="{name}" media-type="application/xhtml+xml"/>' for n, name in enumerate(chapters))
    spine = "".join(f'<itemref idref="i{n}"/>' for n in range(len(chapters)))
    points = "".join(
        f'<navPoint><navLabel><text>{title}</text></navLabel><content src="{target}"/></navPoint>' for target, title in contents.items()
    )
    members: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OEBPS/content.opf"/>'
        "</rootfiles></container>",
        "OEBPS/content.opf": f'<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{metadata}</metadata>'
        f'<manifest>{listed}<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>{items}</manifest><spine toc="ncx">{spine}</spine></package>',
        "OEBPS/toc.ncx": '<?xml version="1.0"?><!DOCTYPE ncx PUBLIC "-//NISO//DTD ncx 2005-1//EN" "http://www.daisy.org/z3986/2005/ncx-2005-1.dtd">'
        f'<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>{points}</navMap></ncx>',
    }
    for name, body in chapters.items():
        members[f"OEBPS/{name}"] = f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body>{body}</body></html>'
    return zipped(path, {**members, **more}, stored=["mimetype"])
