"""Files that are two things, or that lie about which."""

from tests.factories.hostile.office import docx, packed

_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj trailer<</Root 1 0 R>>"
_GIF = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x00\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"


def files(address: str) -> dict[str, tuple[bytes, str]]:
    script = f"<script src='http://{address}/a.js'></script>".encode()
    word = docx("<w:p><w:r><w:t>words</w:t></w:r></w:p>")
    return {
        "picture and page.gif": (_GIF + b"<html><body>" + script, "read"),
        "picture and archive.gif": (_GIF + packed({"a.txt": "words"}), "read"),
        "page and archive.html": (b"<html><body>words" + script + packed({"a.txt": "words"}), ""),
        "document and archive.pdf": (_PDF + packed({"a.txt": "words"}), ""),
        "document in a picture.jpg": (b"\xff\xd8\xff\xe0\x00\x10JFIF\0" + _PDF, ""),
        "word and book.epub": (word, "read"),
        "two kinds.docx": (packed({"[Content_Types].xml": "<Types/>", "word/document.xml": "<x/>", "xl/workbook.xml": "<x/>"}), ""),
        "old and nothing.doc": (bytes.fromhex("D0CF11E0A1B11AE1") + b"\xff" * 4096, ""),
        "old and zeros.xls": (bytes.fromhex("D0CF11E0A1B11AE1") + bytes(4096), ""),
        "shortcut.url": (f"[InternetShortcut]\nURL=http://{address}/\nIconFile=\\\\{address}\\x\n".encode(), "read"),
        "script.js": (b"import('http://" + address.encode() + b"/a.js')", "read"),
        "program.exe": (b"MZ" + bytes(200) + b"PE\0\0" + bytes(2000), ""),
    }
