"""Texts, tables, markup and data without end, without bottom, in encodings that are none."""

import gzip

MIB = 1 << 20


def files(address: str) -> dict[str, tuple[bytes, str]]:
    remote = f"http://{address}/"
    page = (
        f"<html><head><base href='{remote}'><meta http-equiv='refresh' content='0;url={remote}'><link rel=stylesheet href='{remote}a.css'>"
        f"<script src='{remote}a.js'></script></head><body background='{remote}b.png' onload='fetch(\"{remote}\")'><p>words"
        f"<img src='{remote}c.png'><img src='file:///etc/passwd'><iframe src='{remote}'></iframe><object data='file:///etc/passwd'></object></body></html>"
    )
    return {
        "one line.csv": (b"a,b\n" + b"x" * (24 * MIB), ""),
        "a quotation mark.csv": (b'a,b\n1,"' + b"word\n" * 2_000_000, ""),
        "columns without end.csv": (b"name," * 400_000 + b"\n" + b"1," * 400_000, "read"),
        "zeros.csv": (b"a,b\n" + b"\0," * 10_000, ""),
        "depth.json": (b"[" * 1_000_000, ""),
        "depth of objects.json": (b'{"a":' * 300_000 + b"1" + b"}" * 300_000, "read"),
        "a number.json": (b'{"n": ' + b"9" * 2_000_000 + b"}", "read"),
        "a string.json": (b'{"s": "' + b"word " * 1_000_000, "read"),
        "halves.json": (b'["\\ud800", "\\udc00\\ud800", "\\u0000", "\\uffff"]' * 1000, ""),
        "no space.txt": (b"x" * (12 * MIB), "read"),
        "marks.txt": (("e" + "\u0301" * 500_000).encode(), ""),
        "directions.txt": (("\u202e\u2066word" * 50_000).encode(), "read"),
        "bells.txt": (b"\x07\x1b[2J\x1b]0;title\x07words " * 20_000, "read"),
        "thirty-two.txt": (b"\xff\xfe\0\0" + b"\xff\xff\xff\xff" * 10_000, ""),
        "halves.txt": (b"\xff\xfe" + b"\x00\xd8" * 10_000, ""),
        "zeros.txt": (b"words " + bytes(MIB), ""),
        "page.html": (page.encode(), "read"),
        "depth.html": (b"<div>" * 300_000 + b"words", ""),
        "tables.html": (b"<table><tr><td>" * 20_000 + b"words", ""),
        "an attribute.html": (b"<html><body><p title='" + b"x" * (8 * MIB) + b"'>words</p>", ""),
        "entities.html": (b"<html><body>" + b"&amp;lt;script&amp;gt;" * 200_000, "read"),
        "punycode.html": (b"<html><head><meta charset=punycode></head><body>" + b"ab-" * 400_000, ""),
        "idna.html": (b"<html><head><meta charset=idna></head><body>" + b"\xe9xn--a." * 200_000, ""),
        "quotes.md": (b">" * 100_000 + b" words", ""),
        "lists.md": (b"".join(b"  " * depth + b"- word\n" for depth in range(1500)), ""),
        "brackets.md": (b"[" * 100_000 + b"](" * 10_000, ""),
        "emphasis.md": (b"**_" * 60_000 + b"words", ""),
        "references.md": (b"".join(b"[a%d]: http://x/%d\n" % (n, n) for n in range(20_000)) + b"[a1]" * 20_000, ""),
        "laughs.xml": (_laughs("lolz"), ""),
        "outside.xml": (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>words &b;</a>', ""),
        "list.m3u8": (f"#EXTM3U\n#EXTINF:1,\n{remote}a.ts\nfile:///etc/passwd\n".encode(), ""),
        "braces.rtf": (b"{\\rtf1 " + b"{" * 500_000 + b"words", ""),
        "bytes.rtf": (b"{\\rtf1 words \\bin2147483647 more}", ""),
        "numbers.rtf": (b"{\\rtf1 words \\u-99999999999 \\fs" + b"9" * 100_000 + b" more}", ""),
        "remote.rtf": (
            b"{\\rtf1{\\*\\template " + remote.encode() + b'}{\\field{\\*\\fldinst INCLUDETEXT "/etc/passwd"}{\\fldrslt words}}'
            b"{\\object\\objautlink{\\*\\objdata " + b"d0cf" * 1000 + b"}}}",
            "",
        ),
        "pages.html.gz": (gzip.compress(page.encode()), ""),
        "function.py": (b"(" * 200_000 + b"\ndef f(): pass\n", "read"),
        "calendar.ics": (b"BEGIN:VCALENDAR\n" * 50_000, "no_text"),
        "notes.vcf": (b"BEGIN:VCARD\n" + b"NOTE:one of many\n" * 300_000, "read"),
    } | {f"one byte{suffix}": (b"\xff", "") for suffix in SUFFIXES}


SUFFIXES = (
    *(
        ".pdf",
        ".docx",
        ".xlsx",
        ".pptx",
        ".odt",
        ".epub",
        ".rtf",
        ".html",
        ".md",
        ".txt",
        ".csv",
        ".json",
        ".eml",
        ".doc",
        ".py",
        ".zip",
        ".tar",
        ".gz",
    ),
    *(
        ".jpg",
        ".png",
        ".gif",
        ".webp",
        ".tiff",
        ".avif",
        ".heic",
        ".svg",
        ".bmp",
        ".mp3",
        ".m4a",
        ".flac",
        ".ogg",
        ".wav",
        ".mp4",
        ".mkv",
        ".webm",
    ),
)


def _laughs(first: str) -> bytes:
    entities = "".join(f'<!ENTITY l{n} "' + f"&l{n - 1};" * 10 + '">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l0 "{first}">{entities}]><a>&l9;</a>'.encode()
