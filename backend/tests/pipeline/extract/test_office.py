"""Slides, sheets and OpenDocument files."""

from pathlib import Path
from typing import Any

import pytest

from bowerbird.errors import StageError
from bowerbird.pipeline.blocks import blocks_of
from bowerbird.pipeline.decoding import run
from bowerbird.settings import get_settings
from tests.factories.office import ODF, opendocument, pptx, relations, row, shape, xlsx

Found = list[tuple[int | None, str | None, str]]
TABLE = "<a:tbl>{}</a:tbl>"


def read(kind: str, path: Path, **arguments: Any) -> Found:
    """(page, heading, text) of each block."""
    messages = run(f"{kind}.text", path, {"last": 100, **arguments})
    return [(message.header["page"], block.heading, block.text) for message in messages for block in blocks_of(message)]


def notes(kind: str, path: Path, **arguments: Any) -> list[list[str]]:
    return [message.header["note"] for message in run(f"{kind}.text", path, {"last": 100, **arguments}) if message.header.get("note")]


def test_slides_in_order_with_titles_tables_and_notes(tmp_path: Path) -> None:
    cells = "".join(
        f"<a:tr>{''.join(f'<a:tc><a:txBody><a:p><a:r><a:t>{c}</a:t></a:r></a:p></a:txBody></a:tc>' for c in r)}</a:tr>"
        for r in (["Thing", "Colour"], ["cap", "blue"])
    )
    described = '<p:nvGraphicFramePr><p:cNvPr id="2" name="t" descr="Finds of a year"/><p:nvPr/></p:nvGraphicFramePr>'
    table = f"<p:graphicFrame>{described}{TABLE.format(cells)}</p:graphicFrame>"
    slides = [
        shape("One\nTwo") + shape("Bowers", "title") + shape("Footer", "ftr"),
        shape("Finds", "ctrTitle") + table,
        '<p:pic><p:nvPicPr><p:cNvPr id="3" name="p" descr="photo.JPG"/><p:nvPr/></p:nvPicPr></p:pic>' + shape("Last"),
    ]
    assert read("pptx", pptx(tmp_path / "a.pptx", slides, notes={1: "Speak slowly"})) == [
        (1, "Bowers", "Bowers\nOne\nTwo\n"),
        (1, "Bowers · Notes", "Bowers · Notes\nSpeak slowly\n"),
        (2, "Finds", "Finds\n"),
        (2, "Finds · Thing | Colour", "Thing | Colour\ncap | blue\n"),
        (2, "Finds", "Finds of a year\n"),
        (3, None, "Last\n"),
    ]


def test_tables_within_tables_are_not_read_again_and_again(tmp_path: Path) -> None:
    depth = 50
    nested = "<a:tbl><a:tr><a:tc>" * depth + "<a:p><a:r><a:t>bead</a:t></a:r></a:p>" + "</a:tc></a:tr></a:tbl>" * depth
    path = pptx(tmp_path / "a.pptx", [f"<p:graphicFrame>{nested}</p:graphicFrame>"])
    text = "".join(block.text for message in run("pptx.text", path, {"last": 9}) for block in blocks_of(message))
    assert 1 <= text.count("bead") <= depth


def test_a_broken_slide_is_left_out(tmp_path: Path) -> None:
    path = pptx(tmp_path / "a.pptx", [shape("One"), "<unclosed>", shape("Three")])
    assert [(page, text) for page, _, text in read("pptx", path)] == [(1, "One\n"), (3, "Three\n")]
    assert [note[0] for note in notes("pptx", path)] == ["corrupt"]


def test_targets_outside_the_file_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.xml"
    secret.write_text("<x><t>secret</t></x>")
    outside = f'<Relationship Id="rId1" Type="x/slide" Target="file://{secret}" TargetMode="External"/>'
    path = pptx(tmp_path / "a.pptx", [shape("One")], more={"ppt/_rels/presentation.xml.rels": relations(more=outside)})
    assert read("pptx", path) == []
    climbing = relations(("rId1", "slide", f"../../../../../..{secret}"))
    assert read("pptx", pptx(tmp_path / "b.pptx", [shape("One")], more={"ppt/_rels/presentation.xml.rels": climbing})) == []


def test_sheets_keep_the_names_of_columns(tmp_path: Path) -> None:
    styles = (
        '<numFmts><numFmt numFmtId="170" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="171" formatCode="0.0&quot; days&quot;"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="171"/><xf numFmtId="20"/></cellXfs>'
    )
    data = (
        '<row><c r="A1" t="s"><v>0</v></c></row><row><c r="A2" t="s"><v>1</v></c><c r="B2" t="s"><v>2</v></c><c r="D2" t="inlineStr"><is><t>When</t></is></c></row>'
        '<row><c r="A3" t="s"><v>3</v></c><c r="B3"><f>SUM(1,2)</f><v>0.30000000000000004</v></c><c r="D3" s="1"><v>45322</v></c></row>'
        '<row><c r="A4" t="b"><v>1</v></c><c r="B4" t="e"><v>#N/A</v></c><c r="C4" t="str"><f>x</f><v>a b</v></c><c r="D4" s="2"><v>45322.5</v></c></row>'
        '<row><c r="A5" s="3"><v>5</v></c><c r="B5" s="4"><v>0.75</v></c><c r="C5" t="s"><v>99</v></c></row>'
    )
    strings = ["<t>Finds of 2024</t>", "<t>Thing</t>", "<r><t>Cou</t></r><r><t>nt</t></r><rPh><t>x</t></rPh>", "<t>bottle  cap</t>"]
    path = xlsx(tmp_path / "a.xlsx", {"Finds": data, "Old": row("a", 1)}, strings=strings, styles=styles, hidden="Old")
    assert read("xlsx", path) == [
        (1, "Finds", "Finds\nFinds of 2024\n"),
        (
            1,
            "Finds · Thing | Count | When",
            "Thing | Count |  | When\nbottle cap | 0.3 |  | 2024-01-31\nTRUE | #N/A | a b | 2024-01-31 12:00:00\n5 | 18:00:00\n",
        ),
        (2, "Old (hidden)", "Old (hidden)\na | 1\n"),
    ]


def test_percentages_and_comments_of_sheets(tmp_path: Path) -> None:
    styles = (
        '<numFmts><numFmt numFmtId="170" formatCode="0.0%;[Red]-0.0%"/><numFmt numFmtId="171" formatCode="0&quot;%&quot;"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="9"/><xf numFmtId="170"/><xf numFmtId="171"/></cellXfs>'
    )
    comments = "<comments><commentList><comment ref='B1'><text><r><t>too  low</t></r></text></comment></commentList></comments>"
    more = {"xl/worksheets/_rels/sheet1.xml.rels": relations(("r1", "comments", "../comments1.xml")), "xl/comments1.xml": comments}
    cells = '<row><c s="1"><v>0.19</v></c><c s="2"><v>0.075</v></c><c s="3"><v>5</v></c></row>'
    path = xlsx(tmp_path / "a.xlsx", {"Tax": cells}, styles=styles, more=more)
    assert read("xlsx", path) == [(1, "Tax", "Tax\n19% | 7.5% | 5\nB1: too low\n")]


def test_hours_of_sheets_beyond_a_day(tmp_path: Path) -> None:
    styles = (
        '<numFmts><numFmt numFmtId="170" formatCode="[hh]:mm"/><numFmt numFmtId="171" formatCode="hh:mm"/><numFmt numFmtId="172" formatCode="[Red]0"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="46"/><xf numFmtId="170"/><xf numFmtId="171"/><xf numFmtId="172"/></cellXfs>'
    )
    cells = "".join(f'<c s="{style}"><v>{value}</v></c>' for style, value in ((1, 1.25), (2, 0.34375), (2, 40), (3, 0.5), (4, 2)))
    path = xlsx(tmp_path / "a.xlsx", {"Hours": f"<row>{cells}</row>"}, styles=styles)
    assert read("xlsx", path) == [(1, "Hours", "Hours\n30:00:00 | 8:15:00 | 960:00:00 | 12:00:00 | 2\n")]


def test_numbers_that_begin_with_zeros_keep_them(tmp_path: Path) -> None:
    styles = '<numFmts><numFmt numFmtId="164" formatCode="00000"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs>'
    cells = "".join(f'<c s="{form}"><v>{value}</v></c>' for form, value in ((1, 1067), (1, 123456), (1, -7), (1, 1.5), (0, 1067)))
    path = xlsx(tmp_path / "a.xlsx", {"Post": f"<row>{cells}</row>"}, styles=styles)
    assert read("xlsx", path) == [(1, "Post", "Post\n01067 | 123456 | -7 | 1.5 | 1067\n")]


def test_charts_and_boxes_of_text_in_sheets(tmp_path: Path) -> None:
    drawn = "http://schemas.openxmlformats.org/drawingml/2006"

    def said(text: str) -> str:
        return f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>"

    box = f'<x:sp><x:nvSpPr><x:cNvPr id="2" descr="A bower from above"/></x:nvSpPr><x:txBody>{said("Mind the blue")}</x:txBody></x:sp>'
    value = "<c:cat><c:strRef><c:strCache><c:pt><c:v>stands in a cell</c:v></c:pt></c:strCache></c:strRef></c:cat>"
    more = {
        "xl/worksheets/_rels/sheet1.xml.rels": relations(("r1", "drawing", "../drawings/drawing1.xml")),
        "xl/drawings/_rels/drawing1.xml.rels": relations(("r1", "chart", "../charts/chart1.xml"), ("r2", "image", "../charts/chart1.xml")),
        "xl/drawings/drawing1.xml": f'<x:wsDr xmlns:x="{drawn}/spreadsheetDrawing" xmlns:a="{drawn}/main">{box}</x:wsDr>',
        "xl/charts/chart1.xml": f'<c:chart xmlns:c="{drawn}/chart" xmlns:a="{drawn}/main"><c:title>{said("Finds a month")}</c:title>{value}</c:chart>',
    }
    path = xlsx(tmp_path / "a.xlsx", {"Finds": row("Colour", 3)}, more=more)
    assert read("xlsx", path) == [(1, "Finds", "Finds\nColour | 3\nMind the blue\nA bower from above\nFinds a month\n")]


def test_dates_from_1904(tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "a.xlsx",
        {"S": '<row><c s="0"><v>43860</v></c></row>'},
        styles='<cellXfs><xf numFmtId="14"/></cellXfs>',
        book='<workbookPr date1904="1"/>',
    )
    assert read("xlsx", path)[0][2] == "S\n2024-01-31\n"


def test_rows_of_wide_tables_name_each_value(tmp_path: Path) -> None:
    names = [f"A column about the thing number {n}" for n in "abcdefgh"]
    ((_, heading, text),) = read("xlsx", xlsx(tmp_path / "a.xlsx", {"S": row(*names) + row(*range(8))}))[1:]
    assert heading is not None
    assert text.splitlines()[1].startswith("A column about the thing number a: 0 | A column about the thing number b: 1 | ")


def test_a_broken_sheet_keeps_what_was_read(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", {"One": row("kept") + "<row><oops", "Two": row("too")})
    assert [text for _, _, text in read("xlsx", path)] == ["One\nkept\n", "Two\ntoo\n"]
    assert [note[0] for note in notes("xlsx", path)] == ["corrupt"]


def test_a_sheet_that_unpacks_to_far_more_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    xlsx(path, {"One": (row(1) * 20_000) * 40})
    assert [note[0] for note in notes("xlsx", path)] == ["too_large"]
    assert len(read("xlsx", path)) > 2


def test_strings_beyond_the_limit_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_settings().limits, "text_chars", 1_000)
    path = xlsx(
        tmp_path / "a.xlsx",
        {"S": '<row><c t="s"><v>1</v></c><c t="s"><v>90</v></c></row>'},
        strings=[f"<t>text {n} {'x' * 40}</t>" for n in range(99)],
    )
    ((_, _, text),) = read("xlsx", path)
    assert text == f"S\ntext 1 {'x' * 40}\n"
    assert [note[0] for note in notes("xlsx", path)] == ["cut"]


def test_hostile_references_and_numbers(tmp_path: Path) -> None:
    data = '<row><c r="ZZZ1"><v>far</v></c><c r="XFD1"><v>1e999</v></c><c r="B1" t="s"><v>-1</v></c></row>'
    data += '<row><c t="s"><v>9999999999999</v></c><c s="99999999999"><v>2</v></c></row>'
    assert [page for page, _, _ in read("xlsx", xlsx(tmp_path / "a.xlsx", {"S": data}))] == [1]


def test_a_text_of_opendocument(tmp_path: Path) -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:p>deleted</text:p></text:changed-region></text:tracked-changes>"
        '<text:h text:outline-level="1">Bowers</text:h><text:p>Sticks<text:s text:c="2"/>and<text:tab/><text:span>blue</text:span> things'
        "<text:note><text:note-body><text:p>A note.</text:p></text:note-body></text:note>, all of them.<text:line-break/>More.</text:p>"
        "<text:list><text:list-item><text:p>one</text:p></text:list-item></text:list>"
        "<table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>Thing</text:p></table:table-cell>"
        "<table:table-cell><text:p>Colour</text:p></table:table-cell></table:table-row></table:table-header-rows>"
        "<table:table-row><table:table-cell><text:p>bottle</text:p><text:p>cap</text:p></table:table-cell>"
        "<table:table-cell><text:p>blue</text:p></table:table-cell></table:table-row></table:table><text:p>End.</text:p>"
    )
    assert read("opendocument", opendocument(tmp_path / "a.odt", "text", body), unit=None) == [
        (None, "Bowers", "Bowers\nSticks  and\tblue things, all of them.\nMore.\nA note.\none\n"),
        (None, "Bowers · Thing | Colour", "Thing | Colour\nbottle cap | blue\n"),
        (None, "Bowers", "End.\n"),
    ]


def test_headers_and_footers_of_opendocument(tmp_path: Path) -> None:
    footer = "<style:footer><text:p>Page <text:page-number>1</text:page-number></text:p></style:footer>"
    pages = f"<style:master-page><style:header><text:p>The Bower Society</text:p></style:header>{footer}</style:master-page>" * 2
    styles = f"<office:document-styles {ODF}><office:master-styles>{pages}</office:master-styles></office:document-styles>"
    path = opendocument(tmp_path / "a.odt", "text", "<text:p>Sticks</text:p>", more={"styles.xml": styles})
    assert read("opendocument", path, unit=None) == [(None, None, "Sticks\nThe Bower Society\nPage 1\n")]
    path = opendocument(tmp_path / "b.odt", "text", "<text:p>Sticks</text:p>", more={"styles.xml": styles[:200]})
    assert read("opendocument", path, unit=None) == [(None, None, "Sticks\n")]


def test_words_of_opendocument_are_not_divided_by_how_they_are_pronounced(tmp_path: Path) -> None:
    parts = (("漢", "かん"), ("字", "じ"))
    body = "".join(
        f"<text:ruby><text:ruby-base>{base}</text:ruby-base><text:ruby-text>{over}</text:ruby-text></text:ruby>" for base, over in parts
    )
    (block,) = read("opendocument", opendocument(tmp_path / "a.odt", "text", f"<text:p>{body}</text:p>"), unit=None)
    assert block == (None, None, "漢字\n")


def test_sheets_of_opendocument(tmp_path: Path) -> None:
    def cells(*texts: str) -> str:
        return "".join(f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in texts)

    body = (
        f'<table:table table:name="Finds"><table:table-row>{cells("Thing", "Count")}</table:table-row>'
        f'<table:table-row>{cells("cap")}<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="99999"/></table:table-row></table:table>'
        f'<table:table table:name="Old" table:style-name="ta2"><table:table-row>{cells("1", "2")}</table:table-row></table:table>'
    )
    styles = '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'
    assert read("opendocument", opendocument(tmp_path / "a.ods", "spreadsheet", body, styles=styles), unit="sheet") == [
        (1, "Finds", "Finds\n"),
        (1, "Finds · Thing | Count", "Thing | Count\ncap\n"),
        (2, "Old (hidden)", "Old (hidden)\n1 | 2\n"),
    ]


def test_slides_of_opendocument(tmp_path: Path) -> None:
    body = (
        '<draw:page draw:name="p1"><draw:frame><draw:text-box><text:p>Sticks</text:p></draw:text-box></draw:frame>'
        '<draw:frame presentation:class="title"><draw:text-box><text:p>Bowers</text:p></draw:text-box></draw:frame>'
        "<presentation:notes><draw:frame><draw:text-box><text:p>Slowly</text:p></draw:text-box></draw:frame></presentation:notes></draw:page>"
        "<draw:page><draw:frame><draw:text-box><text:p>Second</text:p></draw:text-box></draw:frame></draw:page>"
    )
    path = opendocument(tmp_path / "a.odp", "presentation", body)
    assert read("opendocument", path, unit="slide") == [
        (1, "Bowers", "Bowers\nSticks\n"),
        (1, "Bowers · Notes", "Bowers · Notes\nSlowly\n"),
        (2, None, "Second\n"),
    ]
    assert {page for page, _, _ in read("opendocument", path, unit="slide", last=1)} == {1}


@pytest.mark.parametrize(
    ("prologue", "code"),
    [('<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>', "corrupt"), ('<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">', "corrupt")],
)
def test_opendocument_with_entities_is_refused(tmp_path: Path, prologue: str, code: str) -> None:
    with pytest.raises(StageError) as error:
        read("opendocument", opendocument(tmp_path / "a.odt", "text", "<text:p>x</text:p>", prologue=prologue), unit=None)
    assert error.value.code == code


def test_opendocument_that_needs_a_password(tmp_path: Path) -> None:
    manifest = '<m:file-entry m:full-path="content.xml"><m:encryption-data/></m:file-entry>'
    with pytest.raises(StageError, match="password") as error:
        read("opendocument", opendocument(tmp_path / "a.odt", "text", "", manifest=manifest), unit=None)
    assert error.value.code == "encrypted"


@pytest.mark.parametrize("kind", ["pptx", "xlsx", "opendocument", "epub"])
@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 and then nothing", b"nothing of a zip"])
def test_damaged_containers_are_corrupt(tmp_path: Path, kind: str, data: bytes) -> None:
    (tmp_path / "a").write_bytes(data)
    with pytest.raises(StageError) as error:
        read(kind, tmp_path / "a", **({"unit": None} if kind == "opendocument" else {}))
    assert error.value.code == "corrupt"
