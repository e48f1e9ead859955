"""Books, rich text, tables as text, JSON, notebooks, contacts and calendars, source code."""

import json
from pathlib import Path

import pytest

from bowerbird.errors import StageError
from bowerbird.intake.sniff import sniff
from bowerbird.pipeline.blocks import Block, blocks_of
from bowerbird.pipeline.decoding import run
from tests.factories.office import epub


def read(kind: str, path: Path, data: bytes | str) -> list[Block]:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return [block for message in run(f"{kind}.text", path, {}) for block in blocks_of(message)]


def shown(blocks: list[Block]) -> list[tuple[str | None, str]]:
    return [(block.heading, block.text) for block in blocks]


def test_chapters_of_a_book(tmp_path: Path) -> None:
    chapters = {
        "b.xhtml": "<h1>Sticks</h1><p>Of a bower.</p>",
        "text/a%20b.xhtml": '<p>No <i>heading</i><a id="x"/> here.</p>',
        "c.xhtml": "<p>Plain.</p>",
    }
    path = epub(
        tmp_path / "a.epub",
        {name: body for name, body in chapters.items() if "%" not in name} | {"text/d.xhtml": chapters["text/a%20b.xhtml"]},
        contents={"text/d.xhtml#start": "The second"},
    )
    found = [
        (message.header["page"], block.heading, block.text)
        for message in run("epub.text", path, {"last": 9})
        for block in blocks_of(message)
    ]
    assert found == [(1, "Sticks", "Sticks\nOf a bower.\n"), (2, None, "Plain.\n"), (3, "The second", "No heading here.\n")]


def test_a_missing_chapter_is_left_out(tmp_path: Path) -> None:
    path = epub(
        tmp_path / "a.epub", {"a.xhtml": "<p>here</p>"}, items='<item id="i1" href="gone.xhtml" media-type="application/xhtml+xml"/>'
    )
    assert path.exists()
    messages = list(run("epub.text", epub(tmp_path / "b.epub", {"../../../etc/passwd": "x"}), {"last": 9}))
    assert [message.header["note"][0] for message in messages] == ["corrupt"]


def test_protected_books_say_so(tmp_path: Path) -> None:
    protected = '<encryption xmlns="x"><e:EncryptedData xmlns:e="y"><e:EncryptionMethod Algorithm="{}"/></e:EncryptedData></encryption>'
    path = epub(tmp_path / "a.epub", {"a.xhtml": "x"}, more={"META-INF/encryption.xml": protected.format("http://ns.adobe.com/adept")})
    with pytest.raises(StageError) as error:
        list(run("epub.text", path, {"last": 9}))
    assert error.value.code == "encrypted"
    fonts = epub(
        tmp_path / "b.epub", {"a.xhtml": "x"}, more={"META-INF/encryption.xml": protected.format("http://www.idpf.org/2008/embedding")}
    )
    assert len(list(run("epub.text", fonts, {"last": 9}))) == 1


RTF = (
    rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Arial;}{\f1\fcharset204 Arial Cyr;}{\f2\fcharset128 Mincho;}}{\colortbl;\red0\green0\blue0;}"
    rb"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}}{\info{\title Finds}{\author A Reader}{\creatim\yr2024\mo1\dy31\hr12\min15}}"
    rb"\pard\s1 Bowers\par\pard\s0 Caf\'e9 \u8364\'80 {\b bold}, {\f1 \'ef\'f0\'e8\'e2\'e5\'f2} {\f2\'93\'fa\'96\'7b}"
    rb"\emdash\~{\*\unknown hidden {deep}}{\v hidden}{\deleted\revauthdel1 gone}\uc0\u55357\u56832 .\line more\par"
    rb"{\pict\pngblip 89504e470d0a}{\field{\*\fldinst HYPERLINK http://127.0.0.1:9/}{\fldrslt a link}}\par"
    rb"\pard\intbl Thing\cell Colour\cell\row\pard\intbl bottle\par cap\cell blue\cell\row\pard End\{\}\bin4 }}}}.\par}"
)


def test_rich_text(tmp_path: Path) -> None:
    commented = rb"{\rtf1 Sticks{\*\atnid a}{\*\atnauthor A Reader}\chatn{\*\annotation{\*\atndate 1}Who says so?}\par}"
    assert shown(read("rtf", tmp_path / "b.rtf", commented)) == [(None, "SticksWho says so?\n")]
    assert shown(read("rtf", tmp_path / "a.rtf", RTF)) == [
        ("Bowers", "Bowers\nCafé € bold, привет 日本— 😀.\nmore\na link\n"),
        ("Bowers · Thing | Colour", "Thing | Colour\nbottle cap | blue\n"),
        ("Bowers", "End{}.\n"),
    ]


@pytest.mark.parametrize(
    "rest",
    [b"{" * 100_000, b"}" * 1000 + rb"text\par", rb"\bin-5 x", rb"\bin2000000000 x", rb"\u99999999 \'zz \ansicpg77777 \f9999999 x", b"\\"],
)
def test_hostile_rich_text_is_read_all_the_same(tmp_path: Path, rest: bytes) -> None:
    read("rtf", tmp_path / "a.rtf", rb"{\rtf1 before\par " + rest)


def test_what_is_no_rich_text_is_corrupt(tmp_path: Path) -> None:
    with pytest.raises(StageError):
        read("rtf", tmp_path / "a.rtf", b"plain")


@pytest.mark.parametrize(
    "source",
    [
        'Thing,Colour\ncap,blue\n"straw, ""long""",yellow\n',
        'Thing;Colour\r\ncap;blue\r\n"straw, ""long""";yellow\r\n',
        'Thing\tColour\ncap\tblue\nstraw, "long"\tyellow\n',
        'sep=|\nThing|Colour\ncap|blue\nstraw, "long"|yellow\n',
    ],
)
def test_tables_in_their_dialects(tmp_path: Path, source: str) -> None:
    assert shown(read("delimited", tmp_path / "a.csv", source)) == [
        ("Thing | Colour", 'Thing | Colour\ncap | blue\nstraw, "long" | yellow\n')
    ]


def test_tables_without_names(tmp_path: Path) -> None:
    assert shown(read("delimited", tmp_path / "a.csv", "1,2\n3,4\n")) == [(None, "1 | 2\n3 | 4\n")]


def test_a_quotation_mark_that_is_never_closed(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('a,b\n"' + "x" * 5_000_000)
    assert [message.header["note"][0] for message in run("delimited.text", tmp_path / "a.csv", {}) if message.header.get("note")] == [
        "damaged"
    ]


def test_json_as_names_and_values(tmp_path: Path) -> None:
    source = (
        '{"name": "Satin \\u9ce5", "size": {"cm": 30, "g": null}, "likes": ["blue", "caps"], "quote": "a \\"b\\" {c}"}\n{"name": "Regent"}'
    )
    ((_, text),) = shown(read("json", tmp_path / "a.json", source))
    assert text == 'name: Satin 鳥\nsize · cm: 30 · g: null\nlikes · blue · caps · quote: a "b" {c}\nname: Regent\n'


@pytest.mark.parametrize(
    "source", ["[" * 200_000, '{"a":' * 100_000, '"' + "x" * 3_000_000, '"\\ud800"', '{"a" "b" :: ]}', "no json at all", '"\\']
)
def test_hostile_json_is_read_all_the_same(tmp_path: Path, source: str) -> None:
    read("json", tmp_path / "a.json", source)


def test_long_json_comes_whole(tmp_path: Path) -> None:
    source = "[" + ",".join(f'{{"id": {n}, "text": "bower number {n}"}}' for n in range(20_000)) + "]"
    lines = "".join(block.text for block in read("json", tmp_path / "a.json", source)).splitlines()
    assert lines == [f"id: {n} · text: bower number {n}" for n in range(20_000)]


def test_notebooks_without_their_pictures(tmp_path: Path) -> None:
    picture = {"image/png": "iVBORw0KGgo" * 50, "text/plain": ["<Figure>"]}
    cells = [
        {"cell_type": "markdown", "source": ["# Finds\n", "Blue *things*."]},
        {
            "cell_type": "code",
            "source": "count()",
            "outputs": [{"text": ["5 caps\n"]}, {"data": picture}, {"ename": "KeyError", "evalue": "cap"}],
        },
    ]
    source = json.dumps({"cells": cells, "metadata": {"kernelspec": {"name": "python3"}}, "nbformat": 4})
    assert shown(read("notebook", tmp_path / "a.ipynb", source.encode())) == [
        ("Finds", "Finds\nBlue things.\ncount()\n5 caps\n<Figure>\nKeyError cap\n")
    ]
    assert sniff(source.encode(), size=len(source), name="a.ipynb").mime_type == "application/x-ipynb+json"


@pytest.mark.parametrize(
    "source", [b"[]", b"{", b'{"cells": [1]}', b'{"cells": 5}', b'{"cells": [{"outputs": [{"data": 1}]}]}', b"[" * 100_000]
)
def test_what_is_no_notebook_is_read_all_the_same(tmp_path: Path, source: bytes) -> None:
    read("notebook", tmp_path / "a.ipynb", source)


def test_xml_of_any_vocabulary(tmp_path: Path) -> None:
    source = (
        '<?xml version="1.0"?><!DOCTYPE book [<!ENTITY e "x">]><book xmlns="urn:b"><meta><name>Finds</name></meta><!-- no -->'
        "<section><title><p>Blue</p></title><p>Caps &amp; <b>bottle</b>\n tops.</p> <p>Pegs.</p><binary>iVBORw0KGgo</binary></section>"
        '<section><title>Green</title><outline text="Leaves" id="5"/></section></book>'
    )
    assert shown(read("xml", tmp_path / "a.xml", source)) == [
        (None, "Finds\n"),
        ("Blue", "Blue\nCaps & bottle tops.\nPegs.\n"),
        ("Green", "Green\nLeaves\n"),
    ]


def test_what_stands_for_a_character_in_xml(tmp_path: Path) -> None:
    source = (
        '<!DOCTYPE book PUBLIC "-//OASIS//DTD DocBook XML V4.5//EN" "docbookx.dtd" [<!ENTITY us "The firm">]>'
        "<book><p>Moli&egrave;re &mdash; <i>Tartuffe</i></p><p>&us;</p><p>one<br/>two<lb></lb>three</p></book>"
    )
    assert shown(read("xml", tmp_path / "a.xml", source)) == [(None, "Molière — Tartuffe\n&us;\none two three\n")]


def test_pages_in_a_feed_are_read_as_pages(tmp_path: Path) -> None:
    source = (
        "<rss><channel><title>Finds</title><item><title>Cap</title><description>&lt;p&gt;Three &lt;b&gt;blue&lt;/b&gt; caps&lt;p&gt;a &amp;lt; b</description>"
        "<content:encoded xmlns:content='c'><![CDATA[<ul><li>one<li>two</ul>]]></content:encoded><summary>1 &lt; 2 and 3 &gt; 2</summary></item></channel></rss>"
    )
    assert shown(read("xml", tmp_path / "a.xml", source))[1:] == [("Cap", "Cap\nThree blue caps\na < b\none\ntwo\n1 < 2 and 3 > 2\n")]


def test_long_xml_comes_in_pieces_and_broken_xml_as_far_as_it_goes(tmp_path: Path) -> None:
    items = "".join(f"<item><name>Find {number}</name></item>" for number in range(20_000))
    path = tmp_path / "a.xml"
    path.write_text(f"<all>{items}</all>")
    messages = list(run("xml.text", path, {}))
    assert len(messages) > 1
    assert "".join(block.text for message in messages for block in blocks_of(message)).count("Find ") == 20_000
    path.write_text("<all><p>before</p><p>bro")
    (message,) = run("xml.text", path, {})
    assert (message.header["note"][0], [block.text for block in blocks_of(message)]) == ("damaged", ["before\n"])
    assert shown(read("xml", path, "words < and words")) == [(None, "words < and words")]


@pytest.mark.parametrize(
    "source",
    [
        "<a>" * 200_000,
        "<a>" * 200 + "x" + "</a>" * 200,
        '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><a>&b;<b/>&b;</a>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a>&x;</a>',
        "<a>" + "x<b/>" * 50_000 + "</a>",
        "<a " + "b='c' " * 50_000 + "/>",
        "<a>" * 200 + "x " * 400_000 + "</a>" * 200,
    ],
)
def test_hostile_xml_is_read_all_the_same(tmp_path: Path, source: str) -> None:
    read("xml", tmp_path / "a.xml", source)


CONTACT = (
    b"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=B6rg\r\n"
    b"FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=B6rg =\r\nM=C3=BCller\r\nitem1.TEL;CELL:+49 170 1234567\r\n"
    b"PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQSkZJRg\r\n ABAQAAAQABAAD\r\n\r\nBDAY:19700131\r\nEND:VCARD\r\n"
)
CALENDAR = (
    b"BEGIN:VCALENDAR\r\nPRODID:x\r\nBEGIN:VTIMEZONE\r\nTZNAME:CET\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=Europe/Berlin:20240131T141530\r\n"
    b'SUMMARY:Bowers\\, and more\r\nDESCRIPTION:Bring the blue thi\r\n ngs\\nand sticks\r\nATTENDEE;CN="A: B":mailto:a@example.org\r\n'
    b"BEGIN:VALARM\r\nDESCRIPTION:Reminder\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def test_contacts_and_calendars(tmp_path: Path) -> None:
    assert shown(read("cards", tmp_path / "a.vcf", CONTACT)) == [("Jörg Müller", "Jörg Müller\nMüller Jörg\n+49 170 1234567\n1970-01-31\n")]
    assert shown(read("cards", tmp_path / "a.ics", CALENDAR)) == [
        ("Bowers, and more", "Bowers, and more\n2024-01-31 14:15\nBring the blue things\nand sticks\nA: B a@example.org\n")
    ]


def test_a_telephone_number_is_no_date(tmp_path: Path) -> None:
    source = "BEGIN:VCARD\nFN:Ada\nTEL:20123456\nTEL;VALUE=uri:tel:+4520123456\nBDAY:20010203\nEND:VCARD\n"
    assert shown(read("cards", tmp_path / "a.vcf", source)) == [("Ada", "Ada\n20123456\n+4520123456\n2001-02-03\n")]


def test_a_card_too_large_to_hold_costs_no_other(tmp_path: Path) -> None:
    lines = "NOTE;ENCODING=QUOTED-PRINTABLE:a=\n" + "bcdefghij=\n" * 3_000 + "end\n"
    many = "".join(f"NOTE:Find {number}\n" for number in range(200_000))
    path = tmp_path / "a.vcf"
    path.write_text(f"BEGIN:VCARD\n{many}FN:Ada\n{lines}END:VCARD\nBEGIN:VCARD\nFN:Bob\nEND:VCARD\n")
    messages = list(run("cards.text", path, {}))
    assert max(len(block.text) for message in messages[:2] for block in blocks_of(message)) < 1_200_000
    texts = [block.text for message in messages for block in blocks_of(message)]
    assert ("".join(texts).count("Find "), texts[-1]) == (200_000, "Bob\n")


@pytest.mark.parametrize(
    "source",
    [b"", b"BEGIN:VCARD\n" * 5_000, b"END:VALARM\nA:b", b"A" + b";x" * 20_000, b"A;" + b'"' * 20_000, b" x\n" * 50_000, b"A:=\n" * 5_000],
)
def test_hostile_cards_are_read_all_the_same(tmp_path: Path, source: bytes) -> None:
    read("cards", tmp_path / "a.vcf", source)


def test_code_under_the_names_of_its_definitions(tmp_path: Path) -> None:
    source = "import os\n\n\nclass Bower:\n    def build(self):\n        return 1\n\n    async def dance(self):\n        pass\n\n\ndef main():\n    pass\n"
    assert shown(read("code", tmp_path / "a.py", source)) == [
        (None, "import os\n\n\n"),
        ("Bower", "class Bower:\n"),
        ("Bower.build", "    def build(self):\n        return 1\n\n"),
        ("Bower.dance", "    async def dance(self):\n        pass\n\n\n"),
        ("main", "def main():\n    pass\n"),
    ]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("func (b *Bower) Build(x int) error {", "Build"),
        ("pub(crate) async fn build<T>(x: T) -> T {", "build"),
        ("export default class Bower extends Base {", "Bower"),
        ("static inline int build_bower(const char *name, int n)  {", "build_bower"),
        ("public final List<String> build(int a) throws IOException {", "build"),
        ("CREATE TABLE IF NOT EXISTS bowers (", "bowers"),
        ("    if (x) {", None),
        ("} else if (x) {", None),
        ("return build(x);", None),
    ],
)
def test_definitions_of_many_languages(tmp_path: Path, line: str, name: str | None) -> None:
    (block,) = read("code", tmp_path / "a", line + "\n")
    assert block.heading == name
