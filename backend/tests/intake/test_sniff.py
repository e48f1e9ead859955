"""Kind and type from bytes; names decide nothing."""

import io
import json
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bowerbird.intake.sniff import HEAD_BYTES, TAIL_BYTES, sniff, sniff_file
from bowerbird.models import AssetKind
from tests.factories.icons import icon
from tests.factories.signed import enveloped, signed
from tests.fixtures_files import SHARED

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def type_of(data: bytes, name: str = "") -> str:
    return sniff(data[:HEAD_BYTES], tail=data[-TAIL_BYTES:], size=len(data), name=name).mime_type


def zipped(*entries: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return buffer.getvalue()


def picture(file_format: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), "blue").save(buffer, file_format)
    return buffer.getvalue()


ASF = bytes.fromhex("3026B2758E66CF11A6D900AA0062CE6C")
ENVELOPE = b"From a@example.org Wed Jan 31 12:15:30 2024\n"
MAIL = b"From: a@example.org\nTo: b@example.org\nSubject: c\n\nHello\n"
WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")


@pytest.mark.parametrize(
    ("data", "mime_type"),
    [
        (b"", "application/x-empty"),
        (b"\x7fELF" + bytes(100), "application/octet-stream"),
        (b"Just words, and more words.\n", "text/plain"),
        ("Größe über alles".encode("latin-1"), "text/plain"),
        ("\ufeffwords and words".encode("utf-16-le"), "text/plain"),
        ("\ufeff<html><head><title>x</title></head></html>".encode("utf-16-le"), "text/html"),
        ('\ufeff<?xml version="1.0" encoding="UTF-16"?><feed/>'.encode("utf-16-be"), "text/xml"),
        *((text.encode(wide), "text/plain") for text in ("Größe über alles", "Привет, мир", "鳥は枝で作ります。") for wide in WIDE),
        *(("<!doctype html><title>Größe</title>".encode(wide), "text/html") for wide in WIDE),
        (struct.pack("<40h", *range(-20_000, 20_000, 1_000)), "application/octet-stream"),
        ("שלום, מה נשמע".encode("utf-32-le"), "text/plain"),
        (b"\xff\xfe\x00\xdc" + "no text: half a character first".encode("utf-16-le"), "application/octet-stream"),
        ("Vėliau jie gali sušilti kavinėje".encode("cp1257"), "text/plain"),
        ("åker ut i skärgården".encode("mac_roman"), "text/plain"),
        (b"A text of old.\r\n\x1a", "text/plain"),
        (b"caf\x82, as DOS had it\r\n\x1a\x1a", "text/plain"),
        (b"\x1a\x1a", "application/octet-stream"),
        (b"words and \0 more words " * 30, "text/plain"),
        (b"<!doctype html><p>x", "text/html"),
        (b"<!-- a --><!-- b -->\n<div>x</div>", "text/html"),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body/></html>', "text/html"),
        (b'<?xml version="1.0"?><feed><entry/></feed>', "text/xml"),
        (b'<rss version="2.0"><channel><title>x</title></channel></rss>', "text/xml"),
        (b'\n<!-- a --><feed xmlns="http://www.w3.org/2005/Atom"><title>x</title></feed>', "text/xml"),
        (b"<rdf:RDF\n  xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><channel/></rdf:RDF>", "text/xml"),
        (b'<!DOCTYPE rss [<!ENTITY a "b">]><rss version="0.91"><title>x</title></rss>', "text/xml"),
        (b'<opml version="1.0"><head><title>x</title></head></opml>', "text/xml"),
        (b'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head></html>', "text/html"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "image/svg+xml"),
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><svg/>', "image/svg+xml"),
        (b"<html><body><svg/></body></html>", "text/html"),
        (b"page = [\n  '<html><head><title>x</title></head>'\n]\n", "text/plain"),
        (b'{"a": [1, 2, 3]}', "application/json"),
        (b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n", "application/pdf"),
        (b"<html>x</html>\n%PDF-1.7\n1 0 obj\n<<>>\nendobj\n", "application/pdf"),
        (b"A text about %PDF-1.7 and its header, which every such file has.\n", "text/plain"),
        (b"From: a@example.org\r\nTo: b@example.org\r\nSubject: c\r\n\r\nHello\r\n", "message/rfc822"),
        (b"From:a@example.org\nTo :b@example.org\n\nHello\n", "message/rfc822"),
        (b"Received: from x\n" + b"X-Trace: 0123456789\n" * 1500 + b"From: a@example.org\nTo: b@example.org\n\nHello\n", "message/rfc822"),
        (ENVELOPE + MAIL, "message/rfc822"),
        (b"120       \n" + MAIL, "message/rfc822"),
        (b"120\n121\n", "text/plain"),
        (b"Path: news.example.org!not-for-mail\n" + MAIL, "message/rfc822"),
        (b"\xef\xbb\xbfBEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada\r\nEND:VCARD\r\n", "text/vcard"),
        (b"Path: along the river, and then uphill\n", "text/plain"),
        (ENVELOPE + MAIL + b"\n" + ENVELOPE + MAIL, "application/mbox"),
        (b"\r\n".join([*(ENVELOPE + MAIL + b"\n" + ENVELOPE + MAIL).splitlines(), b""]), "application/mbox"),
        (b"From the sea it came:\n\nFrom the sea it went.\n", "text/plain"),
        (b"Note: this is\nnot a mail, only text\n", "text/plain"),
        (b"\x78\x9f\x3e\x22\1\0\1\x06\x90\x08\0\4\0\0\0\0\0\1\0\1\0", "application/vnd.ms-tnef"),
        (b"#EXTM3U\n#EXT-X-TARGETDURATION:1\nhttp://localhost/x\n", "text/plain"),
        (b"import os\n\ndef main():\n    print(os.name)\n", "text/plain"),
        (zipped(("a.txt", b"x")), "application/zip"),
        (zipped(("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>")), DOCX),
        (zipped(("docProps/app.xml", b"<x/>"), ("word/document.xml", b"<x/>"), ("[Content_Types].xml", b"<x/>")), DOCX),
        (zipped(("inner.docx", zipped(("[Content_Types].xml", b""), ("word/d.xml", b""))), method=zipfile.ZIP_STORED), "application/zip"),
        (zipped(("mimetype", b"application/epub+zip"), method=zipfile.ZIP_STORED), "application/epub+zip"),
        (
            zipped(("mimetype", b"application/vnd.oasis.opendocument.text"), method=zipfile.ZIP_STORED),
            "application/vnd.oasis.opendocument.text",
        ),
        (zipped(("mimetype", b"text/html"), method=zipfile.ZIP_STORED), "application/zip"),
        (picture("PNG"), "image/png"),
        (picture("JPEG"), "image/jpeg"),
        (picture("WEBP"), "image/webp"),
        (picture("AVIF"), "image/avif"),
        (picture("TGA"), "image/x-tga"),
        (picture("ICO"), "image/vnd.microsoft.icon"),
        (icon((16, 1)), "image/vnd.microsoft.icon"),
        (icon((32, 32), cursor=True), "image/x-win-bitmap"),
        (b"P5 2 2 255\n\1\2\3\4", "image/x-portable-graymap"),
        (b"\xff\x4f\xff\x51\0\x2f" + bytes(40), "image/j2c"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "image/heic"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif", "image/avif"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "video/mp4"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0\0\0 hdlr" + bytes(8) + b"soun", "audio/mp4"),
        (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "video/quicktime"),
        (b"\x1a\x45\xdf\xa3\x93\x42\x82\x84webm", "video/webm"),
        (b"\x1a\x45\xdf\xa3\x93\x42\x82\x88matroska", "video/x-matroska"),
        (b"\x1a\x45\xdf\xa3\x93\x42\x82\x84webm\x86\x86A_OPUS", "audio/webm"),
        (b"OggS" + bytes(24) + b"OpusHead", "audio/ogg"),
        (ASF + bytes(100), "audio/x-ms-wma"),
        (ASF + bytes(100) + bytes.fromhex("C0EF19BC4D5BCF11A8FD00805F5C442B"), "video/x-ms-asf"),
        (b"wvpk\x10\0\0\0", "audio/x-wavpack"),
        (b"\x7f\xfe\x80\1\xfc\x3c" + bytes(60), "audio/vnd.dts"),
        (b".RMF\0\0\0\x12" + bytes(60), "audio/vnd.rn-realaudio"),
        (b".RMF\0\0\0\x12" + bytes(60) + b"\x14video/x-pn-realvideo", "video/vnd.rn-realvideo"),
        (b"YUV4MPEG2 W160 H120 F10:1\nFRAME\n" + bytes(200), "video/x-yuv4mpeg"),
        (b"\x1f\x07\0\xbf" + bytes(200), "application/octet-stream"),
        (signed(b"words"), "application/pkcs7-mime"),
        (signed(b"words", streamed=True), "application/pkcs7-mime"),
        (enveloped(), "application/pkcs7-mime"),
        (b"caff\0\1\0\0desc" + bytes(40), "audio/x-caf"),
        ((b"G@\0\x10" + bytes(184)) * 5, "video/mp2t"),
        ((bytes(4) + b"G@\0\x10" + bytes(184)) * 5, "video/mp2t"),
        (b"G" * 900, "text/plain"),
        (b"TTA1\1\0\2\0\x10\0", "audio/x-tta"),
        (b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x40\x1f\0\0\x80\x3e\0\0\2\0\x10\0data\0\0\0\0", "audio/wav"),
    ],
)
def test_types(data: bytes, mime_type: str) -> None:
    assert type_of(data) == mime_type
    assert type_of(data, "liar.pdf") == mime_type
    assert type_of(data, "liar.jpg") == mime_type


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P"])
@pytest.mark.parametrize("compression", [None, "tga_rle"])
def test_a_targa_picture_has_no_magic_but_a_sound_header(mode: str, compression: str | None) -> None:
    buffer = io.BytesIO()
    Image.effect_noise((40, 30), 50).convert(mode).save(buffer, "TGA", compression=compression)
    data = buffer.getvalue()
    assert data.endswith(b"TRUEVISION-XFILE.\0")
    assert type_of(data) == type_of(data[:-26]) == "image/x-tga"


def test_bytes_that_only_begin_like_a_targa_picture_are_none() -> None:
    assert type_of(bytes(range(256)) * 20) == "application/octet-stream"
    header = bytes((0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 64, 0, 64, 0, 24, 0))
    assert type_of(header + b"\x80" * (64 * 64 * 3)) == "image/x-tga"
    assert type_of(header + b"\x80" * 100) == "application/octet-stream", "far too short"


@pytest.mark.parametrize(
    ("name", "mime_type"),
    [
        ("a.md", "text/markdown"),
        ("A.MARKDOWN", "text/markdown"),
        ("a.csv", "text/csv"),
        ("a.tsv", "text/tab-separated-values"),
        ("a.json", "application/json"),
        ("a.html", "text/plain"),
    ],
)
def test_a_name_refines_plain_text_only(name: str, mime_type: str) -> None:
    assert type_of(b"Words, words and words.\n", name) == mime_type
    assert type_of(picture("PNG"), name) == "image/png"
    assert type_of(b"<!doctype html><p>x", name) == "text/html"


def test_the_parts_of_a_large_archive_are_found_in_its_directory() -> None:
    data = zipped(
        ("media/big.bin", bytes(range(256)) * 2000), ("word/document.xml", b"<x/>"), ("[Content_Types].xml", b""), method=zipfile.ZIP_STORED
    )
    assert len(data) > HEAD_BYTES + TAIL_BYTES
    assert type_of(data) == DOCX


@pytest.mark.parametrize("length", [40, 20_000, 3_000_000])
@pytest.mark.parametrize(
    ("sound", "mime_type"), [(b"\xff\xfb\x90\x44", "audio/mpeg"), (b"fLaC\0\0\0\x22", "audio/flac"), (b"\xff\xf1\x50\x80", "audio/aac")]
)
def test_sound_behind_a_tag_with_a_cover(length: int, sound: bytes, mime_type: str) -> None:
    size = bytes(length >> shift & 0x7F for shift in (21, 14, 7, 0))
    data = b"ID3\3\0\0" + size + b"APIC" + bytes(length - 4) + sound * 500
    assert type_of(data) == (mime_type if length < HEAD_BYTES else "audio/mpeg")


def test_a_text_about_tags_is_text() -> None:
    assert type_of(b"ID3 tags come before the sound and may be long.\n" * 9) == "text/plain"


def test_a_mailbox_whose_first_message_is_long() -> None:
    data = ENVELOPE + MAIL + b"SGVsbG8=\n" * 50_000
    assert len(data) > HEAD_BYTES + TAIL_BYTES
    assert type_of(data) == "application/mbox"


@pytest.mark.parametrize(
    "data",
    [
        ENVELOPE + b"a: b\n" * 50_000,
        ENVELOPE + MAIL + b"\n\nFrom " * 30_000,
        b"<!---->" * 30_000,
        b"<!--" * 60_000,
        b"<?" * 100_000,
        b"<?a?>" * 50_000,
        b" " * 250_000,
        b"<!doctype x[" + b"]" * 200_000,
        b"<!doctype x[" + b"] " * 100_000,
        b"<!doctype " * 20_000,
        b"<a " * 80_000,
        b"<a " + b"xmlns " * 40_000,
        b"text %PDF-" + b"1 " * 100_000,
        b"text %PDF-" + b"1" * 200_000,
        b"a: b\n" * 50_000,
        b"\x1a\x45\xdf\xa3" + b"\x86A_" * 80_000,
        b"PK\x03\x04" * 60_000,
        b"PK\x03\x04" + b"PK\x05\x06" * 60_000,
        b"\0\0\0\x18ftypmp42" + b"hdlr" * 60_000,
    ],
)
def test_hostile_bytes_cost_no_time(data: bytes) -> None:
    """A pattern with two ways to match would never come back from some of these."""
    assert sniff(data[:HEAD_BYTES], tail=data[-TAIL_BYTES:], size=len(data)).mime_type


@given(
    st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.4", b"\0\0\0\x18ftyp", b"\x1a\x45\xdf\xa3", b"OggS", b"RIFF", b"<svg", b"<!doctype"]),
    st.binary(max_size=400),
)
def test_any_bytes_have_a_kind(start: bytes, rest: bytes) -> None:
    found = sniff(start + rest, size=len(start + rest))
    assert found.kind in AssetKind
    assert "/" in found.mime_type
    assert len(found.mime_type) <= 200


WRONG = {
    "png_named.jpg": "image/png",
    "jpg_named.pdf": "image/jpeg",
    "pdf_named.txt": "application/pdf",
    "mp4_named.jpg": "video/mp4",
    "html_named.jpg": "text/html",
    "svg_named.png": "image/svg+xml",
    "docx_named.zip": DOCX,
    "exe_named.pdf": "application/x-dosexec",
    "elf.jpg": "application/octet-stream",
    "noextension": "image/jpeg",
    "photo.JPG.exe": "image/jpeg",
    "UPPER.JPEG": "image/jpeg",
}


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the evaluation data is not here")
def test_wrong_types_of_the_hostile_set() -> None:
    made = SHARED / "hostile" / "made"
    listed = {entry["file"] for entry in json.loads((made / "MANIFEST.json").read_text()) if entry["what"].startswith("wrong type")}
    assert listed == WRONG.keys()
    for name, mime_type in WRONG.items():
        assert sniff_file(made / name, name=name).mime_type == mime_type, name


SUFFIXES = {
    ".pdf": "application/pdf",
    ".docx": DOCX,
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".epub": "application/epub+zip",
    ".rtf": "application/rtf",
    ".html": "text/html",
    ".txt": "text/plain",
    ".mp3": "audio/mpeg",
    ".wav": "audio/wav",
    ".flac": "audio/flac",
    ".aiff": "audio/aiff",
    ".webm": "video/webm",
    ".mov": "video/quicktime",
    ".avi": "video/x-msvideo",
    ".heic": "image/heic",
    ".avif": "image/avif",
    ".jp2": "image/jp2",
    ".tiff": "image/tiff",
}


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the evaluation data is not here")
def test_honest_files_are_what_they_say() -> None:
    seen = set()
    for folder in ("documents/files", "audio/files", "video/files", "image-formats"):
        for path in (SHARED / folder).iterdir():
            if path.suffix in SUFFIXES:
                seen.add(path.suffix)
                assert sniff_file(path).mime_type == SUFFIXES[path.suffix], path.name
    assert len(seen) >= 17


def test_the_process_is_left_as_it_was() -> None:
    import ctypes
    import os

    type_of(b"load libmagic")
    assert "pylibmagic" not in os.environ.get("LD_LIBRARY_PATH", "") + os.environ.get("MAGIC", "")
    assert ctypes.CDLL.__init__.__module__ == "ctypes"
