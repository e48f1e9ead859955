"""Plain text, Markdown and HTML."""

import unicodedata
from pathlib import Path

import pytest

from bowerbird.pipeline.blocks import Block, blocks_of
from bowerbird.pipeline.decoding import run


def read(kind: str, path: Path, data: bytes | str) -> list[Block]:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return [block for message in run(f"{kind}.text", path, {}) for block in blocks_of(message)]


RUSSIAN = "Съешь же ещё этих мягких французских булок, да выпей чаю. Птица строит беседку из веток."
JAPANESE = "日本語の文書です。検索できますか。鳥は枝であずまやを作り、青いもので飾ります。"
CHINESE = "园丁鸟用树枝搭建凉亭，并用蓝色的物品装饰它，以吸引雌鸟。"  # noqa: RUF001
WESTERN = "Café déjà vu, naïve façade, Ångström"
KOREAN = "바우어새는 나뭇가지로 정자를 짓고 파란 물건으로 장식한다."
GREEK = "Το πουλί χτίζει μια κληματαριά και τη διακοσμεί με μπλε αντικείμενα."  # noqa: RUF001
HEBREW = "הציפור בונה סוכה ומקשטת אותה בחפצים כחולים."
TURKISH = "Kuş, dişiyi cezbetmek için çardağını mavi nesnelerle süsler."  # noqa: RUF001
CZECH = "Pták zdobí loubí modrými předměty."
POLISH = "Zażółć gęślą jaźń. Ptak ozdabia altanę niebieskimi przedmiotami."
GERMAN = "Früher überall Käse, größer als möglich."
SPANISH = "¿Dónde está el niño? ¡Mañana! El pájaro construye."
ENCODED = [
    (RUSSIAN, "cp866"),
    (RUSSIAN, "mac_cyrillic"),
    (RUSSIAN, "utf-16-le"),
    (RUSSIAN, "utf-16-be"),
    (JAPANESE, "iso2022_jp"),
    (CHINESE, "utf-16-le"),
    (KOREAN, "euc_kr"),
    (KOREAN, "utf-16-be"),
    (GREEK, "cp1253"),
    (HEBREW, "cp1255"),
    (TURKISH, "cp1254"),
    (CZECH, "cp1250"),
    (CZECH, "iso8859_2"),
    (POLISH, "cp852"),
    (GERMAN, "mac_roman"),
    (GERMAN, "cp850"),
    (SPANISH, "cp1252"),
    (SPANISH, "mac_roman"),
    ("Café", "cp1252"),
    ("Name;Betrag\nMüller;1.234,56\nÖzil;12,5", "cp1252"),
    ("Müller", "cp1252"),
    ("Über 20° ± 1°", "cp1252"),
    ("Año;Niño\n1;2", "cp1252"),
    ("© 2004 “Bowers” – it’s £5", "cp1252"),
    (RUSSIAN, "koi8-r"),
    (RUSSIAN, "cp1251"),
    (RUSSIAN, "utf-8"),
    (RUSSIAN, "utf-16"),
    (JAPANESE, "shift_jis"),
    (JAPANESE, "euc_jp"),
    (JAPANESE, "utf-16-le"),
    (CHINESE, "gb18030"),
    (JAPANESE, "utf-32-le"),
    (KOREAN, "iso2022_kr"),
    ("Ačiū, aš jau pavalgęs. Sausio mėnesį dažnai sninga, todėl žmonės turi keltis.", "cp1257"),
    ("Ačiū, aš jau pavalgęs. Sausio mėnesį dažnai sninga, todėl žmonės turi keltis.", "iso8859_13"),
    ("Ačiū, aš jau pavalgęs. Sausio mėnesį dažnai sninga, todėl žmonės turi keltis.", "cp775"),
    ("Janvārī bieži snieg, un iedzīvotājiem agri jāceļas, lai paspētu uz tramvaju.", "cp1257"),
    ("Head ööd, kallis õde, kõike head.", "cp1252"),
    ("Það er kalt á Íslandi í dag, og þau fara síðdegis í sund.", "cp1252"),
    ("Þórður", "cp1252"),
    ("Şarkı sözleri", "cp1254"),  # noqa: RUF001
    ("İstanbul'da yağmur", "iso8859_9"),
    ("Günaydın, çay içmek ister misiniz? Şehir güzel.", "cp857"),  # noqa: RUF001
    ("L'œuvre d'un peintre français coûte 5 € à l'entrée.", "iso8859_15"),
    ("Ça n'est pas l´été: 1½ heure, ¼ litre", "cp1252"),  # noqa: RUF001
    ("Їжак з'їв яблуко біля ґанку.", "koi8_u"),
    ("Добър ден, къде е гарата?", "iso8859_5"),  # noqa: RUF001
    ("Љубазни фењерџија чађавог лица.", "iso8859_5"),
    ("София", "cp1251"),
    ("مرحبا، أين محطة القطار؟", "cp1256"),
    ("مرحبا، أين محطة القطار؟", "iso8859_6"),
    (HEBREW, "cp862"),
    (GREEK, "cp737"),
    ("สวัสดีครับ สถานีรถไฟอยู่ที่ไหน", "cp874"),
    ("Xin chào, nhà ga ơ\u0309 đâu?", "cp1258"),
    ("台北車站", "big5"),
    ("北京欢迎你", "gb18030"),
    ("서울", "euc_kr"),
    ("ﾃｽﾄ ﾃﾞｰﾀ", "shift_jis"),
    (WESTERN, "latin-1"),
    (WESTERN, "cp1252"),
    (WESTERN, "utf-8-sig"),
    (WESTERN, "utf-32"),
]


@pytest.mark.parametrize(("text", "encoding"), ENCODED, ids=[f"{encoding}-{text[:4]}" for text, encoding in ENCODED])
def test_encodings(tmp_path: Path, text: str, encoding: str) -> None:
    (block,) = read("plain", tmp_path / "a.txt", text.encode(encoding))
    assert block.text.strip() == unicodedata.normalize("NFC", text)


def test_broken_utf8_stays_utf8(tmp_path: Path) -> None:
    (block,) = read("plain", tmp_path / "a.txt", "Früher überall Käse, größer als möglich".encode() + b"\xff\xfe end")
    assert block.text.startswith("Früher überall Käse")
    assert "\ufffd" in block.text


def test_nuls_are_removed(tmp_path: Path) -> None:
    (block,) = read("plain", tmp_path / "a.txt", b"blue\x00 bower\x00 bird")
    assert block.text == "blue bower bird"


def test_long_texts_come_in_pieces_that_make_the_whole(tmp_path: Path) -> None:
    text = "".join(f"Paragraph {number} tells of a bower.\n\n" for number in range(20_000))
    blocks = read("plain", tmp_path / "a.txt", text)
    assert len(blocks) > 5
    assert max(len(block.text) for block in blocks) < 70_000
    assert all(block.text.startswith("Paragraph") for block in blocks)
    assert "".join(block.text for block in blocks) == text


def test_markdown_keeps_words_and_headings(tmp_path: Path) -> None:
    source = (
        "---\ntitle: Front\n---\n\nIntro with *stress* and `code` and [a link](http://127.0.0.1:9/).\n\n# Bowers\n\nSticks.\n\n"
        "| Thing | Colour |\n|---|---|\n| cap | blue |\n\n## Dance\n\n```py\nprint('blue')\n```\n\n- one\n- two\n"
    )
    blocks = read("markdown", tmp_path / "a.md", source)
    assert [(block.heading, block.text) for block in blocks] == [
        (None, "title: Front\nIntro with stress and code and a link.\n"),
        ("Bowers", "Bowers\nSticks.\n"),
        ("Bowers · Thing | Colour", "Thing | Colour\ncap | blue\n"),
        ("Dance", "Dance\nprint('blue')\none\ntwo\n"),
    ]


@pytest.mark.parametrize("source", [">" * 50_000, "*a_ " * 25_000, "[" * 50_000, "![" * 30_000, "`" * 60_000, "- " * 30_000, "<" * 60_000])
def test_hostile_markdown_is_read_all_the_same(tmp_path: Path, source: str) -> None:
    assert read("markdown", tmp_path / "a.md", source)


def test_html_by_block_elements(tmp_path: Path) -> None:
    source = (
        "<!doctype html><title>Title</title><style>p{}</style><body>Before<h1>Bowers</h1><p>Sticks  and\n <b>blue</b> things.<p>More."
        "<script>alert(1)</script><table><tr><th>Thing<th>Colour<tr><td>cap<td>blue</table><pre>a\n  b</pre><ul><li>one<li>two</ul>"
    )
    blocks = read("html", tmp_path / "a.html", source)
    assert [(block.heading, block.text) for block in blocks] == [
        (None, "Before\n"),
        ("Bowers", "Bowers\nSticks and blue things.\nMore.\n"),
        ("Bowers · Thing | Colour", "Thing | Colour\ncap | blue\n"),
        ("Bowers", "a\n  b\none\ntwo\n"),
    ]


def test_tables_of_html_keep_their_columns(tmp_path: Path) -> None:
    source = (
        "<table><tr><th>Thing<th>Colour<th>Found<tr><td>cap<td><td><ul><li>here<li>there</ul><tr><td colspan=2>of all<td>a<br>b"
        "<tr><td>all that is left<td></table>after"
    )
    named, after = read("html", tmp_path / "a.html", source)
    assert (named.heading, named.text) == (
        "Thing | Colour | Found",
        "Thing | Colour | Found\ncap |  | here there\nof all |  | a b\nall that is left\n",
    )
    assert (after.heading, after.text) == (None, "after\n")


def test_cells_that_take_many_columns_make_no_text(tmp_path: Path) -> None:
    (block,) = read("html", tmp_path / "a.html", "<table><tr>" + "<td colspan=100>x" * 20_000)
    assert block.text.count("x") == 20_000
    assert len(block.text) < 100_000


def test_tables_that_lay_out_a_page_keep_all_of_it_in_order(tmp_path: Path) -> None:
    source = (
        "<table><tr><td>Hello<td>Reader<table><tr><td>cap<td>blue</table>below<tr><td><p>one<h2>Two</h2><p>three</p><td>four</table><p>five"
    )
    blocks = read("html", tmp_path / "a.html", source)
    assert [(block.heading, block.text) for block in blocks] == [
        (None, "Hello\nReader\ncap | blue\nbelow\none\n"),
        ("Two", "Two\nthree\nfour\nfive\n"),
    ]


def test_html_says_its_encoding(tmp_path: Path) -> None:
    source = f'<html><head><meta charset="windows-1251"></head><body><p>{RUSSIAN}</p></body></html>'
    (block,) = read("html", tmp_path / "a.html", source.encode("cp1251"))
    assert block.text.strip() == RUSSIAN


def test_words_in_html_are_not_divided_by_what_stands_over_them(tmp_path: Path) -> None:
    source = (
        "<p><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rt>じ</rt></ruby>, "
        "caps<sup><a href=#1>1</a></sup>, bottles<a href=#2><sup>2</sup></a>, the 3<sup>rd</sup>"
    )
    (block,) = read("html", tmp_path / "a.html", source)
    assert block.text.strip() == "漢字, caps 1, bottles 2, the 3rd"


def test_html_that_says_the_wrong_encoding(tmp_path: Path) -> None:
    source = '<meta charset="utf-8"><title>x</title><p>Größe über alles, schöne Mütze'
    for encoding in ("cp1252", "utf-16"):
        (block,) = read("html", tmp_path / "a.html", source.encode(encoding))
        assert block.text.strip() == "Größe über alles, schöne Mütze"


@pytest.mark.parametrize("tag", ["div", "b", "span", "blockquote", "x-y"])
def test_html_of_any_depth(tmp_path: Path, tag: str) -> None:
    (block,) = read("html", tmp_path / "a.html", f"<{tag}>" * 100_000 + "needle" + f"</{tag}>" * 100_000)
    assert block.text.strip() == "needle"
